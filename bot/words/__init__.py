"""How things sound: Fluent catalogues in English and German, rendered at the edge.

Arguments are escaped for HTML, the markup of the catalogues is kept. Every message sees `$formality` ("sie" or "du").
"""

from __future__ import annotations

import html
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_skeleton, format_time
from fluent.runtime import FluentBundle, FluentResource, resolver

from bot.messages import Arg, Both, Days, Lines, Moment, Words

LANGUAGES = ("en", "de")
_LOCALES = {"en": Locale("en", "GB"), "de": Locale("de")}

# The library cuts values off at 2,500 characters against foreign catalogues; ours are our own, and what a person wrote
# is said in full.
resolver.MAX_PART_LENGTH = 1_000_000


class MissingWords(LookupError):  # noqa: N818 - it names what is not there
    """A key, or one of its values, is not there; the words say which."""


@cache
def catalogue(language: str) -> FluentBundle:
    """Return all entries of a language (one of LANGUAGES)."""
    bundle = FluentBundle([str(_LOCALES[language]).replace("_", "-")], use_isolating=False)
    folder = resources.files("bot.words") / language
    for file in sorted(folder.iterdir(), key=lambda each: each.name):
        if file.name.endswith(".ftl"):
            bundle.add_resource(FluentResource(file.read_text(encoding="utf-8")))
    return bundle


def render(arg: Arg, language: str, formality: str, *, markup: bool = True) -> str:
    """Put a value into words: HTML where `markup`, otherwise plain text (for buttons).

    Raises MissingWords where a key or one of its values is missing.
    """
    match arg:
        case Words(key, args):
            return _entry(key, args, language, formality, markup=markup)
        case Lines(parts, joiner, mark):
            rendered = (render(part, language, formality, markup=markup) for part in parts)
            shown = [part for part in rendered if part]
            return joiner.join(f"{_mark(mark, number)}{part}" for number, part in enumerate(shown, 1))
        case Both(texts):
            return _plain(texts.get(language) or texts["en"], markup=markup)
        case Moment():
            return _moment(arg, language)
        case Days(days):
            names = _LOCALES[language].days["format"]["abbreviated"]
            return ", ".join(names[day].rstrip(".") for day in sorted(days))
        case _:
            return _plain(str(arg), markup=markup)


def _entry(key: str, args: Mapping[str, Arg], language: str, formality: str, *, markup: bool) -> str:
    return (
        _filled(key, args, language, formality, markup=markup) if args else _fixed(key, language, formality)
    )


@cache
def _fixed(key: str, language: str, formality: str) -> str:
    """Return an entry without values; most buttons are such, and there are only so many."""
    return _filled(key, {}, language, formality, markup=False)


def _filled(key: str, args: Mapping[str, Arg], language: str, formality: str, *, markup: bool) -> str:
    bundle = catalogue(language)
    pattern = bundle.get_message(key).value if bundle.has_message(key) else None
    if pattern is None:
        raise MissingWords(f"{key} ({language})")
    values: dict[str, Any] = {"formality": formality}
    for name, arg in args.items():
        values[name] = (
            arg if isinstance(arg, int | float) else render(arg, language, formality, markup=markup)
        )
    text, faults = bundle.format_pattern(pattern, values)
    if faults:
        raise MissingWords(f"{key} ({language}): {faults[0]}")
    return str(text)


def _plain(text: str, *, markup: bool) -> str:
    return html.escape(text, quote=False) if markup else text


def _mark(mark: str, number: int) -> str:
    if not mark:
        return ""
    if mark == "a)":
        return f"{chr(ord('a') + number - 1)}) "
    return f"{number}. " if mark == "1." else f"{mark} "


def _moment(moment: Moment, language: str) -> str:
    local = moment.at.astimezone(ZoneInfo(moment.zone))
    locale = _LOCALES[language]
    if moment.style == "time":
        return format_time(local, "HH:mm", locale=locale)
    skeleton = "yMMMEd" if moment.style in {"date", "dated"} else "MMMEd"
    day = format_skeleton(skeleton, local, locale=locale)
    joiner = ", " if language == "de" else " "
    return (
        day
        if moment.style in {"day", "date"}
        else f"{day}{joiner}{format_time(local, 'HH:mm', locale=locale)}"
    )


def names_of_days(language: str) -> list[str]:
    """Return the full names of the days of the week, Monday first."""
    return [_LOCALES[language].days["format"]["wide"][day] for day in range(7)]


__all__ = ["LANGUAGES", "MissingWords", "catalogue", "names_of_days", "render"]
