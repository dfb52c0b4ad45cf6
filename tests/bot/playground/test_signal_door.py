"""Signal phones over the page's door, without a browser."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from bot.playground import Playground
from bot.playground.signal import SignalDaemon
from tests.bot.playground.conftest import StillClock
from tests.bot.playground.signal.caller import Caller, calling


@pytest.fixture
async def both(clock: StillClock) -> AsyncIterator[Playground]:
    async with Playground(now=clock.now, signal=SignalDaemon(now=clock.now, receipts=False)) as running:
        yield running


@pytest.fixture
async def page(both: Playground) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=f"{both.root}/api") as client:
        yield client


@pytest.fixture
def daemon(both: Playground) -> SignalDaemon:
    assert both.signal is not None
    return both.signal


@pytest.fixture
async def bot(daemon: SignalDaemon) -> AsyncIterator[Caller]:
    async with calling(daemon.socket) as caller:
        await caller.asks("subscribeReceive")
        yield caller


async def does(page: httpx.AsyncClient, deed: str, **body: Any) -> int:
    return (await page.post(f"/signal/Mia/{deed}", json=body)).status_code


async def messages(page: httpx.AsyncClient) -> list[dict[str, Any]]:
    phones = (await page.get("/state")).json()["phones"]
    return list(next(phone for phone in phones if phone["id"] == "signal/Mia")["messages"])


async def test_phones_of_both_apps_lie_side_by_side(both: Playground, page: httpx.AsyncClient) -> None:
    both.phone("Mia")
    answer = await page.post("/phones", json={"name": "Mia", "language": "de", "app": "signal"})
    assert answer.status_code == 201
    state = answer.json()
    assert [phone["id"] for phone in state["phones"]] == ["telegram/Mia", "signal/Mia"]
    assert state["signal"] is True


async def test_every_deed_of_a_signal_phone_reaches_the_bot(
    page: httpx.AsyncClient, daemon: SignalDaemon, bot: Caller
) -> None:
    mia = daemon.phone("Mia")
    assert await does(page, "types", text="hello") == 200
    sent = await bot.asks("send", recipient=[mia.uuid], message="How did it go?")
    own, about = mia.messages[0].timestamp, sent["timestamp"]
    deeds: list[tuple[str, dict[str, Any], str]] = [
        ("types", {"text": "2", "quote": about}, "quote"),
        ("reacts", {"message_id": about, "emoji": "👍"}, "reaction"),
        ("reacts", {"message_id": about, "emoji": ""}, "reaction"),
        ("photo", {}, "attachments"),
        ("voice", {}, "attachments"),
        ("location", {"lat": 52.5, "lon": 13.4}, "message"),
        ("timer", {"seconds": 3600}, "isExpirationUpdate"),
        ("deletes", {"message_id": own}, "remoteDelete"),
    ]
    assert await does(page, "edits", message_id=own, text="hello!") == 200
    assert (await bot.envelope())["dataMessage"]["message"] == "hello"
    assert "editMessage" in await bot.envelope()
    for deed, body, kind in deeds:
        assert await does(page, deed, **body) == 200, deed
        assert (await bot.envelope())["dataMessage"].get(kind), deed
    shown = await messages(page)
    assert [message["quote"] for message in shown if message["quote"]] == ["How did it go?"]
    assert await does(page, "opens", link=daemon.link) == 200
    assert await does(page, "reinstalls") == 200
    assert await messages(page) == []


async def test_what_cannot_be_done_is_said_in_a_sentence(
    page: httpx.AsyncClient, daemon: SignalDaemon
) -> None:
    assert await does(page, "types", text="x") == 404
    daemon.phone("Mia")
    assert await does(page, "flies") == 404
    assert await does(page, "types") == 400
    assert await does(page, "edits", message_id=7, text="x") == 404
    assert await does(page, "block", blocked=True) == 200
    answer = await page.post("/signal/Mia/types", json={"text": "x"})
    assert (answer.status_code, answer.json()) == (
        409,
        {"error": "Mia has blocked the bot and cannot write to it"},
    )
    assert await does(page, "block", blocked=False) == 200
    assert (await page.get("/signal-files/none")).status_code == 404


async def test_files_of_both_sides_can_be_seen(
    page: httpx.AsyncClient, daemon: SignalDaemon, bot: Caller
) -> None:
    mia = daemon.phone("Mia")
    mia.sends_photo(b"\x89PNG")
    report = "data:application/pdf;filename=report.pdf;base64,JVBERg=="
    await bot.asks("send", recipient=[mia.uuid], message="", attachment=[report])
    photo, document = await messages(page)
    assert (await page.get(photo["photo"].removeprefix("/api"))).content == b"\x89PNG"
    saved = await page.get(document["document"]["url"].removeprefix("/api"))
    assert (saved.content, saved.headers["content-disposition"]) == (b"%PDF", "attachment")


async def test_whoever_waits_for_telegram_sees_signal_too(both: Playground, daemon: SignalDaemon) -> None:
    mia = daemon.phone("Mia")
    version = both.world.version
    mia.types("hello")
    assert both.world.version > version
    assert await both.until(lambda: mia.messages) == mia.messages


async def test_a_world_without_signal_has_no_such_phones() -> None:
    async with Playground() as playground, httpx.AsyncClient(base_url=f"{playground.root}/api") as page:
        body = {"name": "Mia", "language": "de", "app": "signal"}
        assert (await page.post("/phones", json=body)).status_code == 400
        assert (await page.post("/signal/Mia/types", json={"text": "x"})).status_code == 404
        assert (await page.get("/state")).json()["signal"] is False
