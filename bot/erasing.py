"""Erasing patients beside the conversation: as the operator asks for it, and those who left long ago."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Final

import structlog

from bot.channels.base import Channel
from bot.conversation.courtesy import manners
from bot.conversation.turn import Desk, Practice
from bot.library.catalogue import Library
from bot.messages import Say, Words
from bot.posting import put_out
from scheduler.clock import Clock
from scheduler.courtesy import after_quiet
from storage import erasure, people
from storage.crypto import SealBroken
from storage.database import Database
from storage.records import GONE, Person, PersonState, Role
from storage.trouble import in_spite_of_others

log = structlog.get_logger()

_YEAR: Final = 12


class NobodyHereError(LookupError):
    """There is no patient with this code; the sentence says so."""


class NotConfirmedError(Exception):
    """The code was not typed once more: nothing was erased."""


class Erased(Enum):
    """What became of an erasing: nobody was there any more, or all is gone, and the therapist is told, or cannot be."""

    NOBODY = "nobody"
    TOLD = "told"
    UNTOLD = "untold"


@dataclass(frozen=True)
class Erasing:
    """Erases patients, each in a transaction of its own, and lets their therapists know. `channels` by name."""

    database: Database
    clock: Clock
    library: Library
    practice: Practice
    channels: Mapping[str, Channel]

    async def patient(self, code: str) -> Person:
        """Return the patient with a code. Raises NobodyHereError."""
        async with self.database.read() as tx:
            found = await people.by_code(tx, code.strip())
        if found is None or found.role is not Role.PATIENT:
            raise NobodyHereError(f"There is no patient with the code {code}.")
        return found

    async def counted(self, patient: Person) -> Mapping[str, int]:
        """Count what is kept of a patient: table → rows."""
        async with self.database.read(apart=True) as tx:
            return await erasure.counted(tx, patient)

    async def erase(self, patient: Person, *, only_gone: bool = False) -> Erased:
        """Erase all that is kept of a patient, if they are still here; nothing is said to them.

        `only_gone`: not if they have come back meanwhile.
        """

        async def erased() -> Erased:
            async with self.database.write() as tx:
                await people.hold(tx, [patient.id])
                found = await people.get(tx, patient.id)
                if found is None or (only_gone and found.state not in GONE):
                    return Erased.NOBODY
                desk = Desk(tx, self.clock.now(), self.library, self.practice)
                await erasure.erase(tx, found, desk.now)
                told = await self._tell(desk, found)
            return Erased.TOLD if told else Erased.UNTOLD

        return await in_spite_of_others(erased)

    async def long_gone(self, months: int) -> int:
        """Erase who left or declined more than so many months ago (0: nobody); return and log how many that were."""
        now = self.clock.now()
        count = 0
        if months:
            async with self.database.read() as tx:
                found = await erasure.left_before(tx, months_before(now, months))
            for patient in found:
                count += await self.erase(patient, only_gone=True) is not Erased.NOBODY
        if count:
            log.info("erased.after_leaving", patients=count)
        await self.database.fold()  # whatever an earlier process could not, or was killed before
        return count

    async def _tell(self, desk: Desk, patient: Person) -> bool:
        """Let the therapist know that nothing is left, outside their quiet hours; False where they cannot be reached."""
        therapist = None if patient.therapist_id is None else await people.get(desk.tx, patient.therapist_id)
        if therapist is None or therapist.state is not PersonState.ACTIVE:
            return False
        at = after_quiet(desk.now, manners(therapist))
        told = Say(Words("t-erase-told", {"code": patient.code}))
        desk.tell(therapist, told, unasked=True, not_before=at if at > desk.now else None)
        try:
            await put_out(desk, None, self.channels)
        except SealBroken:  # an address that does not open any more keeps nobody here
            return False
        return True


def months_before(moment: datetime, months: int) -> datetime:
    """Return the same day and time so many months earlier, or the last day of that month."""
    year, month = divmod(moment.year * _YEAR + moment.month - 1 - months, _YEAR)
    day = min(moment.day, calendar.monthrange(year, month + 1)[1])
    return moment.replace(year=year, month=month + 1, day=day)
