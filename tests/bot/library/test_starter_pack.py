from __future__ import annotations

import re
from importlib.resources import files

import pytest

from bot.library.catalogue import Library
from bot.library.checks import exercise_texts, field_texts
from bot.library.schema import Clearance, Exercise, ExerciseFile, ExerciseText, FieldKind, ScheduleKind
from bot.library.wording import promise, school_word
from storage.records import Reason

LANGUAGES = ("en", "de")
_ADDRESS = re.compile(r"\b(Sie|Ihnen|Ihre?[mnrs]?|du|dich|dir|deine?[mnrs]?)\b")


def test_the_starter_pack_holds_its_exercises(library: Library) -> None:
    assert len(library.exercises) == 65
    assert len(library.categories("en")) == 17


def test_no_text_says_a_school_word_or_a_promise(library: Library) -> None:
    said = [
        (exercise.id, place, word)
        for exercise in library.exercises
        for place, language, text in exercise_texts(exercise)
        if (word := school_word(text, language) or promise(text, language))
    ]
    assert said == []


def test_german_serves_sie_and_du_alike(library: Library) -> None:
    texts = [
        (exercise.id, place, text)
        for exercise in library.exercises
        for place, language, text in exercise_texts(exercise)
        if language == "de"
    ] + [
        (exercise.id, place, words["de"])
        for exercise in library.exercises
        for place, words in field_texts(exercise.id, exercise.answer_fields)
    ]
    assert [each for each in texts if _ADDRESS.search(each[2])] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_question_asks_one_thing_and_fits_a_bubble(library: Library, language: str) -> None:
    for exercise in library.exercises:
        for field in library.answer_fields(exercise, language):
            assert field.question.count("?") == 1
            assert len(field.question) <= 80
            assert len(field.label) <= 36


@pytest.mark.parametrize("language", LANGUAGES)
def test_titles_can_be_told_apart(library: Library, language: str) -> None:
    titles = [library.text(exercise.id, language).title for exercise in library.exercises]
    assert len(set(titles)) == len(titles)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_plan_example_is_an_if_then_plan(library: Library, language: str) -> None:
    start, turn = {"en": ("When ", ", then "), "de": ("Wenn ", ", dann ")}[language]
    for exercise in library.exercises:
        example = library.text(exercise.id, language).plan_example
        assert example.startswith(start)
        assert turn in example


def test_every_exposure_with_body_sensations_needs_a_doctor_and_the_session(library: Library) -> None:
    risky = [exercise for exercise in library.exercises if "interoceptive" in exercise.tags]
    assert risky
    assert {exercise.clearance for exercise in risky} == {Clearance.MEDICAL_AND_IN_SESSION_FIRST}


def test_most_exposures_measure_what_was_expected_against_what_happened(library: Library) -> None:
    keys = {field.key for field in library.answer_fields(_found(library, "AGO-03"), "en")}
    assert {"likelihood_before", "likelihood_after", "suds_before", "suds_peak", "suds_after"} <= keys


def test_pleasure_and_mastery_are_asked_apart(library: Library) -> None:
    keys = [field.key for field in library.answer_fields(_found(library, "BA-02"), "en")]
    assert keys == ["what", "mood_before", "mood_after", "pleasure", "mastery"]


def test_a_thought_note_does_not_ask_for_the_evidence_that_it_never_mentions(library: Library) -> None:
    keys = {field.key for field in library.answer_fields(_found(library, "CT-02"), "en")}
    assert "thought" in keys
    assert "evidence_for" not in keys


def test_a_letter_to_oneself_stays_on_paper(library: Library) -> None:
    assert library.answer_fields(_found(library, "SCO-02"), "en") == ()


def test_every_kind_of_answer_and_schedule_is_in_use(library: Library) -> None:
    assert {field.kind for exercise in library.exercises for field in exercise.answer_fields} == set(
        FieldKind
    )
    assert {exercise.schedule.type for exercise in library.exercises} == set(ScheduleKind)


def test_easy_starters_need_no_clearance(library: Library) -> None:
    starters = [exercise for exercise in library.exercises if exercise.difficulty == 1]
    assert {exercise.clearance for exercise in starters} == {Clearance.NONE}
    assert all(not exercise.prerequisites for exercise in starters)


def test_the_manual_names_every_field_reason_and_response_type(library: Library) -> None:
    manual = (files("bot.library") / "packs" / "starter" / "README.md").read_text(encoding="utf-8")
    types = {name for exercise in library.exercises for name in exercise.responses}
    names = {
        *ExerciseFile.model_fields,
        *ExerciseText.model_fields,
        *types,
        *(reason.value for reason in Reason),
    }
    assert [name for name in sorted(names) if not re.search(rf"\b{name}\b", manual)] == []


def _found(library: Library, exercise_id: str) -> Exercise:
    exercise = library.get(exercise_id)
    assert exercise is not None
    return exercise
