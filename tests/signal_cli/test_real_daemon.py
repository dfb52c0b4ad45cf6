"""The stand-in answers as the real daemon does, as far as that can be seen without an account."""

from __future__ import annotations

import asyncio
import json
import signal
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from bot.channels.signal_rpc import SignalRpc
from bot.doctor_link import link_finding
from bot.finding import Degree
from bot.playground.signal import SignalDaemon
from tests.bot.playground.signal.caller import Caller, calling
from tests.signal_cli.install import VERSION
from tests.signal_cli.running import Process, listens

LINES = [
    '{"jsonrpc":"2.0","id":"1","method":"version"}',
    '{"jsonrpc":"2.0","id":7,"method":"version","params":{}}',
    '{"jsonrpc":"2.0","id":null,"method":"version"}',
    '{"jsonrpc":"2.0","id":1,"method":"version","params":null}',
    '{"jsonrpc":"2.0","id":1,"method":"version","params":[]}',
    '{"jsonrpc":"2.0","id":1,"method":"listAccounts"}',
    '{"jsonrpc":"2.0","id":1,"method":"noSuchMethod"}',
    '{"jsonrpc":"2.0","id":1}',
    '{"id":1,"method":"version"}',
    '{"jsonrpc":"2.0","id":1,"method":"version","extra":true}',
    '{"jsonrpc":"2.0","id":1,"method":',
    '{"jsonrpc":"2.0","id":1,"method":"version"} trailing',
    "{bad}",
    "",
    "[]",
    "42",
    "[1]",
    '{"jsonrpc":"2.0","id":1,"method":"send","params":{"recipient":["+15550100002"],"message":"x"}}',
    '{"jsonrpc":"2.0","id":1,"method":"send","params":{"account":"+15550100001","message":"x"}}',
    '{"jsonrpc":"2.0","id":1,"method":"send","params":{"account":null}}',
    '{"jsonrpc":"2.0","id":1,"method":"send"}',
    '{"jsonrpc":"2.0","id":1,"method":"subscribeReceive","params":{"account":"+15550100001"}}',
    '{"jsonrpc":"2.0","id":1,"method":"subscribeReceive"}',
    '{"jsonrpc":"2.0","id":1,"method":"subscribeReceive","params":{}}',
    '{"jsonrpc":"2.0","id":1,"method":"unsubscribeReceive"}',
    '{"jsonrpc":"2.0","id":1,"method":"unsubscribeReceive","params":{"subscription":9}}',
    '{"jsonrpc":"2.0","id":1,"method":"unsubscribeReceive","params":{"subscription":0}}',
    '{"jsonrpc":"2.0","id":1,"method":"unsubscribeReceive","params":{"subscription":0}}',
]
NAMED = ["sendReaction", "sendReceipt", "sendTyping", "remoteDelete", "updateContact", "updateProfile"]
NAMED += [
    "updateAccount",
    "trust",
    "getAttachment",
    "submitRateLimitChallenge",
    "getUserStatus",
    "listContacts",
]
JAVA_TALKS = ("Cannot ", "Unexpected ", "Unrecognized field")


@pytest.fixture
async def standin() -> AsyncIterator[SignalDaemon]:
    release = tuple(int(part) for part in VERSION.split("."))
    async with SignalDaemon(release=release) as daemon:
        daemon.world.online = False
        yield daemon


async def test_the_stand_in_answers_every_line_as_the_real_one(real: str, standin: SignalDaemon) -> None:
    lines = [*LINES, *(_call(method, account="+15550100001") for method in NAMED)]
    async with calling(real) as ours, calling(standin.socket) as theirs:
        for line in lines:
            assert _plain(await theirs.raw(line)) == _plain(await ours.raw(line)), line


async def test_the_stand_in_answers_a_batch_as_the_real_one(real: str, standin: SignalDaemon) -> None:
    batch = [
        _call("version", "a"),
        _call("send", "b"),
        '{"jsonrpc":"2.0","method":"version"}',
        _call("nope", "c"),
    ]
    answers = []
    for socket in (real, standin.socket):
        async with calling(socket) as caller:
            heard = await caller.raw(f"[{','.join(batch)}]")
            answers.append({answer["id"]: _plain(answer) for answer in heard})
    assert answers[0] == answers[1]
    assert set(answers[0]) == {"a", "b", "c"}


async def test_without_an_account_the_doctor_warns_that_the_link_could_not_be_asked_for(real: str) -> None:
    rpc = SignalRpc(real)
    found = await link_finding(rpc, "+15550100001", "https://signal.me/#eu/" + "A" * 64)
    await rpc.close()
    assert (found.degree, "(no_account)" in found.sentence) == (Degree.WARNING, True)


async def test_a_line_of_two_hundred_kilobytes_is_read(real: str) -> None:
    async with calling(real) as caller:
        error = await caller.fails("send", account="+15550100001", message="ä" * 100_000)
        assert error["message"] == "Specified account does not exist"


async def test_many_calls_at_once_are_all_answered(real: str) -> None:
    async with calling(real) as caller:
        for number in range(200):
            await caller.says(_call("version", number))
        assert {(await caller.hears())["id"] for _ in range(200)} == set(range(200))


@pytest.mark.timeout(300)
async def test_killed_it_leaves_its_socket_and_starts_only_without_it(
    folder: Path, start: Callable[[], Process]
) -> None:
    killed = start()
    socket = listens(killed, folder)
    killed.send_signal(signal.SIGKILL)
    assert killed.wait(10) == -signal.SIGKILL
    with pytest.raises(ConnectionRefusedError):
        await Caller.to(socket)
    assert await asyncio.to_thread(start().wait, 60) == 3
    assert "Address already in use" in (folder / "log").read_text()
    for left in ("socket", "log"):
        await asyncio.to_thread((folder / left).unlink)
    again = start()
    async with calling(listens(again, folder)) as caller:
        assert await caller.asks("version") == {"version": VERSION}
    again.terminate()
    assert await asyncio.to_thread(again.wait, 30) == 0


def _call(method: str, number: object = 1, **params: Any) -> str:
    return json.dumps({"jsonrpc": "2.0", "id": number, "method": method, "params": params})


def _plain(answer: Any) -> Any:
    """An answer without what Java tells of its own insides."""
    if isinstance(answer, list):
        return [_plain(item) for item in answer]
    error = answer.get("error")
    if error and error["message"].startswith(JAVA_TALKS):
        return {**answer, "error": {**error, "message": "…"}}
    return answer
