from __future__ import annotations

import asyncio
from itertools import pairwise

import pytest

from scheduler.clock import HandClock
from scheduler.pace import CHAT, GENTLE, OVERALL, Budget, Pace
from storage.records import Lane
from tests.jumping import JumpingClock, on_jumping_time
from tests.wires import START

FREE = Budget(1000, 1000)


def test_a_chat_has_a_short_burst_of_new_messages_and_then_one_a_second() -> None:
    assert sent_in_a_row(8, change=False) == [0, 0, 0, 1, 2, 3, 4, 5]


def test_changes_do_not_use_up_the_new_messages_of_a_chat() -> None:
    assert sent_in_a_row(12, change=True) == [0] * 10 + [1, 2]


def test_a_form_of_ten_taps_goes_through_at_a_tap_a_second_without_a_wait() -> None:
    async def form(pace: Pace, clock: JumpingClock) -> float:
        waited = 0.0
        for _ in range(10):
            begun = clock.monotonic()
            await pace.turn("anna", Lane.REPLY)
            waited += clock.monotonic() - begun
            pace.arrived("anna")
            await pace.turn("anna", Lane.REPLY, change=True)
            pace.arrived("anna", change=True)
            await clock.sleep(begun + 1 - clock.monotonic())
        return waited

    assert on_jumping_time(lambda clock: form(Pace(clock, overall=FREE), clock)) == pytest.approx(0)


def test_after_a_silence_the_burst_is_back() -> None:
    async def play(pace: Pace, clock: JumpingClock) -> None:
        await send(pace, 3)
        await clock.sleep(3)
        begun = clock.monotonic()
        await send(pace, 3)
        assert clock.monotonic() == begun
        await send(pace, 1)
        assert clock.monotonic() == pytest.approx(begun + 1)

    on_jumping_time(lambda clock: play(Pace(clock, overall=FREE), clock))


def test_a_message_counts_from_when_it_came_back_so_that_no_slot_comes_too_early() -> None:
    async def play(pace: Pace, clock: JumpingClock) -> None:
        for _ in range(3):
            await pace.turn("anna", Lane.REPLY)
            await clock.sleep(0.3)  # so long it was under way
            pace.arrived("anna")
        await pace.turn("anna", Lane.REPLY)
        assert clock.monotonic() == pytest.approx(0.3 + 1)  # the first one arrived at 0.3 at the latest

    on_jumping_time(lambda clock: play(Pace(clock, overall=FREE), clock))


def test_one_chat_does_not_slow_another() -> None:
    async def play(pace: Pace, clock: JumpingClock) -> None:
        pace.park("anna", 30)
        await pace.turn("ben", Lane.REPLY)
        assert clock.monotonic() == 0

    on_jumping_time(lambda clock: play(Pace(clock), clock))


def test_three_hundred_reminders_delay_no_reply_by_more_than_a_slot() -> None:
    async def play(pace: Pace, clock: JumpingClock) -> None:
        sent: list[float] = []

        async def remind(chat: int) -> None:
            await pace.turn(f"chat {chat}", Lane.REMINDER)
            sent.append(clock.monotonic())

        async with asyncio.TaskGroup() as tasks:
            for chat in range(300):
                tasks.create_task(remind(chat))
            for _ in range(20):
                await clock.sleep(0.25)
                begun = clock.monotonic()
                await pace.turn("anna", Lane.REPLY)
                pace.arrived("anna", change=True)
                assert clock.monotonic() - begun <= 1 / OVERALL.rate
        assert sent[-1] == pytest.approx(319 / OVERALL.rate, abs=0.1)

    on_jumping_time(lambda clock: play(Pace(clock, chat=FREE), clock))


def test_reminders_use_all_that_replies_leave() -> None:
    times = mixed(reminders=200, replies=0)
    assert 200 / (times[-1] - times[0]) >= 28.5


def test_in_any_second_there_are_no_more_than_thirty() -> None:
    times = mixed(reminders=200, replies=200)
    for start in times:
        assert sum(start <= moment < start + 1 for moment in times) <= 30


def test_replies_without_end_do_not_hold_up_a_reminder_for_ever() -> None:
    async def play(pace: Pace, clock: JumpingClock) -> None:
        async def talk() -> None:
            for number in range(500):
                await pace.turn(f"chat {number}", Lane.REPLY)

        talking = asyncio.create_task(talk())
        await clock.sleep(1)
        begun = clock.monotonic()
        await pace.turn("anna", Lane.REMINDER)
        assert 1 <= clock.monotonic() - begun <= 1.2
        await talking

    on_jumping_time(lambda clock: play(Pace(clock), clock))


def test_no_more_reminders_are_asked_for_than_have_their_turn_soon() -> None:
    async def play(pace: Pace, clock: JumpingClock) -> None:
        waiting: list[asyncio.Task[None]] = []
        while pace.room(Lane.REMINDER) > 0:
            waiting.append(asyncio.create_task(pace.turn(f"chat {len(waiting)}", Lane.REMINDER)))
            await asyncio.sleep(0)
        assert len(waiting) in {2, 3}
        await asyncio.gather(*waiting)
        assert pace.room(Lane.REMINDER) > 0
        assert clock.monotonic() < 0.15

    on_jumping_time(lambda clock: play(Pace(clock), clock))


def test_a_slot_that_is_taken_a_little_late_does_not_move_the_next_ones() -> None:
    async def play(pace: Pace, clock: JumpingClock) -> None:
        for number in range(290):
            await pace.turn(f"chat {number}", Lane.REMINDER)
            await clock.sleep(0.004 if number % 2 else 0.05)  # the machine has other things to do
        assert 28.5 <= 289 / clock.monotonic() <= 29

    on_jumping_time(lambda clock: play(Pace(clock), clock))


def test_after_a_silence_reminders_have_no_burst() -> None:
    async def play(pace: Pace, clock: JumpingClock) -> None:
        await pace.turn("anna", Lane.REMINDER)
        await clock.sleep(5)
        for chat in ("ben", "cem", "dora"):
            await pace.turn(chat, Lane.REMINDER)
        assert clock.monotonic() == pytest.approx(5 + 2 / OVERALL.rate)

    on_jumping_time(lambda clock: play(Pace(clock), clock))


@pytest.mark.parametrize("workers", [2, 4])
def test_several_workers_have_equal_parts_of_the_rate(workers: int) -> None:
    async def play(clock: JumpingClock) -> None:
        paces = [Pace(clock) for _ in range(workers)]
        times: list[float] = []

        async def work(pace: Pace) -> None:
            pace.share(workers)
            for number in range(200 // workers):
                await pace.turn(f"chat {number}", Lane.REMINDER)
                times.append(clock.monotonic())

        await asyncio.gather(*map(work, paces))
        assert 28 <= 200 / (times[-1] - times[0] + workers / OVERALL.rate) <= 29

    on_jumping_time(play)


def test_what_is_paid_for_has_slots_of_its_own() -> None:
    async def play(pace: Pace, clock: JumpingClock) -> None:
        for number in range(901):
            await pace.turn(f"chat {number}", Lane.REMINDER, paid=True)
        assert clock.monotonic() == pytest.approx(1)
        await pace.turn("anna", Lane.REMINDER)
        assert clock.monotonic() == pytest.approx(1)

    on_jumping_time(lambda clock: play(Pace(clock), clock))


def test_a_parked_chat_waits_and_has_no_burst_after_it() -> None:
    async def play(pace: Pace, clock: JumpingClock) -> None:
        pace.park("anna", 30)
        pace.park("anna", 5)  # a shorter one does not end a longer one
        await send(pace, 3)
        assert clock.monotonic() == pytest.approx(32)

    on_jumping_time(lambda clock: play(Pace(clock), clock))


def test_when_several_chats_are_flooded_at_once_all_wait() -> None:
    async def play(pace: Pace, clock: JumpingClock) -> None:
        for chat in ("anna", "ben", "cem"):
            pace.park(chat, 5)
        await pace.turn("dora", Lane.REPLY)
        assert clock.monotonic() == pytest.approx(5)

    on_jumping_time(lambda clock: play(Pace(clock), clock))


def test_the_same_chat_flooded_again_and_again_holds_up_nobody_else() -> None:
    async def play(pace: Pace, clock: JumpingClock) -> None:
        for _ in range(5):
            pace.park("anna", 5)
        await pace.turn("dora", Lane.REPLY)
        assert clock.monotonic() == 0

    on_jumping_time(lambda clock: play(Pace(clock), clock))


def test_what_others_sent_to_a_chat_counts_as_if_we_had() -> None:
    async def play(pace: Pace, clock: JumpingClock) -> None:
        pace.known("anna", [(0.5, False), (0.5, True), (0.5, False), (0.5, False)])
        await pace.turn("anna", Lane.REPLY, change=True)
        assert clock.monotonic() == 0
        await pace.turn("anna", Lane.REPLY)
        assert clock.monotonic() == pytest.approx(0.5)

    on_jumping_time(lambda clock: play(Pace(clock), clock))


def test_chats_at_rest_are_forgotten_and_busy_ones_are_not() -> None:
    clock = HandClock(START)
    pace = Pace(clock)
    for number in range(2000):
        pace.arrived(f"chat {number}")
    clock.forward(seconds=CHAT.burst / CHAT.rate)
    pace.park("busy", 60)
    pace.arrived("anna")
    assert set(pace._chats) == {"busy", "anna"}


def sent_in_a_row(number: int, *, change: bool) -> list[float]:
    """Send so many messages to a chat, as fast as it goes; return the seconds at which they went."""

    async def play(pace: Pace, clock: JumpingClock) -> list[float]:
        times = []
        for _ in range(number):
            await send(pace, 1, change=change)
            times.append(round(clock.monotonic(), 6))
        return times

    return on_jumping_time(lambda clock: play(Pace(clock, overall=FREE), clock))


async def send(pace: Pace, number: int, *, change: bool = False) -> None:
    for _ in range(number):
        await pace.turn("anna", Lane.REPLY, change=change)
        pace.arrived("anna", change=change)


def mixed(*, reminders: int, replies: int) -> list[float]:
    """Let so many of each wait at once; return when each went."""

    async def play(pace: Pace, clock: JumpingClock) -> list[float]:
        times: list[float] = []

        async def one(chat: str, lane: Lane) -> None:
            await pace.turn(chat, lane)
            times.append(clock.monotonic())

        async with asyncio.TaskGroup() as tasks:
            for lane, number in ((Lane.REMINDER, reminders), (Lane.REPLY, replies)):
                for each in range(number):
                    tasks.create_task(one(f"{lane} {each}", lane))
        return sorted(times)

    return on_jumping_time(lambda clock: play(Pace(clock), clock))


def test_of_several_workers_each_claims_only_what_it_can_send_soon() -> None:
    async def play(pace: Pace, clock: JumpingClock) -> None:
        pace.share(4)
        await pace.turn("anna", Lane.REPLY)
        assert (pace.room(Lane.REPLY), pace.room(Lane.REMINDER)) == (1, 0)
        await pace.turn("ben", Lane.REPLY)
        assert (pace.room(Lane.REPLY), pace.room(Lane.REMINDER)) == (0, 0)
        while (pause := pace.pause()) is not None:
            await clock.sleep(pause + 0.001)
        assert (pace.room(Lane.REPLY), pace.room(Lane.REMINDER)) == (2, 1)
        assert clock.monotonic() < 0.3

    on_jumping_time(lambda clock: play(Pace(clock), clock))


def test_a_gentle_pace_keeps_a_second_and_some_luck_between_two_reminders() -> None:
    async def play(clock: JumpingClock) -> list[float]:
        luck = iter([0.0, 0.5, 1.0] * 20)
        pace, times = Pace(clock, overall=GENTLE, luck=lambda: next(luck)), []
        for number in range(7):
            await pace.turn(f"chat {number}", Lane.REMINDER)
            times.append(clock.monotonic())
        return times

    times = on_jumping_time(play)
    assert [round(later - earlier, 6) for earlier, later in pairwise(times)] == [1, 1.25, 1.5, 1, 1.25, 1.5]


def test_a_gentle_pace_lets_three_replies_go_at_once_and_then_one_a_second() -> None:
    async def play(clock: JumpingClock) -> list[float]:
        pace, times = Pace(clock, overall=GENTLE, luck=lambda: 0.0), []
        for number in range(5):
            await pace.turn(f"chat {number}", Lane.REPLY)
            times.append(round(clock.monotonic(), 6))
        return times

    assert on_jumping_time(play) == [0, 0, 0, 1, 2]
