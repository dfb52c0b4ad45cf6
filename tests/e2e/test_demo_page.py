"""The demo as a newcomer plays it: the real program, its page in a real browser, everything tapped and typed."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path

from playwright.async_api import Locator, Page, ViewportSize, expect

from tests.bot.playground.page_table import browsing

HOUSE = Path(__file__).parents[2]
PICTURES = HOUSE / "docs" / "pictures"
WIDE, NARROW = ViewportSize(width=1280, height=900), ViewportSize(width=390, height=844)
PATIENCE = 20.0
HARD = "The bench was wet, so I turned back."
NOTICED = "Starting was the hardest part."


async def test_the_whole_job_is_played_on_the_page(tmp_path: Path) -> None:
    async with browsing(WIDE["height"], PATIENCE) as context, demo(tmp_path) as address:
        page = await context.new_page()
        wrong: list[str] = []
        page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        await page.goto(address)
        play = Play(page)
        await play.arrives()
        await play.proposes()
        await play.agrees()
        await play.practises()
        await play.summarises()
        await play.shows_both()
        assert wrong == []


@asynccontextmanager
async def demo(folder: Path) -> AsyncIterator[str]:
    """Start the demo as `make demo` does, and give the address that it prints; at its end it takes its leave."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "bot", "demo", "--port", "0"),
        stdout=asyncio.subprocess.PIPE,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(HOUSE), "PYTHONUNBUFFERED": "1"},
    )
    assert process.stdout is not None
    try:
        async with asyncio.timeout(PATIENCE):
            found = None
            while found is None:
                line = (await process.stdout.readline()).decode()
                assert line, "the demo ended before it said where it plays"
                found = re.search(r"http://127\.0\.0\.1:\d+", line)
        yield found[0]
    finally:
        process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(PATIENCE):
            assert await process.wait() == 0


class Play:
    """Both phones and the clock, tapped and typed on."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.stern = page.get_by_role("region", name="Dr. Stern’s phone")
        self.anna = page.get_by_role("region", name="Anna’s phone")
        self.clock = page.get_by_role("region", name="Clock of the practice")

    async def arrives(self) -> None:
        """The therapist starts and invites; the patient opens the invitation and agrees."""
        await self.stern.get_by_role("button", name="Start").click()
        await self._types(self.stern, "/invite", after="First step: /invite")
        await self.stern.get_by_role("button", name="Open on Anna’s phone").click()
        await self._taps(self.anna, "English", below="Which language")
        await self._taps(self.anna, "Continue", below="1 of 3")
        await self._taps(self.anna, "Continue", below="2 of 3")
        await self._taps(self.anna, "Agree", below="3 of 3")
        await self._taps(self.anna, "Yes, Berlin", below="I go by your clock")
        await self._sees(self.anna, "All set")

    async def proposes(self) -> None:
        """The therapist proposes an exercise question by question, and sets the sessions."""
        await self._types(self.stern, "/assign P-1 BA-02", after="The code for P-1")
        await self._types(self.stern, "See my friends again", after="Which goal")
        await self._taps(self.stern, "Use this", below="Why does it help")
        await self._types(self.stern, "When I come home", after="In which situation")
        await self._taps(self.stern, "Daily", below="How often")
        await self._types(self.stern, "2 weeks", after="For how long")
        await self._types(self.stern, "18:00", after="Which time of day")
        await self._types(self.stern, "the park bench", after="Which place")
        await self._taps(self.stern, "Skip", below="What might get in the way")
        await self._taps(self.stern, "Send to P-1", below="For P-1")
        shown = await self.clock.locator(".face-time").get_attribute("datetime")
        assert shown is not None
        day = (datetime.fromisoformat(shown) + timedelta(days=2)).date()
        await self._types(self.stern, f"/session P-1 {day} 10:00 weekly", after="Sent to P-1")
        await self._sees(self.stern, "Session with P-1")

    async def agrees(self) -> None:
        """The patient chooses when and where, what might get in the way, and what then."""
        await self._taps(self.anna, "Open", below="A new exercise is waiting")
        await self._taps(self.anna, "Agree", below="Suggested")
        await self._types(self.anna, "17:00", after="When would it fit")
        await self._taps(self.anna, "the park bench", below="Where will you be")
        await self._types(self.anna, "It rains", after="What might get in the way")
        await self._types(self.anna, "I take the big umbrella", after="If that happens")
        await self._taps(self.anna, "8", below="How confident")
        await self._taps(self.anna, "Yes, agreed", below="Right?")
        await self._sees(self.anna, "Agreed.")

    async def practises(self) -> None:
        """Two evenings: each moment comes by the clock, shows nothing on the lock screen, and is answered.

        On the second evening the patient has not come to the end of the questions yet.
        """
        await self._opens_at("17:00")
        await self._taps(self.anna, "Done", below="How did it go?")
        await self._types(self.anna, "Watched the ducks", after="What was the activity?")
        await self._taps(self.anna, "2", below="mood before,")
        await self._taps(self.anna, "5", below="it afterwards,")
        await self._taps(self.anna, "6", below="How much pleasure")
        await self._taps(self.anna, "4", below="something done?")
        await self._taps(self.anna, "Skip", below="Was anything hard")
        await self._types(self.anna, NOTICED, after="What did you notice")
        await self._taps(self.anna, "No, don't show it", below="From now on")
        await self._sees(self.anna, "Saved for your next session")
        await self._opens_at("17:00")
        await self._taps(self.anna, "Partly", below="How did it go?")
        await self._taps(self.anna, "It rains", below="What got in the way")
        await self._taps(self.anna, "Continue", below="What got in the way")
        await self._types(self.anna, HARD, after="Was anything hard")
        await self._sees(self.anna, "What was the activity?")

    async def summarises(self) -> None:
        """An hour later, the evening before the session, the summary comes; it quotes what was said so far."""
        await self.clock.get_by_role("button", name="Evening before").click()
        await self._taps(self.stern, "Open", below="Summary ready")
        await self._sees(self.stern, f"“{HARD}”")
        await self._sees(self.stern, f"“{NOTICED}”")

    async def shows_both(self) -> None:
        """The patient's check-in beside the therapist's summary, on a wide screen; the check-in on a narrow one."""
        await self.page.get_by_role("button", name="How to play").click()
        await self._picture("story-wide.png")
        await self.page.set_viewport_size(NARROW)
        await self.page.get_by_role("navigation", name="Phones").get_by_role("button", name="Anna").click()
        await expect(self.anna.get_by_role("textbox", name="Message")).to_be_in_viewport(ratio=1)
        assert await self.page.evaluate("document.documentElement.scrollWidth") == NARROW["width"]
        await self._picture("story-narrow.png")

    async def _opens_at(self, time: str) -> None:
        """Go on until the moment of this time has come, look at the lock screen, and open it."""
        before = await self.anna.locator(".message.bot").count()
        await self._reaches(time)
        await expect(self.anna.locator(".message.bot")).to_have_count(before + 1)
        newest = self.anna.get_by_role("region", name="Lock screen").get_by_role("listitem").first
        await expect(newest).to_contain_text(time)
        await expect(newest).not_to_contain_text(
            re.compile("park bench|activity|friends|therap", re.IGNORECASE)
        )
        await self.anna.locator(".message.bot").last.get_by_role("button", name="Open").click()

    async def _reaches(self, time: str) -> None:
        """Go from event to event until the practice's clock shows this time."""
        face = self.clock.locator(".face-time")
        for _ in range(6):
            shown = await face.get_attribute("datetime")
            await self.clock.get_by_role("button", name="Next event").click()
            await expect(face).not_to_have_attribute("datetime", shown or "")
            if await face.text_content() == time:
                return
        raise AssertionError(f"no event at {time}")

    async def _types(self, phone: Locator, text: str, *, after: str) -> None:
        await self._sees(phone, after)
        line = phone.get_by_role("textbox", name="Message")
        await line.fill(text)
        await line.press("Enter")

    async def _taps(self, phone: Locator, label: str, *, below: str) -> None:
        """Press the button whose label begins like this, below the newest message, once that has this text."""
        await self._sees(phone, below)
        label_begins = re.compile(rf"^{re.escape(label)}(\b|$)")
        await phone.locator(".message.bot").last.get_by_role("button", name=label_begins).first.click()

    async def _sees(self, phone: Locator, text: str) -> None:
        """Wait until the newest message of the bot has this text."""
        newest = phone.locator(".message.bot").last
        await expect(newest).to_contain_text(text, timeout=1000 * PATIENCE)

    async def _picture(self, name: str) -> None:
        """Keep what is on the page, where pictures are wanted."""
        if os.environ.get("BETWEEN_PICTURES") == "1":
            await self.page.screenshot(path=PICTURES / name, animations="disabled")
