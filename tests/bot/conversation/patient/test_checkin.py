"""How it went: kept with the first tap, thanked whatever it is, and asked on gently."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.messages import Both
from bot.words import LANGUAGES
from bot.words.wishes import easier_wish
from storage import assignments, checkins, notes, occurrences
from storage.records import (
    FOR_SESSION,
    AssignmentEvent,
    AssignmentState,
    CheckIn,
    Hurdle,
    NoteKind,
    Outcome,
    Reason,
)
from tests.plans import events_of
from tests.talk import LIBRARY, Phone, Talk

SIX = datetime(2026, 3, 2, 17, 0, tzinfo=UTC)  # 18:00 in Berlin


async def opened(
    talk: Talk, *, language: str = "en", formality: str = "sie", **plan: object
) -> tuple[Phone, int]:
    """A patient whose moment has just come and is opened."""
    anna = await talk.patient(language=language, formality=formality)
    mine = await talk.assigned(anna, **plan)  # type: ignore[arg-type]
    await talk.moves_to(SIX)
    await anna.taps("Open" if language == "en" else "Öffnen")
    return anna, mine


async def answer(talk: Talk, assignment_id: int) -> CheckIn:
    async with talk.read() as tx:
        first = (await occurrences.of_assignment(tx, assignment_id))[0]
        found = await checkins.of_occurrence(tx, first.id)
    assert found is not None
    return found


async def history(talk: Talk, checkin: CheckIn) -> list[dict[str, Any]]:
    async with talk.read() as tx:
        return await checkins.revisions(tx, checkin.id)


async def skips(phone: Phone, times: int, label: str = "Skip") -> None:
    for _ in range(times):
        await phone.taps(label)


THANKS = [
    ("en", "sie", "Done", "Thank you. You made room for this.", Outcome.DONE),
    ("en", "sie", "Partly", "Thank you. A part counts and can teach us something.", Outcome.PARTLY),
    ("en", "sie", "Changed", "Good that you adapted it. What did you do instead?", Outcome.CHANGED),
    ("en", "sie", "Not done", "Thanks for telling me. What got in the way? (Skip is fine)", Outcome.NOT_DONE),
    ("de", "sie", "Gemacht", "Danke. Sie haben sich dafür Raum genommen.", Outcome.DONE),
    ("de", "du", "Gemacht", "Danke. Du hast dir dafür Raum genommen.", Outcome.DONE),
    ("de", "du", "Verändert", "Gut, dass du es angepasst hast. Was wurde daraus?", Outcome.CHANGED),
    ("de", "sie", "Nicht gemacht", "Danke fürs Sagen. Was kam dazwischen? (Überspringen ist okay)", Outcome.NOT_DONE),
]  # fmt: skip


@pytest.mark.parametrize(("language", "formality", "label", "thanks", "outcome"), THANKS)
async def test_one_tap_keeps_the_answer_and_is_thanked(
    talk: Talk, language: str, formality: str, label: str, thanks: str, outcome: Outcome
) -> None:
    anna, mine = await opened(talk, language=language, formality=formality)
    await anna.taps(label)
    assert thanks in anna.screen
    found = await answer(talk, mine)
    assert (found.outcome, found.late, found.revision) == (outcome, False, 1)


async def test_the_whole_way_with_everything_said_in_own_words(talk: Talk) -> None:
    anna, mine = await opened(talk)
    await anna.taps("Partly")
    await anna.taps("No opportunity")
    await anna.taps("Fear")
    await anna.taps("Continue")
    await anna.taps("Keep it as it is")
    assert anna.last == "That's understandable. Shrink the step, or save it for the session?"
    await anna.taps("Save it for the session")
    await anna.types("the neighbours were loud")
    for said in ("a walk", "3", "five", "4/10", "2"):
        await anna.types(said)
    assert anna.last == "What did you notice, however small?"
    await anna.types("it felt good once I was outside")
    assert anna.last == "From now on, shall I show you what you noticed last time?"
    await anna.taps("No, don't show it")
    assert anna.last == "Saved for your next session, in your words. /help is always there."
    found = await answer(talk, mine)
    assert found.reasons == (Reason.NO_OPPORTUNITY, Reason.FEAR)
    assert found.hard == "the neighbours were loud"
    assert found.insight == "it felt good once I was outside"
    assert found.answers == {
        "_fear": "session",
        "what": "a walk",
        "mood_before": 3,
        "mood_after": 5,
        "pleasure": 4,
        "mastery": 2,
    }
    assert await history(talk, found) == []


async def test_each_answer_is_kept_before_the_next_question(talk: Talk) -> None:
    anna, mine = await opened(talk)
    await anna.taps("Changed")
    await anna.types("I walked in the rain instead")
    assert (await answer(talk, mine)).instead == "I walked in the rain instead"
    await anna.types("wet shoes")
    assert (await answer(talk, mine)).hard == "wet shoes"


async def test_all_questions_may_be_skipped_and_nothing_is_made_up(talk: Talk) -> None:
    anna, mine = await opened(talk, language="de")
    await anna.taps("Nicht gemacht")
    await skips(anna, 3, "Überspringen")
    assert anna.last == "Gespeichert für die nächste Sitzung. Danke."
    found = await answer(talk, mine)
    assert (found.reasons, found.hard, found.insight, found.answers) == ((), "", "", {})


async def test_one_may_stop_at_any_question_and_what_was_said_stays(talk: Talk) -> None:
    anna, mine = await opened(talk)
    await anna.taps("Done")
    await anna.types("a walk")
    await anna.taps("Cancel")
    assert "What you have told me is kept." in anna.last
    assert (await answer(talk, mine)).answers == {"what": "a walk"}


async def test_words_typed_instead_of_a_reason_are_kept_verbatim(talk: Talk) -> None:
    anna, mine = await opened(talk)
    await anna.taps("Not done")
    await anna.types("My sister came by, and then it was late.")
    found = await answer(talk, mine)
    assert (found.reasons, found.hard) == ((Reason.OTHER,), "My sister came by, and then it was late.")
    assert anna.last == "What did you notice, however small?"


async def test_the_hurdle_that_was_foreseen_is_offered_and_brings_its_counter_plan(talk: Talk) -> None:
    anna, mine = await opened(talk)
    await anna.taps("Partly")
    await anna.taps("too tired")
    await anna.taps("Continue")
    assert "For “too tired” you had planned: “only five minutes”." in anna.screen
    found = await answer(talk, mine)
    assert found.reasons == (Reason.OTHER,)
    assert found.answers == {"_hurdle": ["too tired"]}


async def test_of_several_hurdles_that_were_foreseen_each_is_kept_and_nothing_is_a_correction(
    talk: Talk,
) -> None:
    hurdles = (
        Hurdle("too tired", "only five minutes"),
        Hurdle("it rains", ""),
        Hurdle("no shoes", "slippers"),
    )
    anna, mine = await opened(talk, hurdles=hurdles)
    await anna.taps("Not done")
    for label in ("it rains", "It slipped my mind", "no shoes"):
        await anna.taps(label)
    await anna.taps("Continue")
    assert "For “no shoes” you had planned: “slippers”." in anna.screen
    found = await answer(talk, mine)
    assert found.hurdles == ("it rains", "no shoes")
    assert found.reasons == (Reason.FORGOT, Reason.OTHER)
    assert await history(talk, found) == []


async def test_a_reason_that_is_named_later_leaves_the_foreseen_hurdles_as_they_are(talk: Talk) -> None:
    anna, mine = await opened(talk)
    await anna.taps("Not done")
    await anna.taps("too tired")
    ref = await anna.types("my sister came by")
    assert (await answer(talk, mine)).hurdles == ("too tired",)
    await anna.edits(ref, "Fear")
    found = await answer(talk, mine)
    assert found.hurdles == ("too tired",)
    assert found.reasons == (Reason.FEAR, Reason.OTHER)


async def test_a_hurdle_whose_tick_is_taken_back_goes_and_the_others_stay(talk: Talk) -> None:
    hurdles = (Hurdle("too tired", ""), Hurdle("it rains", ""))
    anna, mine = await opened(talk, hurdles=hurdles)
    await anna.taps("Not done")
    shown, rains = anna.find("it rains")
    for label in ("too tired", "it rains", "Fear", "Continue"):
        await anna.taps(label)
    await anna.undoes_press(rains, shown.ref)
    await anna.taps("Continue")
    found = await answer(talk, mine)
    assert found.hurdles == ("too tired",)
    assert set(found.reasons) == {Reason.OTHER, Reason.FEAR}


async def test_what_was_saved_because_of_a_reason_goes_with_it(talk: Talk) -> None:
    anna, mine = await opened(talk)
    await anna.taps("Not done")
    shown, fear = anna.find("Fear")
    for label in ("Fear", "Continue", "Save it for the session"):
        await anna.taps(label)
    assert (await answer(talk, mine)).wished(FOR_SESSION) == (Reason.FEAR,)
    await anna.undoes_press(fear, shown.ref)
    assert (await answer(talk, mine)).answers == {}


async def test_the_counter_plan_for_fear_is_shown_when_fear_was_the_reason(talk: Talk) -> None:
    hurdles = (Hurdle("fear will grow", "I count to ten", Reason.FEAR),)
    anna, _ = await opened(talk, language="de", hurdles=hurdles)
    await anna.taps("Teilweise")
    await anna.taps("Angst")
    await anna.taps("Weiter")
    assert "Geplant war: „I count to ten“. Nutzen, verkleinern" in anna.last
    await anna.taps("Beim nächsten Mal nutzen")


async def test_too_hard_names_a_smaller_step_and_changes_nothing_by_itself(talk: Talk) -> None:
    anna, mine = await opened(talk)
    await anna.taps("Not done")
    await anna.taps("Too hard")
    await anna.taps("Continue")
    easier = LIBRARY.text("BA-01", "en").title
    assert anna.last == f"Then the step was too big. A smaller version: {easier}?"
    await anna.taps("Talk about it")
    async with talk.read() as tx:
        still = await assignments.get(tx, mine)
    assert still is not None
    assert still.exercise_id == "BA-02"


async def test_refusal_ends_the_reminders_at_once_and_the_therapist_hears_of_it(talk: Talk) -> None:
    anna, mine = await opened(talk)
    await anna.taps("Not done")
    await anna.taps("I don't want to")
    await anna.taps("Continue")
    assert "All right. I'll stop reminding and note it." in anna.screen
    await skips(anna, 2)
    await talk.moves_to(SIX + timedelta(days=5))
    assert len(anna.unasked) == 1
    async with talk.read() as tx:
        still = await assignments.get(tx, mine)
    assert still is not None
    assert still.state is AssignmentState.PAUSED
    assert talk.therapist is not None
    assert len(talk.therapist.unasked) == 1


@pytest.mark.parametrize(
    ("label", "kind"), [("Something is unclear", NoteKind.QUESTION), ("Too much", NoteKind.DIFFICULTY)]
)
async def test_what_is_unclear_or_too_much_becomes_a_note_for_the_session(
    talk: Talk, label: str, kind: NoteKind
) -> None:
    anna, _ = await opened(talk)
    await anna.taps("Not done")
    await anna.taps(label)
    await anna.taps("Continue")
    ref = await anna.types("the second part")
    await anna.edits(ref, "the second step")
    person = await talk.person(anna)
    async with talk.read() as tx:
        found = await notes.of_patient(tx, person.id)
    assert [(note.kind, note.text, note.revision) for note in found] == [(kind, "the second step", 2)]


async def test_another_time_is_planned_at_once_and_then_the_questions_go_on(talk: Talk) -> None:
    anna, _ = await opened(talk)
    await anna.taps("Not done")
    await anna.taps("It slipped my mind")
    await anna.taps("Continue")
    await anna.types("yes")
    assert "Time" in anna.buttons
    await anna.taps("Cancel")
    assert anna.last == "Was anything hard? Your own words are welcome; skip is fine."


async def test_who_is_unwell_may_choose_a_pause(talk: Talk) -> None:
    anna, _ = await opened(talk)
    await anna.taps("Not done")
    await anna.taps("I was not well")
    await anna.taps("Continue")
    assert anna.last == "Thank you for saying so. If a pause would help: until when? /help is always there."
    await anna.taps("Until tomorrow")
    assert "Paused until" in anna.messages[-2].text
    assert (await talk.person(anna)).paused_until is not None
    await skips(anna, 2)
    assert anna.last.startswith("Saved for your next session")


async def test_the_steps_are_shown_to_who_feels_unsure(talk: Talk) -> None:
    anna, _ = await opened(talk)
    await anna.taps("Not done")
    await anna.taps("Not sure I can")
    await anna.taps("Continue")
    await anna.taps("See the steps")
    assert "1. " in anna.messages[-2].text
    assert anna.last == "Was anything hard? Your own words are welcome; skip is fine."


async def test_the_idea_behind_it_is_said_when_relevance_is_the_reason(talk: Talk) -> None:
    anna, _ = await opened(talk)
    await anna.taps("Not done")
    await anna.taps("What is it for?")
    await anna.taps("Continue")
    assert anna.last == "The idea was:\nDoing comes before wanting.\n\nTalk about it?"


async def test_another_answer_corrects_the_first_and_asks_only_what_is_new(talk: Talk) -> None:
    anna, mine = await opened(talk)
    await anna.taps("Partly")
    await anna.taps("Skip")
    await anna.types("the rain")
    await anna.taps("Cancel")
    card, done = next((m, b[1]) for m in anna.messages for row in m.buttons for b in row if b[0] == "Done")
    await anna.presses(done, card.ref)
    found = await answer(talk, mine)
    assert (found.outcome, found.hard) == (Outcome.DONE, "the rain")
    assert [each["outcome"] for each in await history(talk, found)] == ["partly"]
    assert "Thank you. You made room for this." in anna.screen
    for said in ("a walk", "3", "5", "4", "2"):
        await anna.types(said)
    assert anna.last == "What did you notice, however small?"


async def test_the_same_press_twice_keeps_one_answer_and_says_nothing_twice(talk: Talk) -> None:
    anna, mine = await opened(talk)
    shown, done = anna.find("Done")
    await anna.presses(done, shown.ref)
    said = len(anna.messages)
    await anna.presses(done, shown.ref)
    assert len(anna.messages) == said
    assert (await answer(talk, mine)).revision == 1
    await skips(anna, 7)
    await anna.presses(done, "b99")
    assert anna.last == "I have it down as “Done”. Another answer changes it."


@pytest.mark.parametrize("after", [timedelta(seconds=30), timedelta(days=7)])
@pytest.mark.parametrize(
    ("language", "label", "known", "asked"),
    [
        ("en", "Not done", "I have it down as “Not done”.", "What got in the way?"),
        ("de", "Nicht gemacht", "Ich habe notiert: „Nicht gemacht“.", "Was kam dazwischen?"),
    ],
)
async def test_the_same_answer_later_is_answered_and_asks_what_is_open(
    talk: Talk, language: str, label: str, known: str, asked: str, after: timedelta
) -> None:
    anna, mine = await opened(talk, language=language)
    card, data = anna.find(label)
    await anna.presses(data, card.ref)
    await talk.moves_to(SIX + after)
    shown = len(anna.messages)
    await anna.presses(data, card.ref)
    assert anna.messages[shown].text.startswith(known)
    assert asked in anna.last
    await anna.types("the rain")
    assert (await answer(talk, mine)).hard == "the rain"


async def test_an_answer_after_its_time_is_taken_and_marked_late(talk: Talk) -> None:
    anna = await talk.patient()
    mine = await talk.assigned(anna, follow_up_minutes=0)
    await talk.moves_to(SIX + timedelta(days=1, hours=1))
    first = anna.messages[0]
    await anna.presses(first.buttons[0][0][1], first.ref)
    await anna.taps("Done")
    found = await answer(talk, mine)
    assert (found.outcome, found.late) == (Outcome.DONE, True)
    async with talk.read() as tx:
        assert (await occurrences.of_assignment(tx, mine))[0].outcome is Outcome.DONE


async def test_an_edited_message_corrects_the_answer_during_and_after_the_questions(talk: Talk) -> None:
    anna, mine = await opened(talk)
    await anna.taps("Done")
    await anna.types("a walk")
    mood = await anna.types("3")
    await anna.edits(mood, "4")
    assert (await answer(talk, mine)).answers["mood_before"] == 4
    await skips(anna, 3)
    hard = await anna.types("the rain")
    await anna.types("the sky")
    await anna.edits(hard, "the cold rain")
    await anna.edits(mood, "6")
    found = await answer(talk, mine)
    assert (found.hard, found.answers["mood_before"]) == ("the cold rain", 6)
    assert [(each["hard"], each["answers"]["mood_before"]) for each in await history(talk, found)] == [
        ("", 3),
        ("the rain", 4),
        ("the cold rain", 4),
    ]
    await anna.edits(mood, "quite good")
    assert "0 to 10" in anna.last
    assert (await answer(talk, mine)).answers["mood_before"] == 6


async def test_words_typed_instead_of_a_reason_can_still_be_edited_when_all_is_answered(talk: Talk) -> None:
    anna, mine = await opened(talk)
    await anna.taps("Not done")
    loud = await anna.types("the neighbours were loud")
    await skips(anna, 1)
    await anna.edits(loud, "the neighbours were very loud")
    found = await answer(talk, mine)
    assert (found.reasons, found.hard) == ((Reason.OTHER,), "the neighbours were very loud")


async def test_practice_is_counted_and_a_missed_day_changes_no_count(talk: Talk) -> None:
    anna, _ = await opened(talk)
    await anna.taps("Done")
    await skips(anna, 7)
    assert "practices so far" not in anna.last
    await talk.moves_to(SIX + timedelta(days=1))
    await anna.taps("Not today")
    await skips(anna, 3)
    assert "practices so far" not in anna.last
    await talk.moves_to(SIX + timedelta(days=2))
    await anna.taps("Open")
    await anna.taps("Done")
    await skips(anna, 7)
    assert anna.last.endswith("That makes 2 practices so far.")


@pytest.mark.parametrize("typed", ["gemacht", "erledigt"])
async def test_a_typed_word_answers_the_open_moment(talk: Talk, typed: str) -> None:
    anna, mine = await opened(talk, language="de")
    await anna.types(typed)
    assert (await answer(talk, mine)).outcome is Outcome.DONE


async def test_the_answer_survives_in_one_language_for_each(talk: Talk) -> None:
    anna, _ = await opened(talk, language="de")
    await anna.taps("Teilweise")
    assert "Keine Gelegenheit" in anna.buttons
    assert "No opportunity" not in str(anna.buttons)


async def test_words_of_another_day_are_no_answer_to_the_question_left_open(talk: Talk) -> None:
    anna, mine = await opened(talk)
    await anna.taps("Not done")
    asked, reason = anna.find("Fear")
    await talk.moves_to(SIX + timedelta(days=3))
    await anna.types("it was a hard day")
    assert "Shall I keep this as a note" in anna.last
    await anna.taps("Difficulty")
    assert "got in the way" not in anna.last
    assert (await answer(talk, mine)).reasons == ()
    await anna.presses(reason, asked.ref)
    await anna.taps("Continue")
    assert (await answer(talk, mine)).reasons == (Reason.FEAR,)


async def test_a_break_brings_no_question_of_long_ago_back(talk: Talk) -> None:
    anna, _ = await opened(talk)
    await anna.taps("Not done")
    await talk.moves_to(SIX + timedelta(days=3))
    await anna.types("/pause tomorrow")
    assert "Paused until" in anna.last


async def test_own_words_in_place_of_an_offer_are_kept_for_the_session(talk: Talk) -> None:
    anna, mine = await opened(talk)
    await anna.taps("Not done")
    await anna.taps("No opportunity")
    await anna.taps("Continue")
    assert "another time or place" in anna.last
    await anna.types("it poured with rain all day")
    assert "Was anything hard" in anna.last
    assert (await answer(talk, mine)).answers == {}
    async with talk.read() as tx:
        kept = await notes.of_patient(tx, (await talk.person(anna)).id)
    assert [(each.kind, each.text) for each in kept] == [(NoteKind.DIFFICULTY, "it poured with rain all day")]


async def shrinks(talk: Talk, **how: Any) -> tuple[Phone, int]:
    """Not done for fear, and the step is to be smaller."""
    anna, mine = await opened(talk, **how)
    german = how.get("language") == "de"
    for label in (
        ("Nicht gemacht", "Angst", "Weiter", "Schritt verkleinern")
        if german
        else ("Not done", "Fear", "Continue", "Shrink")
    ):
        await anna.taps(label)
    return anna, mine


async def wishes(talk: Talk, phone: Phone) -> list[str]:
    return [words for event, words in await events_of(talk, phone) if event is AssignmentEvent.WISHED]


@pytest.mark.parametrize(
    ("language", "asked"),
    [("en", "What would be small enough?"), ("de", "Was wäre klein genug?")],
)
async def test_shrinking_asks_what_would_be_small_enough_and_the_therapist_reads_it(
    talk: Talk, language: str, asked: str
) -> None:
    anna, mine = await shrinks(talk, language=language)
    assert anna.last.startswith(asked)
    ref = await anna.types("only as far as the door")
    assert await wishes(talk, anna) == ["only as far as the door"]
    await anna.edits(ref, "only as far as the stairs")
    await anna.taps("Cancel" if language == "en" else "Abbrechen")
    await anna.edits(ref, "only to the stairs")
    assert await wishes(talk, anna) == ["only to the stairs"]
    async with talk.read() as tx:
        still = await assignments.get(tx, mine)
    assert still is not None
    assert (still.version, still.state) == (1, AssignmentState.AGREED)
    await talk.moves(minutes=3)
    assert talk.therapist is not None
    await talk.therapist.taps("Open")
    assert "Wishes for something smaller" in talk.therapist.last
    assert "only to the stairs" in talk.therapist.last
    await anna.deletes(ref)
    assert await wishes(talk, anna) == [""]


async def test_fewer_days_are_chosen_at_once_and_then_the_questions_go_on(talk: Talk) -> None:
    anna, mine = await shrinks(talk)
    await anna.taps("Fewer days")
    assert anna.last == "Which days are enough? Choose all that fit, or type them."
    await anna.types("Mon Thu")
    await anna.taps("Yes, agreed")
    assert anna.last.startswith("Was anything hard?")
    async with talk.read() as tx:
        changed = await assignments.get(tx, mine)
    assert changed is not None
    assert changed.plan.schedule["days"] == [0, 3]
    assert await wishes(talk, anna) == []


async def test_nothing_is_asked_about_a_fear_that_was_taken_back(talk: Talk) -> None:
    anna, mine = await opened(talk)
    await anna.taps("Not done")
    shown, fear = anna.find("Fear")
    for label in ("Fear", "Too hard", "Continue", "Shrink", "Keep it as it is"):
        await anna.taps(label)
    assert anna.last.startswith("What would be small enough?")
    await anna.undoes_press(fear, shown.ref)
    await anna.taps("Continue")
    assert anna.last.startswith("Was anything hard?")
    assert (await answer(talk, mine)).reasons == (Reason.TOO_HARD,)


async def test_an_easier_exercise_is_a_wish(talk: Talk) -> None:
    anna, _ = await shrinks(talk)
    await anna.taps("Ask for an easier exercise")
    (wish,) = await wishes(talk, anna)
    assert wish == easier_wish(
        Both({each: f"{LIBRARY.text('BA-01', each).title} (BA-01)" for each in LANGUAGES})
    )
    assert anna.last.startswith("Was anything hard?")


@pytest.mark.parametrize(("language", "no"), [("en", "no"), ("de", "nein")])
async def test_a_no_to_anything_hard_is_no_difficulty(talk: Talk, language: str, no: str) -> None:
    anna, mine = await opened(talk, language=language)
    await anna.taps("Done" if language == "en" else "Gemacht")
    await skips(anna, 5, "Skip" if language == "en" else "Überspringen")
    assert anna.last == ("Was anything hard about it?" if language == "en" else "War etwas daran schwierig?")
    await anna.types(no)
    assert (await answer(talk, mine)).hard in {None, ""}
    assert anna.last.startswith("What did you notice" if language == "en" else "Was ist Ihnen aufgefallen")
