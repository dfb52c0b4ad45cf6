from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from storage import appointments, digests, notes
from storage import tables as t
from storage.appointments import UNDER_WAY, NewAppointment
from storage.database import Tx
from storage.digests import ItemKind, Subject
from storage.records import NoteKind, Person
from tests.talk import START, Talk


async def two_sessions(tx: Tx, patient: Person) -> list[int]:
    return await appointments.add(
        tx,
        [
            NewAppointment(patient.id, patient.therapist_id or 0, at.date(), at.time(), "UTC", at)
            for at in (START + timedelta(days=1), START + timedelta(days=8))
        ],
    )


async def test_what_one_summary_took_up_waits_for_no_other(talk: Talk) -> None:
    patient = await talk.person(await talk.patient())
    async with talk.db.write() as tx:
        first, second = await two_sessions(tx, patient)
        number = await notes.add(tx, patient.id, NoteKind.INSIGHT, "words", START)
        note = Subject(ItemKind.NOTE, number, 1)
        assert await digests.waiting(tx, patient.id) == [note]
        one = await digests.claim(tx, patient.id, first, START)
        two = await digests.claim(tx, patient.id, second, START)
        assert await digests.items_of(tx, one.id) == [note]
        assert await digests.items_of(tx, two.id) == []
        assert await digests.waiting(tx, patient.id) == []


async def test_the_same_state_can_be_taken_up_only_once(talk: Talk) -> None:
    patient = await talk.person(await talk.patient())
    async with talk.db.write() as tx:
        first, second = await two_sessions(tx, patient)
        number = await notes.add(tx, patient.id, NoteKind.INSIGHT, "words", START)
        await digests.claim(tx, patient.id, first, START)
        other = await digests.claim(tx, patient.id, second, START)
    with pytest.raises(IntegrityError):
        async with talk.db.write() as tx:
            await tx.add(t.digest_items, digest_id=other.id, kind="note", subject_id=number, revision=1)


async def test_an_edit_before_the_session_stays_in_its_summary_and_after_it_goes_to_the_next(
    talk: Talk,
) -> None:
    patient = await talk.person(await talk.patient())
    async with talk.db.write() as tx:
        first, second = await two_sessions(tx, patient)
        number = await notes.add(tx, patient.id, NoteKind.INSIGHT, "one", START)
        await digests.claim(tx, patient.id, first, START)
        for text, session, revisions in (("two", first, [2]), ("three", second, [2, 3])):
            note = await notes.get(tx, number)
            assert note is not None
            await notes.correct(tx, note, text)
            await digests.claim(tx, patient.id, session, START)
            found = await digests.taken_elsewhere(tx, patient.id, None, ItemKind.NOTE, [number])
            assert [each.revision for each in found] == revisions


async def test_a_session_that_does_not_take_place_gives_everything_back(talk: Talk) -> None:
    patient = await talk.person(await talk.patient())
    async with talk.db.write() as tx:
        first, second = await two_sessions(tx, patient)
        await notes.add(tx, patient.id, NoteKind.INSIGHT, "words", START)
        await digests.claim(tx, patient.id, first, START)
        await digests.release(tx, [first])
        assert await digests.of_appointment(tx, first) is None
        record = await digests.claim(tx, patient.id, second, START)
        assert len(await digests.items_of(tx, record.id)) == 1


async def test_a_summary_remembers_that_it_was_announced(talk: Talk) -> None:
    patient = await talk.person(await talk.patient())
    async with talk.db.write() as tx:
        first, _ = await two_sessions(tx, patient)
        record = await digests.claim(tx, patient.id, first, START)
        await digests.mark_sent(tx, record.id)
        later = START + timedelta(hours=1)
        again = await digests.claim(tx, patient.id, first, later)
        found = (await digests.of_appointments(tx, [first]))[first]
    assert again.id == record.id
    assert (found.sent, found.built_at) == (True, later)


async def test_what_a_summary_held_of_which_nobody_was_told_goes_to_the_next_when_its_session_is_over(
    talk: Talk,
) -> None:
    patient, other = await talk.person(await talk.patient()), await talk.person(await talk.patient("Ben"))
    async with talk.db.write() as tx:
        first, second = await two_sessions(tx, patient)
        others, _ = await two_sessions(tx, other)
        for each, session in ((patient, first), (other, others)):
            await notes.add(tx, each.id, NoteKind.INSIGHT, "words", START)
            await digests.claim(tx, each.id, session, START)
        over = START + timedelta(days=1) + UNDER_WAY
        record = await digests.claim(tx, patient.id, second, over - timedelta(seconds=1))
        assert await digests.items_of(tx, record.id) == [], "the session is not over, and nobody was told yet"
        record = await digests.claim(tx, patient.id, second, over)
        assert len(await digests.items_of(tx, record.id)) == 1
        assert await digests.of_appointment(tx, first) is None
        assert await digests.of_appointment(tx, others) is not None, "another patient's is left alone"


async def test_what_was_told_is_given_back_to_nobody(talk: Talk) -> None:
    patient = await talk.person(await talk.patient())
    async with talk.db.write() as tx:
        first, second = await two_sessions(tx, patient)
        await notes.add(tx, patient.id, NoteKind.INSIGHT, "words", START)
        told = await digests.claim(tx, patient.id, first, START)
        await digests.mark_told(tx, [told.id])
        record = await digests.claim(tx, patient.id, second, START + timedelta(days=7))
        assert await digests.items_of(tx, record.id) == []
        assert len(await digests.items_of(tx, told.id)) == 1
