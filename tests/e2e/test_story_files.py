"""A picture, a voice message, a PDF: kept sealed in place of words, and gone when it is taken back."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import UTC, datetime, time
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from bot.conversation import file_kinds
from bot.conversation.router import FORMS, hear
from bot.conversation.turn import Turn
from bot.fetching import FIRST_WAIT, LEASE, TRIES, Fetcher
from bot.messages import Incoming, IncomingKind
from bot.playground.entities import Formatted
from bot.playground.files import File as OnTelegram
from bot.playground.pictures import DOT
from bot.playground.signal.chat import Attachment, Message
from bot.playground.signal.envelopes import data_message
from bot.posting import put_out
from storage import checkins, files
from storage import tables as t
from storage.ids import short
from tests.e2e.acts import a_patient, a_therapist, agreed, daily
from tests.e2e.practice import OnThePhone, Practice, Ways, mixed_too, on_both, open_practice

NOON = datetime(2026, 3, 5, 11, 0, tzinfo=UTC)
VOICE = b"OggS" + b"it was loud, and I went back " * 40
CHANGED = "Changed"
OTHER = DOT + b"another one"
PDF = b"%PDF-1.7 " + b"a page of a diary " * 40


class Death(BaseException):
    """The process ends here."""


async def asked(practice: Practice, *taps: str, language: str = "en") -> OnThePhone:
    """Somebody whose moment has come, and who has answered so far."""
    anna = await a_patient(practice, "Anna", await a_therapist(practice, language=language), language)
    await agreed(practice, anna, daily(practice, time(12, 0)))
    await practice.moves_to(NOON)
    return await anna.taps(*taps)


async def stored(practice: Practice) -> list[bytes]:
    """What is in the files that are kept, oldest first."""
    async with practice.app.database.read() as tx:
        ids = [row.id for row in await tx.rows(select(t.files.c.id).order_by(t.files.c.id))]
        found = [await files.content(tx, each) for each in ids]
    return [each[1] for each in found if each is not None]


async def words_of(practice: Practice) -> list[str]:
    """What is kept as what was done instead, as what was hard, or as a note."""
    async with practice.app.database.read() as tx:
        kept = []
        for table, name in ((t.checkins, "instead"), (t.checkins, "hard"), (t.notes, "text")):
            rows = await tx.rows(select(table.c.id, table.c[name]))
            kept += [tx.keys.open(row[1], f"{table.name}.{name}.{row[0]}") for row in rows]
    return [each for each in kept if each]


def fails(practice: Practice, kind: dict[str, str], *, times: int = 1) -> None:
    """Let the next files not be had, in the way that each service has for it."""
    if practice.ways.patients == "signal":
        practice.signal.faults.next("getAttachment", kind=kind["signal"], times=times)
    else:
        practice.playground.faults.next("getFile", kind=kind["telegram"], times=times)


def times_asked(practice: Practice) -> int:
    """How often a service was asked for a file."""
    if practice.ways.patients == "signal":
        return len(practice.signal.calls("getAttachment"))
    return sum(method == "getFile" for method, _ in practice.playground.world.requests)


NETWORK = {"telegram": "502", "signal": "io_exception"}
REFUSED = {"telegram": "400", "signal": "refused"}


@on_both
async def test_a_voice_message_is_what_was_hard_and_is_kept_sealed(tmp_path: Path, ways: Ways) -> None:
    async with open_practice(tmp_path, ways=ways) as practice:
        anna = await asked(practice, "Open", "Partly")
        await anna.does("sends_voice", VOICE)
        assert await words_of(practice) == ["[voice message]"]
        assert await stored(practice) == [VOICE]
        assert "I could not" not in anna.answer
        await anna.taps("Skip")
        _nothing_of_it_is_readable(tmp_path, [VOICE])
    _nothing_of_it_is_readable(tmp_path, [VOICE])


@on_both
async def test_a_voice_message_in_place_of_a_number_is_kept_with_its_question(
    tmp_path: Path, ways: Ways
) -> None:
    async with open_practice(tmp_path, ways=ways) as practice:
        anna = await asked(practice, "Open", "Done")
        await anna.does("sends_voice", VOICE)
        assert "Your words are kept for the session, as they are." in anna.answer
        async with practice.app.database.read() as tx:
            (found,) = await checkins.of_patient(tx, (await anna.person()).id)
        assert [*found.answers.values()] == ["[voice message]"]
        assert await stored(practice) == [VOICE]


@on_both
async def test_the_words_below_a_picture_are_kept_with_it_and_can_be_changed(
    tmp_path: Path, ways: Ways
) -> None:
    async with open_practice(tmp_path, ways=ways) as practice:
        anna = await asked(practice, "Open", CHANGED)
        sent = anna.phone.sends_photo(DOT, "the hill")
        await practice.settle()
        assert await words_of(practice) == ["[picture] the hill"]
        await anna.edits(sent, "the high hill")
        assert await words_of(practice) == ["[picture] the high hill"]
        assert await stored(practice) == [DOT]


async def test_a_picture_that_replaces_another_is_fetched_and_the_other_is_erased(tmp_path: Path) -> None:
    async with open_practice(tmp_path) as practice:
        anna = await asked(practice, "Open", CHANGED)
        sent = anna.phone.sends_photo(DOT, "the hill")
        await practice.settle()
        await anna.does("replaces_photo", sent, OTHER, "the high hill")
        assert anna.answer.startswith(CHANGED)
        assert (await words_of(practice), await stored(practice)) == (["[picture] the high hill"], [OTHER])
        fetched = times_asked(practice)
        await anna.edits(sent, "the higher hill")
        assert (times_asked(practice), await words_of(practice)) == (fetched, ["[picture] the higher hill"])
        dr = practice.people[0]
        await dr.types("/digest P-1")
        await dr.taps("Pictures and recordings")
        await dr.taps("picture")
        assert dr.shown[-1].photo == OTHER


async def test_a_picture_that_replaces_one_of_several_takes_its_place(tmp_path: Path) -> None:
    async with open_practice(tmp_path) as practice:
        anna = await asked(practice, "Open", CHANGED)
        sent = [anna.phone.sends_photo(DOT + bytes([n]), "walk" * (not n), album="a1") for n in range(3)]
        await practice.settle()
        await anna.does("replaces_photo", sent[1], OTHER)
        assert anna.answer.startswith(CHANGED)
        assert await words_of(practice) == ["[picture] walk"]
        assert await stored(practice) == [DOT + b"\0", DOT + b"\2", OTHER]
        async with practice.app.database.read() as tx:
            found = await files.of_message(tx, (await anna.person()).id, str(sent[0]))
        assert [each.size for each in found] == [len(DOT) + 1, len(OTHER), len(DOT) + 1]


@pytest.mark.parametrize("caption", ["", "too warm"])
@pytest.mark.parametrize("why", ["gone", "large"])
async def test_of_a_picture_whose_successor_cannot_be_had_nothing_is_shown(
    tmp_path: Path, caption: str, why: str
) -> None:
    async with open_practice(tmp_path) as practice:
        anna = await asked(practice, "Open", CHANGED)
        sent = anna.phone.sends_photo(DOT, "the hill")
        await practice.settle()
        if why == "gone":
            practice.playground.faults.next("getFile", kind="400")
        await anna.does("replaces_photo", sent, OTHER + bytes(file_kinds.LARGEST * (why == "large")), caption)
        assert ("send it once more" if why == "gone" else "8 MB") in anna.answer
        assert await words_of(practice) == [caption or "[picture] the hill"]
        assert await stored(practice) == []


async def test_a_picture_that_waits_to_be_a_note_can_be_replaced(tmp_path: Path) -> None:
    async with open_practice(tmp_path) as practice:
        anna = await a_patient(practice, "Anna", await a_therapist(practice))
        sent = anna.phone.sends_photo(DOT)
        await practice.settle()
        await anna.does("replaces_photo", sent, OTHER)
        await anna.taps("Insight")
        assert (await words_of(practice), await stored(practice)) == (["[picture]"], [OTHER])
        await anna.does("replaces_photo", sent, DOT, "after all")
        assert (await words_of(practice), await stored(practice)) == (["[picture] after all"], [DOT])


@on_both
async def test_a_file_that_nobody_asked_for_is_offered_as_a_note_and_erased_when_it_is_not_to_be_kept(
    tmp_path: Path, ways: Ways
) -> None:
    async with open_practice(tmp_path, ways=ways) as practice:
        anna = await a_patient(practice, "Anna", await a_therapist(practice))
        await anna.does("sends_document", PDF, "diary.pdf", "application/pdf", "from last week")
        assert "keep this as a note" in anna.answer
        await anna.does("sends_photo")
        assert "these 2 messages" in anna.answer
        await anna.taps("No, don't keep it")
        assert (await words_of(practice), await stored(practice)) == ([], [])
        await anna.does("sends_photo")
        await anna.types("/cancel")
        assert await stored(practice) == []
        await anna.does("sends_document", PDF, "diary.pdf", "application/pdf", "from last week")
        await anna.taps("Insight")
        assert await words_of(practice) == ["[PDF] from last week"]
        assert await stored(practice) == [PDF]


@on_both
async def test_a_note_can_be_the_words_below_a_picture(tmp_path: Path, ways: Ways) -> None:
    async with open_practice(tmp_path, ways=ways) as practice:
        anna = await a_patient(practice, "Anna", await a_therapist(practice))
        await anna.does("sends_photo", DOT, "/note question is this it?")
        assert "Saved" in anna.answer
        assert await words_of(practice) == ["[picture] is this it?"]
        await anna.types("/note")
        await anna.taps("Difficulty")
        await anna.does("sends_voice", VOICE)
        assert await words_of(practice) == ["[picture] is this it?", "[voice message]"]


@on_both
async def test_what_cannot_be_taken_in_is_said_and_the_words_below_it_are_heard(
    tmp_path: Path, ways: Ways
) -> None:
    async with open_practice(tmp_path, ways=ways) as practice:
        anna = await asked(practice, "Open", CHANGED)
        await anna.does("sends_sticker")
        assert "pictures, voice messages and PDF" in anna.answer
        assert "What did you do instead" in anna.answer
        await anna.does("sends_document", b"PK", "diary.docx", "application/msword", "it was too warm")
        assert "pictures, voice messages and PDF" in anna.answer
        assert await words_of(practice) == ["it was too warm"]
        large = b"\x89PNG\r\n\x1a\n" + bytes(file_kinds.LARGEST)
        await anna.does("sends_photo", large, "what I saw")
        assert "8 MB" in anna.answer
        assert await stored(practice) == []
        assert await words_of(practice) == ["it was too warm", "what I saw"]
        assert times_asked(practice) == 0


@pytest.mark.parametrize("meanwhile", ["insight", "pause"])
async def test_a_voice_message_answers_the_question_that_it_quotes(tmp_path: Path, meanwhile: str) -> None:
    async with open_practice(tmp_path, ways=Ways("signal", "signal")) as practice:
        anna = await asked(practice, "Open", "Partly", "Skip")
        hard = anna.shown[-1].message_id
        assert "Was anything hard" in anna.last
        await anna.taps("Skip")
        if meanwhile == "pause":
            await anna.types("/pause")
        anna.phone.sends_voice(VOICE, quoting=hard)
        await practice.settle()
        assert CHANGED in anna.screen
        assert await stored(practice) == [VOICE]
        async with practice.app.database.read() as tx:
            (row,) = await tx.rows(select(t.checkins))
            (hard_words, insight) = (
                tx.keys.open(getattr(row, each), f"checkins.{each}.{row.id}") for each in ("hard", "insight")
            )
        assert (hard_words, insight) == ("[voice message]", "")


async def test_a_file_that_quotes_a_question_of_choices_is_not_taken_for_the_open_one(tmp_path: Path) -> None:
    async with open_practice(tmp_path, ways=Ways("signal", "signal")) as practice:
        anna = await a_patient(practice, "Anna", await a_therapist(practice))
        await anna.types("/pause")
        pause = anna.shown[-1].message_id
        await anna.types("/note")
        await anna.taps("Difficulty")
        anna.phone.sends_voice(VOICE, quoting=pause)
        await practice.settle()
        assert "I have not kept the file" in anna.screen
        assert (await words_of(practice), await stored(practice)) == ([], [])


async def test_words_below_a_file_that_is_not_taken_in_mean_what_they_quote(tmp_path: Path) -> None:
    async with open_practice(tmp_path, ways=Ways("signal", "signal")) as practice:
        anna = await asked(practice, "Open", "Partly", "Skip")
        hard = anna.shown[-1].message_id
        await anna.taps("Skip")
        anna.phone.sends_document(b"PK", "diary.docx", "application/msword", "the rain", quoting=hard)
        await practice.settle()
        async with practice.app.database.read() as tx:
            (row,) = await tx.rows(select(t.checkins))
            assert tx.keys.open(row.hard, f"checkins.hard.{row.id}") == "the rain"
            assert tx.keys.open(row.insight, f"checkins.insight.{row.id}") == ""


@on_both
async def test_a_question_with_choices_alone_says_that_it_takes_no_file(tmp_path: Path, ways: Ways) -> None:
    async with open_practice(tmp_path, ways=ways) as practice:
        anna = await a_patient(practice, "Anna", await a_therapist(practice))
        await anna.types("/pause")
        await anna.does("sends_photo")
        assert "I have not kept the file" in anna.answer
        assert await stored(practice) == []


@on_both
async def test_therapists_and_strangers_leave_no_file_here(tmp_path: Path, ways: Ways) -> None:
    async with open_practice(tmp_path, ways=ways) as practice:
        dr, eve = await a_therapist(practice), practice.somebody("Eve")
        await dr.does("sends_photo")
        assert "text only" in dr.answer
        await eve.does("sends_photo")
        assert await stored(practice) == []


@on_both
async def test_a_network_that_fails_is_tried_again_and_what_came_after_it_waits_its_turn(
    tmp_path: Path, ways: Ways
) -> None:
    async with open_practice(tmp_path, ways=ways) as practice:
        anna = await asked(practice, "Open", CHANGED)
        fails(practice, NETWORK)
        await anna.does("sends_voice", VOICE)
        await anna.types("and it rained")
        assert (anna.answer, await words_of(practice)) == ("", [])
        await practice.moves(seconds=FIRST_WAIT.total_seconds())
        assert await words_of(practice) == ["[voice message]", "and it rained"]
        assert await stored(practice) == [VOICE]


@on_both
@pytest.mark.parametrize("gone", [True, False], ids=["gone", "never to be had"])
async def test_who_sent_what_cannot_be_had_is_asked_to_send_it_again(
    tmp_path: Path, ways: Ways, *, gone: bool
) -> None:
    async with open_practice(tmp_path, ways=ways) as practice:
        anna = await asked(practice, "Open", CHANGED)
        fails(practice, REFUSED if gone else NETWORK, times=1 if gone else TRIES)
        await anna.does("sends_voice", VOICE)
        for _ in range(0 if gone else TRIES):
            await practice.moves(minutes=3)
        assert "send it once more" in anna.screen
        assert (await words_of(practice), await stored(practice)) == ([], [])
        await anna.does("sends_voice", VOICE)
        assert await words_of(practice) == ["[voice message]"]


@on_both
@pytest.mark.parametrize("dies_at", ["_store", "_over"])
async def test_a_death_while_a_file_is_fetched_loses_nothing_and_keeps_nothing_twice(
    tmp_path: Path, ways: Ways, monkeypatch: pytest.MonkeyPatch, dies_at: str
) -> None:
    async with open_practice(tmp_path, ways=ways) as practice:
        anna = await asked(practice, "Open", CHANGED)
        whole = getattr(Fetcher, dies_at)

        async def dies(*args: Any, **values: Any) -> None:
            if dies_at == "_store":
                monkeypatch.setattr(Fetcher, dies_at, whole)
            raise Death

        monkeypatch.setattr(Fetcher, dies_at, dies)
        with pytest.raises(Death):
            await anna.does("sends_voice", VOICE)
        monkeypatch.setattr(Fetcher, dies_at, whole)
        await practice.moves(seconds=LEASE.total_seconds() - 1)
        assert await words_of(practice) == []
        await practice.moves(seconds=1)
        assert times_asked(practice) == (2 if dies_at == "_store" else 1)
        assert await words_of(practice) == ["[voice message]"]
        assert await stored(practice) == [VOICE]


@on_both
async def test_a_file_that_the_database_refuses_is_given_up_and_holds_nobody_up_for_ever(
    tmp_path: Path, ways: Ways, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuses(*args: Any, **values: Any) -> None:
        raise IntegrityError("INSERT", {}, sqlite3.IntegrityError("too long"))

    async with open_practice(tmp_path, ways=ways) as practice:
        anna = await asked(practice, "Open", CHANGED)
        monkeypatch.setattr(Fetcher, "_store", refuses)
        await anna.does("sends_voice", VOICE)
        for _ in range(TRIES):
            await practice.moves(minutes=3)
        assert "send it once more" in anna.screen


async def test_pictures_that_were_sent_together_are_one_answer(tmp_path: Path) -> None:
    async with open_practice(tmp_path) as practice:
        anna = await asked(practice, "Open", CHANGED)
        for number, caption in enumerate(("our walk", "", "")):
            anna.phone.sends_photo(DOT + bytes([number]), caption, album="a1")
        await practice.settle()
        assert await words_of(practice) == ["[picture] our walk"]
        assert len(await stored(practice)) == 3
        async with practice.app.database.read() as tx:
            refs = {row.message_ref for row in await tx.rows(select(t.files.c.message_ref))}
        assert len(refs) == 1


async def test_deleting_the_message_for_everyone_erases_the_file(tmp_path: Path) -> None:
    ways = Ways("telegram", "signal")
    async with open_practice(tmp_path, ways=ways) as practice:
        anna = await asked(practice, "Open", CHANGED)
        sent = anna.phone.sends_voice(VOICE)
        await practice.settle()
        waits = anna.phone.sends_photo()
        await practice.settle()
        assert len(await stored(practice)) == 2
        for each in (sent, waits):
            await anna.does("deletes", each)
            assert "Taken back" in anna.answer
        assert (await words_of(practice), await stored(practice)) == ([], [])


@pytest.mark.parametrize("anew", ["voice", "words"])
async def test_taking_back_what_was_said_anew_brings_no_earlier_file_back(tmp_path: Path, anew: str) -> None:
    async with open_practice(tmp_path, ways=Ways("telegram", "signal")) as practice:
        anna = await asked(practice, "Open", CHANGED)
        await anna.does("sends_voice", VOICE)
        await anna.types("/back")
        phone = anna.phone
        later = phone.sends_voice(VOICE[:99]) if anew == "voice" else phone.types("I walked round the block")
        await practice.settle()
        await anna.does("deletes", later)
        assert "Taken back" in anna.answer
        assert (await words_of(practice), await stored(practice)) == ([], [])
        dr = practice.people[0]
        await dr.types("/digest P-1")
        assert not [label for label in dr.labels if label.startswith("Pictures")]


@on_both
async def test_what_has_become_nothing_is_erased_after_a_while(tmp_path: Path, ways: Ways) -> None:
    async with open_practice(tmp_path, ways=ways) as practice:
        anna = await a_patient(practice, "Anna", await a_therapist(practice))
        await anna.does("sends_photo")
        await practice.app.purge()
        assert await stored(practice) == [DOT]
        await anna.types("/note")
        await anna.taps("Insight")
        await anna.does("sends_voice", VOICE)
        await practice.moves(days=31)
        await practice.app.purge()
        assert await stored(practice) == [VOICE]


@on_both
@pytest.mark.parametrize("beside", ["", "and it rained"])
async def test_a_file_that_waited_too_long_becomes_no_note_without_itself(
    tmp_path: Path, ways: Ways, beside: str
) -> None:
    async with open_practice(tmp_path, ways=ways) as practice:
        anna = await a_patient(practice, "Anna", await a_therapist(practice))
        await anna.does("sends_voice", VOICE)
        await anna.does("sends_photo", DOT, beside)
        await practice.moves(days=31)
        await practice.app.purge()
        await anna.taps_old("Insight", anna.shown[-1].message_id)
        assert "no longer kept" in anna.answer
        assert ("Saved" in anna.answer) == bool(beside)
        assert await words_of(practice) == [beside][: len(beside)]


def _nothing_of_it_is_readable(folder: Path, secrets: Iterable[bytes]) -> None:
    content = b"".join(each.read_bytes() for each in folder.rglob("*") if each.is_file())
    for secret in secrets:
        assert secret[4:60] not in content


@mixed_too
async def test_the_therapist_sees_that_there_is_a_file_and_gets_it_when_asking(
    tmp_path: Path, ways: Ways
) -> None:
    async with open_practice(tmp_path, ways=ways) as practice:
        anna = await asked(practice, "Open", CHANGED)
        dr = practice.people[0]
        await anna.does("sends_voice", VOICE)
        await anna.does("sends_photo", DOT, "this is where")
        await anna.types("/note")
        await anna.taps("Insight")
        await anna.does("sends_document", PDF, "Anna Meier.pdf", "application/pdf")
        await practice.moves(days=2)
        assert dr.unasked == []
        await dr.types("/digest P-1")
        assert "[picture] this is where" in dr.answer
        assert "Pictures and recordings (3)" in dr.labels
        await dr.taps("Details")
        assert "[voice message]" in dr.answer
        assert "[PDF]" in dr.answer
        await dr.taps("Pictures and recordings")
        assert [label.partition(",")[0] for label in dr.labels] == [
            "voice message",
            "picture",
            "PDF",
            "‹ Summary",
        ]
        for label, content in (("voice", VOICE), ("picture", DOT), ("PDF", PDF)):
            await dr.taps(next(each for each in dr.labels if each.startswith(label)))
            shown = dr.shown[-1]
            assert (shown.photo or shown.document.data) == content
            assert shown.text.startswith("P-1 · ")
            if shown.document is not None:
                assert "Meier" not in shown.document.name
            assert getattr(shown, "protected", True)
            assert await no_copy_lies_in_the_outbox(practice)
        await dr.taps("‹ Summary")
        assert "Details" in dr.labels


async def no_copy_lies_in_the_outbox(practice: Practice) -> bool:
    async with practice.app.database.read() as tx:
        rows = await tx.rows(select(t.outbox.c.payload))
    return all(row.payload is None or len(row.payload) < 2_000 for row in rows)


@mixed_too
async def test_in_german_too(tmp_path: Path, ways: Ways) -> None:
    async with open_practice(tmp_path, ways=ways, practice_language="de") as practice:
        anna = await asked(practice, "Öffnen", "Verändert", language="de")
        dr = practice.people[0]
        await anna.does("sends_voice", VOICE)
        await dr.types("/digest P-1")
        await dr.taps("Bilder und Aufnahmen", "Sprachnachricht")
        assert dr.shown[-1].document.data == VOICE
        assert "Sprachnachricht" in dr.shown[-1].text


@on_both
async def test_nobody_else_gets_a_file_and_nobody_one_that_only_waits(tmp_path: Path, ways: Ways) -> None:
    async with open_practice(tmp_path, ways=ways) as practice:
        anna = await asked(practice, "Open", CHANGED)
        other = await a_therapist(practice, "Dr. Wolf")
        await anna.does("sends_voice", VOICE)
        async with practice.app.database.read() as tx:
            (file_id,) = [row.id for row in await tx.rows(select(t.files.c.id))]
        for somebody in (other, anna):
            await presses(practice, somebody, f"tdg:{short(file_id)}")
            assert [each for each in somebody.shown if each.document is not None] == []
        await anna.types("/cancel")
        await anna.does("sends_photo", DOT)
        async with practice.app.database.read() as tx:
            waits = max(row.id for row in await tx.rows(select(t.files.c.id)))
        await presses(practice, practice.people[0], f"tdg:{short(waits)}")
        assert [each for each in practice.people[0].shown if each.photo is not None] == []


async def presses(practice: Practice, somebody: OnThePhone, data: str) -> None:
    """Let somebody press what they were never offered."""
    person = await somebody.person()
    app = practice.app
    async with app.database.write() as tx:
        heard = Incoming(somebody.channel, somebody.address, IncomingKind.PRESS, data=data)
        turn = Turn(
            tx, app.clock.now(), app.answerer.library, app.practice, person=person, heard=heard, forms=FORMS
        )
        await hear(turn)
        await put_out(turn, heard, app.channels)
    await practice.settle()


async def test_a_file_that_was_taken_back_meanwhile_does_not_come(tmp_path: Path) -> None:
    ways = Ways("telegram", "signal")
    async with open_practice(tmp_path, ways=ways) as practice:
        anna = await asked(practice, "Open", CHANGED)
        dr = practice.people[0]
        sent = anna.phone.sends_voice(VOICE)
        await practice.settle()
        await dr.types("/digest P-1")
        await dr.taps("Pictures and recordings")
        dr.phone.taps("voice message")
        await practice.app.channels["telegram"].listen_once(
            partial(practice.app.answerer.keep, "telegram"), 0
        )
        await practice.app.answerer.once()
        async with practice.app.database.write() as tx:
            await files.erase(tx, (await anna.person()).id, str(sent))
        await practice.settle()
        assert "taken back meanwhile" in dr.last
        await dr.taps_old("voice message", dr.shown[-2].message_id)
        assert VOICE not in [each.document.data for each in dr.shown if each.document is not None]
        assert "taken back meanwhile" in dr.answer


@on_both
async def test_words_in_place_of_a_recording_leave_the_summary_without_it(tmp_path: Path, ways: Ways) -> None:
    async with open_practice(tmp_path, ways=ways) as practice:
        anna = await asked(practice, "Open", CHANGED)
        await anna.does("sends_voice", VOICE)
        await anna.types("/back")
        await anna.types("I walked round the block")
        dr = practice.people[0]
        await dr.types("/digest P-1")
        assert not [label for label in dr.labels if label.startswith("Pictures")]


async def test_a_file_whose_size_is_not_said_is_not_fetched_from_signal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    as_json = Attachment.as_json
    monkeypatch.setattr(Attachment, "as_json", lambda file: as_json(file) | {"size": None})
    async with open_practice(tmp_path, ways=Ways("signal", "signal")) as practice:
        anna = await asked(practice, "Open", CHANGED)
        await anna.does("sends_photo", DOT, "what I saw")
        assert "send it once more" in anna.answer
        assert await words_of(practice) == ["what I saw"]
        assert (await stored(practice), times_asked(practice)) == ([], 0)


@on_both
async def test_a_file_that_is_larger_than_it_says_is_not_kept(
    tmp_path: Path, ways: Ways, monkeypatch: pytest.MonkeyPatch
) -> None:
    as_json = Attachment.as_json
    monkeypatch.setattr(Attachment, "as_json", lambda file: as_json(file) | {"size": 9})
    told = OnTelegram.as_json
    monkeypatch.setattr(OnTelegram, "as_json", lambda file: told(file) | {"file_size": 9})
    async with open_practice(tmp_path, ways=ways) as practice:
        anna = await asked(practice, "Open", CHANGED)
        await anna.does(
            "sends_document", b"%PDF" + bytes(file_kinds.LARGEST), "a.pdf", "application/pdf", "what I saw"
        )
        assert "8 MB" in anna.answer
        assert await words_of(practice) == ["what I saw"]
        assert await stored(practice) == []


@pytest.mark.parametrize("lost", [0, 1, 2])
async def test_of_several_files_in_one_message_what_can_be_had_is_kept(tmp_path: Path, lost: int) -> None:
    async with open_practice(tmp_path, ways=Ways("signal", "signal")) as practice:
        anna = await asked(practice, "Open", CHANGED)
        if lost:
            practice.signal.faults.next("getAttachment", kind="refused", times=lost)
        world, chat = practice.signal.world, anna.phone.chat
        both = (world.keep("a.png", "image/png", DOT, "png"), world.keep("", "audio/aac", VOICE, "m4a"))
        stamp = world.stamp()
        chat.add(Message(stamp, False, world.now(), Formatted("the hill"), both))  # noqa: FBT003 - from a person
        inner = data_message(chat, stamp, "the hill", attachments=[each.as_json() for each in both])
        world.put(chat, inner, stamp=stamp)
        await practice.settle()
        assert ("send it once more" in anna.screen) == bool(lost)
        marks = ["[picture] [voice message] the hill", "[voice message] the hill", "the hill"]
        assert await words_of(practice) == [marks[lost]]
        assert await stored(practice) == [DOT, VOICE][lost:]


async def test_from_a_phone_in_unknown_hands_nothing_is_fetched(tmp_path: Path) -> None:
    async with open_practice(tmp_path, ways=Ways("signal", "signal")) as practice:
        anna = await asked(practice, "Open", CHANGED)
        anna.phone.reinstalls()
        await anna.types("hello?")
        practice.signal.world.trust(anna.phone.chat)  # as when a new code was made, and has not come yet
        await anna.does("sends_photo")
        assert (times_asked(practice), await stored(practice)) == (0, [])


async def test_a_note_that_is_taken_back_takes_its_file_with_it(tmp_path: Path) -> None:
    async with open_practice(tmp_path, ways=Ways("signal", "signal")) as practice:
        anna = await a_patient(practice, "Anna", await a_therapist(practice))
        sent = anna.phone.sends_photo(DOT, "/note insight this is it")
        await practice.settle()
        await anna.edits(sent, "/note insight that was it")
        assert await words_of(practice) == ["[picture] that was it"]
        await anna.does("deletes", sent)
        assert (await words_of(practice), await stored(practice)) == ([], [])
