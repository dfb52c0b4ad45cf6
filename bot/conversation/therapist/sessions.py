"""What setting, moving and calling off sessions does: the sessions themselves, and what comes due because of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.conversation.turn import Desk
from scheduler.recurrence import instant
from storage import appointments, digests, due, people
from storage.appointments import NewAppointment
from storage.due import NewDue
from storage.records import GONE, Appointment, DueKind, Person, Series

AHEAD: Final = 4
"""So many sessions of a series are kept ahead; each summary that comes due adds the next."""

_MORNING: Final = time(8)
_AT_LATEST: Final = timedelta(hours=1)
_HOUR: Final = 60


def digest_at(therapist: Person, appointment: Appointment) -> datetime:
    """Return when the summary is due: at the therapist's lead time, at the latest an hour before the session."""
    zone = ZoneInfo(therapist.zone)
    day = appointment.starts_at.astimezone(zone).date() - timedelta(days=therapist.digest_days_before)
    clock = time(*divmod(therapist.digest_minute, _HOUR))
    return min(instant(day, clock, zone), appointment.starts_at - _AT_LATEST)


def session_day_at(patient: Person, appointment: Appointment) -> datetime:
    """Return when the patient is asked whether there is something to add: that morning, on their own clock."""
    zone = ZoneInfo(patient.zone)
    return instant(appointment.starts_at.astimezone(zone).date(), _MORNING, zone)


def due_times(therapist: Person, patient: Person, appointment: Appointment) -> dict[DueKind, datetime]:
    """Return when everything that belongs to a session is due."""
    return {
        DueKind.DIGEST: digest_at(therapist, appointment),
        DueKind.SESSION_DAY: session_day_at(patient, appointment),
    }


async def add(
    desk: Desk, therapist: Person, patient: Person, day: date, clock: time, weeks: int
) -> list[Appointment]:
    """Keep a session, or a series of one every `weeks` weeks (0 = single); nothing where it is there already."""
    starts_at = instant(day, clock, ZoneInfo(therapist.zone))
    same = await same_as(desk, therapist, patient, starts_at)
    if same is not None and (not weeks or same.series_id is not None):
        return []
    if weeks:
        series = await appointments.add_series(
            desk.tx,
            patient_id=patient.id,
            therapist_id=therapist.id,
            first=day,
            local_time=clock,
            every_weeks=weeks,
            zone=therapist.zone,
        )
        await extend(desk, series, therapist, patient)
        return await appointments.coming_of_series(desk.tx, series.id, desk.now)
    new = NewAppointment(patient.id, therapist.id, day, clock, therapist.zone, starts_at)
    return await _keep(desk, therapist, patient, [new])


async def extend(desk: Desk, series: Series, therapist: Person, patient: Person) -> None:
    """Fill a series up to the next four sessions; a date that it has once given is never given again.

    With somebody who has left it goes no further.
    """
    if series.ended_at is not None or patient.state in GONE:
        return
    step = timedelta(weeks=series.every_weeks)
    last = (await appointments.last_dates(desk.tx, [series.id])).get(series.id)
    day = series.first if last is None else last + step
    missing = AHEAD - len(await appointments.coming_of_series(desk.tx, series.id, desk.now))
    new: list[NewAppointment] = []
    while missing > 0:
        starts_at = instant(day, series.local_time, ZoneInfo(series.zone))
        if starts_at > desk.now:
            missing -= 1
            same = await same_as(desk, therapist, patient, starts_at)
            if same is not None and same.series_id is None:
                await appointments.adopt(desk.tx, same.id, series.id, day)
            elif same is None:
                values = (patient.id, therapist.id, day, series.local_time, series.zone, starts_at)
                new.append(NewAppointment(*values, series_id=series.id, series_date=day))
        day += step
    await _keep(desk, therapist, patient, new)


async def extend_all(desk: Desk, found: Sequence[Appointment]) -> None:
    """Fill up the series of these sessions."""
    ids = {each.series_id for each in found if each.series_id is not None}
    series = await appointments.series_of(desk.tx, ids)
    who = await people.get_many(
        desk.tx, {person_id for each in series.values() for person_id in (each.patient_id, each.therapist_id)}
    )
    for each in series.values():
        await extend(desk, each, who[each.therapist_id], who[each.patient_id])


async def move(
    desk: Desk, therapist: Person, patient: Person, appointment: Appointment, day: date, clock: time
) -> Appointment:
    """Put a session to another time; its summary and the morning's question move with it.

    Where it has begun, and so did not take place, or another one comes before it now, that takes up what it had.
    """
    starts_at = instant(day, clock, ZoneInfo(therapist.zone))
    await appointments.move(
        desk.tx,
        appointment.id,
        local_date=day,
        local_time=clock,
        zone=therapist.zone,
        starts_at=starts_at,
    )
    moved = await appointments.get(desk.tx, appointment.id)
    assert moved is not None  # noqa: S101 - it was changed one statement ago
    following = await appointments.next_of(desk.tx, patient.id, desk.now)
    if appointment.starts_at <= desk.now or (following is not None and following.id != moved.id):
        await digests.release(desk.tx, [moved.id])
    await plan_due(desk, therapist, patient, [moved])
    return moved


async def follow(desk: Desk, therapist: Person) -> None:
    """Let what lies ahead go over to a therapist's new wall clock: each session keeps its date and its time of day."""
    await appointments.move_series(desk.tx, therapist.id, therapist.zone)
    found = await appointments.coming_of_therapist(desk.tx, therapist.id, desk.now)
    patients = await people.get_many(desk.tx, {each.patient_id for each in found})
    for each in found:
        if each.starts_at > desk.now:
            await move(desk, therapist, patients[each.patient_id], each, each.local_date, each.local_time)


async def call_off(desk: Desk, found: Sequence[Appointment]) -> None:
    """Cancel sessions, or say that they did not take place: nothing comes due for them.

    What was gathered for them waits for the next summary that is announced or opened: where that was read already, and
    is not read again, it goes to the one after it.
    """
    ids = [each.id for each in found]
    await appointments.cancel(desk.tx, ids)
    await due.cancel(desk.tx, [DueKind.DIGEST, DueKind.SESSION_DAY], ids)
    await digests.release(desk.tx, ids)


async def clashing(desk: Desk, found: Sequence[Appointment]) -> list[Appointment]:
    """Return the therapist's other sessions that these would overlap with."""
    ids = {each.id for each in found}
    clashes: dict[int, Appointment] = {}
    for each in found:
        around = await appointments.around(desk.tx, each.therapist_id, each.starts_at)
        clashes |= {other.id: other for other in around if other.id not in ids}
    return list(clashes.values())


async def plan_due(desk: Desk, therapist: Person, patient: Person, found: Sequence[Appointment]) -> None:
    """Plan summary and morning question of sessions, in place of what was planned for them."""
    ids = [each.id for each in found]
    await due.cancel(desk.tx, [DueKind.DIGEST, DueKind.SESSION_DAY], ids)
    built = await digests.of_appointments(desk.tx, ids)
    rows = []
    for each in found:
        at, morning = digest_at(therapist, each), session_day_at(patient, each)
        told = each.id in built and built[each.id].sent
        if at > desk.now or not told:
            rows.append(NewDue(DueKind.DIGEST, max(at, desk.now), therapist.id, each.id))
        if desk.now < morning < each.starts_at:
            rows.append(NewDue(DueKind.SESSION_DAY, morning, patient.id, each.id))
    await due.add_new(desk.tx, rows)


async def _keep(
    desk: Desk, therapist: Person, patient: Person, new: Sequence[NewAppointment]
) -> list[Appointment]:
    ids = await appointments.add(desk.tx, new)
    kept = await appointments.get_many(desk.tx, ids)
    found = [kept[each] for each in ids]
    await plan_due(desk, therapist, patient, found)
    return found


async def same_as(desk: Desk, therapist: Person, patient: Person, starts_at: datetime) -> Appointment | None:
    """Return the session of a patient that is set for this very moment."""
    around = await appointments.around(desk.tx, therapist.id, starts_at)
    return next(
        (each for each in around if each.patient_id == patient.id and each.starts_at == starts_at), None
    )
