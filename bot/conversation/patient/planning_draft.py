"""From the answers of the planning form to the plan that they make. Everything not asked stays as it was proposed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from bot.conversation.fields import Answers
from bot.conversation.turn import Turn
from scheduler.recurrence import next_occurrence
from scheduler.schedule import Pattern, Schedule
from storage import assignments
from storage.records import Assignment, Hurdle, Plan

AGREEING, CHANGING, LATER = "agree", "change", "later"
"""What the form is for: to say yes to a proposal, to change it before, or to change what was agreed earlier."""

SAME: Final = "@same"
"""The tapped answer "as suggested"."""

WEEKLY: Final = frozenset({Pattern.DAILY, Pattern.WEEKDAYS, Pattern.CHOSEN_DAYS, Pattern.TIMES_PER_WEEK})
"""The patterns whose days of the week can be chosen."""

_WEEK: Final = 7
_MOST_HURDLES: Final = 3


async def assignment_of(turn: Turn, answers: Answers) -> Assignment:
    """Return the assignment that a form is about. Raises LookupError."""
    found = await assignments.get(turn.tx, answers["_id"])
    if found is None or found.patient_id != turn.who.id:
        raise LookupError("The form is about no assignment of this person.")
    return found


def today(turn: Turn) -> date:
    """Return the date on the wall clock of the person we talk with."""
    return turn.now.astimezone(ZoneInfo(turn.who.zone)).date()


def drafted(turn: Turn, assignment: Assignment, answers: Answers) -> Plan:
    """Return the plan as it would be agreed now."""
    before = assignment.plan
    schedule = drafted_schedule(turn, assignment, answers)
    place = answers.get("place", SAME)
    situation = answers.get("situation", SAME)
    return replace(
        before,
        schedule=schedule.to_json(),
        situation=before.situation if situation == SAME else situation,
        place=before.place if place == SAME else place,
        hurdles=_hurdles(before, answers),
        confidence=_given(answers, "confidence", before.confidence),
        expected_difficulty=_given(answers, "expected", before.expected_difficulty),
        teach_back=_given(answers, "teach_back", before.teach_back),
        coping=_given(answers, "coping", before.coping),
    )


def drafted_schedule(turn: Turn, assignment: Assignment, answers: Answers) -> Schedule:
    """Return the schedule as it would be agreed now; one that has run out begins anew, as long as it was."""
    schedule = Schedule.from_json(assignment.plan.schedule)
    if answers.get("date"):
        schedule = replace(schedule, starts=date.fromisoformat(answers["date"]))
    days = answers.get("fewer") or answers.get("days")
    if days and schedule.pattern in WEEKLY:
        schedule = on_days(schedule, frozenset(days))
    if answers.get("time"):
        schedule = replace(schedule, times=read_times(answers["time"]))
    return _begun_anew(schedule, today(turn), ZoneInfo(turn.who.zone), turn.now)


def on_days(schedule: Schedule, days: frozenset[int]) -> Schedule:
    """Return the same schedule on these days of the week (0 = Monday)."""
    if len(days) == _WEEK:
        return replace(schedule, pattern=Pattern.DAILY, days=frozenset(), per_week=0)
    if schedule.pattern is Pattern.TIMES_PER_WEEK and schedule.per_week == len(days):
        return replace(schedule, days=days)
    return replace(schedule, pattern=Pattern.CHOSEN_DAYS, days=days, per_week=0)


def read_times(answer: str) -> tuple[time, ...]:
    """Read "09:00, 18:00"."""
    return tuple(sorted({time.fromisoformat(each.strip()) for each in answer.split(",")}))


def _begun_anew(schedule: Schedule, day: date, zone: ZoneInfo, now: datetime) -> Schedule:
    """Move a schedule of which nothing is left to today, or to tomorrow where today's moments are over."""
    if schedule.pattern in {Pattern.ONCE, Pattern.ON_EVENT}:
        return schedule
    moved = schedule
    for start in (day, day + timedelta(days=1)):
        if next_occurrence(moved, zone, now) is not None:
            break
        by = start - schedule.starts
        monthly = schedule.pattern is Pattern.MONTHLY
        moved = replace(
            schedule,
            starts=start,
            ends=schedule.ends + by if schedule.ends else None,
            month_day=schedule.month_day or schedule.starts.day if monthly else None,
        )
    return moved


def hurdle_of(plan: Plan, answer: str) -> Hurdle:
    """Return the hurdle that was answered: one of the suggested ones ("@0"), or own words."""
    for place, hurdle in enumerate(plan.hurdles):
        if answer == f"@{place}":
            return hurdle
    return Hurdle(answer, "")


def _hurdles(plan: Plan, answers: Answers) -> tuple[Hurdle, ...]:
    """Put what the person named first; what the therapist suggested stays behind it."""
    if not answers.get("hurdle"):
        return plan.hurdles
    named = hurdle_of(plan, answers["hurdle"])
    counter = answers.get("counter", SAME)
    if counter != SAME:
        named = replace(named, counter=counter or "")
    others = [each for each in plan.hurdles if each.hurdle != named.hurdle]
    return (named, *others)[:_MOST_HURDLES]


def _given(answers: Answers, name: str, before: Any) -> Any:
    """Return an answer that was given; what was skipped or never asked stays as it was."""
    return before if answers.get(name) is None else answers[name]
