"""Fourteen months of planning and handing on, in zones whose clocks do what one would not expect."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

from scheduler.clock import HandClock
from scheduler.heal import plan_everybody
from scheduler.plan import plan_ahead
from scheduler.schedule import Pattern, Schedule
from scheduler.tick import Ticker
from storage import assignments, occurrences, people
from storage.database import Database, Tx
from storage.records import AssignmentEvent, AssignmentState, Delivery, DueRow, Occurrence, Plan, Role

ZONES = (
    "Africa/Casablanca",  # an hour less during Ramadan
    "Africa/El_Aaiun",
    "America/New_York",
    "Antarctica/Troll",  # two hours
    "Asia/Gaza",  # changes at night, on Saturdays
    "Asia/Kathmandu",  # a quarter of an hour off, no changes
    "Australia/Lord_Howe",  # half an hour
    "Europe/Berlin",
    "Europe/Dublin",  # winter is the exception
    "Pacific/Apia",  # has left out a whole day once
    "Pacific/Chatham",  # three quarters of an hour off
)
FIRST, LAST = date(2026, 2, 1), date(2027, 4, 1)
DAY = timedelta(days=1)
TWICE_A_NIGHT = Schedule(pattern=Pattern.DAILY, starts=FIRST, ends=LAST, times=(time(0, 30), time(2, 15)))


class Walk:
    """Hands on what has come due, and plans what follows every other time; the reconciler does it else."""

    def __init__(self, db: Database, clock: HandClock) -> None:
        self.db = db
        self.clock = clock
        self.zones: dict[int, str] = {}
        self.plans_on = True
        self.seen: list[int] = []

    async def begin(self, zone: str) -> int:
        """Agree with somebody who lives there."""
        now = self.clock.now()
        async with self.db.write() as tx:
            person = await people.add(tx, Role.PATIENT, now=now, language="en", zone=zone)
            made = await assignments.propose(
                tx,
                patient_id=person.id,
                therapist_id=person.id,
                exercise_id="BA-02",
                exercise={},
                plan=Plan("g", "w", "s", "p", TWICE_A_NIGHT.to_json()),
                follow_up_minutes=0,
                now=now,
            )
            proposed = await assignments.get(tx, made)
            assert proposed is not None
            agreed = AssignmentState.AGREED
            await assignments.change(
                tx, proposed, AssignmentEvent.AGREED, by=Role.PATIENT, now=now, state=agreed, agreed_at=now
            )
        self.zones[person.id] = zone
        return made

    async def on_due(self, tx: Tx, rows: list[DueRow], now: datetime) -> None:
        """Take the moments as delivered."""
        found = await occurrences.get_many(tx, [row.subject_id for row in rows])
        self.seen += found
        await occurrences.set_delivery(tx, list(found), Delivery.DELIVERED, at=now)
        if self.plans_on:
            exercises = await assignments.get_many(tx, {each.assignment_id for each in found.values()})
            since = {each.assignment_id: each.planned_at for each in found.values()}
            await plan_ahead(tx, list(exercises.values()), self.zones, now, since=since)


async def test_each_night_of_fourteen_months_has_its_moments_exactly_once(
    db: Database, clock: HandClock
) -> None:
    clock.set(datetime.combine(FIRST - DAY, time(), UTC))
    walk = Walk(db, clock)
    ticker = Ticker(db, clock, walk.on_due)
    exercises = {await walk.begin(zone): zone for zone in ZONES}
    while clock.now().date() <= LAST + 2 * DAY:
        if not walk.plans_on:
            await plan_everybody(db, clock.now())
        while await ticker.once():
            pass
        clock.set(clock.now() + DAY)
        walk.plans_on = clock.now().day % 2 == 0
    assert len(walk.seen) == len(set(walk.seen))
    for assignment_id, zone in exercises.items():
        async with db.read() as tx:
            found = await occurrences.of_assignment(tx, assignment_id)
        assert {each.id for each in found} <= set(walk.seen), zone
        for slot in range(2):
            _each_date_once([each for each in found if each.slot == slot])


def _each_date_once(found: list[Occurrence]) -> None:
    assert [each.local_date for each in found] == [FIRST + DAY * n for n in range((LAST - FIRST).days + 1)]
    assert all(one.planned_at < two.planned_at for one, two in pairwise(found))
