"""The zone data are updated while people wait for their moments."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.conversation.therapist.sessions import due_times
from scheduler import zone_data
from scheduler.heal import plan_everybody
from scheduler.schedule import Pattern, Schedule
from scheduler.zone_data import ZoneData
from storage import appointments, occurrences, zone_rules
from storage import tables as t
from storage.records import DueKind
from tests.talk import Phone, Talk
from tests.zones import Country, a_country

DUBAI, UTC_ALL_YEAR = "Asia/Dubai", "Africa/Abidjan"
"""Four hours ahead of UTC, and none; Berlin is ahead by one in winter."""
HOUR = timedelta(hours=1)


def utc(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC)


@pytest.fixture
def berlin(tmp_path: Path) -> Iterator[Country]:
    with a_country(tmp_path / "zones") as country:
        yield country


@pytest.fixture
async def zones(berlin: Country, talk: Talk) -> ZoneData:
    followed = ZoneData(talk.db, due_times)
    await followed.once(talk.clock.now())
    return followed


async def rows(talk: Talk, kind: DueKind) -> list[datetime]:
    async with talk.read() as tx:
        query = select(t.due.c.due_at).where(t.due.c.kind == kind).order_by(t.due.c.due_at)
        return [row.due_at for row in await tx.rows(query)]


async def moments(talk: Talk, assignment_id: int) -> list[tuple[int, date, datetime]]:
    async with talk.read() as tx:
        return [
            (each.id, each.local_date, each.planned_at)
            for each in await occurrences.of_assignment(tx, assignment_id)
        ]


async def test_moments_keep_their_wall_time_and_get_their_new_instants(
    talk: Talk, zones: ZoneData, berlin: Country
) -> None:
    mine = await talk.assigned(await talk.patient())
    before = await moments(talk, mine)
    berlin.goes_by(DUBAI)
    assert await zones.once(talk.clock.now()) == 2
    assert await moments(talk, mine) == [(number, day, at - 3 * HOUR) for number, day, at in before]
    assert await rows(talk, DueKind.MOMENT) == [utc(2, 14), utc(3, 14)]


async def test_other_zones_are_left_alone(talk: Talk, zones: ZoneData, berlin: Country) -> None:
    mine = await talk.assigned(await talk.patient(zone="Europe/Vienna"))
    before = await moments(talk, mine)
    berlin.goes_by(DUBAI)
    assert await zones.once(talk.clock.now()) == 0
    assert await moments(talk, mine) == before


async def test_where_nothing_changed_nothing_is_written(
    talk: Talk, zones: ZoneData, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(talk.db, "write", None)
    assert await zones.once(talk.clock.now()) == 0


async def test_many_pages_are_followed_to_the_last(
    talk: Talk, zones: ZoneData, berlin: Country, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(zone_data, "PAGE", 2)
    for name in ("Anna", "Ben", "Cleo"):
        await talk.assigned(await talk.patient(name))
    berlin.goes_by(DUBAI)
    assert await zones.once(talk.clock.now()) == 6
    assert set(await rows(talk, DueKind.MOMENT)) == {utc(2, 14), utc(3, 14)}


@pytest.mark.parametrize("rule", [DUBAI, UTC_ALL_YEAR])
@pytest.mark.parametrize("minutes", range(-240, 241, 60))
async def test_each_day_has_one_moment_whenever_the_update_comes(
    talk: Talk, zones: ZoneData, berlin: Country, rule: str, minutes: int
) -> None:
    """Around 18:00 in Berlin, as it was and as it will be."""
    anna = await talk.patient()
    three_days = Schedule(
        pattern=Pattern.DAILY, starts=date(2026, 3, 2), ends=date(2026, 3, 4), times=(time(18, 0),)
    )
    mine = await talk.assigned(anna, schedule=three_days, follow_up_minutes=0)
    await talk.moves_to(utc(3, 17) + timedelta(minutes=minutes))
    berlin.goes_by(rule)
    await zones.once(talk.clock.now())
    await plan_everybody(talk.db, talk.clock.now())
    await talk.moves_to(utc(9, 0))
    found = await moments(talk, mine)
    assert [day.day for _, day, _ in found] == [2, 3, 4]
    assert all(one[2] < two[2] for one, two in pairwise(found))
    assert len(hellos(anna)) == len(found)


def hellos(phone: Phone) -> list[str]:
    return [
        shown.ref for shown in phone.messages if any(b[0] == "Open" for row in shown.buttons for b in row)
    ]


async def test_a_moment_whose_new_instant_has_passed_comes_at_once(
    talk: Talk, zones: ZoneData, berlin: Country
) -> None:
    anna = await talk.patient()
    await talk.assigned(anna)
    await talk.moves_to(utc(2, 15, 30))
    berlin.goes_by(DUBAI)
    await zones.once(talk.clock.now())
    await talk.tick()
    assert len(hellos(anna)) == 1


async def a_session(talk: Talk) -> int:
    """On Thursday the 5th at 10:00 in Berlin; the summary is due the day before."""
    therapist = await talk.a_therapist()
    await talk.patient(therapist=therapist)
    await therapist.types("/session P-1 2026-03-05 10:00")
    async with talk.read() as tx:
        owner = await talk.person(therapist)
        [session] = await appointments.coming_of_therapist(tx, owner.id, talk.clock.now())
    assert session.starts_at == utc(5, 9)
    return session.id


async def test_sessions_move_with_their_summary_and_their_morning(
    talk: Talk, zones: ZoneData, berlin: Country
) -> None:
    session = await a_session(talk)
    before = [await rows(talk, kind) for kind in (DueKind.DIGEST, DueKind.SESSION_DAY)]
    berlin.goes_by(DUBAI)
    assert await zones.once(talk.clock.now()) == 1
    async with talk.read() as tx:
        moved = await appointments.get(tx, session)
    assert moved is not None
    assert (moved.starts_at, moved.local_time) == (utc(5, 6), time(10))
    after = [await rows(talk, kind) for kind in (DueKind.DIGEST, DueKind.SESSION_DAY)]
    assert after == [[at - 3 * HOUR for at in kind] for kind in before]
    assert [len(kind) for kind in after] == [1, 1]


async def test_the_summary_follows_its_reader_when_only_their_zone_changes(
    talk: Talk, zones: ZoneData, berlin: Country
) -> None:
    session = await a_session(talk)
    async with talk.db.write() as tx:
        await tx.change(t.appointments, session, zone="Europe/Vienna")
    [before] = await rows(talk, DueKind.DIGEST)
    berlin.goes_by(DUBAI)
    assert await zones.once(talk.clock.now()) == 0
    async with talk.read() as tx:
        found = await appointments.get(tx, session)
    assert found is not None
    assert found.starts_at == utc(5, 9)
    assert await rows(talk, DueKind.DIGEST) == [before - 3 * HOUR]


async def test_a_summary_that_went_out_does_not_come_again(
    talk: Talk, zones: ZoneData, berlin: Country
) -> None:
    await a_session(talk)
    [at] = await rows(talk, DueKind.DIGEST)
    await talk.moves_to(at)
    assert await rows(talk, DueKind.DIGEST) == []
    berlin.goes_by(UTC_ALL_YEAR)
    await zones.once(talk.clock.now())
    assert await rows(talk, DueKind.DIGEST) == []


async def test_who_planned_by_old_rules_after_another_process_followed_mends_it(
    talk: Talk, zones: ZoneData, berlin: Country
) -> None:
    other = ZoneData(talk.db, due_times)
    await other.once(talk.clock.now())
    berlin.goes_by(DUBAI)
    await zones.once(talk.clock.now())
    mine = await talk.assigned(await talk.patient())
    async with talk.db.write() as tx:  # the other process has planned by what it had loaded
        await zone_rules.move_moments(
            tx, {number: at + 3 * HOUR for number, _, at in await moments(talk, mine)}
        )
    assert await other.once(talk.clock.now()) == 2
    assert await rows(talk, DueKind.MOMENT) == [utc(2, 14), utc(3, 14)]


async def test_what_was_interrupted_is_followed_from_the_start(
    talk: Talk, zones: ZoneData, berlin: Country
) -> None:
    await a_session(talk)
    await talk.assigned(talk.phone("Anna"))
    berlin.goes_by(DUBAI)

    def killed(*_: object) -> dict[DueKind, datetime]:
        raise LookupError

    with pytest.raises(LookupError):
        await ZoneData(talk.db, killed).once(talk.clock.now())
    assert await ZoneData(talk.db, due_times).once(talk.clock.now()) == 1
    assert await rows(talk, DueKind.MOMENT) == [utc(2, 14), utc(3, 14)]
