"""What comes after a planned moment that nobody answered: one gentle question, then its end without blame."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from bot.conversation.courtesy import manners, may_go_at_many
from bot.conversation.patient.cases import BLOCKED, OUTAGE, UNPROVEN, Case, Standing, load, standing
from bot.conversation.patient.moment_messages import FOLLOW_UP, Bell, Ring, follow_up_choices
from bot.conversation.turn import Desk
from bot.messages import Say, Words
from scheduler.course import end_what_is_over
from scheduler.courtesy import quiet_begins
from storage import assignments, due, occurrences
from storage.due import NewDue
from storage.records import AssignmentEvent, Delivery, DueKind, DueRow, Outcome, Reach, Role

QUIET_AFTER = 3
"""Occurrences in a row without an answer (DOMAIN.md, section 4, reminder limits: our judgement)."""

_ARRIVED = (Delivery.DELIVERED, Delivery.MAYBE)


async def follow_up_due(desk: Desk, rows: list[DueRow]) -> None:
    """Ask once more, gently, where nothing came; at an allowed time, or not at all."""
    cases = [
        case
        for case in await load(desk, rows)
        if case.occurrence.outcome is None
        and case.occurrence.delivery in _ARRIVED
        and standing(case.person, case.assignment, desk.now) is Standing.FREE
    ]
    allowed = await may_go_at_many(desk, [case.person for case in cases])
    ends = {
        row.subject_id: row.due_at for row in await due.of_subjects(desk.tx, [DueKind.EXPIRY], _ids(cases))
    }
    now: dict[int, list[Case]] = {}
    put_off: list[Case] = []
    for case in cases:
        at = allowed[case.person.id]
        if at <= desk.now:
            now.setdefault(case.person.id, []).append(case)
        elif at < ends.get(case.occurrence.id, desk.now):
            put_off.append(case)
    bell = Bell(desk)
    for theirs in now.values():
        _ask_once_more(desk, bell, theirs)
    await _put_off(desk, put_off, allowed)


def _ask_once_more(desk: Desk, bell: Bell, cases: list[Case]) -> None:
    """Ask in one message; where another moment is told at this very time, in the same with it."""
    ids, person = _ids(cases), cases[0].person
    until = quiet_begins(desk.now, manners(person))  # one that an outage holds back is not sent at night
    if bell.rang(person) or len(ids) > 1:
        bell.ring(person, ids, Ring("moments-follow-up", FOLLOW_UP), expires_at=until)
        return
    desk.tell(
        person,
        Say(Words("moments-follow-up"), follow_up_choices(ids[0])),
        unasked=True,
        dedupe_key=f"{FOLLOW_UP}:{ids[0]}",
        resend_if_uncertain=False,
        expires_at=until,
    )


async def _put_off(desk: Desk, cases: list[Case], until: dict[int, datetime]) -> None:
    await due.cancel(desk.tx, [DueKind.FOLLOW_UP], _ids(cases))
    await due.add_new(
        desk.tx,
        [
            NewDue(DueKind.FOLLOW_UP, until[case.person.id], case.person.id, case.occurrence.id)
            for case in cases
        ],
    )


async def expiry_due(desk: Desk, rows: list[DueRow]) -> None:
    """Close what nobody answered: no answer only where the message arrived; three in a row make the exercise quiet.

    With its last moment an exercise ends that has run its course; it is asked nothing more.
    """
    unanswered: list[Case] = []
    rested: list[Case] = []
    lost: dict[str, list[Case]] = {OUTAGE: [], BLOCKED: [], UNPROVEN: []}
    for case in await load(desk, rows):
        if case.occurrence.outcome is not None or case.occurrence.closed_at is not None:
            continue
        found = standing(case.person, case.assignment, desk.now)
        if found in {Standing.PAUSED, Standing.OVER}:
            rested.append(case)
        elif case.occurrence.delivery not in _ARRIVED:
            lost[_why(case)].append(case)
        else:
            unanswered.append(case)
    for why, cases in lost.items():
        if cases:
            await occurrences.set_delivery(desk.tx, _ids(cases), Delivery.NOT_DELIVERED, why=why)
            await occurrences.close(desk.tx, _ids(cases), None, desk.now)
    if rested:
        await occurrences.close(desk.tx, _ids(rested), Outcome.PAUSED, desk.now)
    if unanswered:
        await occurrences.close(desk.tx, _ids(unanswered), Outcome.NO_ANSWER, desk.now)
    closed = [*rested, *unanswered, *(case for cases in lost.values() for case in cases)]
    exercises = {case.assignment.id: case.assignment for case in closed}
    zones = {case.person.id: case.person.zone for case in closed}
    ended = await end_what_is_over(desk.tx, [*exercises.values()], zones, desk.now)
    await _count(desk, [case for case in unanswered if case.assignment.id not in ended])
    await due.cancel(desk.tx, [DueKind.FOLLOW_UP], _ids(closed))


def _why(case: Case) -> str:
    """Say why a moment never reached the phone."""
    if case.person.blocked_at is not None:
        return BLOCKED
    return UNPROVEN if case.person.reach is Reach.UNPROVEN else OUTAGE


async def _count(desk: Desk, cases: list[Case]) -> None:
    """Count the unanswered moments of each exercise, with one statement per count."""
    more = Counter(case.assignment.id for case in cases)
    exercises = {case.assignment.id: case for case in cases}
    by_count: dict[int, list[int]] = {}
    for assignment_id, number in more.items():
        count = min(exercises[assignment_id].assignment.unanswered + number, QUIET_AFTER)
        by_count.setdefault(count, []).append(assignment_id)
    for count, ids in by_count.items():
        await assignments.set_unanswered(desk.tx, ids, count, quiet=count >= QUIET_AFTER)
    for assignment_id in by_count.get(QUIET_AFTER, ()):
        await _go_quiet(desk, exercises[assignment_id])


async def _go_quiet(desk: Desk, case: Case) -> None:
    await assignments.change(desk.tx, case.assignment, AssignmentEvent.QUIETED, by=Role.PATIENT, now=desk.now)
    await due.plan(desk.tx, NewDue(DueKind.QUIET_QUESTION, desk.now, case.person.id, case.assignment.id))


def _ids(cases: Iterable[Case]) -> list[int]:
    return [case.occurrence.id for case in cases]
