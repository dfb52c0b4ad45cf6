"""Later: a moment comes back when the patient says, and the plan stays as it was."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from scheduler.schedule import Pattern, Schedule
from storage import due, occurrences
from storage.records import DueKind, Outcome
from tests.talk import Talk

SIX = datetime(2026, 3, 2, 17, 0, tzinfo=UTC)  # 18:00 in Berlin


@pytest.mark.parametrize(
    ("label", "after", "answer"),
    [
        ("In 30 minutes", timedelta(minutes=30), "OK, I'll be back at 18:30."),
        ("In 1 hour", timedelta(hours=1), "OK, I'll be back at 19:00."),
        ("This evening", timedelta(hours=1), "OK, I'll be back at 19:00."),
    ],
)
async def test_it_comes_back_when_it_was_asked_to(
    talk: Talk, label: str, after: timedelta, answer: str
) -> None:
    anna = await talk.patient()
    await talk.assigned(anna)
    await talk.moves_to(SIX)
    await anna.taps("Later")
    await anna.taps(label)
    assert anna.last == answer
    await talk.moves_to(SIX + after - timedelta(seconds=1))
    assert len(anna.unasked) == 1
    await talk.moves_to(SIX + after)
    assert anna.unasked[1:] == ["Here I am again, as agreed."]
    await anna.taps("Open")
    assert "One small pleasant activity" in anna.last


async def test_tomorrow_is_the_same_time_on_the_clock_and_one_message_with_the_next_moment(
    talk: Talk,
) -> None:
    anna = await talk.patient(language="de")
    mine = await talk.assigned(anna)
    await talk.moves_to(SIX + timedelta(minutes=7))
    await anna.taps("Später")
    await anna.taps("Morgen, 18:00")
    assert "wieder" in anna.last
    await talk.moves_to(SIX + timedelta(days=1))
    assert len(anna.unasked) == 2
    assert anna.buttons == ["1 öffnen", "2 öffnen"]
    async with talk.read() as tx:
        first, second, *_ = await occurrences.of_assignment(tx, mine)
    assert first.outcome is None
    assert second.local_date == date(2026, 3, 3)


async def test_a_snooze_over_midnight_in_quiet_hours_is_kept_and_survives_a_restart(talk: Talk) -> None:
    anna = await talk.patient()
    rule = Schedule(pattern=Pattern.DAILY, starts=date(2026, 3, 2), times=(time(23, 45),))
    await talk.assigned(anna, schedule=rule)
    late = datetime(2026, 3, 2, 22, 45, tzinfo=UTC)
    await talk.moves_to(late)
    await anna.taps("Later")
    assert "This evening" not in str(anna.buttons)
    await anna.taps("In 30 minutes")
    assert "Tue 3 Mar 00:15" in anna.last
    async with talk.read() as tx:
        assert any(row.kind is DueKind.SNOOZED for row in await due.come(tx, late + timedelta(hours=1), 9))
    await talk.moves_to(late + timedelta(minutes=30))
    assert len(anna.unasked) == 2


async def test_tomorrow_over_the_spring_change_is_the_same_time_on_the_wall(talk: Talk) -> None:
    talk.clock.set(datetime(2026, 3, 28, 8, tzinfo=UTC))
    anna = await talk.patient()
    rule = Schedule(pattern=Pattern.ONCE, starts=date(2026, 3, 28), times=(time(18),))
    await talk.assigned(anna, schedule=rule, follow_up_minutes=0)
    await talk.moves_to(datetime(2026, 3, 28, 17, 5, tzinfo=UTC))
    await anna.taps("Later")
    await anna.taps("Tomorrow, 18:00")
    await talk.moves_to(datetime(2026, 3, 29, 15, 59, tzinfo=UTC))
    assert len(anna.unasked) == 1
    await talk.moves_to(datetime(2026, 3, 29, 16, 0, tzinfo=UTC))
    assert len(anna.unasked) == 2


async def test_the_gentle_question_waits_behind_the_snooze(talk: Talk) -> None:
    anna = await talk.patient()
    rule = Schedule(pattern=Pattern.DAILY, starts=date(2026, 3, 2), times=(time(11),))
    await talk.assigned(anna, schedule=rule)
    await talk.moves_to(datetime(2026, 3, 2, 10, 0, tzinfo=UTC))
    await anna.taps("Later")
    await anna.taps("In 1 hour")
    await talk.moves_to(datetime(2026, 3, 2, 13, 59, tzinfo=UTC))
    assert len(anna.unasked) == 2
    await talk.moves_to(datetime(2026, 3, 2, 14, 0, tzinfo=UTC))
    assert "no pressure" in anna.unasked[2]


async def test_an_answer_in_the_meantime_takes_the_snooze_back(talk: Talk) -> None:
    anna = await talk.patient()
    await talk.assigned(anna)
    await talk.moves_to(SIX)
    await anna.taps("Later")
    await anna.taps("In 1 hour")
    await anna.taps("Open now")
    await anna.taps("Done")
    await talk.moves_to(SIX + timedelta(hours=5))
    assert len(anna.unasked) == 1


async def test_later_after_an_answer_says_so(talk: Talk) -> None:
    anna = await talk.patient()
    await talk.assigned(anna)
    await talk.moves_to(SIX)
    shown, later = anna.find("Later")
    await anna.taps("Open")
    await anna.taps("Done")
    await anna.presses(later, shown.ref)
    assert "answered this one already" in anna.last


async def test_a_doubled_press_comes_back_once(talk: Talk) -> None:
    anna = await talk.patient()
    await talk.assigned(anna)
    await talk.moves_to(SIX)
    await anna.taps("Later")
    shown, data = anna.find("In 30 minutes")
    await anna.presses(data, shown.ref)
    await talk.moves_to(SIX + timedelta(seconds=2))
    said = len(anna.messages)
    await anna.presses(data, shown.ref)
    assert len(anna.messages) == said
    await talk.moves_to(SIX + timedelta(minutes=45))
    assert len(anna.unasked) == 2


async def test_a_moment_that_had_ended_is_open_again(talk: Talk) -> None:
    anna = await talk.patient()
    rule = Schedule(pattern=Pattern.ONCE, starts=date(2026, 3, 2), times=(time(18),))
    mine = await talk.assigned(anna, schedule=rule, follow_up_minutes=0)
    await talk.moves_to(SIX + timedelta(days=1, hours=1))
    await anna.taps("Later")
    await anna.taps("In 1 hour")
    async with talk.read() as tx:
        assert (await occurrences.of_assignment(tx, mine))[0].outcome is None
    await talk.moves_to(SIX + timedelta(days=1, hours=5))
    async with talk.read() as tx:
        assert (await occurrences.of_assignment(tx, mine))[0].outcome is Outcome.NO_ANSWER
