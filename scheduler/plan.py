"""Rules become planned moments: a bounded horizon ahead, each moment exactly once, with the row that makes it due."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from scheduler.recurrence import Planned, next_occurrence, occurrences
from scheduler.schedule import Pattern, Schedule
from scheduler.zones import zone_of
from storage import due
from storage import occurrences as planned_moments
from storage.database import Tx
from storage.due import NewDue
from storage.occurrences import NewOccurrence
from storage.records import Agreement, AssignmentState, DueKind

HORIZON = timedelta(days=2)
_DAY = timedelta(days=1)

_OWN_SLOT, _STEP = 50, 10
"""Where the slots begin that no rule has by itself, and how far the next try lies; extras begin at EXTRA_SLOT."""

Taken = Mapping[tuple[date, int], datetime]
"""What is there already: (local date, slot) → instant, of what is not ahead any more any instant that has passed."""


async def plan_ahead(
    tx: Tx,
    assignments: Sequence[Agreement],
    zones: Mapping[int, str],
    now: datetime,
    *,
    since: Mapping[int, datetime] | None = None,
    promised: Collection[date] = (),
) -> int:
    """Plan the moments of the next two days, and at least the next one; return how many are new.

    What rests is not planned, also not from a moment of it that an outage held up: it is planned when it is woken.

    `zones`: patient id → zone of their wall clock. `since`: assignment id → instant from which on moments that were
    missed (nobody planned them while we were away) are planned too; without it only what lies after `now`. `promised`:
    local dates on which the plan before this one had still something to come.
    """
    running = [each for each in assignments if each.state is AssignmentState.AGREED]
    if not running:
        return 0
    starts = {each.id: min((since or {}).get(each.id, now), now) for each in running}
    earliest = min(starts.values()).date() - 2 * _DAY
    taken = await planned_moments.taken(tx, [each.id for each in running], earliest)
    new = [
        NewOccurrence(
            each.id, each.patient_id, one.local_date, one.slot, one.local_time, zones[each.patient_id], one.at
        )
        for each in running
        for one in missing(
            Schedule.from_json(each.plan.schedule),
            zone_of(zones[each.patient_id]),
            taken=taken.get(each.id, {}),
            since=starts[each.id],
            now=now,
            promised=promised,
        )
    ]
    ids = await planned_moments.add_new(tx, new)
    await due.add_new(
        tx,
        [
            NewDue(DueKind.MOMENT, each.planned_at, each.patient_id, one)
            for one, each in zip(ids, new, strict=True)
        ],
    )
    return len(new)


def missing(
    schedule: Schedule,
    zone: ZoneInfo,
    *,
    taken: Taken,
    since: datetime,
    now: datetime,
    promised: Collection[date] = (),
) -> list[Planned]:
    """Return the moments after `since` that are still to be planned, earliest first.

    A date and slot that is taken stays as it is, also where the rule has since moved it to another time: what was
    handed on that day is not asked twice. But where something was still to come on a `promised` date, what the new plan
    has to come there is not the same moment, and gets a slot of its own: nobody who goes from two times a day to the
    later one loses it that day.
    """
    if schedule.pattern is Pattern.ON_EVENT:
        return []
    until = now + HORIZON
    first = since.astimezone(zone).date() - 2 * _DAY
    found = [
        one if (one.local_date, one.slot) not in taken else one._replace(slot=_free(one, taken))
        for one in occurrences(schedule, zone, first, until.astimezone(zone).date())
        if since < one.at <= until and ((one.local_date, one.slot) not in taken or one.local_date in promised)
    ]
    if any(one.at > now for one in found) or any(at > now for at in taken.values()):
        return found
    following = next_occurrence(schedule, zone, now)
    while following is not None and (following.local_date, following.slot) in taken:
        following = next_occurrence(schedule, zone, following.at)
    return found if following is None else [*found, following]


def _free(one: Planned, taken: Taken) -> int:
    """Return a slot of its own for a moment whose slot is taken."""
    slot = _OWN_SLOT + one.slot
    while (one.local_date, slot) in taken:
        slot += _STEP
    return slot


async def take_back(tx: Tx, assignment_id: int, now: datetime) -> set[date]:
    """Take every future moment of an assignment off the table, so that nothing of the old plan comes due.

    Returns the local dates on which something was still to come.
    """
    gone = await planned_moments.remove_future(tx, assignment_id, now)
    await due.cancel(tx, [DueKind.MOMENT], gone)
    return set(gone.values())
