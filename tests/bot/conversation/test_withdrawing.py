"""Taking back: gone where it can be, and where not, how to change it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from bot.conversation import router, withdrawing
from storage import dialogs, history, notes, occurrences
from storage import tables as t
from storage.records import Note, PersonState, Role
from tests.bot.conversation.patient.test_welcome import arrives
from tests.talk import Phone, Talk

SHOWS_ONLY = frozenset(
    {"did", "open", "plan-open", "rest", "sdadd", "sdno", "sdopen", "stop", "stopno", "welcome", "why"}
    | {
        "tdd",
        "tdf",
        "ended",
        "tadl",
        "tdg",
        "tdn",
        "tdo",
        "tdp",
        "tdr",
        "tend",
        "tends",
        "terase",
        "tlib",
        "tlibc",
        "tlibx",
        "tnews",
        "tp",
        "tpart",
        "tpd",
    }
    | {"quit", "tpl", "tps", "tscan", "tsend", "tslist", "tssel"}
)
"""Buttons that change nothing, or only begin to ask."""


async def kept(talk: Talk, phone: Phone) -> list[Note]:
    person = await talk.person(phone)
    async with talk.read() as tx:
        return await notes.of_patient(tx, person.id)


async def pressed(phone: Phone, label: str) -> tuple[str, str]:
    """Press a button; return what takes it back."""
    shown, data = phone.find(label)
    await phone.presses(data, shown.ref)
    return data, shown.ref


def test_everything_that_can_be_done_can_be_undone_or_says_how_to_change_it() -> None:
    every = {verb for role in Role for verb in router.BUTTONS[role]}
    known = [set(withdrawing.TAKE_BACK), set(withdrawing.OF_BUTTONS), SHOWS_ONLY]
    assert every == set().union(*known)
    assert sum(map(len, known)) == len(every), "each is one of the three"
    assert {form.partition(".")[0] for form in withdrawing.OF_FORMS} == set(router.FORMS)
    assert set(router._EDITS) == set(withdrawing.WORDS_BACK)


@pytest.mark.parametrize(
    ("language", "kind", "says"),
    [
        ("en", "question", "Taken back. Those words are no longer kept."),
        ("de", "Frage", "Zurückgenommen. Diese Worte sind nicht mehr gespeichert."),
    ],
)
async def test_a_deleted_note_is_gone_with_all_that_it_said(
    talk: Talk, language: str, kind: str, says: str
) -> None:
    anna = await talk.patient(language=language)
    ref = await anna.types(f"/note {kind} What if it rains?")
    await anna.edits(ref, f"/note {kind} What if it snows?")
    await anna.deletes(ref)
    assert anna.last == says
    (note,) = await kept(talk, anna)
    assert (note.withdrawn, note.text, note.revision) == (True, "", 3)
    await anna.edits(ref, "/note question What if it hails?")
    assert (await kept(talk, anna))[0].text == ""
    assert anna.last == says, "an edit that was late says nothing, and nothing is said to it"


async def test_words_deleted_before_they_were_called_a_note_are_not_kept(talk: Talk) -> None:
    anna = await talk.patient()
    first = await anna.types("the morning was hard")
    second = await anna.types("the evening was better")
    await anna.types("and the night was short")
    await anna.deletes(first)
    assert "these 2 messages" in anna.last
    await anna.deletes(second)
    assert anna.last.startswith("Shall I keep this as a note for the session?\n")
    assert anna.last.endswith("\n“and the night was short”")
    await anna.taps("Insight")
    assert [note.text for note in await kept(talk, anna)] == ["and the night was short"]


async def test_the_last_deleted_words_end_the_question_about_them(talk: Talk) -> None:
    anna = await talk.patient()
    ref = await anna.types("just thinking aloud")
    await anna.deletes(ref)
    assert anna.last == "Taken back. Those words are no longer kept."
    await anna.types("/cancel")
    assert "nothing under way" in anna.last


async def test_a_message_that_told_nothing_is_deleted_without_harm_and_without_many_words(talk: Talk) -> None:
    anna = await talk.patient()
    refs = [await anna.types("/current") for _ in range(3)]
    for ref in refs:
        await anna.deletes(ref)
    assert anna.screen.count("nothing to take back") == 1
    await talk.moves(minutes=11)
    await anna.deletes("m99")
    assert anna.screen.count("nothing to take back") == 2


async def test_where_a_change_of_it_never_came_nobody_is_told_that_nothing_is_kept(talk: Talk) -> None:
    """An edit that was lost is what the next edit and the deletion name, on phones that name the newest version."""
    anna = await talk.patient()
    await anna.types("/note insight the sky is blue")
    await anna.edits("m-lost", "/note insight the sky is wide")
    assert anna.last == "I see the change. What is kept stays as it is, so nothing has changed."
    await anna.deletes("m-lost")
    assert anna.last.endswith("please tell your therapist: they can have it erased.")
    assert [note.text for note in await kept(talk, anna)] == ["the sky is blue"]


async def test_a_therapist_is_told_as_before(talk: Talk) -> None:
    stern = await talk.a_therapist()
    await stern.edits("m-lost", "/patients")
    await stern.deletes("m-lost")
    assert "nothing to take back" in stern.last


async def test_a_message_deleted_before_it_came_is_not_heard(talk: Talk) -> None:
    anna = await talk.patient()
    await anna.deletes("m1")
    said = len(anna.messages)
    assert await anna.types("/note insight the sky is wide") == "m1"
    assert len(anna.messages) == said
    assert await kept(talk, anna) == []


async def test_a_message_edited_before_it_came_is_heard_as_it_was_edited(talk: Talk) -> None:
    anna = await talk.patient()
    await anna.edits("m1", "/note insight the sky is wide")
    assert await anna.types("/note insight the sky is blue") == "m1"
    assert [note.text for note in await kept(talk, anna)] == ["the sky is wide"]


async def test_an_edit_waits_for_its_message_no_longer_than_an_hour(talk: Talk) -> None:
    anna = await talk.patient()
    await anna.edits("m1", "/note insight the sky is wide")
    await talk.moves(hours=2)
    await anna.types("/note insight the sky is blue")
    assert [note.text for note in await kept(talk, anna)] == ["the sky is blue"]


async def test_an_edit_and_a_deletion_of_what_never_came_keep_nothing(talk: Talk) -> None:
    anna = await talk.patient()
    await anna.edits("m7", "the sky is wide")
    await anna.deletes("m7")
    person = await talk.person(anna)
    async with talk.read() as tx:
        assert "sky" not in str(await dialogs.load(tx, person.id))


async def test_words_of_a_plan_that_is_being_made_are_asked_again(talk: Talk) -> None:
    anna = await talk.patient()
    await talk.assigned(anna, agreed=False)
    await anna.types("/current")
    await anna.taps("Open")
    await anna.taps("Agree")
    await anna.taps("18:00")
    ref = await anna.types("the garden behind my aunt's house")
    await anna.deletes(ref)
    assert "Where will you be then?" in anna.last
    person = await talk.person(anna)
    async with talk.read() as tx:
        assert "aunt" not in str(await dialogs.load(tx, person.id))


async def test_what_is_agreed_says_how_to_change_it(talk: Talk) -> None:
    anna = await talk.patient()
    await talk.assigned(anna, agreed=False)
    await anna.types("/current")
    await anna.taps("Open")
    agree = await pressed(anna, "Agree")
    await anna.taps("18:00")
    ref = await anna.types("the garden")
    await anna.taps("Skip")
    await anna.taps("8")
    agreed = await pressed(anna, "Yes, agreed")
    for choice in (agree, agreed):
        await anna.undoes_press(*choice)
        assert anna.last.startswith("That is part of a plan")
    await anna.edits(ref, "the balcony")
    assert anna.last.startswith("That is part of a plan")
    await anna.deletes(ref)
    assert anna.last.startswith("That is part of a plan")


async def test_words_before_a_talk_are_edited_and_deleted(talk: Talk) -> None:
    anna = await talk.patient()
    mine = await talk.assigned(anna, agreed=False)
    await anna.types("/current")
    await anna.taps("Open")
    await anna.taps("Talk first")
    ref = await anna.types("it frightens me")

    async def told() -> list[str]:
        async with talk.read() as tx:
            found = await history.changes_of(tx, (await talk.person(anna)).id)
        return [each.words for each in found if each.assignment_id == mine and each.words]

    assert await told() == ["it frightens me"]
    await anna.edits(ref, "it frightens me a little")
    assert await told() == ["it frightens me a little"]
    await anna.deletes(ref)
    assert await told() == []
    assert anna.last == "Taken back. Those words are no longer kept."


async def test_settings_and_notes_say_how_to_change_them(talk: Talk) -> None:
    anna = await talk.patient()
    await anna.types("/pause")
    await anna.undoes_press(*await pressed(anna, "A week"))
    assert anna.last.startswith("That is set already.")
    await anna.types("I slept badly")
    await anna.undoes_press(*await pressed(anna, "Difficulty"))
    assert anna.last.startswith("Your notes stay as they are.")
    assert len(await kept(talk, anna)) == 1


async def test_leaving_is_not_undone_but_the_words_of_somebody_who_left_are(talk: Talk) -> None:
    anna = await talk.patient(language="de", formality="du")
    ref = await anna.types("/note erkenntnis der Himmel ist weit")
    await anna.types("/leave")
    choice = await pressed(anna, "Ja, beenden")
    assert (await talk.person(anna)).state is PersonState.LEFT
    await anna.undoes_press(*choice)
    assert anna.last.startswith("Du nimmst nicht mehr teil")
    assert "einen neuen Code" in anna.last
    await anna.deletes(ref)
    assert (await kept(talk, anna))[0].text == ""


async def test_a_stranger_who_deletes_something_hears_nothing(talk: Talk) -> None:
    stranger = talk.phone("nobody")
    await stranger.deletes("m1")
    await stranger.undoes_press("how:1:done")
    assert stranger.messages == []


async def test_nobody_takes_back_what_another_wrote(talk: Talk) -> None:
    anna, ben = await talk.patient(), await talk.patient("Ben")
    ref = await anna.types("/note insight the sky is wide")
    await ben.deletes(ref)
    assert [note.text for note in await kept(talk, anna)] == ["the sky is wide"]


async def test_a_therapist_is_told_where_to_change_it(talk: Talk) -> None:
    dr = await talk.a_therapist()
    await talk.patient()
    await dr.types("/session P-1 2026-03-12 10:00 weekly")
    await dr.types("/session P-1")
    await dr.taps("Cancel this one")
    await dr.undoes_press(*await pressed(dr, "Yes, cancel"))
    assert dr.last.startswith("That has happened already.")


async def test_consent_taken_back_on_the_way_in_is_proven_and_asked_again(talk: Talk) -> None:
    anna = await arrives(talk)
    for label in ("English", "Continue", "Continue"):
        await anna.taps(label)
    await anna.undoes_press(*await pressed(anna, "Agree"))
    assert anna.buttons[:2] == ["Agree", "Decline"]
    person = await talk.person(anna)
    assert person.state is PersonState.CONSENTING
    async with talk.read() as tx:
        proof = await tx.rows(select(t.consents.c.given).where(t.consents.c.person_id == person.id))
    assert [row.given for row in proof] == [True, False]
    await anna.taps("Agree")
    await anna.taps("Yes, Berlin")
    assert (await talk.person(anna)).state is PersonState.ACTIVE


async def test_consent_given_says_how_to_end_it(talk: Talk) -> None:
    anna = await arrives(talk)
    for label in ("English", "Continue", "Continue"):
        await anna.taps(label)
    agree = await pressed(anna, "Agree")
    await anna.taps("Yes, Berlin")
    await anna.undoes_press(*agree)
    assert anna.last.startswith("Your consent holds until you end it. After /leave")
    assert (await talk.person(anna)).state is PersonState.ACTIVE


@pytest.mark.parametrize(
    ("typed", "edited"),
    [
        ("/pause Friday", "/pause Monday"),
        ("/language German du", "/language English"),
        ("/quiet 22:00", "/quiet 23:00"),
    ],
)
async def test_what_was_set_in_one_line_says_how_to_change_it(talk: Talk, typed: str, edited: str) -> None:
    anna = await talk.patient()
    ref = await anna.types(typed)
    if "quiet" in typed:
        await anna.types("07:00")
    await anna.edits(ref, edited)
    says = "Das ist schon eingestellt." if "German" in typed else "That is set already."
    assert anna.last.startswith(says)
    await anna.deletes(ref)
    assert anna.last.startswith(says)


async def test_a_command_that_is_edited_while_its_form_is_open_is_heard_as_it_is_now(talk: Talk) -> None:
    anna = await talk.patient()
    ref = await anna.types("/timezone Lisbon")
    await anna.edits(ref, "/timezone New York")
    assert anna.last == "Changed. Thank you."
    await anna.types("yes")
    assert (await talk.person(anna)).zone == "America/New_York"


async def test_what_told_nothing_is_edited_without_harm(talk: Talk) -> None:
    anna = await talk.patient()
    ref = await anna.types("/current")
    await anna.edits(ref, "/pause")
    assert anna.last == "I see the change. What is kept stays as it is, so nothing has changed."


@pytest.mark.parametrize(
    ("language", "typed", "edited", "says"),
    [
        ("en", "done", "partly", "Thank you. A part counts and can teach us something."),
        ("de", "erledigt", "teilweise", "Danke. Ein Teil zählt, daraus lässt sich lernen."),
        ("en", "done", "it rained", "I have it down as “Done”. Another answer changes it."),
    ],
)
async def test_a_typed_answer_is_edited_into_the_other_and_deleted(
    talk: Talk, language: str, typed: str, edited: str, says: str
) -> None:
    anna = await talk.patient(language=language)
    mine = await talk.assigned(anna)
    await talk.moves_to(datetime(2026, 3, 2, 17, 0, tzinfo=UTC))
    ref = await anna.types(typed)
    await anna.edits(ref, edited)
    assert says in [shown.text for shown in anna.messages[-2:]]
    await anna.deletes(ref)
    assert anna.last.startswith("Zurückgenommen: „" if language == "de" else "Taken back: “")
    async with talk.read() as tx:
        assert (await occurrences.of_assignment(tx, mine))[0].outcome is None


async def test_whoever_left_hears_that_it_has_ended_and_how_to_come_back(talk: Talk) -> None:
    anna = await talk.patient()
    await anna.types("/pause")
    pause = await pressed(anna, "Until tomorrow")
    await anna.types("/leave")
    leaving = await pressed(anna, "Yes, stop")
    for choice in (leaving, pause):
        await anna.undoes_press(*choice)
        assert anna.last.startswith("You are not taking part any more")
        assert "ask your therapist for a new code" in anna.last


async def test_whoever_declined_hears_how_to_read_it_again(talk: Talk) -> None:
    anna = await arrives(talk)
    for label in ("English", "Continue", "Continue"):
        await anna.taps(label)
    await anna.undoes_press(*await pressed(anna, "Decline"))
    assert "/start or the choice below leads back here." in anna.last
    await anna.taps("Read again")
    assert "1 of 3" in anna.last
