"""The wire to the daemon, and all the ways in which it can fail."""

from __future__ import annotations

import asyncio
import socket
import struct
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.channels.signal_rpc import SEND_SECONDS, RpcLost, RpcRefused, SignalRpc
from bot.channels.signal_wire import Wire
from tests.bot.channels.signal.scripted import Daemon, hangs_up, line, refused, running, says_nothing, text


def rpc_of(daemon: Daemon) -> SignalRpc:
    return SignalRpc(daemon.socket, answer_seconds=0.3)


async def lost(rpc: SignalRpc, method: str = "version") -> tuple[str, bool]:
    with pytest.raises(RpcLost) as caught:
        await rpc.call(method)
    return str(caught.value), caught.value.written


async def test_a_call_comes_back_with_its_result(daemon: Daemon) -> None:
    rpc = rpc_of(daemon)
    assert await rpc.call("version") == {"version": "0.13.19"}
    await rpc.close()


async def test_the_same_over_tcp() -> None:
    async with running("tcp://127.0.0.1:0") as daemon:
        rpc = rpc_of(daemon)
        assert await rpc.call("version") == {"version": "0.13.19"}
        await rpc.close()


async def test_an_error_is_raised_with_its_code_and_keeps_its_words_out_of_the_log(daemon: Daemon) -> None:
    rpc = rpc_of(daemon)
    daemon.answers["version"].append(refused(-1, "The user 222 is not registered.", {"x": 1}))
    with pytest.raises(RpcRefused) as caught:
        await rpc.call("version")
    assert (caught.value.code, caught.value.data, str(caught.value)) == (-1, {"x": 1}, "refused_-1")
    await rpc.close()


async def test_answers_find_their_callers_in_whatever_order_they_come(daemon: Daemon) -> None:
    held: list[tuple[asyncio.StreamWriter, Any]] = []

    async def holds(daemon: Daemon, writer: asyncio.StreamWriter, asked: dict[str, Any]) -> None:
        held.append((writer, asked["id"]))
        if len(held) == 3:
            for each, number in reversed(held):
                line(each, {"jsonrpc": "2.0", "result": number, "id": number})

    daemon.answers["version"] += [holds] * 3
    rpc = rpc_of(daemon)
    assert await asyncio.gather(*(rpc.call("version") for _ in range(3))) == [1, 2, 3]
    await rpc.close()


async def test_many_calls_at_once_share_one_connection(daemon: Daemon) -> None:
    rpc = rpc_of(daemon)
    await asyncio.gather(*(rpc.call("version") for _ in range(50)))
    assert len(daemon.connections) == 1
    await rpc.close()


async def test_an_answer_of_two_hundred_thousand_characters_passes(daemon: Daemon) -> None:
    daemon.answers["version"].append({"result": "ä" * 200_000})
    rpc = rpc_of(daemon)
    assert len(await rpc.call("version")) == 200_000
    await rpc.close()


async def test_where_nobody_listens_nothing_was_written(folder: Path) -> None:
    assert await lost(SignalRpc(str(folder / "nobody"))) == ("unreachable", False)
    assert await lost(SignalRpc("tcp://127.0.0.1:9")) == ("unreachable", False)
    assert await lost(SignalRpc("tcp://127.0.0.1:many")) == ("unreachable", False)


async def test_a_daemon_that_dies_in_the_middle_of_a_call_may_have_acted(daemon: Daemon) -> None:
    rpc = rpc_of(daemon)
    daemon.answers["version"].append(hangs_up)
    assert await lost(rpc) == ("hung_up", True)
    assert await rpc.call("version") == {"version": "0.13.19"}
    await rpc.close()


async def test_all_who_wait_are_told_when_the_daemon_dies(daemon: Daemon) -> None:
    rpc = rpc_of(daemon)
    daemon.answers["version"] += [says_nothing, says_nothing, hangs_up]
    found = await asyncio.gather(*(rpc.call("version") for _ in range(3)), return_exceptions=True)
    assert [str(each) for each in found] == ["hung_up"] * 3
    await rpc.close()


async def test_an_answer_that_does_not_come_is_not_waited_for_for_ever_and_disturbs_nobody_later(
    daemon: Daemon,
) -> None:
    late: list[tuple[asyncio.StreamWriter, Any]] = []

    async def later(daemon: Daemon, writer: asyncio.StreamWriter, asked: dict[str, Any]) -> None:
        late.append((writer, asked["id"]))

    daemon.answers["version"].append(later)
    rpc = SignalRpc(daemon.socket, answer_seconds=0.02)
    assert await lost(rpc) == ("no_answer", True)
    line(late[0][0], {"jsonrpc": "2.0", "result": "late", "id": late[0][1]})
    assert await rpc.call("version") == {"version": "0.13.19"}
    await rpc.close()


async def test_after_a_restart_the_next_call_connects_again(daemon: Daemon) -> None:
    rpc = rpc_of(daemon)
    await rpc.call("version")
    await daemon.stop()
    assert (await lost(rpc))[0] in {"unreachable", "hung_up"}
    await daemon.start()
    assert await rpc.call("version") == {"version": "0.13.19"}
    await rpc.close()


async def test_what_is_no_answer_is_passed_over(daemon: Daemon) -> None:
    async def babbles(daemon: Daemon, writer: asyncio.StreamWriter, asked: dict[str, Any]) -> None:
        writer.write(b"no JSON\n[]\n42\n\n")
        line(writer, {"jsonrpc": "2.0", "error": {"code": -32700}, "id": None})
        line(writer, {"jsonrpc": "2.0", "method": "callEvent", "params": {}})
        line(writer, {"jsonrpc": "2.0", "result": 1, "id": 999, "new": True})
        line(writer, {"jsonrpc": "2.0", "result": 2, "id": asked["id"], "new": True})

    daemon.answers["version"].append(babbles)
    rpc = rpc_of(daemon)
    assert await rpc.call("version") == 2
    await rpc.close()


async def test_a_daemon_that_receives_by_itself_is_complained_of_once(daemon: Daemon) -> None:
    async def receives(daemon: Daemon, writer: asyncio.StreamWriter, asked: dict[str, Any]) -> None:
        for _ in range(2):
            line(writer, {"jsonrpc": "2.0", "method": "receive", "params": text("x")})
        line(writer, {"jsonrpc": "2.0", "result": 1, "id": asked["id"]})

    daemon.answers["version"].append(receives)
    rpc = rpc_of(daemon)
    with capture_logs() as logs:
        await rpc.call("version")
    assert [each["event"] for each in logs] == ["signal.wrong_mode"]
    await rpc.close()


async def test_closing_twice_and_without_a_connection_is_nothing(daemon: Daemon) -> None:
    rpc = rpc_of(daemon)
    await rpc.close()
    await rpc.call("version")
    await rpc.close()
    await rpc.close()
    await daemon.until(lambda: not daemon.connections)


async def test_a_send_is_waited_for_longer_than_anything_else(daemon: Daemon) -> None:
    async def slowly(daemon: Daemon, writer: asyncio.StreamWriter, asked: dict[str, Any]) -> None:
        await asyncio.sleep(0.06)
        line(writer, {"jsonrpc": "2.0", "result": "sent", "id": asked["id"]})

    daemon.answers["send"].append(slowly)
    rpc = SignalRpc(daemon.socket, answer_seconds=0.02)
    assert await rpc.call("send") == "sent"
    daemon.answers["version"].append(says_nothing)
    assert await lost(rpc) == ("no_answer", True)
    await rpc.close()


def test_signal_cli_has_the_time_to_give_up_by_itself() -> None:
    assert SEND_SECONDS >= 180


async def test_what_came_before_the_connection_broke_is_still_read() -> None:
    broken = asyncio.Event()

    async def breaks(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for number in range(3):
            line(writer, {"number": number})
        await broken.wait()
        connection = writer.get_extra_info("socket")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        writer.transport.abort()  # a reset: not an end, but an error

    async with await asyncio.start_server(breaks, "127.0.0.1", 0) as server:
        wire = await Wire.to(f"tcp://127.0.0.1:{server.sockets[0].getsockname()[1]}")
        assert await wire.read() == {"number": 0}
        broken.set()
        async with asyncio.timeout(5):
            while not wire._writer.is_closing():  # noqa: ASYNC110 - what changes is on the other side of a socket
                await asyncio.sleep(0)
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        assert [await wire.read() for _ in range(2)] == [{"number": 1}, {"number": 2}]
        with pytest.raises(RpcLost, match="hung_up"):
            await wire.read()
        await wire.close()


async def test_a_daemon_that_reads_nothing_more_keeps_us_from_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.signal_wire.CLOSE_SECONDS", 0.05, raising=False)
    here, ended = asyncio.Event(), asyncio.Event()

    async def reads_nothing(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
        reader._transport.pause_reading()  # type: ignore[attr-defined]
        here.set()
        await ended.wait()

    async with await asyncio.start_unix_server(reads_nothing, str(folder / "mute")):
        wire = await Wire.to(str(folder / "mute"))
        await here.wait()
        writing = asyncio.create_task(wire.write({"long": "x" * 10_000_000}))
        await asyncio.sleep(0)
        async with asyncio.timeout(5):
            await wire.close()
        ended.set()
        await asyncio.gather(writing, return_exceptions=True)
