"""A copy of which something does not open any more: all the rest is there, and what is missing is named."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from bot.copying import Copy, copy_of, places_of
from storage import files
from storage import tables as t
from storage.records import Hurdle, Person
from storage.unopened import BROKEN
from tests.bot.conversation.patient.test_checkin import SIX
from tests.talk import Talk

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
    assert f"In the file for other programs that is called: {places_of(made.unopened)}." in page
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
    assert f"heißt es: {places_of(made.unopened)}." in page
    assert BROKEN not in page


async def test_of_an_exercise_of_which_nothing_opens_its_answers_are_told(talk: Talk, tmp_path: Path) -> None:
    person = await a_story(talk)
    await damage(talk, t.assignments, "exercise")
    await damage(talk, t.assignments, "plan")
    await damage(talk, t.assignment_changes, "plan")
    made, page, _ = await copied(talk, person, tmp_path / "rest")
    assert made.unopened.keys() == {"assignments.exercise", "assignments.plan", "assignment_changes.plan"}
    for words in ("(can no longer be read)", *WORDS[1:-1]):
        assert words in page, words


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
