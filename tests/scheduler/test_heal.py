"""The reconciler plans what is missing, and nothing that nobody wanted."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import text, update
from sqlalchemy.exc import OperationalError

from scheduler.heal import plan_everybody
from scheduler.schedule import Pattern, Schedule
from storage import alerts, due, occurrences
from storage import tables as t
from storage.records import DueKind, Occurrence
from tests.talk import Talk

A_WEEK = Schedule(pattern=Pattern.DAILY, starts=date(2026, 3, 2), ends=date(2026, 3, 8), times=(time(18, 0),))


async def moments(talk: Talk, assignment_id: int) -> list[Occurrence]:
    async with talk.read() as tx:
        return await occurrences.of_assignment(tx, assignment_id)


async def heal(talk: Talk) -> int:
    return await plan_everybody(talk.db, talk.clock.now())


async def test_what_was_missed_while_we_were_away_is_planned_from_the_last_moment_on(talk: Talk) -> None:
    anna = await talk.patient()
    mine = await talk.assigned(anna, schedule=A_WEEK)
    async with talk.db.write() as tx:
        gone = await occurrences.remove_future(tx, mine, talk.clock.now())
        await due.cancel(tx, [DueKind.MOMENT], gone)
    talk.clock.forward(days=3)
    assert await heal(talk) == 5
    assert [each.local_date.day for each in await moments(talk, mine)] == [2, 3, 4, 5, 6]
    assert await heal(talk) == 0


async def test_days_on_which_an_exercise_rested_are_not_called_missed(talk: Talk) -> None:
    anna = await talk.patient()
    mine = await talk.assigned(anna, schedule=A_WEEK)
    await talk.moves_to(datetime(2026, 3, 3, 18, 0, tzinfo=UTC))
    await anna.types("/current")
    await anna.taps("Pause")
    await anna.taps("Only this one")
    await talk.moves_to(datetime(2026, 3, 10, 18, 0, tzinfo=UTC))
    await anna.types("/current")
    await anna.taps("Remind me again")
    assert await heal(talk) == 0
    assert [each.local_date.day for each in await moments(talk, mine)] == [2, 3]


async def test_an_exercise_that_cannot_be_read_stops_no_other_and_is_an_alert_once(talk: Talk) -> None:
    damaged = await talk.assigned(await talk.patient())
    whole = await talk.assigned(await talk.patient("Ben"))
    async with talk.db.write() as tx:
        for each in (damaged, whole):
            await due.cancel(
                tx, [DueKind.MOMENT], await occurrences.remove_future(tx, each, talk.clock.now())
            )
        await tx.run(update(t.assignments).where(t.assignments.c.id == damaged).values(plan=b"damaged"))
    assert await heal(talk) > 0
    assert await moments(talk, whole)
    talk.clock.set(talk.clock.now() + timedelta(hours=1))
    await heal(talk)
    async with talk.read() as tx:
        assert [(each.kind, each.subject) for each in await alerts.unseen(tx)] == [
            ("plan_failed", f"assignment:{damaged}")
        ]


async def test_an_exercise_whose_own_row_the_database_refuses_stops_no_other(talk: Talk) -> None:
    """Such a fault comes from the database as its trouble does, but does not pass."""
    refused = await talk.assigned(await talk.patient())
    whole = await talk.assigned(await talk.patient("Ben"))
    async with talk.db.write() as tx:
        for each in (refused, whole):
            await due.cancel(
                tx, [DueKind.MOMENT], await occurrences.remove_future(tx, each, talk.clock.now())
            )
        one_at_most = f"on occurrences (assignment_id) where assignment_id = {refused}"
        await tx.run(text(f"create unique index refusing {one_at_most}"))
    assert await heal(talk) == 2
    assert len(await moments(talk, whole)) == 2
    assert await moments(talk, refused) == []
    async with talk.read() as tx:
        assert [(each.kind, each.subject) for each in await alerts.unseen(tx)] == [
            ("plan_failed", f"assignment:{refused}")
        ]
    async with talk.db.write() as tx:
        await tx.run(text("drop index refusing"))
    assert await heal(talk) > 0
    async with talk.read() as tx:
        assert await alerts.unseen(tx) == []


async def test_trouble_of_the_whole_database_is_raised_and_is_nobodys_fault(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = await talk.assigned(await talk.patient())
    async with talk.db.write() as tx:
        await due.cancel(tx, [DueKind.MOMENT], await occurrences.remove_future(tx, mine, talk.clock.now()))

    async def away(*_: object) -> int:
        raise OperationalError("select", None, OSError("the server is away"))

    monkeypatch.setattr("scheduler.heal._plan_these", away)
    with pytest.raises(OperationalError):
        await heal(talk)
    async with talk.read() as tx:
        assert await alerts.unseen(tx) == []


async def test_a_moment_whose_due_row_was_set_aside_counts_as_not_delivered(talk: Talk) -> None:
    anna = await talk.patient()
    mine = await talk.assigned(anna, schedule=A_WEEK)
    first = (await moments(talk, mine))[0]
    async with talk.db.write() as tx:
        [row] = await due.of_subjects(tx, [DueKind.MOMENT], [first.id])
        await due.park(tx, row.id, talk.clock.now())
    talk.clock.set(first.planned_at + timedelta(hours=4))
    await heal(talk)
    found = (await moments(talk, mine))[0]
    assert (found.delivery, found.not_delivered_why) == ("not_delivered", "fault")
    assert found.closed_at == talk.clock.now()
