"""What is taken in, and what it is called."""

from __future__ import annotations

import pytest

from bot.conversation.file_kinds import LARGEST, neutral_name, plain_kind, taken, what_of
from bot.messages import Attached


@pytest.mark.parametrize(
    ("kind", "what", "name"),
    [
        ("image/jpeg", "file-picture", "picture.jpg"),
        ("IMAGE/PNG", "file-picture", "picture.png"),
        ("image/webp", "file-picture", "picture.webp"),
        ("audio/ogg; codecs=opus", "file-voice", "recording.ogg"),
        ("audio/aac", "file-voice", "recording.aac"),
        ("audio/mp4", "file-voice", "recording.m4a"),
        ("audio/x-wav", "file-voice", "recording.xwav"),
        ("application/pdf", "file-pdf", "document.pdf"),
    ],
)
def test_pictures_recordings_and_pdfs_are_taken_in_under_names_of_ours(
    kind: str, what: str, name: str
) -> None:
    words = what_of(kind)
    assert words is not None
    assert (words.key, neutral_name(kind)) == (what, name)


@pytest.mark.parametrize(
    "kind",
    ["", "audio/", "audio/a,b", "audio/a\nb", f"audio/{'a' * 65}", "image/svg+xml", "video/mp4", "text/html"],
)
def test_whatever_else_calls_itself_something_is_not(kind: str) -> None:
    assert what_of(kind) is None


def test_a_kind_is_kept_without_what_follows_it() -> None:
    assert plain_kind("Audio/Ogg;filename=a.exe") == "audio/ogg"


def test_what_is_too_large_is_not_taken_in_and_what_says_nothing_of_its_size_is() -> None:
    fits, large, unknown = (Attached(str(size), "audio/ogg", size) for size in (LARGEST, LARGEST + 1, 0))
    assert taken([fits, large, unknown]) == [fits, unknown]
