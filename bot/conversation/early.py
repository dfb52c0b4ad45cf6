"""What comes before what it is about: an edit, or a deletion, of a message that has not been heard yet.

A phone's messages can come in another order than they were written in. What was said last holds.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.conversation.turn import Turn
from bot.messages import IncomingKind

_WAITS = timedelta(hours=1)
"""So long a message may be on its way after what was said about it; then the words of an edit are forgotten."""

_REMEMBERED = 12
_GONE, _EDITED = "gone", "edited"


def heed(turn: Turn) -> bool:
    """Hear a message as it was edited before it came; False where it was taken back, and is not to be heard at all."""
    heard = turn.heard
    if heard.kind not in {IncomingKind.TEXT, IncomingKind.EDIT, IncomingKind.MEDIA} or not heard.message_ref:
        return True
    if heard.message_ref in turn.dialog.get(_GONE, ()):
        return False
    waiting = _still_waiting(turn)
    if heard.kind is not IncomingKind.EDIT and heard.message_ref in waiting:
        turn.heard = replace(heard, text=waiting.pop(heard.message_ref)[0])
    return True


def remember_edit(turn: Turn) -> None:
    """Remember for a while the new words of a message from which nothing was kept: it may still come."""
    waiting = _still_waiting(turn)
    waiting.pop(turn.heard.message_ref, None)
    waiting[turn.heard.message_ref] = [turn.heard.text, turn.now.timestamp()]
    for ref in list(waiting)[:-_REMEMBERED]:
        del waiting[ref]
    turn.dialog[_EDITED] = waiting


def remember_gone(turn: Turn) -> bool:
    """Remember that a message was taken back, so that neither it nor an edit of it says anything any more.

    True where an edit of it still waited for it: it may be known by another name, that of an edit that never reached us.
    """
    waited = _still_waiting(turn).pop(turn.heard.message_ref, None) is not None
    gone = [each for each in turn.dialog.get(_GONE, ()) if each != turn.heard.message_ref]
    turn.dialog[_GONE] = [*gone, turn.heard.message_ref][-_REMEMBERED:]
    return waited


def _still_waiting(turn: Turn) -> dict[str, Any]:
    """Return the edits that wait for their message, without those that waited too long."""
    waiting: dict[str, Any] | None = turn.dialog.get(_EDITED)
    if waiting is None:
        return {}
    oldest = turn.now.timestamp() - _WAITS.total_seconds()
    for ref in [ref for ref, (_, at) in waiting.items() if at < oldest]:
        del waiting[ref]
    if not waiting:
        del turn.dialog[_EDITED]
    return waiting
