"""A whole practice over real wires: the app in this process, Telegram's protocol over HTTP, a hand clock."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from bot.app import App, built
from bot.inviting import invite_a_therapist
from bot.playground import Phone, Playground, Shown
from bot.settings import Settings
from scheduler.clock import HandClock
from storage import due, people
from storage.records import Person

TOKEN = "123456:TEST"
START = datetime(2026, 3, 5, 8, 0, tzinfo=UTC)  # Thursday 9:00 in Berlin


def settings_for(root: str, folder: Path, **values: Any) -> Settings:
    """Settings that point at the stand-in, untouched by this machine's environment."""
    return Settings(
        _env_file=None,  # type: ignore[call-arg]
        telegram_api_url=root,
        database_url=f"sqlite:///{folder / 'between.db'}",
        encryption_key_file=folder / "between.key",
        **{"telegram_token": TOKEN, "backup_folder": folder / "backups", **values},
    )


class OnThePhone:
    """Somebody with a phone; everything they do is followed by the bot doing all that it has to."""

    def __init__(self, practice: Practice, phone: Phone) -> None:
        self.practice = practice
        self.phone = phone
        self.unasked: list[Shown] = []
        """What came while somebody else did something, or while the clock moved."""
        self.answer = ""
        """What came or changed after their own last deed, oldest first."""

    async def opens(self, link: str) -> OnThePhone:
        """Follow a link."""
        self.phone.opens(link)
        return await self._settled()

    async def types(self, text: str) -> int:
        """Send a text; return its message id."""
        message_id = self.phone.types(text)
        await self._settled()
        return message_id

    async def edits(self, message_id: int, text: str) -> None:
        """Change a text sent before."""
        self.phone.edits(message_id, text)
        await self._settled()

    async def taps(self, *labels: str) -> OnThePhone:
        """Press one button after the other."""
        for label in labels:
            self.phone.taps(label)
            await self._settled()
        return self

    async def taps_old(self, label: str, message_id: int) -> OnThePhone:
        """Press a button of an older message, which still shows it."""
        self.phone.taps(label, message_id=message_id)
        return await self._settled()

    async def does(self, deed: str, *args: Any) -> OnThePhone:
        """Do something rarer: blocks, unblocks, sends_photo …"""
        getattr(self.phone, deed)(*args)
        return await self._settled()

    async def person(self) -> Person:
        """What the practice knows of them."""
        async with self.practice.app.database.read() as tx:
            found = await people.at_address(tx, "telegram", str(self.phone.chat_id))
        assert found is not None
        return found

    @property
    def last(self) -> str:
        """The text of the bot's newest message."""
        return self.shown[-1].text

    @property
    def shown(self) -> list[Shown]:
        """The bot's messages, oldest first."""
        return [message for message in self.phone.messages if message.from_bot]

    @property
    def screen(self) -> str:
        """All texts, oldest first."""
        return self.phone.screen

    @property
    def labels(self) -> list[str]:
        """The buttons of the newest message that has any."""
        return next((list(message.labels) for message in reversed(self.phone.messages) if message.labels), [])

    @property
    def notifications(self) -> list[str]:
        """What a lock screen showed."""
        return self.phone.notifications

    async def _settled(self) -> OnThePhone:
        before = self.shown
        await self.practice.settle(after=self)
        self.answer = "\n".join(each.text for each in self.shown if each not in before)
        return self


class Practice:
    """The stand-in, the app, and the people."""

    def __init__(self, playground: Playground, app: App, clock: HandClock) -> None:
        self.playground = playground
        self.app = app
        self.clock = clock
        self.people: list[OnThePhone] = []

    def somebody(self, name: str, language: str = "en") -> OnThePhone:
        """Return somebody with a phone, unknown to the bot at first."""
        self.people.append(OnThePhone(self, self.playground.phone(name, language=language)))
        return self.people[-1]

    async def a_therapist(self, name: str = "Dr. Stern", language: str = "en") -> OnThePhone:
        """Return a therapist who has opened their invitation."""
        invitation = await invite_a_therapist(self.app)
        therapist = self.somebody(name, language)
        await therapist.opens(invitation.link)
        return therapist

    async def settle(self, after: OnThePhone | None = None) -> None:
        """Let the bot do all that waits; what reaches anybody but the one who acted came unasked."""
        before = {each: len(each.shown) for each in self.people if each is not after}
        while await self._round():
            pass
        for each, count in before.items():
            each.unasked += each.shown[count:]

    async def _round(self) -> int:
        """Hear, answer, look at the clock, send; return how much there was. Nobody is asked for news in vain."""
        app, done = self.app, 0
        if self.playground.world.updates.pending(self.clock.now(), limit=1):
            done += await app.channels["telegram"].listen_once(partial(app.answerer.keep, "telegram"), 0)
        done += await app.answerer.once() + await app.ticker.once()
        app.dispatcher.wake()
        while sent := await app.dispatcher.once():
            done += sent
        return done

    async def moves_to(self, moment: datetime) -> None:
        """Move on, stopping at each thing that comes due."""
        while True:
            async with self.app.database.read() as tx:
                coming = await due.next_at(tx)
            if coming is None or coming > moment:
                break
            self.clock.set(max(coming, self.clock.now()))
            await self.settle()
        self.clock.set(moment)
        await self.settle()

    async def moves(self, **units: float) -> None:
        """Move on by a timedelta's units."""
        await self.moves_to(self.clock.now() + timedelta(**units))


@asynccontextmanager
async def open_practice(folder: Path, *, at: datetime = START, **values: Any) -> AsyncIterator[Practice]:
    """Open a practice; at its end nothing that the bot asked for may have been wrong."""
    clock = HandClock(at)
    async with Playground(token=TOKEN, now=clock.now) as playground:
        async with built(settings_for(playground.root, folder, **values), clock) as app:
            yield Practice(playground, app, clock)
        assert playground.violations == []
