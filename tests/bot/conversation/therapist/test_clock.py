"""A therapist's wall clock was set by whoever invited them; they correct it, and sessions keep their time of day."""

from __future__ import annotations

from datetime import UTC, datetime, time

from sqlalchemy import select

from storage import appointments
from storage import tables as t
from storage.records import Appointment, DueKind
from tests.talk import Phone, Talk


def utc(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC)


async def sessions(talk: Talk, dr: Phone) -> list[Appointment]:
    async with talk.read() as tx:
        return await appointments.coming_of_therapist(tx, (await talk.person(dr)).id, talk.clock.now())


async def come(talk: Talk, kind: DueKind) -> list[datetime]:
    async with talk.read() as tx:
        query = select(t.due.c.due_at).where(t.due.c.kind == kind).order_by(t.due.c.due_at)
        return [row.due_at for row in await tx.rows(query)]


async def test_sessions_and_summaries_keep_their_time_of_day_on_the_new_clock(talk: Talk) -> None:
    dr = await talk.a_therapist()
    await talk.patient(therapist=dr)
    await dr.types("/session P-1 2026-03-05 10:00 weekly")
    before = await sessions(talk, dr)
    assert before[0].starts_at == utc(5, 9)
    summary = (await come(talk, DueKind.DIGEST))[0]
    await dr.types("/timezone Lisbon")
    assert "what was set for 10:00 is at 10:00 in Lisbon, no longer in Berlin" in dr.last
    await dr.taps("Yes, go by Lisbon")
    assert "follow the clock of Lisbon" in dr.last
    assert (await talk.person(dr)).zone == "Europe/Lisbon"
    after = await sessions(talk, dr)
    assert [each.id for each in after] == [each.id for each in before]
    assert {each.local_time for each in after} == {time(10)}
    assert {each.zone for each in after} == {"Europe/Lisbon"}
    assert after[0].starts_at == utc(5, 10)
    assert (await come(talk, DueKind.DIGEST))[0] - summary == after[0].starts_at - before[0].starts_at
    await talk.moves_to(utc(6, 12))
    assert (await sessions(talk, dr))[-1].zone == "Europe/Lisbon"


async def test_a_session_under_way_stays_where_it_is(talk: Talk) -> None:
    dr = await talk.a_therapist()
    await talk.patient(therapist=dr)
    await dr.types("/session P-1 2026-03-05 10:00")
    await talk.moves_to(utc(5, 9, 10))
    await dr.types("/timezone Lisbon")
    await dr.taps("Yes, go by Lisbon")
    assert [each.starts_at for each in await sessions(talk, dr)] == [utc(5, 9)]


async def test_nothing_changes_for_whoever_stays_nor_for_the_patient(talk: Talk) -> None:
    dr = await talk.a_therapist(language="de")
    anna = await talk.patient(therapist=dr)
    await dr.types("/zeitzone Wien")
    assert "ist um 10:00 in Wien, nicht mehr in Berlin" in dr.last
    await dr.taps("Nein, bei Berlin bleiben")
    assert (await talk.person(dr)).zone == "Europe/Berlin"
    await dr.types("/timezone Wien")
    await dr.taps("Ja, nach Wien richten")
    assert "nach der Uhr von Wien" in dr.last
    assert (await talk.person(anna)).zone == "Europe/Berlin"


async def test_a_shared_location_is_taken_too(talk: Talk) -> None:
    dr = await talk.a_therapist()
    await dr.types("/timezone")
    await dr.shares(51.5, -0.12)
    await dr.taps("Yes, go by London")
    assert (await talk.person(dr)).zone == "Europe/London"
    await dr.shares(52.5, 13.4)
    assert "no longer in London" in dr.last


async def test_a_therapist_sets_quiet_hours(talk: Talk) -> None:
    dr = await talk.a_therapist()
    await dr.types("/quiet")
    await dr.taps("22:00")
    await dr.taps("07:00")
    assert (await talk.person(dr)).quiet_from == 22 * 60


async def test_quiet_hours_are_set_in_one_line_and_what_cannot_be_read_is_said(talk: Talk) -> None:
    dr = await talk.a_therapist()
    await dr.types("/quiet 22-6")
    assert dr.last == "Done. From 22:00 to 06:00 nothing comes unasked."
    await dr.types("quiet 21:30 to 7")
    assert dr.last == "Done. From 21:30 to 07:00 nothing comes unasked."
    await dr.types("/quiet whenever")
    assert "I did not find times in that." in dr.screen
    await dr.types("/timezone Xyzzy")
    assert "I don't know that place." in dr.screen
