"""A command is read alike wherever it stands: typed, edited, or below a file."""

from __future__ import annotations

import pytest

from bot.conversation import commands


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("/note question why?", ("note", "question why?")),
        ("/NOTIZ\nquestion\nwhy? \n", ("note", "question\nwhy?")),
        ("/note@between_bot why?", ("note", "why?")),
        ("/note", ("note", "")),
        ("/whatever else", ("whatever", "else")),
        ("//note why?", ("/note", "why?")),
        ("/ note why?", ("", "")),
        ("/", ("", "")),
        ("", ("", "")),
        (" /note why?", ("", "")),
        ("note why?", ("", "")),
    ],
)
def test_with_its_slash(text: str, read: tuple[str, str]) -> None:
    assert commands.with_slash(text) == read


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Hilfe", ("help", "")),
        ("Pause!", ("pause", "")),
        ("stopp...", ("stop", "")),
        (" note  why? ", ("note", "why?")),
        ("notiz@between_bot why?", ("note", "why?")),
        ("I slept badly", ("i", "slept badly")),
        ("/note why?", ("/note", "why?")),
        ("", ("", "")),
    ],
)
def test_without_it(text: str, read: tuple[str, str]) -> None:
    assert commands.bare(text) == read
