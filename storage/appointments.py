"""Sessions: single ones and series, the wall clock they were agreed on, and which of them is next."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from sqlalchemy import ColumnElement, func, select, update

from storage import tables as t
from storage.database import Tx
from storage.records import Appointment, AppointmentState, Series

SESSION_LENGTH: Final = timedelta(minutes=50)
"""So long an ordinary session lasts: two that begin within this time of each other are at the same time."""

UNDER_WAY: Final = timedelta(hours=2)
"""From its start to this much later a session is not over, however long it lasts; what comes after belongs to the next."""


@dataclass(frozen=True)
class NewAppointment:
    """A session to be kept. `starts_at` is UTC; `series_date` is the date that its series gave it, before any move."""

    patient_id: int
    therapist_id: int
    local_date: date
    local_time: time
    zone: str
    starts_at: datetime
    series_id: int | None = None
    series_date: date | None = None


async def add(tx: Tx, rows: Sequence[NewAppointment]) -> list[int]:
    """Keep sessions in one statement; return their ids in order."""
    return await tx.add_many(
        t.appointments, [{**vars(row), "state": AppointmentState.PLANNED} for row in rows]
    )


async def add_series(
    tx: Tx, *, patient_id: int, therapist_id: int, first: date, local_time: time, every_weeks: int, zone: str
) -> Series:
    """Keep a rule of sessions that recur; the sessions themselves are added one by one, a bounded way ahead."""
    series_id = await tx.add(
        t.series,
        patient_id=patient_id,
        therapist_id=therapist_id,
        first=first,
        local_time=local_time,
        every_weeks=every_weeks,
        zone=zone,
    )
    return Series(series_id, patient_id, therapist_id, first, local_time, every_weeks, zone, None)


async def get(tx: Tx, appointment_id: int) -> Appointment | None:
    """Return one session, a cancelled one too."""
    return await tx.one(
        Appointment, t.appointments, select(t.appointments).where(t.appointments.c.id == appointment_id)
    )


async def get_many(tx: Tx, appointment_ids: Iterable[int]) -> dict[int, Appointment]:
    """Return these sessions by id."""
    query = select(t.appointments).where(t.appointments.c.id.in_(list(appointment_ids)))
    return {found.id: found for found in await tx.all(Appointment, t.appointments, query)}


async def next_of(tx: Tx, patient_id: int, now: datetime) -> Appointment | None:
    """Return a patient's next session; one that is under way is still the next, unless another has begun since."""
    return (await next_of_many(tx, [patient_id], now)).get(patient_id)


async def next_of_many(tx: Tx, patient_ids: Iterable[int], now: datetime) -> dict[int, Appointment]:
    """Return the next session of each of these patients who has one."""
    table = t.appointments.c
    query = select(t.appointments).where(table.patient_id.in_(list(patient_ids)), *_coming(now))
    latest_first = query.order_by(table.starts_at.desc(), table.id.desc())
    found: dict[int, Appointment] = {}
    for each in await tx.all(Appointment, t.appointments, latest_first):
        if each.patient_id not in found or found[each.patient_id].starts_at > now:
            found[each.patient_id] = each
    return found


async def coming(tx: Tx, patient_id: int, now: datetime, *, limit: int = 20) -> list[Appointment]:
    """Return a patient's sessions that are not over, earliest first."""
    table = t.appointments.c
    query = select(t.appointments).where(table.patient_id == patient_id, *_coming(now))
    return await tx.all(Appointment, t.appointments, query.order_by(table.starts_at, table.id).limit(limit))


async def last_begun(tx: Tx, patient_id: int, now: datetime) -> Appointment | None:
    """Return the newest session of a patient that has begun, whether it is over or not."""
    table = t.appointments.c
    query = select(t.appointments).where(
        table.patient_id == patient_id, table.state == AppointmentState.PLANNED, table.starts_at <= now
    )
    latest_first = query.order_by(table.starts_at.desc(), table.id.desc())
    return await tx.one(Appointment, t.appointments, latest_first.limit(1))


async def last_before(tx: Tx, patient_id: int, now: datetime) -> Appointment | None:
    """Return the newest session of a patient that is over by `now`."""
    table = t.appointments.c
    query = select(t.appointments).where(
        table.patient_id == patient_id,
        table.state == AppointmentState.PLANNED,
        table.starts_at <= now - UNDER_WAY,
    )
    return await tx.one(Appointment, t.appointments, query.order_by(table.starts_at.desc()))


async def around(tx: Tx, therapist_id: int, starts_at: datetime) -> list[Appointment]:
    """Return a therapist's sessions that would overlap with one that starts then."""
    table = t.appointments.c
    query = select(t.appointments).where(
        table.therapist_id == therapist_id,
        table.state == AppointmentState.PLANNED,
        table.starts_at > starts_at - SESSION_LENGTH,
        table.starts_at < starts_at + SESSION_LENGTH,
    )
    return await tx.all(Appointment, t.appointments, query.order_by(table.starts_at))


async def coming_of_therapist(tx: Tx, therapist_id: int, now: datetime) -> list[Appointment]:
    """Return all sessions of a therapist that are not over, earliest first."""
    table = t.appointments.c
    query = select(t.appointments).where(table.therapist_id == therapist_id, *_coming(now))
    return await tx.all(Appointment, t.appointments, query.order_by(table.starts_at, table.id))


async def move(
    tx: Tx, appointment_id: int, *, local_date: date, local_time: time, zone: str, starts_at: datetime
) -> None:
    """Put a session to another time; it stays the same session, with everything that was gathered for it."""
    values = {"local_date": local_date, "local_time": local_time, "zone": zone, "starts_at": starts_at}
    await tx.change(t.appointments, appointment_id, **values)


async def cancel(tx: Tx, appointment_ids: Iterable[int]) -> None:
    """Let sessions not take place; a series does not bring them back."""
    table = t.appointments
    where = table.c.id.in_(list(appointment_ids))
    await tx.run(update(table).where(where).values(state=AppointmentState.CANCELLED))


async def series_of(tx: Tx, series_ids: Iterable[int]) -> dict[int, Series]:
    """Return these series by id, ended ones too."""
    query = select(t.series).where(t.series.c.id.in_(list(series_ids)))
    return {found.id: found for found in await tx.all(Series, t.series, query)}


async def move_series(tx: Tx, therapist_id: int, zone: str) -> None:
    """Let a therapist's series that have not ended go on by the wall clock of this zone."""
    theirs = (t.series.c.therapist_id == therapist_id, t.series.c.ended_at.is_(None))
    await tx.run(update(t.series).where(*theirs).values(zone=zone))


async def end_series(tx: Tx, series_id: int, now: datetime) -> None:
    """Let a series bring no further sessions; those that exist are left to the caller."""
    await tx.change(t.series, series_id, ended_at=now)


async def end_all(tx: Tx, patient_id: int, now: datetime) -> list[int]:
    """End all series of a patient, and cancel each of their sessions that has not begun; return which those were."""
    table, rules = t.appointments.c, t.series.c
    ahead = (table.patient_id == patient_id, table.state == AppointmentState.PLANNED, table.starts_at > now)
    ids = [row.id for row in await tx.rows(select(table.id).where(*ahead))]
    await cancel(tx, ids)
    running = (rules.patient_id == patient_id, rules.ended_at.is_(None))
    await tx.run(update(t.series).where(*running).values(ended_at=now))
    return ids


async def coming_of_series(tx: Tx, series_id: int, now: datetime) -> list[Appointment]:
    """Return the sessions of a series that are not over, earliest first; moved ones too."""
    table = t.appointments.c
    query = select(t.appointments).where(table.series_id == series_id, *_coming(now))
    return await tx.all(Appointment, t.appointments, query.order_by(table.starts_at))


async def last_dates(tx: Tx, series_ids: Iterable[int]) -> Mapping[int, date]:
    """Return of each series the last date that it has given a session to, cancelled ones too."""
    table = t.appointments.c
    query = select(table.series_id, func.max(table.series_date).label("last")).group_by(table.series_id)
    rows = await tx.rows(query.where(table.series_id.in_(list(series_ids))))
    return {row.series_id: row.last for row in rows}


async def adopt(tx: Tx, appointment_id: int, series_id: int, series_date: date) -> None:
    """Let a single session become one of a series that would have one at the same time."""
    await tx.change(t.appointments, appointment_id, series_id=series_id, series_date=series_date)


def _coming(now: datetime) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Planned, and not over."""
    table = t.appointments.c
    return table.state == AppointmentState.PLANNED, table.starts_at > now - UNDER_WAY
