"""Which files are taken in, what they are called, and how large they may be."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from bot.messages import Attached, Words

LARGEST: Final = 8 * 1024 * 1024
"""Bytes of a file: minutes of speech, or any picture of a phone; a database and its back-ups hold many of them."""
TOO_LARGE: Final = "too_large"
_KINDS: Final = {
    "image/jpeg": "picture",
    "image/png": "picture",
    "image/webp": "picture",
    "image/gif": "picture",
    "application/pdf": "pdf",
}
_ENDINGS: Final = {"image/jpeg": "jpg", "audio/mpeg": "mp3", "audio/mp4": "m4a", "audio/aac": "aac"}
_AUDIO: Final = re.compile(r"audio/[a-z0-9.+-]{1,64}")


_MARKS: Final = re.compile(r"(?:\[[^\]]*\]\s*)+")
"""What stands for files before the words below them (`file-mark`)."""


def words_of(text: str) -> str:
    """Return the words below the marks that stand for files; nothing where only files were sent."""
    return _MARKS.sub("", text, count=1)


def plain_kind(kind: str) -> str:
    """Return a media type without its parameters: "audio/ogg; codecs=opus" is "audio/ogg"."""
    return kind.partition(";")[0].strip().lower()


def what_of(kind: str) -> Words | None:
    """Say what a file of this media type is; None for what is not taken in."""
    plain = plain_kind(kind)
    name = "voice" if _AUDIO.fullmatch(plain) else _KINDS.get(plain)
    return None if name is None else Words(f"file-{name}")


def neutral_name(kind: str) -> str:
    """Return a name for a file that says nothing of who sent it, such as "picture.png"."""
    plain = plain_kind(kind)
    main, _, ending = plain.partition("/")
    name = {"audio": "recording", "image": "picture"}.get(main, "document")
    return f"{name}.{_ENDINGS.get(plain) or re.sub(r'[^a-z0-9]', '', ending)}"


def taken(sent: Sequence[Attached]) -> list[Attached]:
    """Return which of the files that were sent are taken in."""
    return [each for each in sent if what_of(each.kind) is not None and each.size <= LARGEST]
