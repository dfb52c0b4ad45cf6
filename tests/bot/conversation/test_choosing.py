"""Where a phone has no buttons: what a number, a word, a reaction and a change of one mean."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date, time, timedelta
from pathlib import Path

import pytest

from bot.words import LANGUAGES
from scheduler.schedule import Pattern, Schedule
from storage import checkins, notes, occurrences
from storage.records import CheckIn, Outcome
from tests.talk import START, Phone, Talk
from tests.words_phone import WordsPhone, WordsTalk, prompts_of

EVENING = START.replace(hour=17)  # 18:00 in Berlin
ONE = "CT-02"
ONCE = Schedule(pattern=Pattern.ONCE, starts=date(2026, 3, 20), times=(time(18, 0),))
ONCE_LATER = Schedule(pattern=Pattern.ONCE, starts=date(2026, 4, 20), times=(time(18, 0),))


@pytest.fixture
async def talk(tmp_path: Path) -> AsyncIterator[WordsTalk]:
    practice = WordsTalk(tmp_path)
    await practice.open()
    yield practice
    await practice.db.close()


async def at_the_card(talk: WordsTalk, **manner: str) -> WordsPhone:
    """A patient whose moment has come, and who has opened it."""
    anna = await talk.patient(**manner)
    await talk.assigned(anna)
    await talk.moves_to(EVENING)
    await anna.types("1")
    return anna


async def outcome(talk: Talk, phone: Phone) -> Outcome | None:
    person = await talk.person(phone)
    async with talk.read() as tx:
        found = await occurrences.of_patient(tx, person.id, after=START)
    return found[0].outcome if found else None


async def kept_of(talk: Talk, phone: Phone) -> CheckIn:
    person = await talk.person(phone)
    async with talk.read() as tx:
        found = await occurrences.of_patient(tx, person.id, after=START)
        checkin = await checkins.of_occurrence(tx, found[0].id)
    assert checkin is not None
    return checkin


async def reasons(talk: Talk, phone: Phone) -> list[str]:
    return [each.value for each in (await kept_of(talk, phone)).reasons]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_whole_evening_is_answered_by_numbers(talk: WordsTalk, language: str) -> None:
    anna = await at_the_card(talk, language=language)
    await anna.types("2")
    assert await outcome(talk, anna) is Outcome.PARTLY
    await anna.types("1 3")
    assert await reasons(talk, anna) == ["forgot", "other"]
    await anna.types("2")
    await anna.types("the neighbours were loud")
    await anna.types("a walk")
    for number in ("3", "5", "6", "4"):
        await anna.types(number)
    await anna.types("Skip" if language == "en" else "überspringen")
    assert ("Saved for your next session" if language == "en" else "gespeichert") in anna.last
    kept = await kept_of(talk, anna)
    assert kept.hard == "the neighbours were loud"
    assert sorted(map(str, kept.answers.values())) == ["3", "4", "5", "6", "['too tired']", "a walk"]


@pytest.mark.parametrize("typed", ["2", "2.", "2️⃣", "#2", " 2 )", "Partly", "partly", "PARTLY", "partley"])
async def test_a_number_and_a_name_mean_the_same(talk: WordsTalk, typed: str) -> None:
    anna = await at_the_card(talk)
    await anna.types(typed)
    assert await outcome(talk, anna) is Outcome.PARTLY


async def test_the_answer_comes_below_and_nothing_is_sent_only_to_take_buttons_away(talk: WordsTalk) -> None:
    anna = await at_the_card(talk)
    await anna.types("2")
    shown = len(anna.messages)
    await anna.types("1")
    new = [message.text for message in anna.messages[shown:]]
    assert not any(message.edited for message in anna.messages)
    assert not any("→" in text for text in new)


async def test_a_quoted_message_is_meant_also_when_others_are_open(talk: WordsTalk) -> None:
    anna = await at_the_card(talk)
    card = anna.messages[-1]
    await anna.types("1")
    assert await outcome(talk, anna) is Outcome.DONE
    await anna.quotes(card, "4")
    assert await outcome(talk, anna) is Outcome.NOT_DONE


async def test_a_quoted_message_takes_only_its_own_numbers(talk: WordsTalk) -> None:
    anna = await at_the_card(talk)
    await anna.quotes(anna.messages[0], "6")
    assert await outcome(talk, anna) is None
    assert (
        anna.last
        == "That is not among the answers to “A quiet hello, as agreed.”. Please choose one of those above."
    )


async def test_words_that_quote_a_question_are_words(talk: WordsTalk) -> None:
    anna = await at_the_card(talk)
    await anna.types("1")
    await anna.quotes(anna.messages[-1], "that it was quiet")
    assert "What did you notice" in anna.screen or "How was" in anna.screen


async def test_a_number_without_an_open_question_is_never_an_answer(talk: WordsTalk) -> None:
    anna = await talk.patient()
    await anna.types("2")
    assert anna.last.startswith("No question is waiting for a number")
    await anna.quotes(anna.messages[-1], "1")
    assert anna.last.startswith("That choice is from an earlier moment")
    assert await prompts_of(talk, anna) == []


@pytest.mark.parametrize("thumb", ["👍", "👍🏽", "👍️", "👎", "👎🏿"])
async def test_a_reaction_chooses_one_of_two(talk: WordsTalk, thumb: str) -> None:
    anna = await talk.patient()
    await talk.assigned(anna)
    await anna.types("/current")
    await anna.types("5")
    await anna.reacts(anna.shows("Stop this exercise for good?"), thumb)
    assert anna.last.startswith("Stopped." if thumb[0] == "👍" else "It stays as agreed.")


async def test_a_reaction_to_one_of_many_choices_says_nothing(talk: WordsTalk) -> None:
    anna = await at_the_card(talk)
    before = anna.screen
    for emoji in ("👍", "❤️", "😂"):
        await anna.reacts(anna.messages[-1], emoji)
    assert anna.screen == before
    await anna.reacts(anna.messages[-1], "2️⃣")
    assert await outcome(talk, anna) is Outcome.PARTLY


async def test_another_reaction_is_another_answer_and_the_same_one_is_not(talk: WordsTalk) -> None:
    anna = await talk.patient()
    await talk.assigned(anna)
    await anna.types("/current")
    await anna.types("5")
    sure = anna.shows("Stop this exercise for good?")
    await anna.reacts(sure, "👎")
    shown = len(anna.messages)
    await anna.reacts(sure, "👎🏽")
    assert len(anna.messages) == shown
    await anna.reacts(sure, "👍")
    assert anna.last.startswith("Stopped.")


async def test_with_several_messages_open_it_asks_which(talk: WordsTalk) -> None:
    anna = await talk.patient()
    await talk.assigned(anna)
    await talk.assigned(anna, ONE)
    await anna.types("/current")
    await anna.types("1")
    assert anna.last.startswith("Several questions are open. Which one do you mean?")
    assert "1  One small pleasant activity → I did it" in anna.last
    await anna.types("1")
    assert anna.last.startswith("How did it go?")


async def test_a_name_that_stands_on_one_of_several_needs_no_question(talk: WordsTalk) -> None:
    anna = await talk.patient()
    await talk.assigned(anna)
    await anna.types("/current")
    await talk.moves_to(EVENING)
    await anna.types("/help")
    await anna.types("later")
    assert anna.last.startswith("When shall I come back?")


async def test_what_came_since_the_last_words_is_meant(talk: WordsTalk) -> None:
    anna = await talk.patient()
    await talk.assigned(anna)
    await anna.types("/current")
    await talk.moves_to(EVENING)
    await anna.types("2")
    assert anna.last.startswith("When shall I come back?")


async def test_messages_with_the_same_words_are_told_apart_by_their_time(talk: WordsTalk) -> None:
    anna = await talk.patient()
    await talk.assigned(anna)
    await talk.assigned(anna)
    await anna.types("/current")
    await anna.types("1")
    assert "1  Mon 2 Mar 10:00: One small pleasant activity → I did it" in anna.last


async def test_a_reminder_is_meant_and_not_the_one_of_the_day_before(talk: WordsTalk) -> None:
    anna = await talk.patient()
    await talk.assigned(anna)
    await talk.moves_to(EVENING + timedelta(days=1))
    await anna.types("1")
    assert "How did it go?" in anna.last


async def test_a_number_older_than_a_question_that_waits_for_words_is_not_taken(talk: WordsTalk) -> None:
    anna = await talk.patient()
    await talk.assigned(anna)
    await anna.types("/current")
    await anna.types("/note question")
    await anna.types("/help")
    await anna.types("5")
    assert anna.last.startswith("I can't place that number here.")
    await anna.types("is it 5 or 6?")
    assert anna.last == "Saved for your next session, in your words. /help is always there."


async def test_a_number_between_a_question_and_a_newer_menu_is_asked_about(talk: WordsTalk) -> None:
    anna = await at_the_card(talk)
    await anna.types("1")
    await anna.types("a walk")
    assert "0–10" in anna.last
    await anna.types("/current")
    await anna.types("2")  # why this?
    await anna.types("1")
    assert anna.last.startswith("Several questions are open.")


async def test_where_words_are_expected_only_a_whole_name_is_a_choice(talk: WordsTalk) -> None:
    anna = await at_the_card(talk)
    await anna.types("2")
    await anna.types("too")
    assert await reasons(talk, anna) == ["other"]


async def test_several_names_pick_several(talk: WordsTalk) -> None:
    anna = await at_the_card(talk)
    await anna.types("2")
    await anna.types("Fear, unwell and Too much")
    assert sorted(await reasons(talk, anna)) == ["fear", "too_much", "unwell"]


async def test_an_edited_number_is_the_other_choice(talk: WordsTalk) -> None:
    anna = await at_the_card(talk)
    ref = await anna.types("1")
    await anna.edits(ref, "4")
    assert await outcome(talk, anna) is Outcome.NOT_DONE


async def test_an_edit_of_an_edit_finds_what_was_typed_first(talk: WordsTalk) -> None:
    anna = await at_the_card(talk)
    ref = await anna.types("1")
    version = await anna.edits(ref, "2")
    again = await anna.edits(version, "3")
    assert await outcome(talk, anna) is Outcome.CHANGED
    await anna.edits(again, "4")
    assert await outcome(talk, anna) is Outcome.NOT_DONE


async def test_an_edit_of_an_edit_changes_words_too(talk: WordsTalk) -> None:
    anna = await talk.patient()
    ref = await anna.types("/note question is it normal?")
    version = await anna.edits(ref, "/note question is it usual?")
    await anna.edits(version, "/note question is it common?")
    assert anna.last == "Changed. Thank you."


async def test_several_numbers_can_be_edited_while_the_form_is_open(talk: WordsTalk) -> None:
    anna = await at_the_card(talk)
    await anna.types("4")
    ref = await anna.types("2")
    assert await reasons(talk, anna) == ["no_opportunity"]
    await anna.edits(ref, "2 10")
    assert await reasons(talk, anna) == ["no_opportunity", "unwell"]


async def test_an_edit_that_is_no_answer_leaves_the_answer(talk: WordsTalk) -> None:
    anna = await at_the_card(talk)
    ref = await anna.types("1")
    await anna.edits(ref, "I am not sure any more")
    assert anna.last.startswith("I see the change, but I don't find it among the answers")
    assert await outcome(talk, anna) is Outcome.DONE


async def test_a_number_of_a_scale_can_be_corrected_when_the_form_is_long_over(talk: WordsTalk) -> None:
    anna = await at_the_card(talk)
    await anna.types("1")
    await anna.types("a walk")
    ref = await anna.types("3")
    await anna.types("/cancel")
    await anna.edits(ref, "8")
    assert 8 in (await kept_of(talk, anna)).answers.values()


async def test_a_deleted_number_withdraws_what_it_meant(talk: WordsTalk) -> None:
    anna = await at_the_card(talk)
    ref = await anna.types("1")
    await anna.deletes(ref)
    assert await outcome(talk, anna) is None
    assert "Taken back: “Done” is no longer noted." in anna.last
    assert (await prompts_of(talk, anna))[1].answered_by is None
    await anna.types("2")
    assert await outcome(talk, anna) is Outcome.PARTLY


async def test_a_removed_reaction_withdraws_what_it_meant(talk: WordsTalk) -> None:
    anna = await at_the_card(talk)
    card = anna.messages[-1]
    await anna.reacts(card, "1️⃣")
    await anna.unreacts(card, "2️⃣")
    assert await outcome(talk, anna) is Outcome.DONE
    await anna.unreacts(card, "1️⃣")
    assert await outcome(talk, anna) is None


async def test_several_reasons_given_in_one_message_are_taken_back_with_it(talk: WordsTalk) -> None:
    anna = await at_the_card(talk)
    await anna.types("4")
    ref = await anna.types("1 2")
    assert len(await reasons(talk, anna)) == 2
    await anna.deletes(ref)
    assert await reasons(talk, anna) == []
    assert "What got in the way?" in anna.last
    again = await anna.types("3")
    assert len(await reasons(talk, anna)) == 1
    await anna.types("/cancel")
    await anna.deletes(again)
    assert await reasons(talk, anna) == []


async def test_a_number_of_a_scale_that_is_deleted_is_no_answer_any_more(talk: WordsTalk) -> None:
    anna = await at_the_card(talk)
    await anna.types("1")
    await anna.types("a walk")
    ref = await anna.types("3")
    await anna.deletes(ref)
    assert 3 not in (await kept_of(talk, anna)).answers.values()
    await anna.types("8")
    assert 8 in (await kept_of(talk, anna)).answers.values()


async def test_the_deletion_of_an_edited_message_takes_every_version_back(talk: WordsTalk) -> None:
    anna = await talk.patient()
    ref = await anna.types("/note insight the sky is blue")
    version = await anna.edits(ref, "/note insight the sky is wide")
    await anna.deletes(version)
    async with talk.read() as tx:
        (note,) = await notes.of_patient(tx, (await talk.person(anna)).id)
    assert note.withdrawn
    await anna.edits(version, "/note insight the sky is high")
    async with talk.read() as tx:
        (note,) = await notes.of_patient(tx, (await talk.person(anna)).id)
    assert note.withdrawn


async def test_a_number_opens_one_of_several_moments_and_the_others_stay_open(talk: WordsTalk) -> None:
    anna = await talk.patient()
    await talk.assigned(anna)
    await talk.assigned(anna, ONE)
    await talk.moves_to(EVENING)
    assert "2 planned moments are here" in anna.last
    await anna.types("1")
    assert "How did it go?" in anna.last
    await anna.types("1")
    await anna.types("/cancel")
    several = anna.shows("2 planned moments are here")
    await anna.quotes(several, "2")
    assert "How did it go?" in anna.last


async def test_a_question_that_was_asked_again_is_one_question(talk: WordsTalk) -> None:
    anna = await at_the_card(talk)
    await anna.types("2")
    await anna.types("/help")
    await anna.types("99")
    await anna.types("/back")
    open_now = [each for each in await prompts_of(talk, anna) if each.state.value == "open"]
    assert len({each.topic for each in open_now}) == len(open_now)


async def test_a_number_answers_the_last_question_for_four_weeks_and_a_reply_does_for_longer(
    talk: WordsTalk,
) -> None:
    anna = await talk.patient()
    await talk.assigned(anna, schedule=ONCE_LATER)
    await anna.types("/current")
    card = anna.messages[-1]
    await talk.moves_to(START + timedelta(days=8))
    await anna.types("2")
    assert anna.last.startswith("It belongs to your goal")
    await talk.moves_to(START + timedelta(days=29))
    said = len(anna.messages)
    await anna.types("2")
    assert "It belongs to your goal" not in "".join(each.text for each in anna.messages[said:])
    await anna.quotes(card, "2")
    assert anna.last.startswith("It belongs to your goal")


async def test_answers_are_sealed(talk: WordsTalk) -> None:
    from sqlalchemy import select

    from storage import tables as t

    anna = await at_the_card(talk)
    await anna.types("4")
    await anna.types("6")
    async with talk.read() as tx:
        rows = await tx.rows(select(t.prompts.c.content, t.prompts.c.answer))
    assert not any(
        word in bytes(value) for row in rows for value in row if value for word in (b"fear", b"Fear")
    )


async def test_reactions_and_withdrawals_of_strangers_are_met_with_silence(talk: WordsTalk) -> None:
    stranger = talk.phone("nobody")
    await stranger.types("hello")
    shown = len(stranger.messages)
    await stranger.reacts(stranger.messages[-1], "👍")
    await stranger.unreacts(stranger.messages[-1], "👍")
    await stranger.deletes("m1")
    assert len(stranger.messages) == shown
