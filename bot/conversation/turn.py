"""One turn of the conversation: what a step may see, and how it says what is to be said."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from bot.library.catalogue import Library
from bot.messages import Arg, Choice, Incoming, IncomingKind, Rows, Say, Words
from storage.database import Tx
from storage.ids import short
from storage.records import Address, Lane, Person, Role, StoredFile

if TYPE_CHECKING:
    from bot.conversation.fields import Form


@dataclass(frozen=True)
class Practice:
    """What is the same for everybody here. `channels` are the names of those that are set up, the first one first.

    `deep_link` turns an invitation's token into a link to our bot on Telegram. `signal_link` opens a chat with us on
    Signal, "" where there is none; it can carry no token. After `vanish_seconds` what is written on Signal disappears
    from the phones of those who have not chosen a time of their own; 0 = never.
    """

    zone: str
    language: str
    country: str
    deep_link: Callable[[str], str]
    signal_link: str = ""
    channels: tuple[str, ...] = ("telegram",)
    vanish_seconds: int = 2_419_200


@dataclass(frozen=True)
class Outgoing:
    """A message for one person (or, for somebody unknown, for the address that was heard).

    `to` names one of their addresses where it is not for the one in use.
    """

    say: Say
    person: Person | None
    lane: Lane = Lane.REPLY
    unasked: bool = False
    resend_if_uncertain: bool = True
    dedupe_key: str | None = None
    not_before: datetime | None = None
    expires_at: datetime | None = None
    subject: str | None = None
    to: Address | None = None


@dataclass
class Desk:
    """An open transaction with everything that a step needs; what is told is put into the outbox at its end."""

    tx: Tx
    now: datetime
    library: Library
    practice: Practice
    out: list[Outgoing] = field(default_factory=list)

    def tell(
        self,
        person: Person,
        say: Say,
        *,
        lane: Lane = Lane.REMINDER,
        unasked: bool = False,
        resend_if_uncertain: bool = True,
        dedupe_key: str | None = None,
        not_before: datetime | None = None,
        expires_at: datetime | None = None,
        subject: str | None = None,
    ) -> None:
        """Say something to a person who may not be the one we are listening to.

        `unasked` counts it among the day's unasked messages. `subject` ("occurrence:12") is told the receipt.
        `resend_if_uncertain` says whether a message that may have arrived is sent once more.
        """
        self.out.append(
            Outgoing(
                say,
                person,
                lane=lane,
                unasked=unasked,
                resend_if_uncertain=resend_if_uncertain,
                dedupe_key=dedupe_key,
                not_before=not_before,
                expires_at=expires_at,
                subject=subject,
            )
        )


@dataclass
class Turn(Desk):
    """A desk with somebody sitting at it. `dialog` is the JSON that is kept for this person.

    `doubled` says that the very same button was pressed just before. `bare` says that a number alone was typed, where
    numbers stand for choices and this one for none that is open. `unproven` says that whoever writes from this address
    has a new safety number, and has not yet shown that they are the person. `written` is when what was heard had reached
    its service, by our clock; None where that is not known. `files`: what came with it, stored by now; None where
    nothing was fetched yet, and `files_fault` why some of it could not be had. A step that sets `wants_files` is run
    again once they are there, and whatever it did is taken back. `update_id` is of the update that is heard.
    """

    person: Person | None = None
    heard: Incoming = field(default_factory=lambda: Incoming("", "", IncomingKind.TEXT))
    dialog: dict[str, Any] = field(default_factory=dict)
    label: Callable[[Arg], str] = str
    forms: Mapping[str, Form] = field(default_factory=dict)
    doubled: bool = False
    bare: bool = False
    unproven: bool = False
    written: datetime | None = None
    update_id: int = 0
    files: Sequence[StoredFile] | None = None
    files_fault: str = ""
    wants_files: bool = False

    @property
    def who(self) -> Person:
        """The person we talk with; steps behind the door always have one."""
        if self.person is None:
            raise LookupError("This step is only for somebody we know.")
        return self.person

    def say(self, key: str, *, choices: Rows = (), protect: bool = False, qr: str = "", **args: Arg) -> None:
        """Answer with an entry of the catalogue."""
        self.reply(Say(Words(key, args), choices, protect=protect, qr=qr))

    def say_old(self) -> None:
        """Say that a choice is from earlier, and with which command somebody sees what holds now."""
        therapist = self.person is not None and self.person.role is Role.THERAPIST
        self.say("t-button-old" if therapist else "button-old")

    def edit(self, key: str, *, choices: Rows = (), protect: bool = False, **args: Arg) -> None:
        """Change the message that was pressed on; where nothing was pressed, answer with a new one."""
        self.reply(Say(Words(key, args), choices, edit=self.pressed, protect=protect))

    @property
    def pressed(self) -> str:
        """The reference of the message whose button was pressed, or nothing."""
        return self.heard.message_ref if self.heard.data else ""

    def reply(self, say: Say) -> None:
        """Answer with a message built elsewhere."""
        self.out.append(Outgoing(say, self.person))


def long(text: str) -> int | None:
    """Read what `storage.ids.short` wrote; None where it is no such number."""
    try:
        return int(text, 36)
    except ValueError:
        return None


def press(verb: str, *parts: str | int) -> str:
    """Build a button's data: `verb:part:part`; ids are shortened."""
    return ":".join([verb, *(short(part) if isinstance(part, int) else part for part in parts)])


def button(key: str, verb: str, *parts: str | int, style: Any = "", **args: Arg) -> Choice:
    """Build a button with a label of the catalogue."""
    return Choice(Words(key, args), press(verb, *parts), style=style)


def rows(*choices: Choice, width: int = 1) -> Rows:
    """Lay buttons out, `width` in a row."""
    return tuple(tuple(choices[start : start + width]) for start in range(0, len(choices), width))
