"""When the zone data are updated: the moments ahead keep their wall time, and so get other instants.

A country changes its clocks a few times a year somewhere, at times with days of notice. What is planned already says
its local date, time and zone; its instant is reckoned anew, and nothing is added or taken away. What was handed on
stays handed on, even if by the new rules it would come only now. Instants without a wall time (an evening put off to,
the end of a pause, the time left for an answer) stay as they are.
"""

from __future__ import annotations

import asyncio
import zoneinfo
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from zoneinfo import ZoneInfo

import structlog

from scheduler.recurrence import instant
from storage import people, zone_rules
from storage.database import Database, Tx
from storage.records import Appointment, DueKind, Occurrence, Person

log = structlog.get_logger()

PAGE = 500

SessionTimes = Callable[[Person, Person, Appointment], Mapping[DueKind, datetime]]
"""When what belongs to a session comes due, by therapist, patient and session."""


def rules() -> dict[str, str]:
    """Return of every zone a fingerprint of its rules as they stand on disk now; some 600 small files are read."""
    return {zone: sha256(read(zone)).hexdigest() for zone in zoneinfo.available_timezones()}


def read(zone: str) -> bytes:
    """Return the file (RFC 9636) that `ZoneInfo(zone)` would load: the system's, or that of the package tzdata."""
    for folder in zoneinfo.TZPATH:
        path = Path(folder, zone)
        if path.is_file():
            return path.read_bytes()
    return files("tzdata").joinpath("zoneinfo", *zone.split("/")).read_bytes()


class ZoneData:
    """Follows the zone data: `once` at the start and every now and then."""

    def __init__(self, database: Database, session_times: SessionTimes) -> None:
        self._database = database
        self._session_times = session_times
        self._loaded: dict[str, str] = {}

    async def once(self, now: datetime) -> int:
        """Reckon anew what lies ahead in zones whose rules have changed; return how many moments and sessions moved.

        A zone has changed if its rules differ from those that were last written down as followed, or from those that
        this process went by until now, since it may have planned by them after another process had followed the
        change. Written down at the end: whoever is killed before begins again, and finds moved what was moved.
        """
        found = await asyncio.to_thread(rules)
        async with self._database.read() as tx:
            known = await zone_rules.known(tx)
        changed = {
            zone: rule
            for zone, rule in found.items()
            if known.get(zone) != rule or self._loaded.get(zone, rule) != rule
        }
        if changed:
            ZoneInfo.clear_cache()
        self._loaded = found
        moved = await self._follow(set(changed), now) if changed else 0
        if changed:
            async with self._database.write() as tx:
                await zone_rules.keep(tx, changed)
            log.info("zones.followed", zones=len(changed), moved=moved)
        return moved

    async def _follow(self, zones: set[str], now: datetime) -> int:
        """Move moments and sessions, a page per transaction."""
        moved = 0
        for page in (self._moments, self._sessions):
            after_id: int | None = 0
            while after_id is not None:
                async with self._database.write() as tx:
                    number, after_id = await page(tx, zones, now, after_id)
                moved += number
        return moved

    async def _moments(self, tx: Tx, zones: set[str], now: datetime, after_id: int) -> tuple[int, int | None]:
        """Move a page of moments; return how many were moved, and the last id unless it was the last page."""
        del now
        found = await zone_rules.moments(tx, zones, after_id=after_id, limit=PAGE)
        moved = {each.id: at for each in found if (at := _planned_at(each)) != each.planned_at}
        await zone_rules.move_moments(tx, moved)
        return len(moved), _last(found)

    async def _sessions(
        self, tx: Tx, zones: set[str], now: datetime, after_id: int
    ) -> tuple[int, int | None]:
        """The same of sessions, with their summaries and morning questions as far as those still wait."""
        found = await zone_rules.sessions(tx, zones, now, after_id=after_id, limit=PAGE)
        who = await people.get_many(
            tx, {one for each in found for one in (each.therapist_id, each.patient_id)}
        )
        moved = {each.id: at for each in found if (at := _starts_at(each)) != each.starts_at}
        await zone_rules.move_sessions(tx, moved)
        due: dict[DueKind, dict[int, datetime]] = {}
        for each in found:
            session = replace(each, starts_at=moved.get(each.id, each.starts_at))
            times = self._session_times(who[each.therapist_id], who[each.patient_id], session)
            for kind, at in times.items():
                due.setdefault(kind, {})[each.id] = at
        for kind, instants in due.items():
            await zone_rules.move_due(tx, kind, instants)
        return len(moved), _last(found)


def _planned_at(moment: Occurrence) -> datetime:
    return instant(moment.local_date, moment.local_time, ZoneInfo(moment.zone))


def _starts_at(session: Appointment) -> datetime:
    return instant(session.local_date, session.local_time, ZoneInfo(session.zone))


def _last(found: Sequence[Occurrence] | Sequence[Appointment]) -> int | None:
    return found[-1].id if len(found) == PAGE else None
