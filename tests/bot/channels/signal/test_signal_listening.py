"""Hearing through the daemon: nothing that it has handed over is lost, and nothing counts twice."""

from __future__ import annotations

import asyncio
import base64
from contextlib import suppress
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.channels.signal import SignalChannel
from bot.channels.signal_rpc import RpcError
from bot.channels.signal_wire import LONGEST_LINE
from bot.conversation.file_kinds import LARGEST
from bot.messages import Attached
from bot.sending import SendError
from scheduler.clock import HandClock
from tests.bot.channels.signal.conftest import Store, new_channel
from tests.bot.channels.signal.scripted import (
    ACCOUNT,
    ENVELOPES,
    SAM,
    Daemon,
    envelope,
    hangs_up,
    line,
    refused,
    says_nothing,
    text,
)

KIM = "33333333-3333-4333-8333-333333333333"


async def stopped(task: asyncio.Task[None]) -> None:
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def test_opening_tells_our_account(channel: SignalChannel, daemon: Daemon) -> None:
    assert await channel.open() == ACCOUNT


async def test_an_account_that_the_daemon_does_not_know_may_be_there_later(
    channel: SignalChannel, daemon: Daemon
) -> None:
    daemon.answers["listAccounts"].append({"result": []})
    with pytest.raises(SendError) as caught:
        await channel.open()
    assert (caught.value.fault, caught.value.permanent) == ("no_account", False)


async def test_a_daemon_for_one_account_has_no_list_of_accounts(
    channel: SignalChannel, daemon: Daemon
) -> None:
    daemon.answers["listAccounts"].append(refused(-32601, "Method not implemented"))
    assert await channel.open() == ACCOUNT


async def test_a_daemon_that_is_away_is_no_reason_to_give_up(channel: SignalChannel, daemon: Daemon) -> None:
    await daemon.stop()
    with pytest.raises(SendError) as caught:
        await channel.open()
    assert (caught.value.fault, caught.value.permanent) == ("unreachable", False)


async def test_what_waits_at_signal_comes_when_we_subscribe_and_not_before(
    channel: SignalChannel, daemon: Daemon, store: Store
) -> None:
    daemon.says(text("one", 1), text("two", 2))
    await channel.open()
    assert daemon.at_signal
    assert await channel.listen_once(store, 0) == 2
    assert store.texts == ["one", "two"]
    assert daemon.asked("subscribeReceive") == [{"account": ACCOUNT}]


async def test_what_comes_later_is_heard_too_and_nothing_is_nothing(
    channel: SignalChannel, daemon: Daemon, store: Store
) -> None:
    assert await channel.listen_once(store, 0) == 0
    daemon.says(text("one", 1))
    assert await channel.listen_once(store, 0) == 1
    assert await channel.listen_once(store, 0) == 0
    waiting = asyncio.create_task(channel.listen_once(store, 5))
    await asyncio.sleep(0)
    daemon.says(text("two", 2), text("three", 3))
    assert await waiting >= 1
    await channel.listen_once(store, 0)
    assert store.texts == ["one", "two", "three"]
    assert len(daemon.asked("subscribeReceive")) == 1


async def test_every_recorded_envelope_comes_through(
    channel: SignalChannel, daemon: Daemon, store: Store
) -> None:
    names = [name for name in ENVELOPES if not name.startswith("long text")]
    for number, name in enumerate(names):
        made = envelope(name)
        made["envelope"]["timestamp"] = number
        daemon.says(made)
    count = await channel.listen_once(store, 0)
    assert count == len(store.heard) == 14


async def test_the_same_envelope_twice_is_kept_once(
    channel: SignalChannel, daemon: Daemon, store: Store
) -> None:
    daemon.says(text("one", 1), text("one", 1), text("one", 2))
    await channel.listen_once(store, 0)
    daemon.says(text("one", 2))
    await channel.listen_once(store, 0)
    assert store.texts == ["one", "one"]


async def test_a_line_of_two_hundred_thousand_characters_is_heard(
    channel: SignalChannel, daemon: Daemon, store: Store
) -> None:
    daemon.says(text("ä" * 200_000, 1), text("after it", 2))
    await channel.listen_once(store, 0)
    assert [len(each) for each in store.texts] == [200_000, 8]


async def test_more_than_we_read_at_once_comes_in_parts(
    channel: SignalChannel, daemon: Daemon, store: Store
) -> None:
    daemon.says(*(text(f"{number}", number) for number in range(350)))
    while await channel.listen_once(store, 0):
        pass
    assert store.texts == [f"{number}" for number in range(350)]


async def test_what_was_not_kept_is_kept_later_and_nothing_more_is_read_meanwhile(
    channel: SignalChannel, daemon: Daemon, store: Store
) -> None:
    daemon.says(text("one", 1))
    store.failures = 2
    for _ in range(2):
        with pytest.raises(OSError, match="disk full"):
            await channel.listen_once(store, 0)
    pings = len(daemon.asked("version"))
    assert await channel.listen_once(store, 0) == 1
    assert store.texts == ["one"]
    assert len(daemon.asked("version")) == pings


async def test_what_cannot_be_read_is_kept_and_stops_nothing_behind_it(
    channel: SignalChannel, daemon: Daemon, store: Store
) -> None:
    daemon.says({"envelope": {"dataMessage": "poison"}}, "poison", text("after it", 2))
    assert await channel.listen_once(store, 0) == 3
    assert len(store.updates) == 3


async def test_read_receipts_are_sent_after_keeping_one_for_each_person(
    channel: SignalChannel, daemon: Daemon, store: Store
) -> None:
    daemon.says(text("one", 1), text("two", 2), text("three", 3, sender=KIM), envelope("reaction"))
    store.failures = 1
    with pytest.raises(OSError, match="disk full"):
        await channel.listen_once(store, 0)
    assert daemon.asked("sendReceipt") == []
    await channel.listen_once(store, 0)
    await daemon.until(lambda: len(daemon.asked("sendReceipt")) == 2)
    receipt = {"account": ACCOUNT, "type": "read"}
    assert daemon.asked("sendReceipt") == [
        receipt | {"recipient": SAM, "targetTimestamp": [1, 2]},
        receipt | {"recipient": KIM, "targetTimestamp": [3]},
    ]


async def test_a_receipt_that_cannot_be_sent_is_no_fault_and_they_do_not_pile_up(
    channel: SignalChannel, daemon: Daemon, store: Store
) -> None:
    daemon.answers["sendReceipt"] += [refused(-5, "x"), hangs_up, *[says_nothing] * 20]
    daemon.says(*(text("x", number, sender=f"{number}") for number in range(20)))
    assert await channel.listen_once(store, 0) == 20
    await channel.close()
    assert len(daemon.asked("sendReceipt")) <= 8


LONG = next(name for name in ENVELOPES if name.startswith("long text"))


async def test_a_text_that_was_cut_is_fetched_before_it_is_kept(
    channel: SignalChannel, daemon: Daemon, store: Store
) -> None:
    whole = "loud neighbours, ä" * 300
    daemon.answers["getAttachment"].append({"result": {"data": base64.b64encode(whole.encode()).decode()}})
    daemon.says(envelope(LONG))
    await channel.listen_once(store, 0)
    assert store.texts == [whole]
    assert daemon.asked("getAttachment") == [{"account": ACCOUNT, "id": "LongId.txt", "recipient": SAM}]


@pytest.mark.parametrize("answer", [refused(-1, "Could not find attachment"), {"result": {}}, hangs_up])
async def test_a_text_whose_rest_is_gone_is_kept_as_far_as_it_came(
    channel: SignalChannel, daemon: Daemon, store: Store, answer: object
) -> None:
    daemon.answers["getAttachment"].append(answer)  # type: ignore[arg-type]
    daemon.says(envelope(LONG))
    with capture_logs() as logs:
        assert await channel.listen_once(store, 0) == 1
    assert store.texts[0].endswith("aaa […]")
    assert "signal.text_cut" in [each["event"] for each in logs]


async def test_a_daemon_that_hangs_up_is_found_again_and_what_it_wrote_before_is_kept(
    channel: SignalChannel, daemon: Daemon, store: Store
) -> None:
    await channel.listen_once(store, 0)
    daemon.says(text("one", 1))
    await daemon.stop()
    with pytest.raises(RpcError):
        await channel.listen_once(store, 0)
    assert store.texts == ["one"]
    await daemon.start()
    daemon.says(text("two", 2))
    assert await channel.listen_once(store, 0) == 1
    assert store.texts == ["one", "two"]


async def test_a_daemon_that_answers_late_is_not_hung_up_on(
    channel: SignalChannel, daemon: Daemon, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.signal_listening.PING_SECONDS", 0.05)
    await channel.listen_once(store, 0)
    daemon.answers["version"].append(says_nothing)
    with pytest.raises(RpcError, match="no_answer"):
        await channel.listen_once(store, 0)
    daemon.says(text("one", 1))
    assert await channel.listen_once(store, 0) == 1
    assert len(daemon.asked("subscribeReceive")) == 1


async def test_a_subscription_that_is_granted_late_counts_and_one_that_is_refused_late_is_asked_for_anew(
    channel: SignalChannel, daemon: Daemon, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.signal_listening.PING_SECONDS", 0.05)
    asked_by: list[tuple[asyncio.StreamWriter, int]] = []

    async def late(_: Daemon, writer: asyncio.StreamWriter, asked: dict[str, Any]) -> None:
        asked_by.append((writer, asked["id"]))

    daemon.answers["subscribeReceive"] += [late, late]
    for answer in (refused(-32602, "Specified account does not exist"), {"result": 7}):
        with pytest.raises(RpcError, match="no_answer"):
            await channel.listen_once(store, 0)
        writer, number = asked_by[-1]
        line(writer, {"jsonrpc": "2.0", "id": number, **answer})
        with suppress(RpcError):
            await channel.listen_once(store, 0)
    assert len(daemon.asked("subscribeReceive")) == 2
    await channel.close()
    assert daemon.asked("unsubscribeReceive") == [{"subscription": 7}]


async def test_running_reads_on_at_once_after_an_answer_that_came_late(
    channel: SignalChannel, daemon: Daemon, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.signal_listening.PING_SECONDS", 0.05)
    monkeypatch.setattr("bot.channels.signal.LISTEN_SECONDS", 0.0)
    channel._first_wait = 1000.0
    daemon.answers["version"] += [says_nothing] * 3
    listening = asyncio.create_task(channel.run(store))
    await daemon.until(lambda: len(daemon.asked("version")) > 3)
    daemon.says(text("one", 1))
    await daemon.until(lambda: store.texts == ["one"])
    await stopped(listening)


async def test_running_waits_out_a_restart_of_the_daemon(
    channel: SignalChannel, daemon: Daemon, store: Store
) -> None:
    listening = asyncio.create_task(channel.run(store))
    daemon.says(text("one", 1))
    await daemon.until(lambda: store.texts == ["one"])
    with capture_logs() as logs:
        await daemon.stop()
        await daemon.until(lambda: "unreachable" in [each.get("fault") for each in logs])
    await daemon.start()
    daemon.says(text("two", 2))
    await daemon.until(lambda: store.texts == ["one", "two"])
    await stopped(listening)


async def test_running_waits_out_a_store_that_fails(
    channel: SignalChannel, daemon: Daemon, store: Store
) -> None:
    store.failures = 3
    daemon.says(text("one", 1))
    listening = asyncio.create_task(channel.run(store))
    await daemon.until(lambda: store.texts == ["one"])
    await stopped(listening)


async def test_running_waits_for_an_account_that_is_not_there_yet(
    channel: SignalChannel, daemon: Daemon, store: Store
) -> None:
    daemon.answers["subscribeReceive"] += [refused(-32602, "Specified account does not exist")] * 2
    daemon.says(text("one", 1))
    with capture_logs() as logs:
        listening = asyncio.create_task(channel.run(store))
        await daemon.until(lambda: store.texts == ["one"])
        await stopped(listening)
    faults = [each["fault"] for each in logs if each["event"] == "channel.not_listening"]
    assert faults == ["no_account", "no_account"]


async def test_stopping_unsubscribes_first_and_keeps_what_came_until_then(
    channel: SignalChannel, daemon: Daemon, store: Store
) -> None:
    listening = asyncio.create_task(channel.run(store))
    await daemon.until(lambda: daemon.subscribers)
    daemon.says(text("one", 1), text("two", 2))
    await stopped(listening)
    daemon.says(text("three", 3))
    assert store.texts == ["one", "two"]
    assert daemon.asked("unsubscribeReceive") == [{"subscription": 0}]
    assert len(daemon.at_signal) == 1


async def test_closing_keeps_what_came_since_it_was_last_listened(
    channel: SignalChannel, daemon: Daemon, store: Store
) -> None:
    await channel.listen_once(store, 0)
    daemon.says(text("one", 1))
    await channel.close()
    assert store.texts == ["one"]
    await daemon.until(lambda: not daemon.connections)


async def test_what_cannot_be_kept_even_at_the_end_is_said(
    channel: SignalChannel, daemon: Daemon, store: Store
) -> None:
    await channel.listen_once(store, 0)
    daemon.says(text("one", 1))
    store.failures = 1
    with capture_logs() as logs:
        await channel.close()
    assert [(each["event"], each["count"]) for each in logs] == [("channel.lost", 1)]


async def test_a_fresh_process_goes_on_where_the_last_one_stopped(
    channel: SignalChannel, daemon: Daemon, store: Store, clock: HandClock
) -> None:
    daemon.says(text("one", 1))
    await channel.listen_once(store, 0)
    await channel.close()
    daemon.says(text("two", 2))
    fresh = new_channel(daemon.socket, clock)
    await fresh.listen_once(store, 0)
    await fresh.close()
    assert store.texts == ["one", "two"]


async def test_who_watches_is_told_each_time_the_daemon_answers(daemon: Daemon, clock: HandClock) -> None:
    times: list[int] = []
    channel = SignalChannel(ACCOUNT, daemon.socket, clock=clock, listened=lambda: times.append(1))
    store = Store(channel)
    await channel.listen_once(store, 0)
    await channel.listen_once(store, 0)
    await daemon.stop()
    with pytest.raises(RpcError):
        await channel.listen_once(store, 0)
    await channel.close()
    assert len(times) == 2


async def test_a_daemon_that_subscribed_us_by_itself_is_heard_too(
    channel: SignalChannel, daemon: Daemon, store: Store
) -> None:
    await channel.listen_once(store, 0)
    for writer in daemon.subscribers.values():
        line(writer, {"jsonrpc": "2.0", "method": "receive", "params": text("bare", 1)})
    await channel.listen_once(store, 0)
    assert store.texts == ["bare"]


@pytest.mark.parametrize(
    ("answer", "permanent", "whole_channel"),
    [
        ({"error": {"code": -1, "message": "Could not find attachment with ID: V1.m4a"}}, True, False),
        ({"error": {"code": -32603, "message": "reading failed (IOException)"}}, False, False),
        ({"error": {"code": -32602, "message": "Specified account does not exist"}}, False, True),
        (hangs_up, False, False),
        ({"result": {"data": "x"}}, True, False),
        ({"result": {}}, True, False),
    ],
)
async def test_each_fault_of_fetching_a_file_says_whether_trying_again_helps(
    channel: SignalChannel,
    daemon: Daemon,
    answer: Any,
    permanent: bool,  # noqa: FBT001 - it is what a fault means
    whole_channel: bool,  # noqa: FBT001 - the same
) -> None:
    daemon.answers["getAttachment"].append(answer)
    with pytest.raises(SendError) as raised:
        await channel.fetch(SAM, Attached("V1.m4a", "audio/aac", 4321))
    assert (raised.value.permanent, raised.value.whole_channel) == (permanent, whole_channel)


@pytest.mark.parametrize("size", [0, -1, LONGEST_LINE])
async def test_a_file_that_may_be_longer_than_a_line_is_not_asked_for(
    channel: SignalChannel, daemon: Daemon, size: int
) -> None:
    with pytest.raises(SendError) as raised:
        await channel.fetch(SAM, Attached("V1.m4a", "audio/aac", size))
    assert (raised.value.permanent, raised.value.whole_channel) == (True, False)
    assert daemon.asked("getAttachment") == []


async def test_the_largest_file_that_is_taken_in_passes_the_wire(
    channel: SignalChannel, daemon: Daemon
) -> None:
    content = bytes(LARGEST)
    daemon.answers["getAttachment"].append({"result": {"data": base64.b64encode(content).decode()}})
    assert await channel.fetch(SAM, Attached("V1.m4a", "audio/aac", LARGEST)) == content
    assert daemon.asked("getAttachment") == [{"account": ACCOUNT, "id": "V1.m4a", "recipient": SAM}]
