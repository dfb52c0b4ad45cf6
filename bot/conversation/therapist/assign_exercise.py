"""The first questions of a proposal: for whom, which exercise, and what to think of before."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from bot.conversation import form
from bot.conversation.fields import Answers, Field, Heard, Question, Unclear, Value, options
from bot.conversation.therapist import exercise_page, library, whose
from bot.conversation.therapist.assign_draft import FOUND, NAMED, REPLACES, exercise_of, patient_of
from bot.conversation.turn import Turn
from bot.library.schema import Clearance, Exercise
from bot.library.search import search
from bot.messages import Choice, Words
from storage import assignments, checkins, people
from storage.ids import short
from storage.records import GONE

MOST_OPEN = 3
"""More exercises at a time are asked about first (DOMAIN.md, claim 19; the number is our judgement)."""

_CATEGORY, _SEARCH, _ANOTHER, _YES = "c", "?", "another", "yes"
_ANY_LEVEL = "all"
_LEVELS = frozenset("12345")
_HITS = 8
_EXERCISE_ANSWERS = ("topic", "level", "pick", "preview", "twice", "clearance")
_OF_BOTH = ("preview", "twice", "clearance")
"""What was asked about this exercise for this patient: for another of either it has to be asked anew."""


def forget_exercise(answers: Answers) -> None:
    """Forget which exercise was chosen, and what was asked because of it."""
    for name in _EXERCISE_ANSWERS:
        answers.pop(name, None)


def _forgets(*names: str) -> Callable[[Turn, Answers, Any], Awaitable[None]]:
    """Let another answer, also one that came by editing a message, forget what was asked because of the one before."""

    async def keep(turn: Turn, answers: Answers, value: Any) -> None:
        del turn, value
        for name in names:
            answers.pop(name, None)

    return keep


async def _ask_patient(turn: Turn, answers: Answers) -> Question:
    del answers
    mine = whose.to_choose(await people.patients_of(turn.tx, turn.who.id))
    return Question(Words("t-assign-patient"), options(*((one.code, one.code) for one in mine), width=4))


async def _hear_patient(turn: Turn, text: str, answers: Answers) -> Heard:
    del answers
    patient = await whose.by_code(turn, text)
    if patient is None:
        return Unclear(Words("t-patients-unknown", {"typed": text}))
    if patient.state in GONE:
        return Unclear(Words("t-assign-patient-gone", {"code": patient.code}))
    return Value(patient.code)


async def _ask_more(turn: Turn, answers: Answers) -> Question | None:
    """Ask before there are more exercises at a time than most people can do."""
    patient = await patient_of(turn, answers)
    count = await assignments.count_open(turn.tx, patient.id) if patient else 0
    if patient is None or count < MOST_OPEN:
        return None
    words = Words("t-assign-more", {"code": patient.code, "count": count})
    return Question(words, options((_YES, Words("t-assign-more-yes")), ("no", Words("t-assign-more-no"))))


async def _keep_more(turn: Turn, answers: Answers, value: str) -> None:
    del answers
    if value != _YES:
        await form.cancel(turn)


async def _ask_topic(turn: Turn, answers: Answers) -> Question:
    del answers
    shelves = library.categories(turn)
    choices = (
        (f"{_CATEGORY}{short(index)}", library.category_title(turn, each))
        for index, each in enumerate(shelves)
    )
    return Question(Words("t-assign-exercise"), options(*choices, width=2))


async def _hear_topic(turn: Turn, text: str, answers: Answers) -> Heard:
    """Take an id, or words: one hit is the exercise, several are offered."""
    del answers
    topic = topic_of(turn, text)
    if topic is None:
        return Unclear(Words("t-library-nothing", {"query": text}))
    return Value(topic)


def topic_of(turn: Turn, text: str) -> str | None:
    """Say which exercises typed words mean: one that was found, several to choose from, or none."""
    hits = search(turn.library, text, turn.who.language, _HITS)
    if len(hits) == 1:
        return f"{FOUND}{hits[0].exercise.id}"
    return f"{_SEARCH}{text}" if hits else None


async def _ask_level(turn: Turn, answers: Answers) -> Question | None:
    topic = str(answers["topic"])
    category = library.category_at(turn, topic[1:]) if topic.startswith(_CATEGORY) else None
    if category is None:
        return None
    levels = sorted({each.difficulty for each in turn.library.in_category(category.key)})
    if len(levels) == 1:
        return None
    shown = [(str(each), Words("t-library-level", {"level": each})) for each in levels]
    words = Words("t-assign-level", {"category": library.category_title(turn, category)})
    return Question(words, options(*shown, (_ANY_LEVEL, Words("t-library-all-levels")), width=6))


async def _hear_level(turn: Turn, text: str, answers: Answers) -> Heard:
    """Take a difficulty; an id or other words search anew, in all of them."""
    if text.strip() in _LEVELS:
        return Value(text.strip())
    topic = topic_of(turn, text)
    if topic is None:
        return Unclear(Words("t-library-nothing", {"query": text}))
    answers["topic"] = topic
    return Value(_ANY_LEVEL)


async def _ask_pick(turn: Turn, answers: Answers) -> Question | None:
    topic = str(answers["topic"])
    if topic.startswith((NAMED, FOUND)):
        return None
    found = _candidates(turn, topic, answers.get("level"))
    return Question(
        Words("t-assign-pick"), options(*((each.id, exercise_page.label(each)) for each in found))
    )


def _candidates(turn: Turn, topic: str, level: str | None) -> list[Exercise]:
    if topic.startswith(_SEARCH):
        return [hit.exercise for hit in search(turn.library, topic[1:], turn.who.language, _HITS)]
    category = library.category_at(turn, topic[1:])
    if category is None:
        return []
    difficulty = int(level) if level and level.isdecimal() else None
    return list(turn.library.in_category(category.key, difficulty))


async def _hear_pick(turn: Turn, text: str, answers: Answers) -> Heard:
    """Take an id at the list, too; other words search anew."""
    exercise = turn.library.get(text)
    if exercise is not None:
        return Value(exercise.id)
    topic = topic_of(turn, text)
    if topic is None:
        return Unclear(Words("t-library-nothing", {"query": text}))
    if topic.startswith(FOUND):
        return Value(topic[1:])
    answers["topic"] = topic
    question = await _ask_pick(turn, answers)
    return Unclear(Words("t-assign-pick"), question.choices if question else ())


async def _ask_preview(turn: Turn, answers: Answers) -> Question | None:
    """Show the whole exercise; one that was named by its id only where there is something to think of."""
    exercise, patient = exercise_of(turn, answers), await patient_of(turn, answers)
    if exercise is None or patient is None:
        return None
    done = await checkins.practised(turn.tx, patient.id)
    warnings = exercise_page.cautions(turn.library, exercise, done)
    if str(answers["topic"]).startswith(NAMED) and not warnings:
        return None
    choices = options(("use", Words("t-assign-use")), (_ANOTHER, Words("t-assign-another")), width=2)
    return Question(exercise_page.page(turn.library, exercise, warnings), choices)


async def _ask_twice(turn: Turn, answers: Answers) -> Question | None:
    """Ask before the same exercise is open twice."""
    exercise, patient = exercise_of(turn, answers), await patient_of(turn, answers)
    if exercise is None or patient is None:
        return None
    open_ones = await assignments.of_patient(turn.tx, patient.id, assignments.OPEN)
    if all(each.exercise_id != exercise.id for each in open_ones):
        return None
    words = Words("t-assign-twice", {"code": patient.code, "title": exercise_page.title(exercise)})
    return Question(
        words, options((_YES, Words("t-assign-twice-yes")), (_ANOTHER, Words("t-assign-another")), width=2)
    )


async def _ask_clearance(turn: Turn, answers: Answers) -> Question | None:
    """Ask for the confirmation without which such an exercise is not given out."""
    exercise, patient = exercise_of(turn, answers), await patient_of(turn, answers)
    if (
        exercise is None
        or patient is None
        or exercise.clearance is not Clearance.MEDICAL_AND_IN_SESSION_FIRST
    ):
        return None
    return Question(
        Words("t-assign-clearance", {"title": exercise_page.title(exercise), "code": patient.code}),
        ((Choice(Words("t-assign-clearance-yes"), _YES),), (Choice(Words("t-assign-another"), _ANOTHER),)),
    )


async def _keep_or_another(turn: Turn, answers: Answers, value: str) -> None:
    """Go back to choosing where the therapist wants another exercise."""
    del turn
    if value == _ANOTHER:
        forget_exercise(answers)


FIELDS = (
    Field("patient", _ask_patient, hear=_hear_patient, keep=_forgets("more", REPLACES, *_OF_BOTH)),
    Field("more", _ask_more, keep=_keep_more),
    Field("topic", _ask_topic, hear=_hear_topic, keep=_forgets("level", "pick", *_OF_BOTH)),
    Field("level", _ask_level, hear=_hear_level, keep=_forgets("pick", *_OF_BOTH)),
    Field("pick", _ask_pick, hear=_hear_pick, keep=_forgets(*_OF_BOTH)),
    Field("preview", _ask_preview, keep=_keep_or_another),
    Field("twice", _ask_twice, keep=_keep_or_another),
    Field("clearance", _ask_clearance, keep=_keep_or_another),
)
