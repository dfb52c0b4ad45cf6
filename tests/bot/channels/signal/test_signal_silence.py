"""A daemon that lives and answers nothing: an outage uses up no message but those that were on their way."""

from __future__ import annotations

import asyncio

import pytest

from bot.channels.base import Rendered
from bot.channels.signal import SignalChannel
from bot.channels.signal_errors import SILENT_SECONDS
from bot.channels.signal_rpc import SignalRpc
from bot.channels.signal_silence import PROBE_SECONDS, Silence
from bot.deliver import receipt
from bot.sending import SendError
from scheduler.dispatch import STOP_SECONDS
from scheduler.receipts import Later, Uncertain
from tests.bot.channels.signal.scripted import SAM, Daemon, hangs_up, refused, says_nothing, scripted


async def fails(channel: SignalChannel) -> SendError:
    with pytest.raises(SendError) as caught:
        await channel.send(SAM, Rendered("x"))
    return caught.value


@pytest.fixture
async def silent(channel: SignalChannel, daemon: Daemon) -> SignalChannel:
    """A channel whose last message was not answered."""
    daemon.answers["send"].append(says_nothing)
    assert receipt(await fails(channel)) == Uncertain(rests=SILENT_SECONDS)
    daemon.calls.clear()
    return channel


async def test_after_a_silence_nothing_is_sent_before_a_sign_of_life(
    silent: SignalChannel, daemon: Daemon
) -> None:
    daemon.answers["version"] += [says_nothing, says_nothing]
    for _ in range(2):
        assert receipt(await fails(silent)) == Later(SILENT_SECONDS, whole_channel=True)
    assert daemon.asked("send") == []
    assert await silent.send(SAM, Rendered("x"))
    assert [name for name, _ in daemon.calls] == ["version", "version", "version", "send"]


async def test_when_a_message_was_answered_no_further_sign_is_asked_for(
    silent: SignalChannel, daemon: Daemon
) -> None:
    daemon.answers["send"].append(scripted("NETWORK"))
    assert (await fails(silent)).fault == "network"
    await silent.send(SAM, Rendered("x"))
    assert [name for name, _ in daemon.calls] == ["version", "send", "send"]


async def test_a_daemon_that_lives_and_sends_nothing_is_given_one_message_at_a_time(
    silent: SignalChannel, daemon: Daemon
) -> None:
    daemon.answers["send"].append(says_nothing)
    faults = [receipt(each) for each in await asyncio.gather(*(fails(silent) for _ in range(5)))]
    assert faults == [Uncertain(rests=SILENT_SECONDS), *[Later(SILENT_SECONDS, whole_channel=True)] * 4]
    assert len(daemon.asked("send")) == 1


async def test_a_daemon_that_dies_over_the_sign_of_life_leaves_the_message_unsent(
    silent: SignalChannel, daemon: Daemon
) -> None:
    daemon.answers["version"].append(hangs_up)
    assert receipt(await fails(silent)) == Later(SILENT_SECONDS, whole_channel=True)
    assert daemon.asked("send") == []


async def test_a_refusal_is_a_sign_of_life_too(silent: SignalChannel, daemon: Daemon) -> None:
    daemon.answers["version"].append(refused(-32601, "Method not implemented"))
    assert await silent.send(SAM, Rendered("x"))


async def test_a_sign_of_life_is_not_waited_for_longer_than_a_stop_waits(daemon: Daemon) -> None:
    assert PROBE_SECONDS < STOP_SECONDS
    rpc = SignalRpc(daemon.socket)
    silence = Silence(rpc, probe_seconds=0.02)
    with pytest.raises(SendError):
        async with silence.minded():
            raise SendError("no_answer", uncertain=True)
    daemon.answers["version"].append(says_nothing)
    with pytest.raises(SendError) as caught:
        async with silence.minded():
            pytest.fail("nothing must be sent")
    assert (caught.value.fault, caught.value.uncertain) == ("no_answer", False)
    await rpc.close()
