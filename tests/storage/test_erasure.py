"""Everything that is kept of one patient goes at once, nothing of anybody else's, and no code is given twice."""

from __future__ import annotations

import asyncio
import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from scheduler.clock import HandClock
from storage import alerts, dialogs, erased, erasure, invites, notes, outbox, people
from storage import tables as t
from storage.belongings import BY_CHAT, NAMES_NOBODY, of_person
from storage.crypto import throwaway_key_ring
from storage.database import Database, DatabaseTrouble
from storage.erased import ErasedListError, Erasure
from storage.ids import short
from storage.mentions import Mentions
from storage.records import NewMessage, NoteKind, Person, PersonState, Role
from tests.databases import make_on_server, on_sqlite_only
from tests.wires import START

ERASED = {
    "addresses",
    "appointments",
    "assignment_changes",
    "assignments",
    "checkin_revisions",
    "checkins",
    "consents",
    "dialogs",
    "digest_items",
    "digests",
    "due",
    "files",
    "guesses",
    "inbox",
    "invites",
    "notes",
    "occurrences",
    "outbox",
    "people",
    "prompts",
    "series",
    "typed",
    "versions",
}
LOOKED_THROUGH = {"alerts"}
TELLS_OF_SOMEBODY = {"person_id", "patient_id", "chat_key", "subject_id", "subject", "address", "code"}
WORDS = "the cellar door was open"


async def anybody(db: Database, role: Role, therapist: Person | None = None) -> Person:
    async with db.write() as tx:
        owner = None if therapist is None else therapist.id
        made = await people.add(tx, role, now=START, language="en", zone="UTC", therapist_id=owner)
        await people.change(tx, made.id, state=PersonState.LEFT if therapist else PersonState.ACTIVE)
        await people.bind(tx, made.id, "telegram", f"chat of {made.code}")
        found = await people.get(tx, made.id)
    assert found is not None
    return found


def bytes_in(folder: Path) -> bytes:
    return b"".join(each.read_bytes() for each in sorted(folder.iterdir()) if each.is_file())


async def erase(db: Database, person: Person) -> Mentions:
    async with db.write() as tx:
        return await erasure.erase(tx, person, START)


def to(person: Person, tx_keys: Database, text: str, **more: object) -> NewMessage:
    address = f"chat of {person.code}"
    key = tx_keys.keys.index("telegram", address)
    return NewMessage("telegram", key, address, {"say": text}, person_id=person.id, **more)  # type: ignore[arg-type]


async def test_of_every_table_it_is_decided_whether_it_is_erased(db: Database) -> None:
    """A new table fails here: say in storage/belongings.py what of it is a person's, and then here."""
    anna = await anybody(db, Role.PATIENT)
    async with db.read() as tx:
        theirs = {table.name for table in await of_person(tx, anna.id)}
    nobody = {table.name for table in NAMES_NOBODY}
    assert theirs == ERASED
    assert {table.name for table in BY_CHAT} <= ERASED
    assert ERASED | LOOKED_THROUGH | nobody == set(t.metadata.tables)
    assert not nobody & (ERASED | LOOKED_THROUGH)
    telling = {name: set(t.metadata.tables[name].c.keys()) & TELLS_OF_SOMEBODY for name in nobody}
    assert not any(telling.values()), telling


async def test_what_others_hold_of_the_patient_goes_and_the_rest_stays(db: Database) -> None:
    dr = await anybody(db, Role.THERAPIST)
    anna, ben = await anybody(db, Role.PATIENT, dr), await anybody(db, Role.PATIENT, dr)
    async with db.write() as tx:
        about_anna, about_ben, other = await outbox.add(
            tx,
            [
                to(dr, db, "P-1 has news"),
                to(dr, db, "P-2 and P-12 have news", dedupe_key=f"news:{ben.id}:1"),
                to(dr, db, "/help", subject=None),
            ],
            START,
        )
        (news,) = await outbox.add(tx, [to(dr, db, "News", dedupe_key=f"news:{anna.id}:1")], START)
        await alerts.raise_alert(tx, "unreachable", f"person:{anna.id}", START)
        await alerts.raise_alert(tx, "unreachable", f"person:{ben.id}", START)
        stack = [{"form": "assign", "answers": {"_patient": each.id}} for each in (anna, ben)]
        await dialogs.save(
            tx, dr.id, {"stack": stack, "pressed": [f"tp:{anna.id}", 1.0]}, known=False, now=START
        )
        named = ["1", "P-1", f"tdn:{short(anna.id)}"], ["2", "P-2", f"tdn:{short(ben.id)}"]
        for name, options in (("both", [*named]), ("hers", [named[0]])):
            await tx.add(
                t.prompts,
                channel="telegram",
                chat_key=db.keys.index("telegram", "chat of T-1"),
                ref=name,
                topic="",
                content={"title": "Whose?", "options": options},
                answered_by="m1",
                answer=named[0][2],
                many=False,
                state="open",
                fresh=True,
                sent_at=START,
            )
    await erase(db, anna)
    async with db.read() as tx:
        left = {row.id for row in await tx.rows(select(t.outbox.c.id))}
        assert left == {about_ben, other}
        assert not left & {about_anna, news}
        assert [each.subject for each in await alerts.unseen(tx)] == [f"person:{ben.id}"]
        assert await dialogs.load(tx, dr.id) == {"stack": stack[1:]}
        (prompt,) = await tx.rows(select(t.prompts))
        assert tx.keys.open(prompt.content, f"prompts.content.{prompt.id}")["options"] == [named[1]]
        assert (prompt.answered_by, prompt.answer) == ("m1", None), "the others can still be chosen"
        assert {each.code for each in (await people.get_many(tx, {anna.id, ben.id, dr.id})).values()} == {
            "P-2",
            "T-1",
        }


async def test_what_does_not_open_any_more_stops_nobody_from_being_erased(db: Database) -> None:
    dr = await anybody(db, Role.THERAPIST)
    anna = await anybody(db, Role.PATIENT, dr)
    async with db.write() as tx:
        await dialogs.save(tx, dr.id, {"stack": []}, known=False, now=START)
        await dialogs.save(tx, anna.id, {"stack": []}, known=False, now=START)
        await notes.add(tx, anna.id, NoteKind.INSIGHT, WORDS, START)
        await outbox.add(tx, [to(dr, db, "P-1 has news"), to(anna, db, "hello")], START)
        for table in t.metadata.tables.values():
            for column in table.c:
                if isinstance(column.type, t.Sealed):
                    await tx.run(update(table).values({column.name: b"damaged"}))
    await erase(db, anna)
    async with db.read() as tx:
        assert await people.get(tx, anna.id) is None
        assert await tx.rows(select(t.notes)) == []


async def test_what_came_to_a_chat_after_it_was_anothers_stays(db: Database, clock: HandClock) -> None:
    dr = await anybody(db, Role.THERAPIST)
    anna, ben = await anybody(db, Role.PATIENT, dr), await anybody(db, Role.PATIENT, dr)
    chat = db.keys.index("telegram", "chat of P-1")
    waiting = {"channel": "telegram", "chat_key": chat, "received_at": START, "state": "dead"}
    async with db.write() as tx:
        await outbox.add(tx, [to(anna, db, "hello")], START)
        await tx.add(t.inbox, update_key="hers", raw="{}", **waiting)
    clock.set(START + timedelta(hours=1))
    async with db.write() as tx:
        await people.bind(tx, ben.id, "telegram", "chat of P-1")
        await tx.add(t.inbox, update_key="his", raw="{}", **waiting)
    await erase(db, anna)
    async with db.read() as tx:
        assert [row.update_key for row in await tx.rows(select(t.inbox.c.update_key))] == ["his"]
        assert await people.at_chat(tx, "telegram", chat) == ben


async def test_the_code_of_somebody_erased_is_given_to_nobody(db: Database) -> None:
    dr = await anybody(db, Role.THERAPIST)
    for number in (1, 2, 3):
        anna = await anybody(db, Role.PATIENT, dr)
        assert anna.code == f"P-{number}"
        await erase(db, anna)


async def test_tries_at_the_door_are_forgotten_too(db: Database) -> None:
    anna = await anybody(db, Role.PATIENT)
    window = {"now": START, "limit": 5, "window": timedelta(minutes=15)}
    async with db.write() as tx:
        for name in ("telegram", invites.greeted("telegram")):
            await invites.guesses_left(tx, name, "chat of P-1", **window)
    await erase(db, anna)
    async with db.read() as tx:
        assert await tx.rows(select(t.guesses)) == []


@on_sqlite_only
async def test_no_byte_of_what_was_sealed_is_left_in_the_file_or_its_log(
    db: Database, tmp_path: Path
) -> None:
    anna = await anybody(db, Role.PATIENT)
    async with db.write() as tx:
        note_id = await notes.add(tx, anna.id, NoteKind.INSIGHT, WORDS, START)
        (row,) = await tx.rows(select(t.notes.c.text).where(t.notes.c.id == note_id))
    sealed = bytes(row.text)
    file = Path(db.url.removeprefix("sqlite:///"))
    assert sealed in bytes_in(tmp_path)
    reading = sqlite3.connect(file, isolation_level=None)  # as a back-up does, that is being made
    reading.execute("begin")
    reading.execute("select count(*) from people").fetchone()
    await erase(db, anna)
    assert sealed in bytes_in(tmp_path)
    assert await db.fold() is False
    reading.close()
    async with db.write() as tx:  # whatever is written next empties it
        await alerts.raise_alert(tx, "any", None, START)
    assert sealed not in bytes_in(tmp_path)
    assert file.with_name(f"{file.name}-wal").stat().st_size == 0
    assert await db.fold() is True


async def test_who_left_long_ago_is_found_and_nobody_else(db: Database) -> None:
    dr = await anybody(db, Role.THERAPIST)
    months_ago = START - timedelta(days=90)
    left, late, back, again = [await anybody(db, Role.PATIENT, dr) for _ in range(4)]
    async with db.write() as tx:
        for person, at in ((left, months_ago), (late, START), (back, months_ago), (again, months_ago)):
            await people.record_consent(tx, person.id, version="1", channel="telegram", given=False, at=at)
        await people.change(tx, back.id, state=PersonState.ACTIVE)
        await invites.keep(tx, again.id, token="t", code="c", expires_at=START + timedelta(days=7))
        assert await erasure.left_before(tx, START - timedelta(days=30)) == [left]


async def test_whom_a_therapist_lets_go_has_left_on_that_day_whatever_they_consented_to_when(
    db: Database,
) -> None:
    dr = await anybody(db, Role.THERAPIST)
    months_ago = START - timedelta(days=90)
    today, long_ago = [await anybody(db, Role.PATIENT, dr) for _ in range(2)]
    async with db.write() as tx:
        await people.record_consent(tx, today.id, version="1", channel="telegram", given=True, at=months_ago)
        await people.change(tx, today.id, left_at=START)
        await people.change(tx, long_ago.id, left_at=months_ago)
        found = await erasure.left_before(tx, START - timedelta(days=30))
    assert [each.id for each in found] == [long_ago.id]


async def test_whoever_comes_back_with_a_database_is_erased_again(db: Database) -> None:
    dr = await anybody(db, Role.THERAPIST)
    anna, ben = await anybody(db, Role.PATIENT, dr), await anybody(db, Role.PATIENT, dr)
    keys = [
        db.keys.index(kind, what) for kind, what in (("erased person", str(anna.id)), ("erased code", "P-1"))
    ]
    async with db.write() as tx:
        await erased.take_up(tx, [Erasure(START, *keys)])
        await erased.take_up(tx, [Erasure(START, *keys)])
        assert await erasure.erase_again(tx, START) == 1
        assert await erasure.erase_again(tx, START) == 0
        assert await people.patients_of(tx, dr.id) == [ben]
        assert await erased.known(tx) == [Erasure(START, *keys)]


def test_the_list_beside_the_back_ups_grows_and_names_nobody(tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    assert erased.listed_in(folder) is None
    one, two = Erasure(START, "a" * 32, "b" * 32), Erasure(START + timedelta(1), "c" * 32, "d" * 32)
    assert erased.list_in(folder, [two])
    assert not erased.list_in(folder, [two])
    assert erased.list_in(folder, [one])
    assert erased.listed_in(folder) == [one, two]
    assert (folder / erased.LIST).stat().st_mode & 0o777 == 0o600
    (folder / erased.LIST).write_text("P-7 was here\n")
    with pytest.raises(ErasedListError, match=r"Line 1 of .*erased\.list cannot be read"):
        erased.listed_in(folder)


def test_a_name_is_found_only_as_a_whole() -> None:
    mentions = Mentions.of("P-1", [123_456_789_012])
    for named in (
        "P-1",
        {"code": "P-1"},
        "tp:1kpqzmfo"[:3] + "P-1",
        "digest:123456789012:7",
        [["1", "P-1: x"]],
    ):
        assert mentions.within(named), named
    for other in ("P-12", "XP-1", "p-11", 1, "1234567890123", {"P": -1}):
        assert not mentions.within(other), other


def test_the_keys_are_needed_to_know_whose_an_entry_is() -> None:
    rings = throwaway_key_ring(), throwaway_key_ring()
    assert rings[0].index("erased code", "P-1") != rings[1].index("erased code", "P-1")


async def test_what_another_worker_is_writing_just_then_goes_too(tmp_path: Path) -> None:
    """On a server: it is waited for, and whoever comes after finds nobody to write for."""
    url, keys = make_on_server(tmp_path / "two"), throwaway_key_ring()
    here, there = Database(url, keys, lambda: START), Database(url, keys, lambda: START)
    await here.open(1)
    await there.open(2)
    anna = await anybody(here, Role.PATIENT)
    async with there.write() as tx:
        await notes.add(tx, anna.id, NoteKind.INSIGHT, WORDS, START)
        erasing = asyncio.create_task(erase(here, anna))
        done, _ = await asyncio.wait([erasing], timeout=0.3)
        assert not done
    await erasing
    with pytest.raises(DatabaseTrouble):
        async with there.write() as tx:
            await notes.add(tx, anna.id, NoteKind.INSIGHT, WORDS, START)
    async with there.read() as tx:
        assert await tx.rows(select(t.notes)) == []
    for each in (here, there):
        await each.close()
