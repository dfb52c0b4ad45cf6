"""What counts as failing: not one lost answer, not a refusal, not a defect of ours; three lost answers in a row do."""

from __future__ import annotations

import pytest
from prometheus_client import generate_latest

from bot.operations.meters import Meters
from bot.operations.vitals import ChannelSigns, Signs, Vitals
from scheduler.clock import HandClock
from scheduler.observe import Observer, Silent
from scheduler.receipts import GivenUp, Later, Receipt, Sent, Uncertain
from storage.records import Lane
from tests.wires import START

LOST: list[Receipt] = [Later(), Uncertain()]
ANSWERED: list[Receipt] = [
    Sent("1"),
    Later(3, whole_chat=True),
    GivenUp("refused"),
    GivenUp("blocked", blocked=True),
]


@pytest.fixture
def clock() -> HandClock:
    return HandClock(START)


@pytest.fixture
def vitals(clock: HandClock) -> Vitals:
    return Vitals(clock.monotonic, Meters("sqlite"), ["telegram"])


def counted(vitals: Vitals) -> str:
    return generate_latest(vitals.meters.registry).decode()


def telegram(vitals: Vitals) -> ChannelSigns:
    return vitals.signs().channels["telegram"]


@pytest.mark.parametrize("lost", LOST)
def test_a_channel_fails_when_three_answers_in_a_row_are_lost(
    vitals: Vitals, clock: HandClock, lost: Receipt
) -> None:
    for _ in range(2):
        vitals.sent("telegram", Lane.REPLY, lost, 1.0)
        clock.forward(seconds=30)
    assert telegram(vitals) == ChannelSigns(None, "ok", 0)
    vitals.sent("telegram", Lane.REPLY, lost, 1.0)
    assert telegram(vitals).state in {"later", "uncertain"}
    assert telegram(vitals).failing == 60


@pytest.mark.parametrize("answered", ANSWERED)
def test_every_answer_shows_that_the_channel_is_there(vitals: Vitals, answered: Receipt) -> None:
    for receipt in (Later(), Later(), Later(), answered):
        vitals.sent("telegram", Lane.REPLY, receipt, 1.0)
    assert telegram(vitals).state == "ok"


def test_a_channel_that_takes_nothing_for_anybody_fails_at_once_and_the_other_does_not(
    clock: HandClock,
) -> None:
    vitals = Vitals(clock.monotonic, Meters("sqlite"), ["telegram", "signal"])
    vitals.sent("signal", Lane.REPLY, Later(60, whole_channel=True), 0.1)
    vitals.sent("telegram", Lane.REPLY, Sent("1"), 0.1)
    vitals.listened("telegram")
    clock.forward(seconds=61)
    assert vitals.signs().channels == {
        "telegram": ChannelSigns(poller_age=61),
        "signal": ChannelSigns(None, "paused", 61),
    }


def test_a_defect_of_ours_says_nothing_about_the_channel(vitals: Vitals) -> None:
    for receipt in (Later(), Later(), Later(), GivenUp("no_words")):
        vitals.sent("telegram", Lane.REPLY, receipt, 1.0)
    assert telegram(vitals).state == "later"
    assert 'between_faults_total{fault="no_words",where="deliver"} 1.0' in counted(vitals)
    assert 'between_send_seconds_count{channel="telegram",lane="reply"} 3.0' in counted(vitals)


def test_the_poller_has_an_age_only_while_it_polls(vitals: Vitals, clock: HandClock) -> None:
    assert telegram(vitals).poller_age is None
    vitals.listened("telegram")
    clock.forward(seconds=40)
    assert telegram(vitals).poller_age == 40
    vitals.listened("telegram")
    assert telegram(vitals).poller_age == 0
    vitals.stopped_listening("telegram")
    assert telegram(vitals).poller_age is None


def test_a_database_that_can_be_read_but_not_written_fails_since_the_first_refused_write(
    vitals: Vitals, clock: HandClock
) -> None:
    vitals.wrote("OperationalError")
    clock.forward(seconds=20)
    vitals.wrote("DiskFull")
    vitals.looked(None)
    clock.forward(seconds=5)
    assert vitals.signs() == Signs({"telegram": ChannelSigns()}, "DiskFull", 25)
    vitals.wrote(None)
    assert vitals.signs().database == "ok"


def test_everything_is_counted_by_its_kind(vitals: Vitals) -> None:
    vitals.updates_heard(3)
    vitals.turns_answered(2, 0.004)
    vitals.sent("telegram", Lane.REMINDER, Sent("1"), 0.2)
    vitals.sent("telegram", Lane.REMINDER, Later(3, whole_chat=True), 0.2)
    vitals.fault("step", "KeyError")
    shown = counted(vitals)
    for line in (
        "between_updates_total 3.0",
        "between_turn_seconds_count 2.0",
        'between_messages_total{channel="telegram",lane="reminder",receipt="sent"} 1.0',
        'between_messages_total{channel="telegram",lane="reminder",receipt="flood"} 1.0',
        'between_faults_total{fault="KeyError",where="step"} 1.0',
        'between_faults_total{fault="flood",where="channel"} 1.0',
    ):
        assert line in shown.splitlines()


def test_whoever_observes_is_told_in_the_same_way(vitals: Vitals) -> None:
    observers: list[Observer] = [vitals, Silent()]
    for observer in observers:
        observer.updates_heard(1)
        observer.turns_answered(1, 0.1)
        observer.sent("telegram", Lane.REPLY, Sent(), 0.1)
        observer.wrote(None)
        observer.fault("tick", "KeyError")
    assert "between_updates_total 1.0" in counted(vitals)
