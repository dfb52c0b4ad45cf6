"""One outbox row → words in its person's language → channel → receipt."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace

import structlog

from bot.channels.base import Button, Channel, Command, File, Rendered
from bot.conversation import file_kinds
from bot.conversation.menu import MENUS
from bot.messages import Choice, Say, Words
from bot.numbered import numbered
from bot.sending import SendError
from bot.words import LANGUAGES, MissingWords, render
from scheduler.dispatch import GivenUp, Later, Receipt, Sent, Uncertain
from scheduler.paid import PaidMessage
from storage.crypto import SealBroken
from storage.database import DatabaseTrouble
from storage.records import Formality, OutboxMessage, Role
from storage.trouble import passes

log = structlog.get_logger()

STRANGERS = ("help",)
"""What somebody can do before they have come in."""


DATABASE_SECONDS = 5.0
"""So long a file waits that cannot be read for the moment; that counts against nothing."""

FileOf = Callable[[int], Awaitable[tuple[str, bytes] | None]]
"""Gives a stored file by its id: its media type, and what is in it."""


async def _no_file(file_id: int) -> None:
    del file_id


class Deliverer:
    """Shows outbox rows. A payload is {"say": Say.to_json(), "language": "de", "formality": "du"}.

    `file_of` opens a stored file by its id, None where it was taken back: only now, so that no copy lies in a row.
    """

    def __init__(self, channels: Mapping[str, Channel], file_of: FileOf = _no_file) -> None:
        self._channels = channels
        self._file_of = file_of

    async def __call__(self, message: OutboxMessage) -> Receipt:
        """Put a row into words, show it, and say what became of it."""
        channel = self._channels.get(message.channel)
        if channel is None:
            return GivenUp("no_such_channel")
        try:
            shown = rendered(message, buttons=channel.buttons)
        except (MissingWords, KeyError, TypeError, ValueError) as fault:
            log.error("deliver.no_words", message=message.id, fault=type(fault).__name__)
            return GivenUp("no_words")
        if file_id := message.payload["say"].get("file"):
            try:
                shown = await self._with_file(message, shown, file_id)
            except SealBroken:
                return GivenUp("sealed_file")
            except DatabaseTrouble as fault:
                return Later(DATABASE_SECONDS, whole_chat=True) if passes(fault) else Later()
        try:
            return Sent(await channel.send(message.address, shown))
        except SendError as fault:
            return receipt(fault, paid=shown.paid)

    async def _with_file(self, message: OutboxMessage, shown: Rendered, file_id: int) -> Rendered:
        found = await self._file_of(file_id)
        if found is None:
            language, formality = message.payload["language"], message.payload["formality"]
            return Rendered(render(Words("file-taken-back"), language, formality), protect=shown.protect)
        kind, content = found
        return replace(shown, file=File(kind, file_kinds.neutral_name(kind), content))

    async def prepare(self, name: str) -> None:
        """Set the menu that a channel's people see before they have come in, in every language; nothing depends on it."""
        channel = self._channels[name]
        try:
            await channel.set_menu(None, commands(STRANGERS, "en", Formality.SIE))
            for language in LANGUAGES:
                await channel.set_menu(None, commands(STRANGERS, language, Formality.SIE), language)
        except SendError as fault:
            log.warning("deliver.no_menu", channel=channel.name, fault=fault.fault)


def rendered(message: OutboxMessage, *, buttons: bool = True) -> Rendered:
    """Put a row into words, with its choices among them where there are no buttons. Raises MissingWords, and KeyError, TypeError or ValueError for a payload that is none."""
    say = Say.from_json(message.payload["say"])
    language, formality = message.payload["language"], message.payload["formality"]
    if say.deed:
        return Rendered("", deed=say.deed)
    if say.menu:
        return Rendered("", menu=commands(MENUS[Role(say.menu)], language, formality))
    rows = say.choices if buttons else ()
    return Rendered(
        render(say.words, language, formality) if buttons else numbered(say, language, formality).html,
        tuple(tuple(_button(choice, language, formality) for choice in row) for row in rows),
        edit=say.edit,
        protect=say.protect,
        qr=say.qr,
        paid=isinstance(message, PaidMessage),
        deed=say.deed,
    )


def changes(message: OutboxMessage) -> bool:
    """Say whether a row changes what stands (a message of ours, the menu, the chat itself) and rings nowhere."""
    say = message.payload.get("say", {})
    return bool(say.get("edit") or say.get("menu") or say.get("deed"))


def receipt(fault: SendError, *, paid: bool = False) -> Receipt:
    """Return what a channel's error means for the message.

    A paid message that is refused may have been refused for the payment.
    """
    if fault.changed_identity:
        return GivenUp(fault.fault, unproven=True)
    if paid and fault.permanent and not fault.blocked:
        return Later(unpaid=True)
    if fault.whole_channel:
        rests = fault.retry_in
        return Uncertain(rests=rests) if fault.uncertain else Later(rests, whole_channel=True)
    if fault.permanent:
        return GivenUp(fault.fault, blocked=fault.blocked)
    if fault.retry_in is not None:
        return Later(fault.retry_in, whole_chat=not fault.until_heard, until_heard=fault.until_heard)
    return Uncertain() if fault.uncertain else Later()


def commands(names: Sequence[str], language: str, formality: str) -> tuple[Command, ...]:
    """Put a menu into words."""
    return tuple(
        Command(name, render(Words(f"menu-{name}"), language, formality, markup=False)) for name in names
    )


def _button(choice: Choice, language: str, formality: str) -> Button:
    return Button(
        render(choice.label, language, formality, markup=False), choice.data, choice.url, choice.style
    )
