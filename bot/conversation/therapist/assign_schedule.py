"""When: what the answers about a schedule mean, and the schedule that they make. Pure.

The answers: `rhythm` {"pattern", and what it says of the others}, `days` [0 = Monday …], `every`, `per_week`,
`month_day`, `date` (ISO, of a single moment), `length` {"days"} or {"until"} or {"count"}, `time` ["HH:MM" …] or None,
`starts` (ISO, only where it was said).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from bot.conversation.hearing.schedules import HeardSchedule
from bot.library.schema import DefaultSchedule, Exercise, ScheduleKind, Slot
from scheduler.recurrence import next_occurrence
from scheduler.schedule import Pattern, Schedule

Given = Mapping[str, Any]

WEEK: Final = 7
_DAY: Final = timedelta(days=1)

SLOT_TIMES: Final[dict[Slot, str]] = {
    Slot.MORNING: "08:00",
    Slot.MIDDAY: "12:30",
    Slot.AFTERNOON: "15:00",
    Slot.LATE_AFTERNOON: "17:00",
    Slot.EVENING: "19:00",
    Slot.BEDTIME: "21:30",
    Slot.WEEKEND: "10:00",
    Slot.PATIENT_CHOICE: "18:00",
    Slot.WHEN_IT_HAPPENS: "18:00",
}
"""What is proposed where the therapist suggests no time; the patient chooses in any case."""

DETAILS: Final[dict[Pattern, str]] = {
    Pattern.ONCE: "date",
    Pattern.CHOSEN_DAYS: "days",
    Pattern.EVERY_N_DAYS: "every",
    Pattern.TIMES_PER_WEEK: "per_week",
    Pattern.MONTHLY: "month_day",
}
"""Which answer a pattern needs beside itself."""


def pattern_of(answers: Given) -> Pattern | None:
    """Return the pattern that was chosen."""
    rhythm = answers.get("rhythm")
    return Pattern(rhythm["pattern"]) if rhythm else None


def detail(answers: Given, name: str) -> Any:
    """Return what was said of a pattern's detail, with the pattern or after it."""
    return answers.get(name) or (answers.get("rhythm") or {}).get(name)


def suggested_rhythm(schedule: DefaultSchedule) -> dict[str, Any]:
    """Turn a pack's suggestion into an answer; more than once a day means: whenever it comes up."""
    match schedule.type:
        case ScheduleKind.ONCE:
            return {"pattern": Pattern.ONCE}
        case ScheduleKind.MONTHLY:
            return {"pattern": Pattern.MONTHLY}
        case ScheduleKind.TIMES_PER_WEEK | ScheduleKind.WEEKLY if schedule.times < WEEK:
            return {"pattern": Pattern.TIMES_PER_WEEK, "per_week": schedule.times}
        case ScheduleKind.DAILY | ScheduleKind.TIMES_PER_WEEK if schedule.times == WEEK:
            return {"pattern": Pattern.DAILY}
        case _:
            return {"pattern": Pattern.ON_EVENT}


def heard_answers(heard: HeardSchedule) -> dict[str, Any]:
    """Turn what a line says about when into answers; what it leaves open is not among them.

    A time that may be morning or evening is left open; beside a plain one, such as 20:00, it is read as it is written.
    """
    found: dict[str, Any] = {}
    if heard.pattern is not None:
        found["rhythm"] = _rhythm(heard)
    if heard.starts is not None and heard.pattern is not Pattern.ONCE:
        found["starts"] = heard.starts.isoformat()
    if heard.until is not None:
        found["length"] = {"until": heard.until.isoformat()}
    elif heard.duration is not None:
        found["length"] = {"days": heard.duration.days}
    elif heard.count is not None:
        found["length"] = {"count": heard.count}
    if not all(clock.ambiguous for clock in heard.clocks):
        found["time"] = [f"{clock.time:%H:%M}" for clock in heard.clocks]
    elif len(heard.clocks) == 1:
        found["readings"] = [f"{each:%H:%M}" for each in heard.clocks[0].readings]
    return found


def answers_of(schedule: Schedule) -> dict[str, Any]:
    """Turn a schedule back into the answers that make it, for as long again from its new beginning on.

    The day of a single moment is left open.
    """
    rhythm: dict[str, Any] = {"pattern": schedule.pattern}
    if schedule.days:
        rhythm["days"] = sorted(schedule.days)
    if schedule.pattern is Pattern.EVERY_N_DAYS:
        rhythm["every"] = schedule.every
    if schedule.pattern is Pattern.TIMES_PER_WEEK:
        rhythm["per_week"] = schedule.per_week
    if schedule.pattern is Pattern.MONTHLY:
        rhythm["month_day"] = schedule.month_day or schedule.starts.day
    found: dict[str, Any] = {"rhythm": rhythm}
    if schedule.times:
        found["time"] = [f"{each:%H:%M}" for each in schedule.times]
    if schedule.count is not None:
        found["length"] = {"count": schedule.count}
    elif schedule.ends is not None:
        found["length"] = {"days": (schedule.ends - schedule.starts).days + 1}
    return found


def _rhythm(heard: HeardSchedule) -> dict[str, Any]:
    rhythm: dict[str, Any] = {"pattern": heard.pattern}
    if heard.pattern is Pattern.ONCE and heard.starts is not None:
        rhythm["date"] = heard.starts.isoformat()
    if heard.days:
        rhythm["days"] = sorted(heard.days)
    if heard.pattern is Pattern.EVERY_N_DAYS:
        rhythm["every"] = heard.every
    if heard.pattern is Pattern.TIMES_PER_WEEK:
        rhythm["per_week"] = heard.per_week or None
    return rhythm


def proposed_times(answers: Given, exercise: Exercise) -> tuple[time, ...]:
    """Return the suggested times, or the usual one of the exercise's part of the day."""
    said = answers.get("time") or [SLOT_TIMES[exercise.schedule.slot]]
    return tuple(dict.fromkeys(time.fromisoformat(each) for each in said))


def schedule_of(answers: Given, exercise: Exercise, local_now: datetime) -> Schedule:
    """Build the schedule from complete answers; `local_now` is the patient's wall clock.

    It begins today, or tomorrow where all of today's times are past. Raises ValueError where the answers do not fit.
    """
    pattern = pattern_of(answers)
    if pattern is None:
        raise ValueError("A schedule needs a rhythm.")
    times = () if pattern is Pattern.ON_EVENT else proposed_times(answers, exercise)
    if pattern is Pattern.ONCE:
        return Schedule(pattern=pattern, starts=date.fromisoformat(detail(answers, "date")), times=times)
    starts = _starts(answers, times, local_now)
    length = answers["length"]
    ends = date.fromisoformat(length["until"]) if "until" in length else None
    if "days" in length:
        ends = starts + (length["days"] - 1) * _DAY
    return Schedule(
        pattern=pattern,
        starts=starts,
        times=times,
        days=_days(answers, pattern),
        every=detail(answers, "every") if pattern is Pattern.EVERY_N_DAYS else 1,
        per_week=detail(answers, "per_week") if pattern is Pattern.TIMES_PER_WEEK else 0,
        month_day=detail(answers, "month_day") if pattern is Pattern.MONTHLY else None,
        ends=ends,
        count=length.get("count"),
    )


def has_moments(schedule: Schedule, zone: str, now: datetime) -> bool:
    """Whether anything of it lies ahead: a rule may name no day before its end, or only a time that is past."""
    return schedule.pattern is Pattern.ON_EVENT or next_occurrence(schedule, ZoneInfo(zone), now) is not None


def _starts(answers: Given, times: tuple[time, ...], local_now: datetime) -> date:
    today = local_now.date()
    if answers.get("starts"):
        return max(date.fromisoformat(answers["starts"]), today)
    return today + _DAY if times and max(times) <= local_now.time() else today


def _days(answers: Given, pattern: Pattern) -> frozenset[int]:
    if pattern not in {Pattern.CHOSEN_DAYS, Pattern.TIMES_PER_WEEK}:
        return frozenset()
    return frozenset(detail(answers, "days") or ())
