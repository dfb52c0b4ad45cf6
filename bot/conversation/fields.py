"""What a form is made of: fields that ask one question each, and what is understood of an answer."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from hashlib import blake2b
from typing import Any, Final

from bot.conversation.hearing.labels import hear_label
from bot.conversation.hearing.yes_no import hear_number, hear_yes_no
from bot.conversation.turn import Turn
from bot.messages import Arg, Choice, IncomingKind, Rows, Words

_BYTES: Final = 6

Answers = dict[str, Any]
"""What was answered so far, by field name; None = skipped. Names that begin with "_" are the form's own context."""


@dataclass(frozen=True)
class Question:
    """What a field asks now. The `data` of each choice is the value that it stands for (at most 30 bytes).

    `careful`: so much hangs on its first choice that a thumb that points up, which may be only friendly, is none.
    """

    words: Words
    choices: Rows = ()
    protect: bool = False
    careful: bool = False


@dataclass(frozen=True)
class Value:
    """An answer that was understood: any JSON value."""

    value: Any


@dataclass(frozen=True)
class Unclear:
    """An answer that was not: what to say, and choices that may help; without any, the question's own stay at hand."""

    words: Words
    choices: Rows = ()


Heard = Value | Unclear


@dataclass(frozen=True)
class Field:
    """One question of a form.

    `ask` builds it from what is known, or None where it need not be asked. `hear` understands typed words; without
    it only the choices (tapped, or their labels typed) answer. `keep` is called at once with each answer, so that
    nothing waits for the form's end; `forget` when the answer, or a part of it, was taken back: what is left of it
    stands among the answers. `read` turns a tapped value into the answer. `many` lets several choices be
    picked; the answer is then a list of values, and `tick` is called with those picked so far at each of them.
    `files`: a picture, a voice message or a PDF may stand for the words. `helps`: the way to help stands below its
    choices. `amount`: its answer may well be an amount, so a number typed where the buttons have none is one of the
    person's own, and means no button; of many, several numbers do. `example`: the key of an answer such as somebody may
    give, for a question of words; a mere "ok" to it is asked about once, with that example.
    """

    name: str
    ask: Callable[[Turn, Answers], Awaitable[Question | None]]
    hear: Callable[[Turn, str, Answers], Awaitable[Heard]] | None = None
    keep: Callable[[Turn, Answers, Any], Awaitable[None]] | None = None
    tick: Callable[[Turn, Answers, list[Any]], Awaitable[None]] | None = None
    forget: Callable[[Turn, Answers], Awaitable[None]] | None = None
    read: Callable[[str], Any] = str
    skippable: bool = False
    many: bool = False
    back: bool = True
    files: bool = False
    helps: bool = False
    amount: bool = False
    example: str = ""


@dataclass(frozen=True)
class Form:
    """A row of questions. Each field is asked once all before it are answered; `finish` gets all answers.

    `fields` may depend on the answers. `cancelled` is the key said when the person stops; None = cannot be cancelled.
    `drop` is called then with what was answered so far.
    After a silence of `rests_after` its question takes no typed words any more and is not asked again by itself; a
    press on one of its buttons still goes on with it. `look_up` gives the answers
    of a form that has ended, as they are now, from what it was about ("_…"); None = nothing of it can be taken back.
    `stray` is given the words that are no answer to a question of numbers, times or choices, with the question's name,
    and says whether it has kept them.
    """

    name: str
    fields: Callable[[Answers], Sequence[Field]]
    finish: Callable[[Turn, Answers], Awaitable[None]]
    cancelled: str | None = "form-cancelled"
    drop: Callable[[Turn, Answers], Awaitable[None]] | None = None
    rests_after: timedelta = timedelta(days=1)
    look_up: Callable[[Turn, Answers], Awaitable[Answers | None]] | None = None
    stray: Callable[[Turn, Answers, str, str], Awaitable[bool]] | None = None


def asks(
    words: Words | str, choices: Rows = (), *, protect: bool = False, careful: bool = False
) -> Callable[[Turn, Answers], Awaitable[Question]]:
    """Ask the same question whatever was answered before."""
    question = Question(
        Words(words) if isinstance(words, str) else words, choices, protect=protect, careful=careful
    )

    async def ask(turn: Turn, answers: Answers) -> Question:
        del turn, answers
        return question

    return ask


async def any_text(turn: Turn, text: str, answers: Answers) -> Heard:
    """Take the words as they are."""
    del turn, answers
    return Value(text)


async def words_unless_no(turn: Turn, text: str, answers: Answers) -> Heard:
    """Take the words as they are; a mere "no" to a question that may be answered so is like skipping it."""
    if turn.heard.kind is IncomingKind.TEXT and hear_yes_no(text) is False:
        return Value(None)
    return await any_text(turn, text, answers)


def more_than_no(text: str, example: str) -> Unclear | None:
    """Ask once more, with an example, for what cannot be left out where a mere "no" was said: that shall stand on no card."""
    return (
        Unclear(Words("form-own-words", {"example": Words(example)})) if hear_yes_no(text) is False else None
    )


def number(low: int, high: int) -> Callable[[Turn, str, Answers], Awaitable[Heard]]:
    """Understand a number from `low` to `high`, in digits or words."""

    async def hear(turn: Turn, text: str, answers: Answers) -> Heard:
        del turn, answers
        heard = hear_number(text, low, high)
        return Unclear(Words("form-number", {"low": low, "high": high})) if heard is None else Value(heard)

    return hear


def scale(low: int, high: int, *, step: int = 1, width: int = 6) -> Rows:
    """Lay out the buttons of a rating."""
    values = [Choice(str(value), str(value)) for value in range(low, high + 1, step)]
    return tuple(tuple(values[start : start + width]) for start in range(0, len(values), width))


def options(*pairs: tuple[str, Arg], width: int = 1) -> Rows:
    """Lay out choices from (value, label) pairs; a label may be a plain string, or Words."""
    choices = [Choice(label, value) for value, label in pairs]
    return tuple(tuple(choices[start : start + width]) for start in range(0, len(choices), width))


def by_words(kind: str, words: str) -> str:
    """Name a choice by the words that it shows, where their place among others may change while it is open."""
    return f"{kind}{blake2b(words.encode(), digest_size=_BYTES).hexdigest()}"


def matching(turn: Turn, text: str, choices: Rows) -> Choice | None:
    """Return the choice whose label (or position) was typed."""
    flat = [choice for row in choices for choice in row]
    found = hear_label(text, [turn.label(choice.label) for choice in flat])
    return None if found is None else flat[found]
