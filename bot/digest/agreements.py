"""What happened to what is agreed."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from bot.digest import said
from bot.digest.material import Material
from bot.messages import Arg, Words
from storage.records import AssignmentChange


def change_words(change: AssignmentChange, material: Material) -> Words:
    """Say what happened to what is agreed, and when."""
    zone = ZoneInfo(material.zone)
    args: dict[str, Arg] = {
        "title": said.title(material.assignment(change.assignment_id)),
        "day": said.day(change.at.astimezone(zone).date()),
        "what": Words(f"digest-change-{change.event.replace('_', '-')}"),
    }
    return Words("digest-change", args)
