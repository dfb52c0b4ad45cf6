"""Planned moments come due: one neutral message per person, its receipt, and what is planned after it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta

from bot.conversation.courtesy import manners
from bot.conversation.patient import after_moments, later, opening, silence
from bot.conversation.patient.cases import BLOCKED, OUTAGE, UNPROVEN, Case, Fate, expiry, fate, load
from bot.conversation.patient.moment_messages import Bell, Ring, wording
from bot.conversation.steps import BackStep, DueStep, Step
from bot.conversation.turn import Desk
from scheduler.courtesy import after_quiet
from scheduler.dispatch import GivenUp, Later, Receipt, Sent, Uncertain
from scheduler.plan import plan_ahead
from storage import due, occurrences
from storage.due import NewDue
from storage.records import Delivery, DueKind, DueRow, Outcome
from storage.unasked import LATE

UNWANTED = "unwanted"

Told = tuple[int, Receipt]
"""An occurrence, and what became of the message that told of it."""

_OPEN_AT_LEAST = timedelta(hours=3)


async def moments_due(desk: Desk, rows: list[DueRow]) -> None:
    """Hand on the moments that have come due, whoever's they are, and plan what follows; no statement per row."""
    cases = [case for case in await load(desk, rows) if case.occurrence.delivery is Delivery.PLANNED]
    fates: dict[Fate, list[Case]] = {each: [] for each in Fate}
    for case in cases:
        fates[fate(case, desk.now)].append(case)
    await _send(desk, fates[Fate.SEND], wording, "moment")
    await _send(desk, fates[Fate.CATCH_UP], lambda _: "moments-catch-up", f"moment:{LATE}")
    await _wait(desk, fates[Fate.WAIT])
    await end(desk, fates[Fate.TOO_LATE], Delivery.NOT_DELIVERED, why=OUTAGE)
    await end(desk, fates[Fate.BLOCKED], Delivery.NOT_DELIVERED, why=BLOCKED)
    await end(desk, fates[Fate.PAUSED], Delivery.CANCELLED, outcome=Outcome.PAUSED)
    await end(desk, fates[Fate.OVER], Delivery.CANCELLED)
    await _plan_on(desk, cases)


async def _send(desk: Desk, cases: list[Case], wording_of: Callable[[int], str], name: str) -> None:
    if not cases:
        return
    ends = {case.occurrence.id: max(expiry(case), desk.now + _OPEN_AT_LEAST) for case in cases}
    by_person: dict[int, list[Case]] = {}
    for case in cases:
        by_person.setdefault(case.person.id, []).append(case)
    bell = Bell(desk)
    for theirs in by_person.values():
        ids = _ids(theirs)
        ring = Ring(wording_of(ids[0]), name, receipt=True)
        bell.ring(theirs[0].person, ids, ring, expires_at=max(ends[each] for each in ids))
    await occurrences.set_delivery(desk.tx, _ids(cases), Delivery.WAITING)
    rows = [row for case in cases for row in _rows(case, ends[case.occurrence.id], desk.now)]
    await due.add_new(desk.tx, rows)


def _rows(case: Case, ends: datetime, now: datetime) -> list[NewDue]:
    """Plan the end of the time for an answer, and before it one gentle question (none where none was wished)."""
    person_id, occurrence_id = case.person.id, case.occurrence.id
    found = [NewDue(DueKind.EXPIRY, ends, person_id, occurrence_id)]
    minutes = case.assignment.follow_up_minutes
    asks = max(case.occurrence.planned_at, now) + timedelta(minutes=minutes)
    if minutes > 0 and asks < ends:
        found.append(NewDue(DueKind.FOLLOW_UP, asks, person_id, occurrence_id))
    return found


async def _wait(desk: Desk, cases: list[Case]) -> None:
    """Put off until the quiet hours are over what was missed and can still be answered then."""
    await due.cancel(desk.tx, [DueKind.MOMENT], _ids(cases))
    await due.add_new(
        desk.tx,
        [
            NewDue(
                DueKind.MOMENT,
                after_quiet(desk.now, manners(case.person)),
                case.person.id,
                case.occurrence.id,
            )
            for case in cases
        ],
    )


async def end(
    desk: Desk,
    cases: list[Case],
    delivery: Delivery,
    *,
    why: str | None = None,
    outcome: Outcome | None = None,
) -> None:
    """Close moments that never reached the phone; nobody is counted anything for them."""
    if cases:
        await occurrences.set_delivery(desk.tx, _ids(cases), delivery, why=why)
        await occurrences.close(desk.tx, _ids(cases), outcome, desk.now)


async def _plan_on(desk: Desk, cases: list[Case]) -> None:
    """Plan ahead for these exercises, from the moments that were just handed on."""
    since: dict[int, datetime] = {}
    for case in cases:
        at = case.occurrence.planned_at
        since[case.assignment.id] = min(since.get(case.assignment.id, at), at)
    exercises = {case.assignment.id: case.assignment for case in cases}
    zones = {case.person.id: case.person.zone for case in cases}
    await plan_ahead(desk.tx, list(exercises.values()), zones, desk.now, since=since)


async def receipts(desk: Desk, told: Sequence[Told]) -> None:
    """Keep how the messages of moments fared. What never arrived is nobody's missing answer."""
    arrived: dict[int, str] = {}
    for occurrence_id, settled in told:
        match settled:
            case Sent(message_ref):
                arrived[occurrence_id] = message_ref
            case Uncertain():
                await occurrences.arrived(desk.tx, {occurrence_id: None}, Delivery.MAYBE, desk.now)
            case GivenUp(fault, blocked, unproven):
                why = BLOCKED if blocked else UNPROVEN if unproven else fault
                await _given_up(desk, occurrence_id, why)
            case Later():
                pass
    await occurrences.arrived(desk.tx, arrived, Delivery.DELIVERED, desk.now)


async def _given_up(desk: Desk, occurrence_id: int, why: str) -> None:
    """Close a moment whose message will not arrive: PAUSED where the person did not want it any more."""
    found = await occurrences.get(desk.tx, occurrence_id)
    if found is None or found.delivery is not Delivery.WAITING:
        return
    ids = [occurrence_id]
    await due.cancel(desk.tx, [DueKind.FOLLOW_UP, DueKind.EXPIRY], ids)
    if why == UNWANTED:
        await occurrences.set_delivery(desk.tx, ids, Delivery.CANCELLED)
        await occurrences.close(desk.tx, ids, Outcome.PAUSED, desk.now)
    else:
        await occurrences.set_delivery(desk.tx, ids, Delivery.NOT_DELIVERED, why=why[:32])
        await occurrences.close(desk.tx, ids, None, desk.now)


def _ids(cases: Iterable[Case]) -> list[int]:
    return [case.occurrence.id for case in cases]


TAKE_BACK: dict[str, BackStep] = {**later.TAKE_BACK}
BUTTONS: dict[str, Step] = {**opening.BUTTONS, **later.BUTTONS, **silence.BUTTONS}
DUE: dict[DueKind, DueStep] = {
    DueKind.MOMENT: moments_due,
    DueKind.SNOOZED: later.snoozed_due,
    DueKind.FOLLOW_UP: after_moments.follow_up_due,
    DueKind.EXPIRY: after_moments.expiry_due,
    DueKind.QUIET_QUESTION: silence.quiet_question_due,
}
