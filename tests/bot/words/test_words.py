"""Every sentence that somebody may read: complete in both languages, and fit to be read by somebody unwell."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fluent.syntax import FluentParser
from fluent.syntax import ast as ftl
from fluent.syntax.visitor import Visitor

from bot.library.wording import promise, school_word
from bot.messages import Words
from bot.words import LANGUAGES, render

ROOT = Path(__file__).parents[3]
FOLDER = ROOT / "bot" / "words"
BLAME = {
    "en": r"\b(fail(ed|ure|s)?|should have|must|overdue|missed|lazy|only \d|streak|why didn't)\b",
    "de": r"\b(versagt|versäumt|leider nicht|müssen|musst|sollten|solltest|faul|überfällig|nur \d|warum haben Sie nicht)\b",
}
HANDS = {
    "en": r"\b(tap(s|ped|ping)?|buttons?|click\w*)\b",
    "de": r"(antipp|angetippt|knopf|knöpf|schaltfläche|anklicken)",
}
"""What only some phones have: on others choices are typed."""
SOMEBODY = {
    "en": r"\bDear\b",
    "de": r"\b(Patientinnen und Patienten)\b",
}


class Names(Visitor):
    """Collects the variables of an entry."""

    def __init__(self) -> None:
        self.names: set[str] = set()

    def visit_VariableReference(self, node: ftl.VariableReference) -> None:  # noqa: N802 - the visitor's own naming
        self.names.add(node.id.name)


def entries(language: str) -> dict[str, ftl.Message]:
    found: dict[str, ftl.Message] = {}
    for file in sorted((FOLDER / language).glob("*.ftl")):
        for entry in FluentParser().parse(file.read_text(encoding="utf-8")).body:
            assert not isinstance(entry, ftl.Junk), f"{file.name}: {entry.content}"
            if isinstance(entry, ftl.Message):
                assert entry.id.name not in found, f"{file.name}: {entry.id.name} stands twice"
                found[entry.id.name] = entry
    return found


ENTRIES = {language: entries(language) for language in LANGUAGES}
KEYS = sorted(set(ENTRIES["en"]) | set(ENTRIES["de"]))


def variables(message: ftl.Message) -> set[str]:
    names = Names()
    names.visit(message)
    return names.names - {"formality"}


def rendered(key: str, language: str) -> list[str]:
    values: dict[str, Any] = dict.fromkeys(variables(ENTRIES[language][key]), 3)
    return [render(Words(key, values), language, formality) for formality in ("sie", "du")]


def test_the_languages_have_the_same_keys() -> None:
    assert set(ENTRIES["en"]) == set(ENTRIES["de"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_entry_can_be_said_in_both_forms_of_address(language: str) -> None:
    for key in ENTRIES[language]:
        assert all(text.strip() for text in rendered(key, language)), key


def test_an_entry_needs_the_same_values_in_every_language() -> None:
    differing = {
        key: (variables(ENTRIES["en"][key]), variables(ENTRIES["de"][key]))
        for key in ENTRIES["en"]
        if key in ENTRIES["de"] and variables(ENTRIES["en"][key]) != variables(ENTRIES["de"][key])
    }
    assert differing == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_holds_a_school_word_or_a_promise(language: str) -> None:
    found = {
        key: word
        for key in ENTRIES[language]
        for text in rendered(key, language)
        if (word := school_word(text, language) or promise(text, language))
    }
    assert found == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_blames(language: str) -> None:
    found = {
        key: match.group()
        for key in ENTRIES[language]
        for text in rendered(key, language)
        if (match := re.search(BLAME[language], text, re.IGNORECASE))
    }
    assert found == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_speaks_of_buttons_which_not_every_phone_has(language: str) -> None:
    found = {
        key: match.group()
        for key in ENTRIES[language]
        for text in rendered(key, language)
        if (match := re.search(HANDS[language], text, re.IGNORECASE))
    }
    assert found == {}


@pytest.mark.parametrize("key", ["checkin-thanks-done", "checkin-thanks-partly", "checkin-thanks-not_done"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_answer_is_thanked(key: str, language: str) -> None:
    assert all(re.search("thank|dank", text, re.IGNORECASE) for text in rendered(key, language))


def test_german_never_mixes_the_forms_of_address() -> None:
    informal = re.compile(r"\b([Dd]u|[Dd]ich|[Dd]ir|[Dd]ein(e|en|em|er|es)?)\b")
    formal = re.compile(r"\b(Ihnen|Ihre?[mnrs]?)\b")
    mixed = {}
    for key in ENTRIES["de"]:
        sie, du = rendered(key, "de")
        if key.startswith(("t-", "digest-", "menu-t-")) or "sie" in key.lower().split("-"):
            continue
        if informal.search(sie) and formal.search(sie):
            mixed[key] = sie
        if formal.search(du):
            mixed[key] = du
    assert mixed == {}


def used() -> tuple[set[str], set[str]]:
    """Return the strings of our code, and the beginnings of its composed strings."""
    whole: set[str] = set()
    beginnings: set[str] = set()
    for file in (ROOT / "bot").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                whole.add(node.value)
            elif isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
                beginnings.add(str(node.values[0].value))
    return whole, {each for each in beginnings if re.fullmatch(r"[a-z][a-z-]*-", each)}


def test_every_entry_is_said_somewhere() -> None:
    whole, beginnings = used()
    referenced = {
        name for language in LANGUAGES for entry in ENTRIES[language].values() for name in _references(entry)
    }
    idle = [
        key
        for key in KEYS
        if key not in whole and key not in referenced and not any(key.startswith(each) for each in beginnings)
    ]
    assert idle == []


def test_every_key_that_is_said_exists() -> None:
    said = set(_said_keys())
    assert sorted(said - set(ENTRIES["en"])) == []


def _references(entry: ftl.Message) -> Iterator[str]:
    class References(Visitor):
        names: set[str] = set()  # noqa: RUF012 - lives for one visit

        def visit_MessageReference(self, node: ftl.MessageReference) -> None:  # noqa: N802
            self.names.add(node.id.name)

    visitor = References()
    visitor.names = set()
    visitor.visit(entry)
    yield from visitor.names


def _said_keys() -> Iterator[str]:
    """Yield the literal keys given to Words(), say(), edit(), button() and asks()."""
    for file in (ROOT / "bot").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            first = node.args[0]
            if name in {"Words", "say", "edit", "button", "asks"} and isinstance(first, ast.Constant):
                yield str(first.value)
