"""An exercise as a therapist reads it before they propose it."""

from __future__ import annotations

from collections.abc import Collection

from bot.library.catalogue import Library
from bot.library.schema import Clearance, DefaultSchedule, Exercise, ScheduleKind
from bot.messages import Arg, Both, Lines, Words


def title(exercise: Exercise) -> Both:
    """The title, in every language."""
    return Both({language: text.title for language, text in exercise.text.items()})


def label(exercise: Exercise) -> Words:
    """A button's label: id, title, difficulty."""
    return Words(
        "t-library-label",
        {"id": exercise.id, "title": title(exercise), "difficulty": exercise.difficulty},
    )


def page(library: Library, exercise: Exercise, warnings: tuple[Arg, ...] = ()) -> Words:
    """Everything about an exercise on one screen; `warnings` stand above the steps."""
    text = exercise.text.items()
    named = library.pack_of(exercise).categories[exercise.category]
    return Words(
        "t-library-page",
        {
            "id": exercise.id,
            "title": title(exercise),
            "category": Both(named.title),
            "difficulty": exercise.difficulty,
            "minutes": exercise.minutes,
            "schedule": suggestion(exercise.schedule),
            "warnings": Lines(("\n\n", Lines(warnings)), joiner="") if warnings else "",
            "steps": Both({language: _numbered(each.steps) for language, each in text}),
            "why": Both({language: each.why for language, each in text}),
        },
    )


def suggestion(schedule: DefaultSchedule) -> Words:
    """The pack's own suggestion of how often, at what time and how long; what comes up by itself has no time of its own."""
    often = Words(
        f"t-library-often-{schedule.type.replace('_', '-')}",
        {"times": schedule.times},
    )
    if schedule.type is ScheduleKind.ON_EVENT:
        return Words("t-library-suggested", {"often": often, "weeks": schedule.weeks})
    slot = Words(f"t-library-slot-{schedule.slot.replace('_', '-')}")
    return Words("t-library-suggested", {"often": Lines((often, slot), joiner=", "), "weeks": schedule.weeks})


def cautions(
    library: Library, exercise: Exercise, done_ids: Collection[str] | None = None
) -> tuple[Arg, ...]:
    """What to think of first: clearance, what comes before, the pack's own caution. A warning never blocks.

    `done_ids` are the exercises that the patient practised already; without it everything that comes before is named.
    """
    found: list[Arg] = []
    if exercise.clearance is not Clearance.NONE:
        words = library.pack_of(exercise).clearances[exercise.clearance]
        found.append(Words("t-library-clearance", {"words": Both(words)}))
    before = library.missing_prerequisites(exercise.id, done_ids or ())
    if before:
        key = "t-library-before" if done_ids is None else "t-library-not-yet"
        found.append(Words(key, {"exercises": Lines(tuple(_named(each) for each in before), joiner=", ")}))
    caution = {language: each.caution for language, each in exercise.text.items() if each.caution}
    if caution:
        found.append(Words("t-library-caution", {"words": Both(caution)}))
    return tuple(found)


def _named(exercise: Exercise) -> Arg:
    return Lines((exercise.id, title(exercise)), joiner=" ")


def _numbered(steps: Collection[str]) -> str:
    return "\n".join(f"{number}. {step}" for number, step in enumerate(steps, 1))
