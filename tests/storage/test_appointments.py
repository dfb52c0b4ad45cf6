from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from storage import appointments
from storage.appointments import UNDER_WAY, NewAppointment
from storage.database import Tx
from storage.records import AppointmentState, Person
from tests.talk import Talk

AT = datetime(2026, 3, 12, 9, 0, tzinfo=UTC)


async def a_patient(talk: Talk) -> Person:
    return await talk.person(await talk.patient())


def new(patient: Person, at: datetime = AT, **series: object) -> NewAppointment:
    values = (patient.id, patient.therapist_id or 0, at.date(), at.time(), "UTC", at)
    return NewAppointment(*values, **series)  # type: ignore[arg-type]


async def a_series(tx: Tx, patient: Person) -> int:
    found = await appointments.add_series(
        tx,
        patient_id=patient.id,
        therapist_id=patient.therapist_id or 0,
        first=date(2026, 3, 12),
        local_time=time(10),
        every_weeks=1,
        zone="Europe/Berlin",
    )
    return found.id


async def test_a_session_under_way_is_still_the_next(talk: Talk) -> None:
    patient = await a_patient(talk)
    async with talk.db.write() as tx:
        (first,) = await appointments.add(tx, [new(patient)])
        (second,) = await appointments.add(tx, [new(patient, AT + timedelta(days=7))])
        for at, expected in (
            (AT - timedelta(days=3), first),
            (AT + UNDER_WAY - timedelta(seconds=1), first),
            (AT + UNDER_WAY, second),
        ):
            found = await appointments.next_of(tx, patient.id, at)
            assert found is not None
            assert found.id == expected
        assert await appointments.next_of(tx, patient.id, AT + timedelta(days=8)) is None


async def test_the_session_before_is_the_newest_that_is_over(talk: Talk) -> None:
    patient = await a_patient(talk)
    async with talk.db.write() as tx:
        await appointments.add(tx, [new(patient, AT - timedelta(days=7)), new(patient)])
        last = await appointments.last_before(tx, patient.id, AT + UNDER_WAY)
        assert last is not None
        assert last.starts_at == AT
        before = await appointments.last_before(tx, patient.id, AT)
        assert before is not None
        assert before.starts_at == AT - timedelta(days=7)


async def test_cancelled_sessions_are_neither_next_nor_last_nor_in_the_way(talk: Talk) -> None:
    patient = await a_patient(talk)
    async with talk.db.write() as tx:
        ids = await appointments.add(tx, [new(patient)])
        await appointments.cancel(tx, ids)
        assert await appointments.next_of(tx, patient.id, AT) is None
        assert await appointments.last_before(tx, patient.id, AT + timedelta(days=1)) is None
        assert await appointments.around(tx, patient.therapist_id or 0, AT) == []
        kept = await appointments.get(tx, ids[0])
        assert kept is not None
        assert kept.state is AppointmentState.CANCELLED


@pytest.mark.parametrize(
    ("minutes", "overlaps"), [(0, True), (49, True), (50, False), (-49, True), (-50, False)]
)
async def test_sessions_overlap_while_one_is_under_way(talk: Talk, minutes: int, *, overlaps: bool) -> None:
    patient = await a_patient(talk)
    async with talk.db.write() as tx:
        await appointments.add(tx, [new(patient)])
        found = await appointments.around(tx, patient.therapist_id or 0, AT + timedelta(minutes=minutes))
    assert bool(found) is overlaps


async def test_a_series_gives_each_of_its_dates_once(talk: Talk) -> None:
    patient = await a_patient(talk)
    async with talk.db.write() as tx:
        series = await a_series(tx, patient)
        (number,) = await appointments.add(tx, [new(patient, series_id=series, series_date=AT.date())])
        await appointments.cancel(tx, [number])
        assert (await appointments.last_dates(tx, [series]))[series] == AT.date()
    with pytest.raises(IntegrityError):
        async with talk.db.write() as tx:
            await appointments.add(tx, [new(patient, series_id=series, series_date=AT.date())])


async def test_an_ended_series_says_when_it_ended(talk: Talk) -> None:
    patient = await a_patient(talk)
    async with talk.db.write() as tx:
        series = await a_series(tx, patient)
        assert (await appointments.series_of(tx, [series]))[series].ended_at is None
        await appointments.end_series(tx, series, AT)
        assert (await appointments.series_of(tx, [series]))[series].ended_at == AT
