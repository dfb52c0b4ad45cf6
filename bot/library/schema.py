"""What a pack may say: exercises, ladders, answer fields. Every model is frozen and knows no other keys."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator, model_validator

from storage.records import Reason

MOST_STEPS = 7
"""Steps of one exercise, one action each (DOMAIN.md, claim 22)."""

LONGEST_TITLE = 60
"""Characters of a title: it must fit on a button."""

ID_PATTERN = r"^[A-Z]{2,4}-\d{2}$"


def _line(text: str) -> str:
    """Refuse an empty text and one of several lines."""
    if not text.strip():
        raise ValueError("is empty")
    if "\n" in text:
        raise ValueError("must be a single line")
    return text.strip()


def _fits_a_button(title: str) -> str:
    """Refuse a title that no button can show."""
    if len(title) > LONGEST_TITLE:
        raise ValueError(f"has {len(title)} characters, but {LONGEST_TITLE} fit on a button")
    return title


Line = Annotated[str, AfterValidator(_line)]
Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
ExerciseId = Annotated[str, Field(pattern=ID_PATTERN)]
Language = Annotated[str, Field(pattern=r"^[a-z]{2}$")]
Localized = dict[Language, Line]
"""One text in each language of the pack: language code to text."""


class Frozen(BaseModel):
    """A value that does not change and refuses what it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class FieldKind(StrEnum):
    """How one question is answered."""

    SCALE_0_10 = "scale_0_10"
    SCALE_0_100 = "scale_0_100"
    TEXT = "text"
    NUMBER = "number"
    TIME = "time"
    CHOICE = "choice"
    CHECKLIST = "checklist"


class Clearance(StrEnum):
    """What has to be settled before an exercise is given. Its words stand in pack.yaml."""

    NONE = "none"
    IN_SESSION_FIRST = "in_session_first"
    MEDICAL_IF_ILL = "medical_if_ill"
    MEDICAL_AND_IN_SESSION_FIRST = "medical_and_in_session_first"


class ScheduleKind(StrEnum):
    """How often an exercise is suggested."""

    ONCE = "once"
    DAILY = "daily"
    TIMES_PER_WEEK = "times_per_week"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    ON_EVENT = "on_event"


class Slot(StrEnum):
    """When an exercise tends to fit: a suggestion, since the patient chooses."""

    MORNING = "morning"
    MIDDAY = "midday"
    AFTERNOON = "afternoon"
    LATE_AFTERNOON = "late_afternoon"
    EVENING = "evening"
    BEDTIME = "bedtime"
    WEEKEND = "weekend"
    PATIENT_CHOICE = "patient_choice"
    WHEN_IT_HAPPENS = "when_it_happens"


class DefaultSchedule(Frozen):
    """A suggestion: `times` per period (week; month if monthly; 0 if on_event), for `weeks` until the review."""

    type: ScheduleKind
    times: Annotated[int, Field(ge=0, le=21)]
    slot: Slot
    weeks: Annotated[int, Field(ge=1, le=52)]

    @model_validator(mode="after")
    def _counts_fit(self) -> Self:
        if (self.type is ScheduleKind.ON_EVENT) != (self.times == 0):
            raise ValueError("times is 0 for on_event and only there")
        if self.type is ScheduleKind.ONCE and self.times != 1:
            raise ValueError("times is 1 for once")
        return self


class Option(Frozen):
    """One answer of a choice: the stored value and its label."""

    value: Key
    label: Localized


class AnswerField(Frozen):
    """One question of an exercise. `key` is unique within it; `optional` marks what only refines the answer.

    `unit`, `minimum` and `maximum` belong to a number, `options` to a choice, `items` to a checklist (per language,
    in the same order, filled from the exercise).
    """

    key: Key
    kind: FieldKind
    label: Localized
    question: Localized
    optional: bool = False
    unit: Localized | None = None
    minimum: int | None = None
    maximum: int | None = None
    options: tuple[Option, ...] = ()
    items: dict[Language, tuple[Line, ...]] = {}

    @model_validator(mode="after")
    def _fits_its_kind(self) -> Self:
        number = (self.unit, self.minimum, self.maximum)
        if self.kind is FieldKind.NUMBER:
            if None in number:
                raise ValueError(f"{self.key}: a number needs unit, minimum and maximum")
        elif number != (None, None, None):
            raise ValueError(f"{self.key}: only a number has unit, minimum and maximum")
        if (self.kind is FieldKind.CHOICE) != bool(self.options):
            raise ValueError(f"{self.key}: a choice, and only a choice, has options")
        if self.items and self.kind is not FieldKind.CHECKLIST:
            raise ValueError(f"{self.key}: only a checklist has items")
        values = [option.value for option in self.options]
        if len(set(values)) < len(values):
            raise ValueError(f"{self.key}: an option's value stands twice")
        return self


class ExerciseText(Frozen):
    """An exercise in one language. `why` is its rationale; `caution` is for the therapist only."""

    title: Annotated[Line, AfterValidator(_fits_a_button)]
    why: Line
    steps: tuple[Line, ...]
    plan_example: Line
    caution: Line | None = None
    checklist_items: tuple[Line, ...] = ()

    @field_validator("steps")
    @classmethod
    def _few_steps(cls, steps: tuple[str, ...]) -> tuple[str, ...]:
        if not 1 <= len(steps) <= MOST_STEPS:
            raise ValueError(f"has {len(steps)} steps, but 1 to {MOST_STEPS} are right")
        return steps


class ExerciseFile(Frozen):
    """One exercise as its file says it. `minutes` is 0 where it lasts as long as it lasts (a night)."""

    id: ExerciseId
    category: Key
    targets: Annotated[tuple[Key, ...], Field(min_length=1)]
    difficulty: Annotated[int, Field(ge=1, le=5)]
    minutes: Annotated[int, Field(ge=0, le=240)]
    schedule: DefaultSchedule
    responses: tuple[Key, ...]
    prerequisites: tuple[ExerciseId, ...] = ()
    clearance: Clearance = Clearance.NONE
    easier: ExerciseId | None = None
    harder: ExerciseId | None = None
    tags: tuple[Key, ...] = ()
    suggested_reasons: tuple[Reason, ...] = ()
    text: dict[Language, ExerciseText]


class Exercise(ExerciseFile):
    """An exercise ready for use: its questions resolved, its pack and the pack's version named."""

    pack: Key
    pack_version: Line
    answer_fields: tuple[AnswerField, ...]


class Named(Frozen):
    """A category, target or tag: its title, and further words by which it is found."""

    title: Localized
    also: dict[Language, tuple[Line, ...]] = {}


class Ladder(Frozen):
    """Exercises of one category from easy to hard. The therapist moves along it; the program never does."""

    category: Key
    exercises: Annotated[tuple[ExerciseId, ...], Field(min_length=2)]


class Pack(Frozen):
    """The head of a pack (pack.yaml): where it comes from, who reviewed it, and the names that its exercises use."""

    id: Key
    title: Localized
    version: Line
    languages: Annotated[tuple[Language, ...], Field(min_length=1)]
    licence: Line
    source: Line
    review_status: Localized
    rules: dict[Key, Line] = {}
    not_in_library: tuple[Line, ...] = ()
    clearances: dict[Clearance, Localized]
    categories: dict[Key, Named]
    targets: dict[Key, Named]
    tags: dict[Key, Named] = {}
    ladders: tuple[Ladder, ...] = ()
