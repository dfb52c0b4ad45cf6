"""Proposals and plans for tests: how to bring one, and what became of it."""

from __future__ import annotations

from datetime import date, time

from bot.conversation import router
from bot.conversation.patient import planning
from bot.conversation.turn import Desk, Turn, press
from bot.messages import Incoming, IncomingKind
from bot.words import render
from scheduler.schedule import Pattern, Schedule
from storage import assignments, dialogs, history, occurrences
from storage.records import Assignment, AssignmentEvent, Occurrence, Plan
from tests.talk import CHANNEL, LIBRARY, Phone, Talk

MONDAY = date(2026, 3, 2)


def once(day: date, at: time) -> Schedule:
    return Schedule(pattern=Pattern.ONCE, starts=day, times=(at,))


async def load(talk: Talk, assignment_id: int) -> Assignment:
    async with talk.read() as tx:
        found = await assignments.get(tx, assignment_id)
    assert found is not None
    return found


async def plan_of(talk: Talk, assignment_id: int) -> Plan:
    return (await load(talk, assignment_id)).plan


async def schedule_of(talk: Talk, assignment_id: int) -> Schedule:
    return Schedule.from_json((await plan_of(talk, assignment_id)).schedule)


async def moments_of(talk: Talk, assignment_id: int) -> list[Occurrence]:
    async with talk.read() as tx:
        return await occurrences.of_assignment(tx, assignment_id)


async def events_of(talk: Talk, phone: Phone) -> list[tuple[AssignmentEvent, str]]:
    person = await talk.person(phone)
    async with talk.read() as tx:
        return [(each.event, each.words) for each in await history.changes_of(tx, person.id)]


async def proposes(talk: Talk, phone: Phone, assignment_id: int) -> None:
    """Bring a proposal, as the therapist's form does at its end."""
    person = await talk.person(phone)
    async with talk.db.write() as tx:
        desk = Desk(tx, talk.clock.now(), LIBRARY, talk.practice)
        await planning.propose(desk, person, assignment_id)
        await talk._hand_out(tx, desk, None)


async def proposed(talk: Talk, schedule: Schedule | None = None, **how: str) -> tuple[Phone, int]:
    """A patient with an opened proposal."""
    anna = await talk.patient(**how)
    assignment_id = await talk.assigned(anna, schedule=schedule, agreed=False)
    await proposes(talk, anna, assignment_id)
    await anna.presses(press("plan-open", assignment_id))
    return anna, assignment_id


async def change(talk: Talk, phone: Phone, assignment_id: int) -> None:
    """Begin a change of something agreed, as the card of /current does."""
    async with talk.db.write() as tx:
        person = await talk.person(phone)
        stored = await dialogs.load(tx, person.id)
        turn = Turn(
            tx,
            talk.clock.now(),
            LIBRARY,
            talk.practice,
            person=person,
            heard=Incoming(CHANNEL, phone.address, IncomingKind.TEXT),
            dialog=stored or {},
            label=lambda arg: render(arg, person.language, person.formality, markup=False),
            forms=router.FORMS,
        )
        found = await assignments.get(tx, assignment_id)
        assert found is not None
        await planning.begin_change(turn, found)
        await dialogs.save(tx, person.id, turn.dialog, known=stored is not None, now=talk.clock.now())
        await talk._hand_out(tx, turn, phone)
