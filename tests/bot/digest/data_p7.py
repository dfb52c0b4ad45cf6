"""The fictional P-7 of DOMAIN.md, section 3: three exercises, 5 to 11 March 2026, session on Thursday 12 March."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from bot.digest.material import Entry, Ladder, Material
from bot.library.loader import load_library
from bot.library.snapshot import snapshot
from bot.messages import Both
from scheduler.schedule import Pattern, Schedule
from storage.records import (
    EXTRA_SLOT,
    Appointment,
    AppointmentState,
    Assignment,
    AssignmentState,
    CheckIn,
    Delivery,
    Occurrence,
    Outcome,
    Plan,
    Reason,
)

LIBRARY = load_library()
ZONE = "Europe/Berlin"
SINCE = datetime(2026, 3, 5, 9, 50, tzinfo=UTC)
UNTIL = datetime(2026, 3, 11, 17, 0, tzinfo=UTC)
APPOINTMENT = Appointment(
    1,
    7,
    1,
    None,
    date(2026, 3, 12),
    time(10),
    ZONE,
    datetime(2026, 3, 12, 9, 0, tzinfo=UTC),
    AppointmentState.PLANNED,
)


def an_assignment(number: int, exercise_id: str, **plan: Any) -> Assignment:
    """An agreed exercise of the library."""
    found = LIBRARY.get(exercise_id)
    assert found is not None
    schedule = Schedule(pattern=Pattern.DAILY, starts=date(2026, 3, 5), times=(time(18),))
    agreed = Plan(
        **{
            "goal": "get out more",
            "why": "Doing comes first.",
            "situation": "after work",
            "place": "outside",
            "confidence": 8,
            **plan,
        },
        schedule=schedule.to_json(),
    )
    return Assignment(
        id=number,
        patient_id=7,
        therapist_id=1,
        exercise_id=exercise_id,
        state=AssignmentState.AGREED,
        exercise=snapshot(found),
        plan=agreed,
        version=1,
        follow_up_minutes=180,
        unanswered=0,
        quiet=False,
        created_at=SINCE,
        agreed_at=SINCE,
        ended_at=None,
        replaces_id=None,
    )


def on_event(number: int, exercise_id: str) -> Assignment:
    """An exercise that is done whenever something comes up."""
    agreed = an_assignment(number, exercise_id)
    schedule = Schedule(pattern=Pattern.ON_EVENT, starts=date(2026, 3, 5))
    return replace(agreed, plan=replace(agreed.plan, schedule=schedule.to_json()))


def ladder(assignment: Assignment) -> Ladder:
    """The neighbours of an exercise in the library."""
    easier, harder = LIBRARY.easier(assignment.exercise_id), LIBRARY.harder(assignment.exercise_id)

    def named(found: Any) -> Both | None:
        return Both({language: text.title for language, text in found.text.items()}) if found else None

    return Ladder(assignment, named(easier), named(harder))


@dataclass
class Diary:
    """Entries by day, written as in a story."""

    entries: list[Entry] = field(default_factory=list)

    def on(
        self,
        assignment: Assignment,
        day: int,
        outcome: Outcome | None,
        *,
        delivery: Delivery = Delivery.DELIVERED,
        why: str | None = None,
        extra: bool = False,
        late: bool = False,
        corrected: bool = False,
        earlier: Outcome | None = None,
        **words: Any,
    ) -> None:
        """Write down a moment of March 2026 at 18:00, answered a minute later where an outcome is an answer."""
        number = len(self.entries) + 1
        at = datetime(2026, 3, day, 17, tzinfo=UTC)
        moment = Occurrence(
            number,
            assignment.id,
            7,
            date(2026, 3, day),
            EXTRA_SLOT if extra else 0,
            time(18),
            ZONE,
            at,
            delivery,
            why,
            at,
            None,
            outcome,
            at,
        )
        checkin = None
        if outcome not in {None, Outcome.NO_ANSWER, Outcome.PAUSED}:
            answered = at + timedelta(minutes=1)
            checkin = CheckIn(number, number, assignment.id, 7, outcome, answered, answered, late, 1, **words)
        self.entries.append(Entry(moment, checkin, earlier, corrected))


def p7(language: str) -> Material:
    """The whole week; the patient writes in `language`."""
    german = language == "de"
    walk, thought, bus = an_assignment(1, "BA-02"), an_assignment(2, "CT-02"), an_assignment(3, "AGO-03")
    diary = Diary()
    moods = {5: (3, 5), 6: (2, 4), 8: (4, 6)}
    for day, (before, after) in moods.items():
        diary.on(walk, day, Outcome.DONE, answers={"mood_before": before, "mood_after": after})
    diary.on(walk, 9, Outcome.NOT_DONE, reasons=(Reason.NO_OPPORTUNITY,))
    diary.on(
        walk,
        10,
        Outcome.CHANGED,
        instead="Einkaufszentrum statt Regen" if german else "the arcade, as it rained",
        insight="Gut wurde es, als ich schon draußen war."
        if german
        else "It felt good once I was already outside.",
        answers={"mood_before": 3, "mood_after": 5},
    )
    diary.on(thought, 6, Outcome.DONE)
    diary.on(thought, 9, Outcome.PARTLY, reasons=(Reason.UNCLEAR,))
    diary.on(thought, 11, Outcome.NO_ANSWER)
    diary.on(
        bus,
        7,
        Outcome.PARTLY,
        reasons=(Reason.FEAR,),
        hard="Ich bin nach einer Station raus. Ich war sicher, ich kippe um."
        if german
        else "I got off after one stop. I was sure I'd faint.",
        answers={
            "feared_outcome": "Ich kippe um" if german else "I'll faint",
            "likelihood_before": 80,
            "likelihood_after": 40,
            "suds_before": 70,
            "suds_peak": 85,
            "suds_after": 60,
            "happened": "no",
        },
    )
    diary.on(bus, 10, Outcome.NOT_DONE, reasons=(Reason.FEAR,))
    exercises = (walk, thought, bus)
    entries = sorted(diary.entries, key=lambda entry: entry.occurrence.planned_at)
    return Material(
        code="P-7",
        zone=ZONE,
        since=SINCE,
        until=UNTIL,
        appointment=APPOINTMENT,
        assignments=exercises,
        entries=tuple(entries),
        ladders=tuple(ladder(each) for each in exercises),
    )
