"""Phones without buttons: choices are numbered in the words, and answered by typing, quoting and reacting."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, cast

from bot import prompting
from bot.channels.base import Channel
from bot.conversation.turn import Desk
from bot.messages import IncomingKind
from bot.numbered import numbered
from storage import people
from storage.database import Tx
from storage.records import Prompt
from tests.talk import CHANNEL, Heard, Phone, Talk, _plain


@dataclass
class Plain:
    """A channel of which only this is asked."""

    name: str = CHANNEL
    buttons: bool = False


class WordsPhone(Phone):
    """A phone that shows words only."""

    async def quotes(self, shown: Heard, text: str) -> str:
        """Reply to a message of ours."""
        self.typed += 1
        ref = f"m{self.typed}"
        await self.talk.hear(self, IncomingKind.TEXT, text=text, message_ref=ref, about=shown.ref)
        return ref

    async def reacts(self, shown: Heard, emoji: str) -> None:
        """React to a message of ours."""
        self.typed += 1
        await self.talk.hear(
            self, IncomingKind.REACTION, text=emoji, message_ref=f"r{self.typed}", about=shown.ref
        )

    async def unreacts(self, shown: Heard, emoji: str) -> None:
        """Remove a reaction."""
        await self.talk.hear(self, IncomingKind.UNREACTION, text=emoji, about=shown.ref)

    async def edits(self, ref: str, text: str) -> str:  # type: ignore[override]
        """Edit a message; return the reference of its new version."""
        self.typed += 1
        version = f"v{self.typed}"
        await self.talk.hear(self, IncomingKind.EDIT, text=text, message_ref=ref, version_ref=version)
        return version

    async def deletes(self, ref: str) -> None:
        """Delete a message for everyone."""
        await self.talk.hear(self, IncomingKind.WITHDRAWAL, message_ref=ref)

    def shows(self, words: str) -> Heard:
        """Return the newest message with these words."""
        return next(shown for shown in reversed(self.messages) if words in shown.text)


class WordsTalk(Talk):
    """A practice in which nobody has buttons."""

    def phone(self, name: str, language: str = "en") -> WordsPhone:
        """Return a phone, of a stranger at first."""
        return cast("WordsPhone", self.phones.setdefault(name, WordsPhone(self, name, language)))

    async def patient(self, *args: Any, **options: Any) -> WordsPhone:  # type: ignore[override]
        """Return the phone of a patient who agreed to take part."""
        return cast("WordsPhone", await super().patient(*args, **options))

    async def hear(self, phone: Phone, kind: IncomingKind, **what: Any) -> None:
        """Let one turn happen on a phone without buttons."""
        await super().hear(phone, kind, buttons=False, **what)

    async def _hand_out(self, tx: Tx, desk: Desk, phone: Phone | None) -> None:
        reached = await people.addresses_of(tx, {out.person.id for out in desk.out if out.person})
        for out in desk.out:
            address = reached.get(out.person.id) if out.person else None
            target = self.phone(address.address) if address else phone
            if target is None:
                continue
            chat_key = tx.keys.index(CHANNEL, target.address)
            said = await prompting.in_place(tx, cast("Channel", Plain()), chat_key, out)
            if said is None:
                continue
            person = await people.get(tx, out.person.id) if out.person else None
            ref = self._show(target, said, person)
            manner = (person.language if person else target.language, person.formality if person else "sie")
            if ref:
                html = numbered(said.say, *manner).html
                place = next(place for place, shown in enumerate(target.messages) if shown.ref == ref)
                target.messages[place] = replace(
                    target.messages[place], text=_plain(html), html=html, buttons=[]
                )
            await prompting.keep(tx, (CHANNEL, chat_key), said.say, manner, ref, self.clock.now())
            await self._arrived(tx, said, ref)


async def prompts_of(talk: Talk, phone: Phone) -> list[Prompt]:
    """Return every prompt of a phone, oldest first."""
    from sqlalchemy import select

    from storage import tables as t

    async with talk.read() as tx:
        query = select(t.prompts).where(t.prompts.c.chat_key == tx.keys.index(CHANNEL, phone.address))
        return await tx.all(Prompt, t.prompts, query.order_by(t.prompts.c.id))
