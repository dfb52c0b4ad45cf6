"""What every channel offers: listening, reading what it kept, and showing a message."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

from bot.messages import Attached, Deed, Incoming
from storage.records import RawUpdate

Keep = Callable[[Sequence[RawUpdate]], Awaitable[None]]
"""Stores raw updates in one committed transaction; what is known already is left out."""


class UnreadableUpdate(Exception):  # noqa: N818 - it names what was found
    """A raw update is not what its service promises; its text is a short name, never words of anybody."""


@dataclass(frozen=True)
class Button:
    """A button in plain words. `data` (at most 64 bytes) comes back when it is pressed; a `url` opens instead."""

    text: str
    data: str = ""
    url: str = ""
    style: Literal["", "primary", "success", "danger"] = ""


@dataclass(frozen=True)
class Command:
    """An entry of the menu of commands; `name` without its slash."""

    name: str
    description: str


@dataclass(frozen=True)
class File:
    """A file to be shown: its media type, a name that says nothing of anybody, and what is in it."""

    kind: str
    name: str
    content: bytes = field(repr=False)


@dataclass(frozen=True)
class Rendered:
    """A message in words. `html` knows <b>, <i> and <blockquote>, and has &, < and > escaped.

    `edit` names a message of ours to be changed in place; where it is gone, a new one is shown. `qr` is drawn as a
    picture above the words; `file` is shown there. `menu` sets the chat's commands instead of saying anything. `paid`: it
    may cost what the service asks for haste. `deed`: what is done for the chat instead of saying anything. Where a
    channel has no buttons, `html` says the choices already.
    """

    html: str
    buttons: tuple[tuple[Button, ...], ...] = ()
    edit: str = ""
    protect: bool = False
    qr: str = ""
    menu: tuple[Command, ...] = ()
    paid: bool = False
    deed: Deed = ""
    file: File | None = None


class Channel(Protocol):
    """A service that carries messages to phones and back."""

    @property
    def name(self) -> str:
        """How this channel is called in stored rows."""
        ...

    @property
    def buttons(self) -> bool:
        """Whether its phones show buttons; where not, choices are numbered in the words."""
        ...

    async def open(self) -> str:
        """Ask the service who we are; return our public name. Raises SendError, `permanent` for a wrong token."""
        ...

    async def listen_once(self, keep: Keep, timeout: float) -> int:  # noqa: ASYNC109 - the service's own waiting
        """Fetch what came in, waiting for it up to `timeout` seconds; return how much it was.

        The service is told that we have it only after `keep` has returned.
        """
        ...

    async def run(self, keep: Keep) -> None:
        """Listen for ever."""
        ...

    def parse(self, raw: str) -> Incoming | None:
        """Read a kept update; None where there is nothing to do. Raises UnreadableUpdate."""
        ...

    async def fetch(self, address: str, file: Attached) -> bytes:
        """Return what is in a file that came from there. Raises bot.sending.SendError, `permanent` where it is gone."""
        ...

    async def send(self, address: str, message: Rendered) -> str:
        """Show a message and return its reference. Raises bot.sending.SendError."""
        ...

    async def set_menu(self, address: str | None, commands: Sequence[Command], language: str = "") -> None:
        """Set the commands of a chat, or of all chats without their own, there for phones of a language."""
        ...

    async def close(self) -> None:
        """Let go of every connection."""
        ...
