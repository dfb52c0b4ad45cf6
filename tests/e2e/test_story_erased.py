"""A patient asks for a copy, leaves, and is erased: all of theirs is gone, nothing of anybody else's, and they are a stranger."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.backups import BackUps
from bot.copying import CopyError, copy_of
from bot.erasing import Erased, Erasing, months_before
from bot.messages import Attached
from bot.playground.pictures import DOT
from scheduler.whole import Whole
from storage import erased
from storage import tables as t
from storage.belongings import of_person
from storage.mentions import Mentions
from tests.e2e.acts import ARRIVAL, a_patient, a_therapist, agreed, daily
from tests.e2e.practice import OnThePhone, Practice, Ways, mixed_too, on_both, open_practice
from tests.e2e.test_story_restored import house_in

NOON = time(12, 0)
BEFORE, HARD, NOTICED, NOTED = (
    "the stairs were steep",
    "the stairs were dark",
    "my heart slowed down",
    "is it usual?",
)
HERS = (BEFORE, HARD, NOTICED, NOTED)
HIS = ("it rained", "it poured", "the rain was warm", "is rain allowed?")
Rows = dict[str, list[tuple[Any, ...]]]


def berlin(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, day, hour - 1, minute, tzinfo=UTC)


async def weeks_of(practice: Practice, name: str, dr: OnThePhone, language: str = "en") -> OnThePhone:
    """Somebody who has been with us: an exercise, answers of which one was changed, a note, a picture, a session."""
    somebody = await a_patient(practice, name, dr, language)
    await agreed(practice, somebody, daily(practice, NOON), follow_up=60)
    code = (await somebody.person()).code
    await dr.types(f"/session {code} 2026-03-10 10:00 weekly")
    return somebody


async def answers(somebody: OnThePhone, words: tuple[str, str, str, str]) -> None:
    before, hard, noticed, noted = words
    await somebody.taps("Open", "Partly", "Skip")
    typed = await somebody.types(before)
    await somebody.edits(typed, hard)
    await somebody.taps("Cancel")
    await somebody.types(f"/note insight {noticed}")
    await somebody.types(f"/note question {noted}")
    await somebody.does("sends_photo", DOT, "/note insight the hill")


async def the_weeks(practice: Practice) -> tuple[OnThePhone, OnThePhone, OnThePhone]:
    dr = await a_therapist(practice)
    anna = await weeks_of(practice, "Anna", dr)
    ben = await weeks_of(practice, "Ben", dr)
    await practice.moves_to(berlin(5, 12, 5))
    await answers(anna, HERS)
    await answers(ben, HIS)
    await practice.moves_to(berlin(6, 12, 30))
    await dr.types("/digest P-1")
    return dr, anna, ben


async def belongings(practice: Practice, person_id: int) -> Rows:
    """Every row of somebody, sealed as it is."""
    async with practice.app.database.read() as tx:
        theirs = await of_person(tx, person_id)
        return {
            table.name: [
                tuple(row) for row in await tx.rows(select(table).where(where).order_by(*table.primary_key))
            ]
            for table, where in theirs.items()
        }


async def ids_of(practice: Practice, person_id: int) -> set[int]:
    rows = await belongings(practice, person_id)
    with_ids = {name for name, table in t.metadata.tables.items() if "id" in table.c}
    return {row[0] for name, found in rows.items() if name in with_ids for row in found}


async def everywhere(practice: Practice) -> Rows:
    """All rows of all tables, with what is sealed opened."""
    found: Rows = {}
    async with practice.app.database.read() as tx:
        for name, table in t.metadata.tables.items():
            sealed = {each.name for each in table.c if isinstance(each.type, t.Sealed)}
            found[name] = [
                tuple(
                    tx.keys.open(value, f"{name}.{column}.{row.id}") if column in sealed and value else value
                    for column, value in zip(table.c.keys(), row, strict=True)
                )
                for row in await tx.rows(select(table))
            ]
    return found


async def leaves(anna: OnThePhone) -> None:
    await anna.types("/leave")
    await anna.taps("Yes, stop")


@mixed_too
async def test_all_of_a_patient_is_copied_and_erased_and_they_come_in_anew_as_a_stranger(
    tmp_path: Path, ways: Ways
) -> None:
    async with open_practice(tmp_path, ways=ways) as practice:
        dr, anna, ben = await the_weeks(practice)
        person, other = await anna.person(), await ben.person()
        database, now = practice.app.database, practice.clock.now()
        made = await copy_of(database, person, tmp_path / "copy", now)
        page, data = made.page.read_text(), json.loads(made.data.read_text())
        for words in (*HERS, "Three mindful minutes", anna.address):
            assert words in page, words
            assert words in json.dumps(data, ensure_ascii=False), words
        assert [each.read_bytes() for each in sorted((tmp_path / "copy" / "P-1-files").iterdir())] == [DOT]
        assert 'href="P-1-files/001-picture.' in page
        assert ben.address not in page + json.dumps(data)
        assert {each.stat().st_mode & 0o777 for each in (made.page, made.data)} == {0o600}
        in_german = replace(person, language="de", formality="du")
        page = (await copy_of(database, in_german, tmp_path / "kopie", now)).page.read_text()
        for words in (
            HARD,
            "Was vereinbart wurde",
            "vereinbart von dir",
            "Notizen für die Sitzung",
            "Bis Do., 5. März 2026, 12:05",
        ):
            assert words in page, words
        with pytest.raises(CopyError, match="already"):
            await copy_of(database, person, tmp_path / "copy", now)

        await dr.types("/erase P-1")
        assert "P-1 takes part, so nothing is erased here" in dr.answer
        await leaves(anna)
        told = len(anna.shown)
        await dr.types("/erase P-1")
        assert "Erase P-1, with you since Thu, 5 Mar 2026, for good?" in dr.answer
        assert "answers: 1, notes: 3, files: 1" in dr.answer
        hers, his = await ids_of(practice, person.id), await belongings(practice, other.id)
        await dr.taps("Erase for good")
        assert "nothing of P-1 is kept here any more" in dr.answer
        assert len(anna.shown) == told
        assert await belongings(practice, other.id) == his
        mentions = Mentions.of("P-1", hers)
        left = [
            (name, json.dumps(row, default=str))
            for name, rows in (await everywhere(practice)).items()
            for row in rows
        ]
        assert [each for each in left if mentions.within(each[1])] == []
        assert [each for each in left if any(words in each[1] for words in (*HERS, anna.address))] == []
        assert all(any(words in row for _, row in left) for words in HIS)
        await practice.moves(days=2)
        assert len(anna.shown) == told
        await anna.types("hello?")
        assert anna.answer.startswith("Hello.")
        await dr.types("/invite")
        assert "P-3 is invited" in dr.screen
        await anna.enters("\n".join(shown.text for shown in dr.shown[-2:]))
        await anna.taps("English", *ARRIVAL["English"])
        assert (await anna.person()).code == "P-3"
        await anna.types("/current")
        assert "Three mindful minutes" not in anna.answer


async def test_what_is_erased_by_the_operator_is_told_to_the_therapist_after_the_quiet_hours(
    tmp_path: Path,
) -> None:
    async with open_practice(tmp_path) as practice:
        dr, anna, _ = await the_weeks(practice)
        app = practice.app
        await practice.moves_to(berlin(6, 23))
        dr.unasked.clear()
        erasing = Erasing(app.database, app.clock, app.answerer.library, app.practice, {})
        patient = await erasing.patient("p-1".upper())
        told = len(anna.shown)
        assert await erasing.erase(patient) is Erased.TOLD
        assert await erasing.erase(patient) is Erased.NOBODY
        await practice.settle()
        assert [each.text for each in dr.unasked] == []
        await practice.moves_to(berlin(7, 8, 1))
        assert "Everything that was kept of P-1 has been erased." in [each.text for each in dr.unasked]
        assert len(anna.shown) == told


@on_both
async def test_who_left_long_ago_is_erased_by_the_upkeep_where_the_practice_says_so(
    tmp_path: Path, ways: Ways
) -> None:
    async with open_practice(tmp_path, ways=ways) as practice:
        _, anna, _ = await the_weeks(practice)
        await leaves(anna)
        app = practice.app
        erasing = Erasing(app.database, app.clock, app.answerer.library, app.practice, app.channels)
        practice.clock.set(datetime(2026, 4, 5, tzinfo=UTC))
        assert await erasing.erase(await erasing.patient("P-2"), only_gone=True) is Erased.NOBODY
        assert await erasing.long_gone(0) == 0
        assert await erasing.long_gone(1) == 0
        practice.clock.set(datetime(2026, 4, 7, tzinfo=UTC))
        assert await erasing.long_gone(1) == 1
        assert await erasing.long_gone(1) == 0


def test_months_before_end_with_the_month() -> None:
    assert months_before(datetime(2026, 3, 31, tzinfo=UTC), 1) == datetime(2026, 2, 28, tzinfo=UTC)
    assert months_before(datetime(2026, 1, 15, tzinfo=UTC), 13) == datetime(2024, 12, 15, tzinfo=UTC)


@on_both
async def test_whoever_was_erased_after_a_back_up_does_not_come_back_with_it(
    tmp_path: Path, ways: Ways
) -> None:
    async with house_in(tmp_path, ways) as house:
        async with house.open() as practice:
            dr, anna, ben = await the_weeks(practice)
            backup = await house.back_up()
            await leaves(anna)
            await dr.types("/erase P-1")
            await dr.taps("Erase for good")
            await BackUps(house.settings, practice.app.database, house.clock).once(Whole())
            folder = house.settings.backup_folder
            assert folder is not None
            (tmp_path / erased.LIST).write_bytes((folder / erased.LIST).read_bytes())
        done = await house.restored(backup)
        assert (done.past.erased, done.past.listed) == (1, True)
        told = len(anna.shown)
        async with house.open() as practice:
            await practice.settle()
            await practice.moves(days=2)
            assert len(anna.shown) == told
            assert (await ben.person()).code == "P-2"
            await dr.types("/patients")
            assert "P-1" not in dr.answer


async def test_a_file_that_was_being_fetched_when_they_were_erased_is_kept_nowhere(tmp_path: Path) -> None:
    async with open_practice(tmp_path) as practice:
        _, anna, ben = await the_weeks(practice)
        app, person = practice.app, await anna.person()
        fetch = app.channels["telegram"].fetch
        erasing = Erasing(app.database, app.clock, app.answerer.library, app.practice, app.channels)

        async def fetched_too_late(address: str, wanted: Attached) -> bytes:
            await erasing.erase(person)
            return await fetch(address, wanted)

        app.channels["telegram"].fetch = fetched_too_late  # type: ignore[method-assign]
        await anna.does("sends_photo", DOT, "/note insight the hill again")
        await practice.moves(hours=1)
        left = await everywhere(practice)
        assert {row[1] for row in left["files"]} == {(await ben.person()).id}
        assert left["alerts"] == []
        assert "hill again" not in json.dumps(left, default=str)
