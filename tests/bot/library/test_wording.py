from __future__ import annotations

import pytest

from bot.library.wording import promise, school_word


@pytest.mark.parametrize(
    ("language", "text", "word"),
    [
        ("en", "Do your homework today", "homework"),
        ("en", "Your HOME WORK is here", "HOME WORK"),
        ("en", "A grade for the week", "grade"),
        ("en", "It is overdue", "overdue"),
        ("en", "The attempt failed", "failed"),
        ("de", "Die Hausaufgaben ansehen", "Hausaufgaben"),
        ("de", "Das Hausaufgabenheft", "Hausaufgabenheft"),
        ("de", "Eine Schulaufgabe", "Schulaufgabe"),
        ("de", "Eine Hausübung", "Hausübung"),
        ("de", "Die Übung wird benotet", "benotet"),
        ("de", "Das ist überfällig", "überfällig"),
        ("de", "Wieder versagt", "versagt"),
        ("fr", "Les devoirs du soir", "devoirs"),
        ("es", "Los deberes", "deberes"),
        ("it", "I compiti di oggi", "compiti"),
        ("de", "Das homework", "homework"),
    ],
)
def test_school_words_and_blame_are_heard(language: str, text: str, word: str) -> None:
    assert school_word(text, language) == word


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Gradually upgrade the walk, without degrading it"),
        ("en", "Fetch the children from school after the piano lesson"),
        ("en", "Work at home on the exam fear"),
        ("de", "Schultern lockern, ohne Schuld, gerade bei 20 Grad"),
        ("de", "Die Noten am Klavier aufschlagen, dann zur Schule gehen"),
        ("de", "Eine Aufgabe im Haus"),
        ("fr", "devoir dormir"),
    ],
)
def test_plain_words_pass(language: str, text: str) -> None:
    assert school_word(text, language) is None


@pytest.mark.parametrize(
    ("language", "text", "word"),
    [
        ("en", "This cures worry", "cures"),
        ("en", "Guaranteed to help", "Guaranteed"),
        ("en", "Movement heals", "heals"),
        ("en", "A proven way", "proven"),
        ("en", "It always works", "always works"),
        ("de", "Bewegung heilt", "heilt"),
        ("de", "Garantiert besserer Schlaf", "Garantiert"),
        ("de", "Das hilft immer", "hilft immer"),
    ],
)
def test_promises_are_heard(language: str, text: str, word: str) -> None:
    assert promise(text, language) == word


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Secure, accurate, curious and healthy"),
        ("de", "Am Heiligabend hilft das oft, und heil ankommen ist viel"),
        ("fr", "cure"),
    ],
)
def test_honest_words_pass(language: str, text: str) -> None:
    assert promise(text, language) is None
