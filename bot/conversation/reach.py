"""Whether a person can be reached: who blocked us gets nothing more, and their therapist is told."""

from __future__ import annotations

from bot.conversation import news
from bot.conversation.patient import planning
from bot.conversation.turn import Desk
from storage import alerts, outbox, people
from storage.records import Person, Role


async def lost(desk: Desk, person: Person) -> None:
    """Note that a person cannot be reached any more; what waited for them is not sent."""
    now_known = await people.get(desk.tx, person.id)
    if now_known is None or now_known.blocked_at is not None:
        return
    await people.change(desk.tx, person.id, blocked_at=desk.now)
    await outbox.cancel_for_person(desk.tx, person.id, desk.now)
    if person.role is Role.PATIENT:
        await news.plan(desk, person)
    else:
        await alerts.raise_alert(desk.tx, "therapist_unreachable", f"person:{person.id}", desk.now)


async def found(desk: Desk, person: Person) -> None:
    """Note that a person can be reached again. Nothing is said unasked; what was proposed meanwhile comes later."""
    now_known = await people.get(desk.tx, person.id)
    if now_known is None or now_known.blocked_at is None:
        return
    await people.change(desk.tx, person.id, blocked_at=None)
    if person.role is Role.PATIENT:
        await news.plan(desk, person)
        await planning.bring_waiting(desk, person.id)
