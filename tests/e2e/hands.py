"""Somebody with a phone of either kind. The same story is told with both: a tap is a number typed where there are no buttons."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from bot.playground import Phone
from bot.playground.signal import SignalPhone
from storage import people
from storage.records import Person
from tests.e2e.numbered import Seen, seen

if TYPE_CHECKING:
    from tests.e2e.practice import Practice

CODE = re.compile(r"\b[2-9A-Z]{4}-[2-9A-Z]{4}\b")
HELLO = "Hallo"
GO_ON = ("Continue", "Weiter")
"""The button below what may be picked several times; where numbers are typed, that is done at once."""


class OnThePhone:
    """Somebody with a phone; everything they do is followed by the bot doing all that it has to."""

    channel = "telegram"

    def __init__(self, practice: Practice, phone: Any) -> None:
        self.practice = practice
        self.phone = phone
        self.unasked: list[Any] = []
        """What came while somebody else did something, or while the clock moved."""
        self.answer = ""
        """What came or changed after their own last deed, oldest first."""

    @property
    def address(self) -> str:
        """Their address on their channel."""
        return str(self.phone.chat_id)

    async def opens(self, link: str) -> OnThePhone:
        """Follow a link."""
        self.phone.opens(link)
        return await self._settled()

    async def enters(self, invitation: str) -> OnThePhone:
        """Do what an invitation says: here, open the link in it."""
        found = re.search(r"https://t\.me/\S+", invitation)
        assert found is not None, invitation
        return await self.opens(found[0])

    async def says_hello(self) -> OnThePhone:
        """Begin a chat without any invitation."""
        return await self.does("starts")

    async def types(self, text: str) -> int:
        """Send a text; return its message id."""
        message_id: int = self.phone.types(text)
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
            found = await people.at_address(tx, self.channel, self.address)
        assert found is not None
        return found

    def is_out_of_reach(self, seconds: int) -> None:
        """Let their service refuse the next message to them, and ask us to wait."""
        faults = self.practice.playground.faults
        faults.next("sendMessage", chat=self.phone, kind="429", retry_after=seconds)

    def gets_one_refused(self) -> None:
        """Let their service refuse the next message to them for good."""
        self.practice.playground.faults.next("sendMessage", chat=self.phone, kind="400")

    def step(self, number: int) -> str:
        """Return what stands before a step of an exercise on this phone."""
        return f"{number}. "

    @property
    def last(self) -> str:
        """The text of the bot's newest message."""
        text: str = self.shown[-1].text
        return text

    @property
    def messages(self) -> list[Any]:
        """All messages, oldest first."""
        return list(self.phone.messages)

    @property
    def shown(self) -> list[Any]:
        """The bot's messages, oldest first."""
        return [message for message in self.messages if message.from_bot]

    @property
    def screen(self) -> str:
        """All texts, oldest first."""
        screen: str = self.phone.screen
        return screen

    @property
    def labels(self) -> list[str]:
        """What may be chosen in the newest message that offers anything."""
        return next((list(message.labels) for message in reversed(self.messages) if message.labels), [])

    @property
    def commands(self) -> list[Any]:
        """The menu of commands that they see, if their phone has any."""
        return list(self.phone.commands)

    @property
    def notifications(self) -> list[str]:
        """What a lock screen showed."""
        return list(self.phone.notifications)

    async def _settled(self) -> OnThePhone:
        before = self.shown
        await self.practice.settle(after=self)
        self.answer = "\n".join(each.text for each in self.shown if each not in before)
        return self


class OnSignal(OnThePhone):
    """Somebody on Signal: they read numbers and type them, and quote an older message that they mean."""

    channel = "signal"

    def step(self, number: int) -> str:
        """Return a letter: numbers are answers here."""
        return f"{chr(ord('a') + number - 1)}) "

    @property
    def address(self) -> str:
        """Their account."""
        return str(self.phone.uuid)

    async def enters(self, invitation: str) -> OnThePhone:
        """Open the chat, and send the code."""
        link, code = re.search(r"https://signal\.me/\S+", invitation), CODE.search(invitation)
        assert code is not None, invitation
        if link is not None:
            self.phone.opens(link[0])
        await self.types(code[0])
        return self

    async def says_hello(self) -> OnThePhone:
        """Begin a chat without any invitation."""
        await self.types(HELLO)
        return self

    async def taps(self, *labels: str) -> OnThePhone:
        """Type the number or the word of one choice after the other; those of one question together."""
        left = list(labels)
        while left:
            message, typed = self._choice(left.pop(0))
            if message.many and typed.isdigit():
                while left and (further := message.answer(left[0])) is not None and further.isdigit():
                    typed, left = f"{typed} {further}", left[1:]
                left = left[1:] if left[:1] and left[0] in GO_ON else left
            newest = next(each for each in reversed(self.messages) if each.labels)
            self.phone.types(typed, quoting=None if message == newest else message.message_id)
            await self._settled()
        return self

    async def taps_old(self, label: str, message_id: int) -> OnThePhone:
        """Answer an older message, which still shows its numbers."""
        (message,) = [each for each in self.messages if each.message_id == message_id]
        typed = message.answer(label)
        assert typed is not None, message
        self.phone.types(typed, quoting=message_id)
        return await self._settled()

    def is_out_of_reach(self, seconds: int) -> None:
        """Let Signal refuse the next message to them, and ask us to wait."""
        self.practice.signal.faults.next(kind="rate_limit", to=self.phone, retry_after=seconds)

    def gets_one_refused(self) -> None:
        """Let Signal refuse the next message to them for good."""
        self.practice.signal.faults.next(kind="refused", to=self.phone)

    @property
    def messages(self) -> list[Seen]:
        """All messages, oldest first."""
        return [seen(message) for message in self.phone.messages]

    @property
    def commands(self) -> list[Any]:
        """There is no menu on Signal."""
        return []

    def _choice(self, label: str) -> tuple[Seen, str]:
        for message in reversed(self.messages):
            typed = message.answer(label)
            if typed is not None:
                return message, typed
        raise LookupError(f"nothing is called {label!r} in {[each.whole for each in self.messages[-3:]]}")


def on_the_phone(practice: Practice, phone: Phone | SignalPhone) -> OnThePhone:
    """Whoever holds this phone."""
    return OnSignal(practice, phone) if isinstance(phone, SignalPhone) else OnThePhone(practice, phone)
