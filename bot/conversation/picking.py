"""Picking several choices of a question one by one: each tick counts at once, also where nobody goes on."""

from __future__ import annotations

from collections.abc import Mapping

from bot.conversation.fields import Field
from bot.conversation.frames import Frame
from bot.conversation.turn import Turn


async def tick(turn: Turn, frame: Frame, field: Field, value: str) -> None:
    """Tick a choice ("+fear"), or take its tick away ("-fear"), and keep what is ticked now."""
    wanted, name = value[:1] == "+", called(frame, value[1:])
    others = [each for each in frame.get("picked", ()) if each != name]
    await put(turn, frame, field, [*others, name] if wanted else others)


async def put(turn: Turn, frame: Frame, field: Field, picked: list[str]) -> None:
    """Let exactly these be ticked."""
    frame["picked"] = picked
    if field.tick is not None:
        frame.setdefault("ticked", {})[field.name] = picked
        await field.tick(turn, frame["answers"], [field.read(each) for each in picked])


def ticked(frame: Frame, name: str) -> list[str]:
    """Return what was ticked when the question was asked before: it is kept, so it is shown again."""
    return list(frame.get("ticked", {}).get(name, ()))


def called(frame: Frame, name: str) -> str:
    """Return what a choice is called by now: on its button it may have had a name of before an upgrade."""
    return str(frame.get("renamed", {}).get(name, name))


def rename(frame: Frame, field: str, names: Mapping[str, str]) -> None:
    """Call choices of a question of several by other names from now on, wherever they were ticked or answered with."""
    here = frame if frame["at"] == field else {}
    for place, key in ((here, "picked"), (frame.get("ticked", {}), field), (frame["answers"], field)):
        before = place.get(key) or []
        now = list(dict.fromkeys(names.get(each, each) for each in before))
        if now != before:
            place[key] = now
    frame["renamed"] = {**names, **frame.get("renamed", {})}


def forget(frame: Frame, name: str) -> None:
    """Forget the ticks of an answer that was taken back."""
    frame.get("ticked", {}).pop(name, None)
