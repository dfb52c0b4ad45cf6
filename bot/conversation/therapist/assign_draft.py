"""What a proposal under way is about: the patient, the exercise, the patient's wall clock."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.conversation.fields import Answers
from bot.conversation.therapist import assign_schedule
from bot.conversation.turn import Turn
from bot.library.schema import Exercise
from scheduler.schedule import Schedule
from storage import assignments, people
from storage.records import Hurdle, Person, Plan, Reason

MOST_HURDLES = 3
LONGEST_WORDS = 300
"""Characters of each text of a proposal: all of them together fit into one message."""

NAMED, FOUND = "=", "~"
"""Stand before an id in the answer `topic` where the exercise is decided: named by its id, or the one that was found."""

REPLACES = "_replaces"
"""The answer under which stands, by id, what the proposal is to take the place of."""

LIBRARY_WHY = "library"
"""The answer `why` where the library's own words are taken."""


async def patient_of(turn: Turn, answers: Answers) -> Person | None:
    """Return the patient whom the proposal is for; nobody where the code is not one of this therapist's."""
    code = answers.get("patient")
    return await people.patient_by_code(turn.tx, turn.who.id, code) if code else None


def exercise_of(turn: Turn, answers: Answers) -> Exercise | None:
    """Return the exercise that was chosen, by its id or from a list."""
    topic = str(answers.get("topic") or "")
    chosen = topic[1:] if topic.startswith((NAMED, FOUND)) else answers.get("pick")
    return turn.library.get(chosen) if chosen else None


async def local_now(turn: Turn, answers: Answers) -> datetime:
    """Return what the patient's wall clock shows; the therapist's own while nobody is chosen."""
    patient = await patient_of(turn, answers)
    return turn.now.astimezone(ZoneInfo((patient or turn.who).zone))


async def today(turn: Turn, answers: Answers) -> date:
    """Return the patient's date."""
    return (await local_now(turn, answers)).date()


async def schedule_of(turn: Turn, answers: Answers) -> Schedule:
    """Build the schedule. Raises ValueError where the answers do not fit together."""
    exercise = exercise_of(turn, answers)
    if exercise is None:
        raise ValueError("A schedule needs an exercise.")
    return assign_schedule.schedule_of(answers, exercise, await local_now(turn, answers))


def hurdles_of(answers: Answers) -> tuple[Hurdle, ...]:
    """Return the hurdles with their counter-plans."""
    return tuple(
        Hurdle(
            answers[f"hurdle{number}"],
            answers[f"counter{number}"],
            Reason(answers[f"reason{number}"]) if answers.get(f"reason{number}") else None,
        )
        for number in range(1, MOST_HURDLES + 1)
        if answers.get(f"hurdle{number}")
    )


def why_of(answers: Answers, exercise: Exercise, language: str) -> str:
    """Return the therapist's own words, or the library's in the reader's language."""
    said = answers.get("why")
    texts = exercise.text
    return str(said) if said and said != LIBRARY_WHY else (texts.get(language) or texts["en"]).why


async def plan_of(turn: Turn, answers: Answers, patient: Person, exercise: Exercise) -> Plan:
    """Build the plan that is proposed. Raises ValueError where the schedule does not fit together."""
    return Plan(
        goal=answers["goal"],
        why=why_of(answers, exercise, patient.language),
        situation=answers["situation"],
        place=answers.get("place") or "",
        schedule=(await schedule_of(turn, answers)).to_json(),
        hurdles=hurdles_of(answers),
    )


async def goals_before(turn: Turn, patient: Person) -> list[str]:
    """Return the goals that the patient's exercises served before, newest first."""
    earlier = await assignments.of_patient(turn.tx, patient.id)
    return list(dict.fromkeys(each.plan.goal for each in reversed(earlier)))
