"""Choices as words, for phones without buttons: a bold title, numbered lines, and a hint how to answer."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.conversation.frames import is_control, is_done
from bot.messages import Arg, Choice, Lines, Say, Words
from bot.words import render

_TITLE: Final = 120
"""A first line of more characters is no title, and is not shown in bold."""
_SHORT: Final = 48
"""So much of a title names its message in a list of several."""
_TAG: Final = re.compile(r"<[^>]+>")
_BOLD: Final = re.compile(r"</?b>")
_TWO: Final = 2
_TELL_HOW: Final = frozenset({"form-number", "form-please-choose"})
"""Sentences that say by themselves how to answer; a hint below them would say it again."""


@dataclass(frozen=True)
class Option:
    """What may be answered. `key` is the number to be typed, "" where only the label answers; `data` what it means."""

    key: str
    label: str
    data: str


@dataclass(frozen=True)
class Numbered:
    """A message without buttons. `title` is plain text; `topic` names the one thing that all options are about."""

    html: str
    title: str = ""
    options: tuple[Option, ...] = ()
    careful: bool = False

    @property
    def topic(self) -> str:
        """The record or the form that all options name, or nothing."""
        named = {option.data.split(":")[1] for option in self.options if ":" in option.data}
        return named.pop() if len(named) == 1 else ""


def numbered(say: Say, language: str, formality: str) -> Numbered:
    """Put a message and its choices into words. Raises MissingWords."""
    choices = [choice for row in say.choices for choice in row if not (say.many and is_done(choice.data))]
    text = render(_lettered(say.words) if choices else say.words, language, formality)
    if not choices:
        return Numbered(text)

    def label(choice: Choice) -> str:
        return render(choice.label, language, formality, markup=False)

    links = [choice for choice in choices if choice.url]
    options = _options([(label(choice), choice.data) for choice in choices if not choice.url])
    lines = [f"{each.key}  {each.label}" for each in options if each.key and each.key != each.label]
    lines += [f"{label(each)}: {each.url}" for each in links]
    told = say.words.key in _TELL_HOW and not say.many
    hint = render(
        _hint(options, many=say.many, careful=say.careful, told=told), language, formality, markup=False
    )
    parts = (_with_title(text), html.escape("\n".join(lines), quote=False), html.escape(hint, quote=False))
    return Numbered("\n\n".join(part for part in parts if part), _title(text), options, say.careful)


def _lettered(arg: Arg) -> Arg:
    """Let numbered lines have letters, where numbers stand for answers: a step must not be taken for one."""
    match arg:
        case Words(key, args):
            return Words(key, {name: _lettered(each) for name, each in args.items()})
        case Lines(parts, joiner, mark):
            return Lines(tuple(_lettered(part) for part in parts), joiner, "a)" if mark == "1." else mark)
        case _:
            return arg


def _options(labelled: Sequence[tuple[str, str]]) -> tuple[Option, ...]:
    """Number what may be answered.

    The numbers of a scale stand for themselves, and everything beside them is answered by its name. So are the form's
    own Back, Skip and Cancel everywhere: a number must never mean them where a number is asked for.
    """
    scale = [label for label, _ in labelled if _is_integer(label)]
    options: list[Option] = []
    number = 0
    for label, data in labelled:
        if len(scale) >= _TWO:
            options.append(Option(label if _is_integer(label) else "", _bare(label), data))
        elif is_control(data):
            options.append(Option("", _bare(label), data))
        else:
            number += 1
            options.append(Option(str(number), label, data))
    return tuple(options)


def _hint(options: Sequence[Option], *, many: bool, careful: bool, told: bool) -> Lines:
    by_number = [option for option in options if option.key]
    by_name = [option.label for option in options if not option.key]
    named = Words("choose-words", {"words": ", ".join(by_name)}) if by_name else ""
    return Lines(("" if told else _how(by_number, many=many, careful=careful), named), joiner=" ")


def _how(options: Sequence[Option], *, many: bool, careful: bool) -> Words | str:
    if not options:
        return ""
    if options[0].key == options[0].label:
        values = sorted(int(option.key) for option in options)
        return Words("choose-scale", {"low": str(values[0]), "high": str(values[-1])})
    if many:
        return Words("choose-many")
    few = {1: "choose-one", _TWO: "choose-number" if careful else "choose-two"}
    return Words(few.get(len(options), "choose-number"))


def _with_title(text: str) -> str:
    """Show the first line in bold, unless it is long or part of a quotation."""
    first, line_end, rest = text.partition("\n")
    if len(_plain(first)) > _TITLE or "<blockquote" in first or first.count("<i>") != first.count("</i>"):
        return text
    return f"<b>{_BOLD.sub('', first)}</b>{line_end}{rest}"


def _title(text: str) -> str:
    first = next((line for line in _plain(text).splitlines() if line.strip()), "").strip()
    return first if len(first) <= _SHORT else f"{first[: _SHORT - 1].rstrip()}…"


def _plain(text: str) -> str:
    return html.unescape(_TAG.sub("", text))


def _bare(label: str) -> str:
    return label.strip("‹› ")


def _is_integer(label: str) -> bool:
    return label.isascii() and label.isdigit()
