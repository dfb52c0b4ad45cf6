"""The one form that proposes an exercise: its questions in their order. Nothing incomplete gets through it."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from textwrap import shorten
from typing import Final

from bot.conversation.fields import (
    Answers,
    Field,
    Heard,
    Question,
    Unclear,
    Value,
    asks,
    by_words,
    matching,
    more_than_no,
    options,
)
from bot.conversation.hearing.yes_no import hear_number, hear_yes_no
from bot.conversation.therapist import assign_exercise, assign_review, assign_when
from bot.conversation.therapist.assign_draft import (
    LIBRARY_WHY,
    LONGEST_WORDS,
    MOST_HURDLES,
    exercise_of,
    goals_before,
    patient_of,
)
from bot.conversation.turn import Turn
from bot.messages import Both, Words
from storage.records import Reason

Ask = Callable[[Turn, Answers], Awaitable[Question]]
Keep = Callable[[Turn, Answers, str], Awaitable[None]]

USUAL_FOLLOW_UP: Final = 180
_FOLLOW_UPS: Final = (60, USUAL_FOLLOW_UP, 360, 0)
_HOUR: Final = 60
_MOST_HOURS: Final = 99
_EARLIER_GOAL: Final = "earlier"
_EARLIER: Final = re.compile(rf"{_EARLIER_GOAL}(\d|[0-9a-f]{{12}})")
"""What an earlier goal is called on its button; its place was said there before."""
_MOST_GOALS: Final = 3
_LABEL: Final = 50


async def _hear(turn: Turn, text: str, answers: Answers) -> Heard:
    """Take the words as they are, if they are short enough to stand on a card with all the others."""
    del turn, answers
    if len(text) > LONGEST_WORDS:
        return Unclear(Words("t-assign-shorter", {"most": LONGEST_WORDS}))
    return Value(text)


def _hear_more(example: str) -> Callable[[Turn, str, Answers], Awaitable[Heard]]:
    """Do so where it cannot be left out: a mere "no" is asked about, with this example."""

    async def hear(turn: Turn, text: str, answers: Answers) -> Heard:
        return more_than_no(text, example) or await _hear(turn, text, answers)

    return hear


def _asked(name: str, ask: Ask, example: str, keep: Keep | None = None) -> Field:
    """Build a question of words that has to be answered, with an example of an answer."""
    return Field(name, ask, hear=_hear_more(example), keep=keep, example=example)


async def _hear_unless_no(turn: Turn, text: str, answers: Answers) -> Heard:
    """Do so, too; a mere "no" to what may be left out leaves it out."""
    return Value(None) if hear_yes_no(text) is False else await _hear(turn, text, answers)


async def _hear_why(turn: Turn, text: str, answers: Answers) -> Heard:
    """Take a yes to what the library says as that; after a no to it, words are wanted."""
    if hear_yes_no(text):
        return Value(LIBRARY_WHY)
    return await _hear_more("example-teach-back")(turn, text, answers)


async def _ask_goal(turn: Turn, answers: Answers) -> Question:
    patient = await patient_of(turn, answers)
    earlier = await goals_before(turn, patient) if patient else []
    choices = options(
        *(
            (by_words(_EARLIER_GOAL, goal), shorten(goal, _LABEL, placeholder=" …"))
            for goal in earlier[:_MOST_GOALS]
        )
    )
    return Question(Words("t-assign-goal"), choices)


async def _keep_goal(turn: Turn, answers: Answers, value: str) -> None:
    """Put an earlier goal that was tapped in its words; one of another patient is asked for anew."""
    if not _EARLIER.fullmatch(value):
        return
    patient = await patient_of(turn, answers)
    goals = await goals_before(turn, patient) if patient else []
    said = {by_words(_EARLIER_GOAL, each): each for each in goals}
    del answers["goal"]
    if value in said:
        answers["goal"] = said[value]


async def _ask_why(turn: Turn, answers: Answers) -> Question:
    exercise = exercise_of(turn, answers)
    texts = {language: text.why for language, text in exercise.text.items()} if exercise else {"en": ""}
    words = Words("t-assign-why", {"why": Both(texts)})
    return Question(words, options((LIBRARY_WHY, Words("t-assign-why-use"))))


async def _ask_situation(turn: Turn, answers: Answers) -> Question:
    exercise = exercise_of(turn, answers)
    texts = (
        {language: text.plan_example for language, text in exercise.text.items()} if exercise else {"en": ""}
    )
    return Question(Words("t-assign-situation", {"example": Both(texts)}))


def _ask_counter(number: int) -> Ask:
    async def ask(turn: Turn, answers: Answers) -> Question:
        del turn
        return Question(Words("t-assign-counter", {"hurdle": answers[f"hurdle{number}"]}))

    return ask


def _ask_reason(number: int) -> Ask:
    async def ask(turn: Turn, answers: Answers) -> Question:
        del turn
        reasons = ((each, Words(f"t-assign-reason-{each.replace('_', '-')}")) for each in Reason)
        words = Words("t-assign-reason", {"hurdle": answers[f"hurdle{number}"]})
        return Question(words, options(*reasons, width=2))

    return ask


def _hurdle_fields(answers: Answers) -> tuple[Field, ...]:
    """Return the questions about hurdles: each is followed by its counter-plan, then perhaps by another one."""
    asked: list[Field] = []
    for number in range(1, MOST_HURDLES + 1):
        words = "t-assign-hurdle" if number == 1 else "t-assign-another-hurdle"
        asked.append(
            Field(
                f"hurdle{number}", asks(words), hear=_hear_unless_no, skippable=True, example="example-hurdle"
            )
        )
        if not answers.get(f"hurdle{number}"):
            break
        asked.append(_asked(f"counter{number}", _ask_counter(number), "example-counter"))
        asked.append(Field(f"reason{number}", _ask_reason(number), skippable=True))
    return tuple(asked)


def _follow_up() -> Field:
    choices = options(*((str(each), follow_up_words(each)) for each in _FOLLOW_UPS), width=2)

    async def hear(turn: Turn, text: str, answers: Answers) -> Heard:
        """Take a number as hours, not as the place of a button; all else as the name of one."""
        del answers
        hours, found = hear_number(text, 0, _MOST_HOURS), matching(turn, text, choices)
        if hours is not None:
            found = next((each for row in choices for each in row if each.data == str(hours * _HOUR)), None)
        return Unclear(Words("form-please-choose")) if found is None else Value(int(found.data))

    return Field("follow_up", asks("t-assign-follow-up", choices), hear=hear, read=int)


def follow_up_words(minutes: int) -> Words:
    """Say when the one gentle follow-up comes; 0 = none."""
    return Words("t-assign-follow-up-hours", {"hours": minutes // _HOUR})


def fields(answers: Answers) -> tuple[Field, ...]:
    """Return the questions of a proposal in their order."""
    return (
        *assign_exercise.FIELDS,
        _asked("goal", _ask_goal, "example-goal", _keep_goal),
        Field("why", _ask_why, hear=_hear_why),
        _asked("situation", _ask_situation, "example-situation"),
        *assign_when.fields(answers),
        Field("place", asks("t-assign-place"), hear=_hear_unless_no, skippable=True, example="example-place"),
        *_hurdle_fields(answers),
        _follow_up(),
        assign_review.FIELD,
    )
