"""The last look at a proposal: everything on one card, each part of it to be changed."""

from __future__ import annotations

from typing import Final

from bot.conversation.fields import Answers, Field, Question, options
from bot.conversation.frames import open_frame
from bot.conversation.patient import card
from bot.conversation.schedule_words import schedule_words
from bot.conversation.therapist import assign_exercise, assign_when, exercise_page
from bot.conversation.therapist.assign_draft import (
    LIBRARY_WHY,
    MOST_HURDLES,
    REPLACES,
    exercise_of,
    hurdles_of,
    patient_of,
    schedule_of,
)
from bot.conversation.turn import Turn
from bot.digest.said import quoted
from bot.messages import Arg, Both, Choice, Lines, Words
from storage import assignments

SEND: Final = "send"
_HOUR: Final = 60
_PARTS: Final = (
    "patient",
    "exercise",
    "goal",
    "why",
    "situation",
    "rhythm",
    "length",
    "time",
    "place",
    "hurdles",
    "follow_up",
)


async def _ask(turn: Turn, answers: Answers) -> Question | None:
    patient, exercise = await patient_of(turn, answers), exercise_of(turn, answers)
    if patient is None or exercise is None:
        return None
    schedule = await schedule_of(turn, answers)
    review = Words(
        "t-assign-review",
        {
            "code": patient.code,
            "id": exercise.id,
            "title": exercise_page.title(exercise),
            "goal": answers["goal"],
            "why": _why(answers, {language: text.why for language, text in exercise.text.items()}),
            "situation": answers["situation"],
            "schedule": schedule_words(schedule),
            "time": "given" if answers.get("time") or not schedule.times else "open",
            "place": answers.get("place") or Words("t-assign-place-open"),
            "hurdles": _hurdles(answers),
            "hours": answers["follow_up"] // _HOUR,
        },
    )
    before = await assignments.get_open(turn.tx, answers.get(REPLACES))
    taking_place: Arg = (
        ""
        if before is None
        else Words("t-assign-replaces", {"code": patient.code, "title": card.title(before)})
    )
    whole = Words("card", {"parts": Lines((review, taking_place), "\n\n")})
    send = Choice(Words("t-assign-send", {"code": patient.code}), SEND, style="primary")
    ways = options(*((each, Words(f"t-assign-change-{each.replace('_', '-')}")) for each in _PARTS), width=2)
    return Question(whole, ((send,), *ways))


def _why(answers: Answers, library: dict[str, str]) -> Arg:
    """Say why it helps: the library's sentence as it stands, own words quoted as goal and situation are."""
    return Both(library) if answers["why"] == LIBRARY_WHY else quoted(str(answers["why"]))


def _hurdles(answers: Answers) -> Arg:
    """Say each hurdle with its counter-plan as an if-then sentence."""
    found = hurdles_of(answers)
    if not found:
        return Words("t-assign-no-hurdles")
    return Lines(
        tuple(Words("t-assign-if-then", {"hurdle": each.hurdle, "counter": each.counter}) for each in found)
    )


async def _keep(turn: Turn, answers: Answers, value: str) -> None:
    """Forget the part that is to be changed, so that it is asked anew; all others stay.

    Send on a card of before, while a part is being changed, is not yet a word about the whole.
    """
    frame = open_frame(turn)
    if value == SEND and frame is not None and frame["at"] == FIELD.name:
        return
    answers.pop("review")
    match value:
        case "exercise":
            assign_exercise.forget_exercise(answers)
            if answers.get("why") == LIBRARY_WHY:
                answers.pop("why")
        case "rhythm":
            assign_when.forget_rhythm(answers)
        case "hurdles":
            for number in range(1, MOST_HURDLES + 1):
                for name in ("hurdle", "counter", "reason"):
                    answers.pop(f"{name}{number}", None)
        case _:
            answers.pop(value, None)


FIELD: Final = Field("review", _ask, keep=_keep)
