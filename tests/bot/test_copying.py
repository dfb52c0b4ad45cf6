"""A copy of which something does not open any more: all the rest is there, and what is missing is named."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, update

from bot.copying import Copy, copy_of, places_of
from scheduler.schedule import Pattern, Schedule
from storage import assignments, files
from storage import tables as t
from storage.records import AssignmentEvent, Hurdle, Person, Role
from storage.unopened import BROKEN
from tests.bot.conversation.patient.test_checkin import SIX
from tests.talk import Talk

BENCH = "Place: “a bench” → “a boat”"
NINE = "When: daily at 18:00 → daily at 09:00"
HURDLE = Hurdle("too tired", "only five minutes")
SEALED = [
    (table, column.name)
    for table in (t.assignments, t.assignment_changes, t.checkins, t.checkin_revisions, t.notes, t.addresses)
    for column in table.c
    if isinstance(column.type, t.Sealed)
]
WORDS = (
    "get out more",
    "the neighbours were loud",
    "it felt good",
    "is it normal?",
    "a walk",
    "nobody said this",
)
"""Goal, hard, insight, a note, an answer to the exercise's own question; the last is nowhere."""


async def a_story(talk: Talk) -> Person:
    anna = await talk.patient()
    await talk.assigned(anna, hurdles=(HURDLE,))
    await talk.moves_to(SIX)
    for label in ("Open", "Partly", "Fear", "Continue", "Save it for the session"):
        await anna.taps(label)
    ref = await anna.types("the neighbours shouted")
    await anna.edits(ref, "the neighbours were loud")
    for words in ("a walk", "3", "5", "4", "2", "it felt good"):
        await anna.types(words)
    ref = await anna.types("/note question is it usual?")
    await anna.edits(ref, "/note question is it normal?")
    return await talk.person(anna)


async def copied(talk: Talk, person: Person, folder: Path) -> tuple[Copy, str, dict[str, Any]]:
    made = await copy_of(talk.db, person, folder, talk.clock.now())
    return made, made.page.read_text(), json.loads(made.data.read_text())


async def damage(talk: Talk, table: Any, column: str) -> None:
    async with talk.db.write() as tx:
        await tx.run(update(table).values({column: b"damaged"}))


def daily(hour: int) -> Schedule:
    return Schedule(pattern=Pattern.DAILY, starts=date(2026, 3, 2), times=(time(hour),))


def there(page: str, data: dict[str, Any]) -> set[str]:
    whole = page + json.dumps(data, ensure_ascii=False)
    return {each for each in WORDS if each in whole}


@pytest.mark.parametrize(("table", "column"), SEALED, ids=[f"{each.name}.{name}" for each, name in SEALED])
async def test_one_field_that_does_not_open_takes_nothing_else_along(
    talk: Talk, tmp_path: Path, table: Any, column: str
) -> None:
    person = await a_story(talk)
    _, before, data = await copied(talk, person, tmp_path / "whole")
    assert there(before, data) == {*WORDS[:-1]}
    assert "not_opened" not in data
    assert "can no longer be read" not in before
    await damage(talk, table, column)
    number = len(data["tables"][table.name])
    name = f"{table.name}.{column}"
    made, page, data = await copied(talk, person, tmp_path / "rest")
    assert made.unopened == {name: number} == data["not_opened"]
    assert f"In the file for other programs these entries are under: {places_of(made.unopened)}." in page
    assert [row[column] for row in data["tables"][table.name]] == [BROKEN] * number
    assert BROKEN not in page
    lost = {each for each in WORDS[:-1] if each not in page}
    assert lost <= {
        "checkins.hard": {"the neighbours were loud"},
        "checkins.insight": {"it felt good"},
        "checkins.answers": {"a walk"},
        "notes.text": {"is it normal?"},
    }.get(name, set())
    in_german = replace(person, language="de", formality="du")
    _, page, _ = await copied(talk, in_german, tmp_path / "deutsch")
    assert (
        f"In der Datei für andere Programme stehen diese Angaben unter: {places_of(made.unopened)}." in page
    )
    assert BROKEN not in page


async def test_of_an_exercise_of_which_nothing_opens_its_answers_are_told(talk: Talk, tmp_path: Path) -> None:
    person = await a_story(talk)
    await damage(talk, t.assignments, "exercise")
    await damage(talk, t.assignments, "plan")
    await damage(talk, t.assignment_changes, "plan")
    made, page, _ = await copied(talk, person, tmp_path / "rest")
    assert made.unopened.keys() == {"assignments.exercise", "assignments.plan", "assignment_changes.plan"}
    for words in ("When: (can no longer be read)", *WORDS[1:-1]):
        assert words in page, words
    assert "whenever it comes up" not in page, "that was never agreed"


@pytest.mark.parametrize("others", [0, 1])
@pytest.mark.parametrize(
    ("broken", "told"),
    [
        ((), {BENCH, NINE}),
        ((0,), {BENCH, NINE}),
        ((0, 1), {NINE}),
        ((0, 1, 2), set()),
        ((2,), {BENCH, NINE}),
        ((3,), {BENCH}),
        ((0, 1, 2, 3), set()),
    ],
)
async def test_of_entries_that_do_not_open_no_change_is_told_that_never_was(
    talk: Talk, tmp_path: Path, broken: tuple[int, ...], told: set[str], others: int
) -> None:
    """Proposed, agreed, another place, another time; with `others` behind an exercise whose history opens."""
    anna = await talk.patient()
    for _ in range(others):
        await talk.assigned(anna, "MIN-01", place="the allotment", schedule=daily(7))
    mine = await talk.assigned(anna, place="a bench", schedule=daily(18))
    for what in ({"place": "a boat"}, {"schedule": daily(9).to_json()}):
        async with talk.db.write() as tx:
            found = await assignments.get(tx, mine)
            assert found is not None
            plan = replace(found.plan, **what)  # type: ignore[arg-type]
            about: dict[str, Any] = {"by": Role.PATIENT, "now": talk.clock.now()}
            await assignments.change(tx, found, AssignmentEvent.CHANGED, **about, plan=plan)
    changes = t.assignment_changes
    async with talk.db.write() as tx:
        query = select(changes.c.id).where(changes.c.assignment_id == mine).order_by(changes.c.id)
        entries = [row.id for row in await tx.rows(query)]
        damaged = changes.c.id.in_([entries[each] for each in broken])
        await tx.run(update(changes).where(damaged).values(plan=b"damaged"))
    _, page, _ = await copied(talk, await talk.person(anna), tmp_path / "rest")
    assert set(re.findall(r"<p>([^<]* → [^<]*)</p>", page)) == told
    assert page.count("<p>(can no longer be read)</p>") == len(broken)


async def test_a_schedule_is_none_where_the_newest_plan_does_not_open(talk: Talk, tmp_path: Path) -> None:
    person = await a_story(talk)
    await damage(talk, t.assignments, "plan")
    _, page, _ = await copied(talk, person, tmp_path / "history")
    assert "When: daily at 18:00" in page, "the newest entry of its history says so"
    changes = t.assignment_changes
    async with talk.db.write() as tx:
        newest = select(func.max(changes.c.id)).scalar_subquery()
        await tx.run(update(changes).where(changes.c.id == newest).values(plan=b"damaged"))
    _, page, _ = await copied(talk, person, tmp_path / "older")
    assert "When: (can no longer be read)" in page
    assert "Goal: get out more" in page


async def test_a_file_that_does_not_open_is_named_and_none_is_written_for_it(
    talk: Talk, tmp_path: Path
) -> None:
    person = await a_story(talk)
    async with talk.db.write() as tx:
        for place in (0, 1):
            about: dict[str, Any] = {
                "person_id": person.id,
                "message_ref": "m1",
                "update_id": 1,
                "place": place,
            }
            await files.add(tx, **about, kind="image/png", content=b"a picture", now=talk.clock.now())
        ids = [row.id for row in await tx.rows(select(t.files.c.id).order_by(t.files.c.id))]
        await tx.run(update(t.files).where(t.files.c.id == ids[0]).values(content=b"damaged"))
    made, page, data = await copied(talk, person, tmp_path / "rest")
    assert (made.files, made.unopened) == (1, {"files.content": 1})
    assert data["tables"]["files"][0]["file"] == BROKEN
    assert len(list((tmp_path / "rest" / "P-1-files").iterdir())) == 1
    assert page.count("001-") == 0
    assert "002-picture.png" in page
