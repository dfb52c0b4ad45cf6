"""What an outage held back is not sent at night, and holds up nothing else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from scheduler.clock import HandClock
from scheduler.receipts import GivenUp, Later
from storage.database import Database
from storage.records import OutboxState
from tests.wires import Wire, active_patient, message

EVENING = datetime(2026, 3, 5, 19, 30, tzinfo=UTC)  # 20:30 in Berlin; the quiet hours are from 21 to 8
NIGHT = EVENING + timedelta(hours=4)
MORNING = datetime(2026, 3, 6, 7, 0, tzinfo=UTC)


@pytest.fixture
def clock() -> HandClock:
    return HandClock(EVENING)


async def written(wire: Wire, db: Database, key: str, **more: Any) -> int:
    """Somebody is to be told of something in the evening, by itself."""
    person = await active_patient(db)
    await wire.put(
        message(key, person_id=person.id, unasked=True, dedupe_key=key, subject=f"moment:{person.id}", **more)
    )
    return person.id


async def at(wire: Wire, clock: HandClock, moment: datetime) -> list[str]:
    """Look at a moment what goes; return all that went so far."""
    clock.set(moment)
    await wire.drain()
    return wire.tried


@pytest.mark.parametrize(
    "key", ["news:1:2", "proposal:1:2", "resume:1:2", "moment:late:1", "snooze:late:5:1", "digest:late:1:2"]
)
async def test_what_came_by_itself_and_was_held_up_waits_for_the_end_of_the_quiet_hours(
    wire: Wire, db: Database, clock: HandClock, key: str
) -> None:
    await written(wire, db, key)
    assert await at(wire, clock, NIGHT) == []
    assert await at(wire, clock, MORNING - timedelta(seconds=1)) == []
    assert await at(wire, clock, MORNING) == [key]


async def test_outside_the_quiet_hours_it_goes_however_late(
    wire: Wire, db: Database, clock: HandClock
) -> None:
    await written(wire, db, "news:1:2")
    assert await at(wire, clock, MORNING + timedelta(hours=9)) == ["news:1:2"]


@pytest.mark.parametrize("key", ["moment:1", "snooze:5:1", "digest:1:2"])
async def test_a_time_that_was_chosen_is_kept_at_night_too_but_only_about_then(
    wire: Wire, db: Database, clock: HandClock, key: str
) -> None:
    clock.set(EVENING + timedelta(hours=1))
    await written(wire, db, key)
    wire.script[key] = [Later(), Later(), Later()]
    assert await at(wire, clock, EVENING + timedelta(hours=2)) == [key]
    assert await at(wire, clock, EVENING + timedelta(hours=3)) == [key, key]
    assert await at(wire, clock, NIGHT) == [key, key]
    wire.script.clear()
    assert await at(wire, clock, MORNING) == [key, key, key]


async def test_what_would_be_over_by_the_morning_is_said_not_to_have_come(
    wire: Wire, db: Database, clock: HandClock
) -> None:
    person_id = await written(wire, db, "moment:late:1", expires_at=MORNING)
    assert await at(wire, clock, NIGHT) == []
    assert wire.told == [(f"moment:{person_id}", GivenUp("expired"))]
    assert await wire.states() == [OutboxState.CANCELLED]


async def test_what_waits_for_the_morning_holds_up_nobody(wire: Wire, db: Database, clock: HandClock) -> None:
    person_id = await written(wire, db, "news:1:2")
    clock.set(NIGHT)
    await wire.put(
        message("moment", person_id=person_id, unasked=True, dedupe_key="moment:7"),
        message("reply", person_id=person_id),
    )
    assert await at(wire, clock, NIGHT) == ["moment", "reply"]


async def test_several_may_wait_for_the_morning(wire: Wire, db: Database, clock: HandClock) -> None:
    first, second = await active_patient(db), await active_patient(db)
    await wire.put(
        message("one", "anna", person_id=first.id, unasked=True),
        message("two", "ben", person_id=second.id, unasked=True),
    )
    assert await at(wire, clock, NIGHT) == []
    assert await at(wire, clock, MORNING) == ["one", "two"]


async def test_who_has_no_quiet_hours_is_told_at_once(wire: Wire, db: Database, clock: HandClock) -> None:
    person = await active_patient(db, quiet_from=0, quiet_to=0)
    await wire.put(message("news", person_id=person.id, unasked=True, dedupe_key="news:1:2"))
    assert await at(wire, clock, NIGHT) == ["news"]


async def test_waiting_for_the_morning_costs_no_attempt(wire: Wire, db: Database, clock: HandClock) -> None:
    await written(wire, db, "news:1:2")
    await at(wire, clock, NIGHT)
    (row,) = await wire.rows()
    assert (row.state, row.attempts, row.lease_until, row.not_before) == (
        OutboxState.PENDING,
        0,
        None,
        MORNING,
    )
