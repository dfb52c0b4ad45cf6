"""A table with two phones in a real browser, the real stand-in, and a bot of a few lines."""

import os
import shutil
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.async_api import BrowserContext, Locator, Page, async_playwright, expect

from bot.playground.server import Playground
from bot.playground.signal import SignalDaemon

TOKEN = "123456:TEST"
NAME = "between_test_bot"
NOON = datetime(2026, 3, 5, 12, 0, tzinfo=UTC)
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
QUIET += ["--disable-sync", "--no-first-run"]


class HandClock:
    """A clock that the page moves and that never runs by itself."""

    def __init__(self) -> None:
        self.at = NOON
        self.running = False
        self.eve: datetime | None = None

    def now(self) -> datetime:
        return self.at

    async def state(self) -> dict[str, Any]:
        return {
            "now": self.at.isoformat(),
            "zone": "Europe/Berlin",
            "local": f"{self.at + timedelta(hours=1):%a %-d %b %Y %H:%M}",
            "running": self.running,
            "next_event": (self.at + timedelta(hours=5)).isoformat(),
            "next_session_eve": self.eve.isoformat() if self.eve else None,
        }

    async def run(self, run: bool) -> None:  # noqa: FBT001 - the stand-in calls it so
        self.running = run

    async def forward(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)

    async def to_next_event(self) -> None:
        self.at += timedelta(hours=5)

    async def to_session_eve(self) -> None:
        assert self.eve
        self.at = self.eve

    async def to(self, moment: datetime) -> None:
        self.at = moment


class Bot:
    """A bot over plain HTTP: it says what a test tells it to say, and hears what the phones did."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client
        self.offset = 0

    async def call(self, method: str, **parameters: Any) -> Any:
        answer = (await self.client.post(f"/bot{TOKEN}/{method}", json=parameters)).json()
        assert answer["ok"], answer
        return answer["result"]

    async def says(self, chat: int, text: str, *rows: list[dict[str, str]], **more: Any) -> int:
        if rows:
            more["reply_markup"] = {"inline_keyboard": list(rows)}
        sent = await self.call("sendMessage", chat_id=chat, text=text, parse_mode="HTML", **more)
        return int(sent["message_id"])

    async def hears(self, kind: str) -> dict[str, Any]:
        """The next update of a kind; others before it are confirmed and forgotten."""
        for _ in range(5):
            for update in await self.call("getUpdates", offset=self.offset, timeout=3):
                self.offset = update["update_id"] + 1
                if kind in update:
                    return dict(update[kind])
        raise AssertionError(f"no {kind} came")


class Table:
    """All that lies on the table: the stand-in, its clock, the bot, and the browser's page."""

    def __init__(self, playground: Playground, clock: HandClock, bot: Bot, page: Page) -> None:
        self.playground, self.clock, self.bot, self.page = playground, clock, bot, page
        self.wrong: list[str] = []
        page.on(
            "console",
            lambda said: self.wrong.append(said.text) if said.type in ("error", "warning") else None,
        )
        page.on("pageerror", lambda error: self.wrong.append(str(error)))
        page.on("request", lambda asked: None if _is_here(asked.url) else self.wrong.append(asked.url))
        self.weber = playground.phone("Weber", language="en", title="Therapist")
        self.anna = playground.phone("Anna", language="de", title="Patient P-1")

    def screen(self, name: str, phone: str = "phone") -> Locator:
        return self.page.get_by_role("region", name=f"{name}’s {phone}")

    async def opens(self) -> None:
        await self.page.goto(self.playground.root)
        await expect(self.screen("Anna")).to_be_attached()


@asynccontextmanager
async def browsing(height: int = 860, patience: float = 5.0) -> AsyncIterator[BrowserContext]:
    """Debian's chromium; where there is none the test says so loudly, and fails if it was required."""
    chromium = shutil.which("chromium")
    if chromium is None:
        loud = "NO CHROMIUM: the page of phones is NOT TESTED on this machine (apt install chromium)"
        sys.stderr.write(f"\n*** {loud} ***\n")
        if os.environ.get("BETWEEN_BROWSER_REQUIRED") == "1":
            pytest.fail(loud)
        pytest.skip(loud)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=QUIET)
        size = {"width": 1280, "height": height}
        context = await browser.new_context(viewport=size, reduced_motion="reduce")
        context.set_default_timeout(1000 * patience)
        yield context
        await browser.close()


@asynccontextmanager
async def laid(context: BrowserContext, *, with_signal: bool = False) -> AsyncIterator[Table]:
    """Two phones that have started; whatever is done, nothing may fail or leave the machine unnoticed."""
    page = await context.new_page()
    clock = HandClock()
    signal = SignalDaemon(now=clock.now) if with_signal else None
    async with (
        Playground(token=TOKEN, bot_username=NAME, now=clock.now, clock=clock, signal=signal) as playground,
        httpx.AsyncClient(base_url=playground.root) as client,
    ):
        table = Table(playground, clock, Bot(client), page)
        table.weber.starts()
        table.anna.starts()
        await table.opens()
        yield table
        await page.close()
    assert table.wrong == []
    assert playground.violations == []
    assert signal is None or signal.violations == []


def _is_here(url: str) -> bool:
    parts = urlsplit(url)
    return parts.hostname == "127.0.0.1" or parts.scheme in ("data", "blob")
