from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from bot.playground.signal import SignalDaemon, SignalFault, SignalPhone
from tests.bot.playground.signal.caller import Caller, calling

RECORDED = {
    "UNREGISTERED": SignalFault.UNREGISTERED,
    "IDENTITY": SignalFault.IDENTITY,
    "RATELIMIT": SignalFault.RATE_LIMIT,
    "NETWORK": SignalFault.NETWORK,
    "PREKEY": SignalFault.PRE_KEY,
    "IOEXC": SignalFault.IO_EXCEPTION,
    "UNREGEXC": SignalFault.UNREGISTERED_EXCEPTION,
}


@pytest.mark.parametrize("scripted", RECORDED)
async def test_each_fault_fails_once_as_it_was_recorded(
    bot: Caller, anna: SignalPhone, daemon: SignalDaemon, recordings: Path, scripted: str
) -> None:
    calls = json.loads((recordings / "rpc-0.13.19.json").read_text())["calls"]
    error = next(call["response"]["error"] for call in calls if call["scripted"] == scripted)
    daemon.faults.next(kind=RECORDED[scripted], to=anna)
    got = await bot.fails("send", recipient=[anna.uuid], message="x")
    assert _nameless(got, anna.uuid) == _nameless(error, "22222222-2222-4222-8222-222222222222")
    await bot.asks("send", recipient=[anna.uuid], message="y")
    assert [message.text for message in anna.messages if message.from_bot] == ["y"]
    assert daemon.violations == []


def _nameless(error: dict[str, Any], uuid: str) -> dict[str, Any]:
    """An error without the account and the moment."""
    text = json.loads(json.dumps(error).replace(uuid, "UUID"))
    if text["data"]:
        del text["data"]["response"]["timestamp"]
    found: dict[str, Any] = text
    return found


@pytest.mark.parametrize(
    ("kind", "code"), [("rate_limit_exception", -32603), ("io_error", -3), ("refused", -1)]
)
async def test_faults_that_were_only_read_about_are_there_too(
    bot: Caller, anna: SignalPhone, daemon: SignalDaemon, kind: str, code: int
) -> None:
    daemon.faults.next(kind=kind)
    assert (await bot.fails("send", recipient=[anna.uuid], message="x"))["code"] == code


async def test_a_rate_limit_may_say_how_long(bot: Caller, anna: SignalPhone, daemon: SignalDaemon) -> None:
    daemon.faults.next(kind="rate_limit", retry_after=90)
    error = await bot.fails("send", recipient=[anna.uuid], message="x")
    assert error["data"]["response"]["results"][0]["retryAfterSeconds"] == 90


@pytest.mark.parametrize(("kind", "delivered"), [("lost_before", 0), ("lost_after", 1)])
async def test_a_lost_connection_leaves_open_whether_it_was_sent(
    bot: Caller, anna: SignalPhone, daemon: SignalDaemon, kind: str, delivered: int
) -> None:
    daemon.faults.next(kind=kind, to=anna)
    with pytest.raises(ConnectionResetError):
        await bot.asks("send", recipient=[anna.uuid], message="x")
    assert len(anna.messages) == 1 + delivered
    async with calling(daemon.socket) as again:
        await again.asks("send", recipient=[anna.uuid], message="x")


async def test_an_answer_may_never_come(bot: Caller, anna: SignalPhone, daemon: SignalDaemon) -> None:
    daemon.faults.next(kind="silent_after")
    line = {"jsonrpc": "2.0", "id": "lost", "method": "send"}
    await bot.says(json.dumps({**line, "params": {"recipient": [anna.uuid], "message": "x"}}))
    await asyncio.wait_for(daemon.until(lambda: anna.last.text == "x"), 5)
    assert await bot.asks("version") == {"version": "0.14.6"}


async def test_a_fault_befalls_only_its_person_and_method(
    bot: Caller, anna: SignalPhone, daemon: SignalDaemon
) -> None:
    ben = daemon.phone("Ben")
    ben.types("hello")
    daemon.faults.next("send", kind="network", to=anna, times=2)
    await bot.asks("send", recipient=[ben.uuid], message="x")
    await bot.asks("sendTyping", recipient=[anna.uuid])
    for _ in range(2):
        await bot.fails("send", recipient=[anna.uuid], message="x")
    await bot.asks("send", recipient=[anna.uuid], message="x")


async def test_a_fault_may_befall_anything_until_it_is_withdrawn(bot: Caller, daemon: SignalDaemon) -> None:
    daemon.faults.next(None, kind="io_error", times=100)
    await bot.fails("version")
    daemon.faults.clear()
    await bot.asks("version")


def test_every_fault_has_a_meaning() -> None:
    assert {kind for kind in SignalFault if kind.delivers} == {
        SignalFault.LOST_AFTER,
        SignalFault.SILENT_AFTER,
    }
    assert {kind for kind in SignalFault if kind.loses} == {SignalFault.LOST_BEFORE, SignalFault.LOST_AFTER}
    assert sum(not kind.answers for kind in SignalFault) == 4


@pytest.mark.parametrize("release", [(0, 13, 19), (0, 14, 6)])
async def test_nothing_goes_out_until_the_captcha_is_solved(release: tuple[int, ...]) -> None:
    async with SignalDaemon(release=release) as daemon, calling(daemon.socket) as bot:
        anna, ben = daemon.phone("Anna"), daemon.phone("Ben")
        anna.types("hello")
        ben.types("hello")
        daemon.demands_captcha("the-token", retry_after=3600)
        for phone in (anna, ben):
            error = await bot.fails("send", recipient=[phone.uuid], message="x")
            result = error["data"]["response"]["results"][0]
            assert (error["code"], result["type"]) == (-5, "RATE_LIMIT_FAILURE")
            assert (result["token"], result["retryAfterSeconds"]) == ("the-token", 3600)
        wrong = await bot.fails(
            "submitRateLimitChallenge", challenge="the-token", captcha="signalcaptcha://x"
        )
        assert wrong["code"] == (-6 if release >= (0, 14, 3) else -1)
        assert wrong["message"].startswith("Captcha rejected")
        await bot.asks("submitRateLimitChallenge", challenge="the-token", captcha="signalcaptcha://solved")
        await bot.asks("send", recipient=[ben.uuid], message="x")
        assert daemon.violations == []
