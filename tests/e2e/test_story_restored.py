"""The database is lost and put back from a back-up: the story goes on, nothing of the past comes again, the summary is right."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

from bot.app import built
from bot.backups import make_backup, restore
from bot.keys import key_ring
from bot.playground import Playground
from bot.settings import Settings
from scheduler.clock import HandClock
from storage.restored import Past
from storage.restoring import Restored
from tests.e2e.acts import a_patient, a_therapist, agreed, daily
from tests.e2e.practice import START, OnThePhone, Practice, Ways, fast, on_both, playing, settings_on

NOON = time(12, 0)
LOUD, LOST, NEW = "the neighbours were loud", "said to the bot that was lost", "it was quiet at last"


class House:
    """A practice whose machine may be lost; only the back-ups and a copy of the key file are elsewhere."""

    def __init__(self, folder: Path, playground: Playground, clock: HandClock, ways: Ways) -> None:
        self.folder = folder
        self.playground = playground
        self.clock = clock
        self.ways = ways
        self.practice: Practice | None = None
        self.machine = 0

    @property
    def here(self) -> Path:
        return self.folder / f"machine-{self.machine}"

    @property
    def settings(self) -> Settings:
        """Settings of this machine; a back-up of this kind is of a file."""
        on_a_file = {"database_url": f"sqlite:///{self.here / 'between.db'}"}
        return settings_on(self.playground, self.here, self.ways).model_copy(update=on_a_file)

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Practice]:
        """Run the bot of this machine; the phones stay the same."""
        self.here.mkdir(exist_ok=True)
        async with built(self.settings, self.clock, None, fast(self.clock)) as app:
            if self.practice is None:
                self.practice = Practice(self.playground, app, self.clock, self.ways)
            self.practice.app = app
            yield self.practice

    async def back_up(self) -> Path:
        """Make a back-up while the bot runs, and carry it away together with the keys."""
        made = await make_backup(self.settings, key_ring(self.settings), self.clock.now())
        shutil.copy(made.path, self.folder / "carried.backup")
        shutil.copy(self.here / "between.key", self.folder / "carried.key")
        return self.folder / "carried.backup"

    async def restored(self, backup: Path) -> Restored:
        """Put it back on another machine, as the manual says."""
        shutil.rmtree(self.here)
        self.machine += 1
        self.here.mkdir()
        shutil.copy(self.folder / "carried.key", self.here / "between.key")
        return await restore(self.settings, backup, self.clock)


@asynccontextmanager
async def house_in(folder: Path, ways: Ways) -> AsyncIterator[House]:
    clock = HandClock(START)
    async with playing(folder, clock, ways) as playground:
        yield House(folder, playground, clock, ways)
        assert playground.violations == []


def day(number: int, hour: int, minute: int = 0) -> datetime:
    """A moment of March 2026; Berlin is an hour ahead."""
    return datetime(2026, 3, number, hour - 1, minute, tzinfo=UTC)


async def the_first_half(practice: Practice) -> tuple[OnThePhone, OnThePhone]:
    """An exercise every noon, a session every Tuesday, and a first answer."""
    dr = await a_therapist(practice)
    anna = await a_patient(practice, "Anna", dr)
    await agreed(practice, anna, daily(practice, NOON), follow_up=60)
    await dr.types("/session P-1 2026-03-10 10:00 weekly")
    await practice.moves_to(day(5, 12, 5))
    await answers(anna, "Partly", LOUD)
    await practice.moves_to(day(5, 20))
    return dr, anna


async def answers(anna: OnThePhone, outcome: str, words: str) -> None:
    """Open the newest moment and say how it went."""
    newest = next(shown for shown in reversed(anna.shown) if "Open" in shown.labels)
    await anna.taps_old("Open", newest.message_id)
    await anna.taps(outcome)
    await anna.taps("Skip")
    await anna.types(words)
    await anna.taps("Cancel")


async def tells_in_another_way(anna: OnThePhone) -> None:
    """What the numbers of a message meant was lost with the records, so that this counts as beyond the plan."""
    await anna.taps_old("Open", anna.shown[-1].message_id)
    assert "That choice is from an earlier moment. /current shows what is agreed now" in anna.answer
    await anna.types("/current")
    await anna.taps("I did it", "Partly", "Skip")
    await anna.types(NEW)
    await anna.taps("Cancel")


@on_both
async def test_what_was_lost_is_not_said_again_and_the_story_goes_on(tmp_path: Path, ways: Ways) -> None:
    async with house_in(tmp_path, ways) as house:
        async with house.open() as practice:
            dr, anna = await the_first_half(practice)
            backup = await house.back_up()
            await practice.moves_to(day(6, 12, 5))
            await answers(anna, "Partly", LOST)
            await practice.moves_to(day(7, 12, 5))
        house.clock.set(day(7, 15))
        done = await house.restored(backup)
        assert (done.at, done.past) == (day(5, 20), Past(moments=2, messages=0))
        seen = [len(each.shown) for each in (dr, anna)]
        async with house.open() as practice:
            await practice.settle()
            await practice.moves_to(day(8, 11, 55))
            assert [len(each.shown) for each in (dr, anna)] == seen
            await practice.moves_to(day(8, 12, 5))
            assert len(anna.shown) == seen[1] + 1
            await answers(anna, "Partly", NEW)
            dr.unasked.clear()
            await practice.moves_to(day(9, 18, 1))
            assert [shown.text for shown in dr.unasked] == ["Summary ready."]
            await dr.taps("Open")
            assert "2 partly" in dr.answer
            assert "2 not delivered" in dr.answer
            await dr.taps("Details")
            for words, times in ((LOUD, 1), (NEW, 1), (LOST, 0), ("the records of that time were lost", 2)):
                assert dr.answer.count(words) == times, dr.answer


@on_both
async def test_a_message_of_the_lost_time_can_still_be_answered(tmp_path: Path, ways: Ways) -> None:
    async with house_in(tmp_path, ways) as house:
        async with house.open() as practice:
            dr, anna = await the_first_half(practice)
            backup = await house.back_up()
            await practice.moves_to(day(6, 12, 5))
        house.clock.set(day(6, 15))
        await house.restored(backup)
        async with house.open() as practice:
            await practice.settle()
            await (tells_in_another_way(anna) if anna.channel == "signal" else answers(anna, "Partly", NEW))
            await dr.types("/digest P-1")
            on_time = ways.patients == "telegram"
            assert ("2 partly" in dr.answer, "not delivered" in dr.answer) == (on_time, not on_time)
            await dr.taps("Details")
            assert NEW in dr.answer


@on_both
async def test_a_backup_that_is_weeks_old_floods_nobody(tmp_path: Path, ways: Ways) -> None:
    async with house_in(tmp_path, ways) as house:
        async with house.open() as practice:
            dr, anna = await the_first_half(practice)
            backup = await house.back_up()
        house.clock.set(day(5, 20) + timedelta(days=40))
        seen = [len(each.shown) for each in (dr, anna)]
        assert (await house.restored(backup)).past == Past(moments=40, messages=0)
        async with house.open() as practice:
            await practice.settle()
            await practice.moves(hours=14)
            assert [len(each.shown) for each in (dr, anna)] == seen
            await practice.moves(hours=1, minutes=5)
            assert len(anna.shown) == seen[1] + 1
            dr.unasked.clear()
            await practice.moves(days=7)
            assert [shown.text for shown in dr.unasked].count("Summary ready.") == 1
            await dr.taps("Open")
            assert "not delivered" in dr.answer
