"""What crosses the channel border: what was heard, and what is to be said, as keys and values, never as sentences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Literal


class IncomingKind(StrEnum):
    """What somebody did on their phone. NEW_IDENTITY: they wrote from a phone that we do not trust yet, unreadably."""

    TEXT = "text"
    EDIT = "edit"
    PRESS = "press"
    LOCATION = "location"
    MEDIA = "media"
    BLOCKED = "blocked"
    UNBLOCKED = "unblocked"
    REACTION = "reaction"
    UNREACTION = "unreaction"
    WITHDRAWAL = "withdrawal"
    NEW_IDENTITY = "new_identity"


@dataclass(frozen=True)
class Attached:
    """A file that came with a message, as its channel describes it: its id there, media type, and size in bytes (0: unknown).

    `mark` is the same whenever the file is shown, and another one for any other file; "" where the channel has none.
    """

    ref: str
    kind: str
    size: int = 0
    mark: str = ""


@dataclass(frozen=True)
class Incoming:
    """Something heard. `address` is the channel's own; `message_ref` the message typed, edited, pressed on or withdrawn.

    `about`: the message of ours that was quoted, or reacted to (then `text` is the emoji). `quoted`: the data of a button
    below the one that was quoted, where its phone shows any. `version_ref`: of an edit
    its own reference, to which the next edit may refer. `buttons`: whether this phone shows any; where it does not,
    choices come as words. Of a NEW_IDENTITY (a safety number that is not trusted) nothing else can be read. `keeps`: whether this phone keeps what is written in the chat for ever. `waited`: for so many seconds it lay at its
    service before we got it. `files`: what came with it, or stands there after an edit, and can be fetched. `album`: what several messages share that
    were sent as one.
    """

    channel: str
    address: str
    kind: IncomingKind
    text: str = ""
    data: str = ""
    message_ref: str = ""
    language: str = ""
    latitude: float = 0.0
    longitude: float = 0.0
    about: str = ""
    quoted: str = ""
    version_ref: str = ""
    buttons: bool = True
    keeps: bool = False
    waited: float = 0.0
    files: tuple[Attached, ...] = ()
    album: str = ""


@dataclass(frozen=True)
class Words:
    """An entry of the catalogue with its values; how it sounds is decided at the edge."""

    key: str
    args: Mapping[str, Arg] = field(default_factory=dict)


@dataclass(frozen=True)
class Both:
    """A text that exists in every language, such as a title of the library: language → text."""

    texts: Mapping[str, str]


@dataclass(frozen=True)
class Moment:
    """A moment (UTC) to be shown on the wall clock of `zone`: "18:30", "Thu 5 Mar", or both; "date" and "dated" with the year."""

    at: datetime
    zone: str
    style: Literal["time", "day", "day_time", "date", "dated"] = "day_time"


@dataclass(frozen=True)
class Days:
    """Days of the week, 0 = Monday, to be named."""

    days: tuple[int, ...]


@dataclass(frozen=True)
class Lines:
    """Several parts in a row. `mark` stands before each; "1." numbers them, "a)" letters them. Empty parts are left out."""

    parts: tuple[Arg, ...]
    joiner: str = "\n"
    mark: str = ""


_PLAIN = (str, int, float)

Arg = str | int | float | Words | Both | Moment | Days | Lines


@dataclass(frozen=True)
class Choice:
    """A button. `data` (at most 64 bytes) comes back when it is pressed; a `url` opens instead."""

    label: Arg
    data: str = ""
    url: str = ""
    style: Literal["", "primary", "success", "danger"] = ""


Rows = tuple[tuple[Choice, ...], ...]

Deed = Literal["", "expire", "trust"]
"""expire: let what is written vanish from the phone after a while. trust: read again whoever has a new safety number."""


@dataclass(frozen=True)
class Say:
    """A message to somebody.

    `edit` names a message of ours to be changed in place. `qr` is drawn as a picture with the words below it.
    `protect` asks the channel that it cannot be passed on. `menu` (a role) sets the command menu instead of saying.
    `many`: several of the choices may be taken. `deed`: something done for the chat instead of saying anything.
    `file`: the id of a stored file that is shown with the words below it; it is opened only when it is sent.
    `settles`: it only shows on a question what was just answered to it, which needs no message where the answer was
    written below. `careful`: a thumb that points up is no answer to it.
    """

    words: Words
    choices: Rows = ()
    edit: str = ""
    protect: bool = False
    qr: str = ""
    menu: str = ""
    many: bool = False
    deed: Deed = ""
    settles: bool = False
    file: int = 0
    careful: bool = False

    def to_json(self) -> dict[str, Any]:
        """Give the message as a JSON object for the outbox."""
        return {
            "words": arg_to_json(self.words),
            "choices": [[_choice_to_json(choice) for choice in row] for row in self.choices],
            "edit": self.edit,
            "protect": self.protect,
            "qr": self.qr,
            "menu": self.menu,
            "many": self.many,
            "deed": self.deed,
            "settles": self.settles,
            "file": self.file,
            "careful": self.careful,
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Say:
        """Read a message back from the outbox."""
        words = arg_from_json(stored["words"])
        if not isinstance(words, Words):
            raise TypeError("A message says the words of one key.")
        choices = tuple(tuple(_choice_from_json(choice) for choice in row) for row in stored["choices"])
        rest = {name: stored[name] for name in _FIRST}
        newer = {name: stored[name] for name in _NEWER if name in stored}
        return cls(words, choices, **rest, **newer)


_FIRST = ("edit", "protect", "qr", "menu")
_NEWER = ("many", "deed", "settles", "file", "careful")
"""Fields of a Say that are stored as they are; messages that wait may be older than some."""


def _choice_to_json(choice: Choice) -> dict[str, Any]:
    return {"label": arg_to_json(choice.label), "data": choice.data, "url": choice.url, "style": choice.style}


def _choice_from_json(stored: Mapping[str, Any]) -> Choice:
    return Choice(arg_from_json(stored["label"]), stored["data"], stored["url"], stored["style"])


def arg_to_json(arg: Arg) -> Any:
    """Give a value as JSON: a plain value as itself, every other as an object with its kind in "_"."""
    if isinstance(arg, _PLAIN):
        return arg
    match arg:
        case Words(key, args):
            return {
                "_": "words",
                "key": key,
                "args": {name: arg_to_json(each) for name, each in args.items()},
            }
        case Both(texts):
            return {"_": "both", "texts": dict(texts)}
        case Moment(at, zone, style):
            return {"_": "moment", "at": at.isoformat(), "zone": zone, "style": style}
        case Days(days):
            return {"_": "days", "days": list(days)}
        case Lines(parts, joiner, mark):
            return {
                "_": "lines",
                "parts": [arg_to_json(part) for part in parts],
                "joiner": joiner,
                "mark": mark,
            }


def arg_from_json(stored: Any) -> Arg:
    """Read a value back from JSON."""
    if isinstance(stored, _PLAIN):
        return stored
    match stored["_"]:
        case "words":
            return Words(stored["key"], {name: arg_from_json(each) for name, each in stored["args"].items()})
        case "both":
            return Both(stored["texts"])
        case "moment":
            return Moment(datetime.fromisoformat(stored["at"]), stored["zone"], stored["style"])
        case "days":
            return Days(tuple(stored["days"]))
        case "lines":
            return Lines(
                tuple(arg_from_json(part) for part in stored["parts"]), stored["joiner"], stored["mark"]
            )
        case kind:
            raise ValueError(f"There is no value of the kind {kind!r}.")
