"""The card of an exercise: the same if-then sentence when it is agreed and when it is delivered."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.conversation.patient.card import plan_words, why_words
from bot.conversation.turn import press
from bot.words import render
from storage.records import Assignment, Hurdle
from tests.plans import load, proposed
from tests.talk import Talk


@pytest.fixture
async def assignment(talk: Talk) -> Assignment:
    _, assignment_id = await proposed(talk)
    return await load(talk, assignment_id)


@pytest.mark.parametrize(
    ("situation", "language", "said"),
    [
        ("when I come home", "en", "When: I come home (kitchen table, 18:00)"),
        ("Whenever the phone rings.", "en", "When: the phone rings (kitchen table, 18:00)"),
        ("if it rains", "en", "When: it rains (kitchen table, 18:00)"),
        ("after the evening meal", "en", "When: after the evening meal (kitchen table, 18:00)"),
        ("Wenn die Kinder schlafen", "de", "Wenn: die Kinder schlafen (kitchen table, 18:00)"),
        ("immer wenn es klingelt,", "de", "Wenn: es klingelt (kitchen table, 18:00)"),
        ("wenige Schritte vor der Tür", "de", "Wenn: wenige Schritte vor der Tür (kitchen table, 18:00)"),
    ],
)
async def test_when_is_said_once(assignment: Assignment, situation: str, language: str, said: str) -> None:
    words = plan_words(assignment, replace(assignment.plan, situation=situation))
    plain = render(words, language, "sie").replace("<b>", "").replace("</b>", "")
    assert plain.startswith(f"{said}\n")


@pytest.mark.parametrize(
    ("place", "language", "inside", "alone"),
    [
        ("@home", "en", "at home", "At home"),
        ("@home", "de", "zu Hause", "Zu Hause"),
        ("@out", "de", "draußen", "Draußen"),
        ("@work", "de", "bei der Arbeit", "Bei der Arbeit"),
        ("@anywhere", "de", "wo ich gerade bin", "Wo ich gerade bin"),
        ("Balkon", "de", "Balkon", "Balkon"),
    ],
)
async def test_a_place_begins_small_in_the_middle_of_a_sentence(
    assignment: Assignment, place: str, language: str, inside: str, alone: str
) -> None:
    when = {"en": "When:", "de": "Wenn:"}[language]
    for situation, said in (("when it rains", f"it rains ({inside}, 18:00)"), ("", f"{alone}, 18:00")):
        words = plan_words(assignment, replace(assignment.plan, situation=situation, place=place))
        plain = render(words, language, "sie").replace("<b>", "").replace("</b>", "")
        assert plain.startswith(f"{when} {said}\n")


async def test_a_goal_that_ends_in_a_full_stop_gets_no_second_one(assignment: Assignment) -> None:
    words = why_words(assignment, replace(assignment.plan, goal="See friends again.", why="It helps."))
    assert render(words, "en", "sie") == "It belongs to your goal: See friends again. It helps."


@pytest.mark.parametrize(("hurdles", "there"), [((Hurdle("rain", "umbrella"),), True), ((), False)])
async def test_the_hurdle_question_speaks_of_choosing_only_where_there_is_something_to_choose(
    talk: Talk, hurdles: tuple[Hurdle, ...], *, there: bool
) -> None:
    anna = await talk.patient()
    await anna.presses(press("plan-agree", await talk.assigned(anna, agreed=False, hurdles=hurdles)))
    for label in ("18:00", "kitchen table"):
        await anna.taps(label)
    assert "What might get in the way?" in anna.last
    assert ("Choose" in anna.last) is there
