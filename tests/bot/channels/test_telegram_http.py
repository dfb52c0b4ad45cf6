"""Every way in which a request can fail, against a server of raw sockets; and what that means for a message."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email import message_from_bytes

import pytest
from telegram import Bot
from telegram.error import BadRequest, NetworkError, RetryAfter, TelegramError, TimedOut

from bot.channels.telegram_errors import send_error
from bot.channels.telegram_http import AiohttpRequest
from tests.bot.channels.raw_server import (
    OK,
    Script,
    answering,
    babbles,
    breaks_off,
    hangs_up,
    never_answers,
    nothing,
    request_of,
    resets,
    serving,
    silence,
    stops_half_way,
)

TOKEN = "123456:a-very-secret-token"


@asynccontextmanager
async def bot_at(root: str, *, connections: int = 2, wait: float = 0.2) -> AsyncIterator[Bot]:
    request = AiohttpRequest(connections, pool=wait, connect=wait, read=wait)
    yield Bot(TOKEN, base_url=f"{root}/bot", request=request)
    await request.shutdown()


async def fault_of(script: Script) -> TelegramError:
    """Send a message to a server that behaves so; return what it raised."""
    async with serving(script) as root, bot_at(root) as bot:
        with pytest.raises(TelegramError) as raised:
            await bot.send_message(1, "x")
    return raised.value


def is_uncertain(fault: TelegramError) -> bool:
    return send_error(fault).uncertain


async def test_a_message_goes_as_json_and_its_answer_comes_back() -> None:
    heard: list[tuple[bytes, bytes]] = []

    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.append(await request_of(reader))
        writer.write(OK)

    async with serving(script) as root, bot_at(root) as bot:
        sent = await bot.send_message(1, "Grüße & <b>mehr</b>")
    assert sent.message_id == 7
    (head, body), *others = heard
    assert others == []
    assert head.startswith(f"POST /bot{TOKEN}/sendMessage ".encode())
    assert b"\r\ncontent-type: application/json\r\n" in head.lower()
    assert json.loads(body) == {"chat_id": 1, "text": "Grüße & <b>mehr</b>"}


async def test_a_picture_goes_as_a_part_of_its_own() -> None:
    heard: list[tuple[bytes, bytes]] = []

    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.append(await request_of(reader))
        writer.write(OK)

    async with serving(script) as root, bot_at(root) as bot:
        await bot.send_photo(1, b"\x89PNG\r\n\x00 a picture", caption="Grüße")
    head, body = heard[0]
    kind = next(line for line in head.split(b"\r\n") if line.lower().startswith(b"content-type"))
    parts = {
        part.get_param("name", header="content-disposition"): part.get_payload(decode=True)
        for part in message_from_bytes(kind + b"\r\n\r\n" + body).get_payload()
    }
    assert parts["caption"] == "Grüße".encode()
    assert b"\x89PNG\r\n\x00 a picture" in parts.values()


async def test_one_connection_carries_one_message_after_the_other() -> None:
    connections = 0

    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal connections
        connections += 1
        while True:
            await request_of(reader)
            writer.write(OK)

    async with serving(script) as root, bot_at(root) as bot:
        for _ in range(3):
            await bot.send_message(1, "x")
    assert connections == 1


@pytest.mark.parametrize(
    ("status", "uncertain"), [("500 Oops", False), ("502 Bad Gateway", False), ("504 Gateway Timeout", True)]
)
async def test_whoever_stands_behind_a_gateway_that_waited_in_vain_may_have_taken_it(
    status: str, *, uncertain: bool
) -> None:
    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await request_of(reader)
        writer.write(answering(status, {"ok": False, "error_code": int(status[:3]), "description": "Oops"}))

    assert is_uncertain(await fault_of(script)) is uncertain


async def test_where_nobody_listens_nothing_was_sent() -> None:
    async with serving(nothing) as root:
        pass
    async with bot_at(root) as bot:
        with pytest.raises(NetworkError) as raised:
            await bot.send_message(1, "x")
    assert send_error(raised.value).fault == "unreachable"
    assert not is_uncertain(raised.value)


async def test_a_name_that_nobody_knows_was_not_reached() -> None:
    async with bot_at("http://nobody.invalid", wait=5.0) as bot:
        with pytest.raises(NetworkError) as raised:
            await bot.send_message(1, "x")
    assert send_error(raised.value).fault == "unreachable"


async def test_what_waited_in_vain_for_a_free_connection_was_not_sent() -> None:
    first = asyncio.Event()

    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await request_of(reader)
        first.set()
        await asyncio.Event().wait()
        del writer

    async with serving(script) as root, bot_at(root, connections=1) as bot:
        holding = asyncio.create_task(bot.send_message(1, "x", read_timeout=5.0))
        await first.wait()
        with pytest.raises(TimedOut) as raised:
            await bot.send_message(2, "y")
        holding.cancel()
        await asyncio.gather(holding, return_exceptions=True)
    assert not is_uncertain(raised.value)


async def test_a_connection_that_does_not_come_about_in_time_sent_nothing() -> None:
    """TLS to somebody who never answers the greeting: connected, but nothing of ours was said."""
    async with serving(silence) as root, bot_at(root.replace("http:", "https:")) as bot:
        with pytest.raises(TimedOut) as raised:
            await bot.send_message(1, "x")
    assert not is_uncertain(raised.value)


async def test_a_certificate_that_is_none_sends_nothing() -> None:
    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    async with serving(script) as root, bot_at(root.replace("http:", "https:"), wait=2.0) as bot:
        with pytest.raises(NetworkError) as raised:
            await bot.send_message(1, "x")
    assert send_error(raised.value).fault == "unreachable"


@pytest.mark.parametrize(
    "script", [never_answers, hangs_up, resets, breaks_off, stops_half_way, babbles, nothing]
)
async def test_an_answer_that_never_comes_whole_leaves_it_open(script: Script) -> None:
    assert is_uncertain(await fault_of(script))


async def test_a_message_is_never_sent_again_by_the_wire_itself() -> None:
    """A kept connection that breaks at the second message: whether that one arrived only our own policy may judge."""
    heard = 0

    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal heard
        await request_of(reader)
        heard += 1
        writer.write(OK)
        await request_of(reader)
        heard += 1
        writer.transport.abort()

    async with serving(script) as root, bot_at(root) as bot:
        await bot.send_message(1, "x")
        with pytest.raises(NetworkError) as raised:
            await bot.send_message(1, "x")
    assert heard == 2
    assert is_uncertain(raised.value)


async def test_telegram_s_own_errors_keep_their_meaning() -> None:
    flood = {
        "ok": False,
        "error_code": 429,
        "description": "Too Many Requests",
        "parameters": {"retry_after": 7},
    }
    refused = {"ok": False, "error_code": 400, "description": "Bad Request: chat not found"}

    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for status, result in (("429 Too Many Requests", flood), ("400 Bad Request", refused)):
            await request_of(reader)
            writer.write(answering(status, result))

    async with serving(script) as root, bot_at(root) as bot:
        with pytest.raises(RetryAfter):
            await bot.send_message(1, "x")
        with pytest.raises(BadRequest):
            await bot.send_message(1, "x")


async def test_an_answer_that_leads_elsewhere_is_not_followed() -> None:
    heard = 0

    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal heard
        await request_of(reader)
        heard += 1
        writer.write(b"HTTP/1.1 307 Moved\r\nLocation: /elsewhere\r\nContent-Length: 2\r\n\r\n{}")

    fault = await fault_of(script)
    assert heard == 1
    assert not send_error(fault).permanent


@pytest.mark.parametrize("script", [never_answers, hangs_up, silence])
async def test_no_fault_quotes_the_token(script: Script) -> None:
    secure = script is silence
    async with serving(script) as root, bot_at(root.replace("http:", "https:") if secure else root) as bot:
        with pytest.raises(TelegramError) as raised:
            await bot.send_message(1, "x")
    assert TOKEN not in repr(raised.value) + repr(raised.value.__cause__) + str(raised.value.__cause__)


async def test_after_the_end_nothing_is_asked_any_more() -> None:
    request = AiohttpRequest(1, pool=1.0, connect=1.0, read=1.0)
    await request.initialize()
    await request.shutdown()
    with pytest.raises(RuntimeError):
        await request.do_request("http://127.0.0.1:9/", "POST")
    await request.initialize()
    await request.shutdown()


@pytest.mark.parametrize("bypassed", [False, True])
async def test_a_proxy_of_the_environment_is_used_with_its_password_unless_the_server_is_excepted(
    monkeypatch: pytest.MonkeyPatch, *, bypassed: bool
) -> None:
    heard: list[tuple[str, bytes]] = []

    def listens(name: str) -> Script:
        async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            heard.append((name, (await request_of(reader))[0]))
            writer.write(OK)

        return script

    async with serving(listens("server")) as root, serving(listens("proxy")) as proxy:
        monkeypatch.setenv("http_proxy", proxy.replace("//", "//me:secret@"))
        monkeypatch.setenv("no_proxy", "127.0.0.1" if bypassed else "elsewhere.invalid")
        async with bot_at(root) as bot:
            assert (await bot.send_message(1, "x")).message_id == 7
    [(name, head)] = heard
    if bypassed:
        assert (name, head.split(b" ")[1]) == ("server", f"/bot{TOKEN}/sendMessage".encode())
    else:
        assert (name, head.split(b" ")[1]) == ("proxy", f"{root}/bot{TOKEN}/sendMessage".encode())
        assert b"proxy-authorization: basic bwu6c2vjcmv0" in head.lower()


@pytest.mark.parametrize("name", ["http_proxy", "all_proxy"])
async def test_a_proxy_may_be_named_without_its_scheme_and_for_everything(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head, _ = await request_of(reader)
        assert head.startswith(b"POST http://nobody.invalid/bot")
        writer.write(OK)

    async with serving(script) as proxy:
        for each in ("http_proxy", "all_proxy", "no_proxy"):
            monkeypatch.delenv(each, raising=False)
        monkeypatch.setenv(name, proxy.removeprefix("http://"))
        async with bot_at("http://nobody.invalid") as bot:
            assert (await bot.send_message(1, "x")).message_id == 7


async def test_a_fault_on_the_way_to_the_proxy_does_not_quote_its_password_and_surely_nothing_was_sent(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def refuses(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")

    async with serving(refuses) as proxy:
        monkeypatch.setenv("https_proxy", proxy.replace("//", "//me:pa55@"))
        monkeypatch.delenv("no_proxy", raising=False)
        async with bot_at("https://api.invalid") as bot:
            with pytest.raises(NetworkError) as raised:
                await bot.send_message(1, "x")
    told = f"{raised.value!r} {raised.value.__cause__!r} {raised.value.__cause__}"
    assert "pa55" not in told
    error = send_error(raised.value)
    assert (error.fault, error.uncertain, error.permanent) == ("unreachable", False, False)


async def test_a_proxy_that_itself_wants_tls_is_passed_by(monkeypatch: pytest.MonkeyPatch) -> None:
    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await request_of(reader)
        writer.write(OK)

    async with serving(script) as root:
        monkeypatch.setenv("http_proxy", "https://proxy.invalid:3128")
        monkeypatch.delenv("no_proxy", raising=False)
        async with bot_at(root) as bot:
            assert (await bot.send_message(1, "x")).message_id == 7
