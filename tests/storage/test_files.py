"""Files at rest: kept once, sealed to their row, and told by what their message has become."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

from storage import files, notes
from storage import tables as t
from storage.crypto import SealBroken
from storage.database import Database, Tx
from storage.records import NoteKind
from tests.wires import START, active_patient

VOICE = b"OggS it was loud"


async def sent(tx: Tx, person_id: int, ref: str, update_id: int, place: int = 0) -> bool:
    return await files.add(
        tx,
        person_id=person_id,
        message_ref=ref,
        update_id=update_id,
        place=place,
        kind="audio/ogg",
        content=VOICE,
        now=START,
    )


async def test_what_is_fetched_twice_is_kept_once(db: Database) -> None:
    anna = await active_patient(db)
    async with db.write() as tx:
        assert await sent(tx, anna.id, "7", 1)
        assert not await sent(tx, anna.id, "7", 1)
        assert await sent(tx, anna.id, "7", 1, place=1)
        assert await files.places_of(tx, 1) == {0, 1}
        kept = await files.of_message(tx, anna.id, "7")
        assert [(each.kind, each.size, each.at) for each in kept] == [("audio/ogg", len(VOICE), START)] * 2
        assert await files.content(tx, kept[1].id) == ("audio/ogg", VOICE)


async def test_what_was_copied_to_another_row_does_not_open(db: Database) -> None:
    anna = await active_patient(db)
    async with db.write() as tx:
        await sent(tx, anna.id, "7", 1)
        await sent(tx, anna.id, "8", 2)
        (one,), (other,) = [await files.of_update(tx, number) for number in (1, 2)]
        sealed = await tx.value(select(t.files.c.content).where(t.files.c.id == one.id))
        assert VOICE not in sealed
        await tx.run(update(t.files).where(t.files.c.id == other.id).values(content=sealed))
        with pytest.raises(SealBroken):
            await files.content(tx, other.id)


async def test_of_several_messages_about_the_same_only_the_last_is_told(db: Database) -> None:
    anna = await active_patient(db)
    eve = await active_patient(db)
    async with db.write() as tx:
        note_id = await notes.add(tx, anna.id, NoteKind.INSIGHT, "[voice message]", START)
        for number, ref in enumerate(("7", "8", "9"), 1):
            await sent(tx, anna.id, ref, number)
        await notes.remember_typed(tx, anna.id, "7", "note", note_id, "text")
        (first,) = await files.said(tx, anna.id, [("note", note_id)])
        assert first.message_ref == "7"
        await notes.remember_typed(tx, anna.id, "8", "note", note_id, "text")
        (second,) = await files.said(tx, anna.id, [("note", note_id), ("checkin", note_id)])
        assert second.message_ref == "8"
        assert await files.said(tx, eve.id, [("note", note_id)]) == []
        assert await files.said(tx, anna.id, []) == []
