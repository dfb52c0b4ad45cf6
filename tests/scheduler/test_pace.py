from __future__ import annotations

import pytest

from scheduler.pace import CHAT, LANES, Budget, Pace
from storage.records import Lane

FREE = dict.fromkeys(Lane, Budget(1000, 1000))


class Stopwatch:
    """Seconds, moved by hand."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def watch() -> Stopwatch:
    return Stopwatch()


def test_a_chat_has_a_short_burst_and_then_one_a_second(watch: Stopwatch) -> None:
    pace = Pace(watch, lanes=FREE)
    assert [pace.reserve("anna", Lane.REPLY) for _ in range(8)] == [0, 0, 0, 0, 0, 1, 2, 3]


def test_after_a_silence_the_burst_is_back(watch: Stopwatch) -> None:
    pace = Pace(watch, lanes=FREE)
    for _ in range(5):
        pace.reserve("anna", Lane.REPLY)
    watch.seconds += 5
    assert [pace.reserve("anna", Lane.REPLY) for _ in range(6)] == [0, 0, 0, 0, 0, 1]


def test_one_chat_does_not_slow_another(watch: Stopwatch) -> None:
    pace = Pace(watch, lanes=FREE)
    for _ in range(10):
        pace.reserve("anna", Lane.REPLY)
    assert pace.reserve("ben", Lane.REPLY) == 0


def test_three_hundred_reminders_do_not_delay_a_reply(watch: Stopwatch) -> None:
    pace = Pace(watch)
    waits = [pace.reserve(f"chat {number}", Lane.REMINDER) for number in range(300)]
    assert waits[-1] > 20
    assert pace.reserve("anna", Lane.REPLY) == 0


def test_in_any_second_both_lanes_together_stay_within_twenty_eight(watch: Stopwatch) -> None:
    pace = Pace(watch)
    sent = sorted(pace.reserve(f"{lane} {number}", lane) for lane in Lane for number in range(200))
    for start in sent:
        assert sum(start <= moment < start + 1 for moment in sent) <= 28


def test_the_budgets_say_twenty_eight() -> None:
    assert sum(budget.rate + budget.burst for budget in LANES.values()) <= 28


def test_a_parked_chat_waits_and_has_no_burst_after_it(watch: Stopwatch) -> None:
    pace = Pace(watch, lanes=FREE)
    pace.park("anna", 30)
    assert [pace.reserve("anna", Lane.REPLY) for _ in range(3)] == [30, 31, 32]
    assert pace.reserve("ben", Lane.REPLY) == 0


def test_a_shorter_park_does_not_end_a_longer_one(watch: Stopwatch) -> None:
    pace = Pace(watch, lanes=FREE)
    pace.park("anna", 30)
    pace.park("anna", 5)
    assert pace.reserve("anna", Lane.REPLY) == 30


def test_chats_at_rest_are_forgotten_and_busy_ones_are_not(watch: Stopwatch) -> None:
    pace = Pace(watch, lanes=FREE)
    for number in range(2000):
        pace.reserve(f"chat {number}", Lane.REPLY)
    watch.seconds += CHAT.burst / CHAT.rate
    pace.park("busy", 60)
    pace.reserve("anna", Lane.REPLY)
    assert len(pace._chats) == 2
    assert pace.reserve("busy", Lane.REPLY) == 60
