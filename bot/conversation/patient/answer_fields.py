"""The exercise's own questions as fields of a form: ratings, texts, numbers, times, choices, checklists."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from bot.conversation.fields import (
    Answers,
    Field,
    Heard,
    Question,
    Unclear,
    Value,
    any_text,
    matching,
    number,
    options,
    scale,
)
from bot.conversation.hearing.times import hear_time
from bot.conversation.own_words import says_something
from bot.conversation.patient.keeping import forget_words, keep_beside, keep_ticks, keep_words
from bot.conversation.turn import Turn
from bot.library.schema import FieldKind
from bot.messages import Arg, Both, Rows, Words

Asked = Mapping[str, Any]
"""One question as the exercise's snapshot holds it (bot.library.schema.AnswerField)."""

_TENTHS = 10
_SCALES = {FieldKind.SCALE_0_10: (0, 10, 1), FieldKind.SCALE_0_100: (0, 100, _TENTHS)}
_EXAMPLES = {"what": "example-what", "feeling": "", "emotion": ""}
"""An "okay" is a feeling: it is taken as it is, and nobody is shown another one."""
_NUMBERS = (FieldKind.SCALE_0_10, FieldKind.SCALE_0_100, FieldKind.CHECKLIST)


def answer_field(place: int, asked: Asked) -> Field:
    """Build the field of a question; it is named by its place, so that a button's 64 bytes hold its value."""
    kind = FieldKind(asked["kind"])

    async def ask(turn: Turn, answers: Answers) -> Question:
        del turn, answers
        return Question(_words(asked), choices(asked))

    async def keep(turn: Turn, answers: Answers, value: Any) -> None:
        if value is not None:
            key = f"answers.{asked['key']}"
            await keep_words(turn, answers["_checkin"], key, value, editable=kind is not FieldKind.CHECKLIST)

    async def tick(turn: Turn, answers: Answers, value: list[Any]) -> None:
        await keep_ticks(turn, answers["_checkin"], f"answers.{asked['key']}", value)

    async def forget(turn: Turn, answers: Answers) -> None:
        left = answers.get(f"x{place}")
        await forget_words(turn, answers["_checkin"], f"answers.{asked['key']}", left=left)

    return Field(
        f"x{place}",
        ask,
        hear=None if kind is FieldKind.CHECKLIST else hear_answer(asked),
        keep=keep,
        tick=tick if kind is FieldKind.CHECKLIST else None,
        forget=forget,
        read=int if kind in _NUMBERS else str,
        skippable=True,
        many=kind is FieldKind.CHECKLIST,
        files=True,
        example=_example(asked) if kind is FieldKind.TEXT else "",
    )


def _example(asked: Asked) -> str:
    """Return the key of an example; where there is none for a question, that of one that fits everywhere."""
    return _EXAMPLES.get(asked["key"], "example-any")


async def keep_stray(turn: Turn, answers: Answers, name: str, text: str) -> bool:
    """Keep words beside the question of an exercise that they do not answer."""
    place = name.removeprefix("x")
    if not place.isdigit() or not says_something(text):
        return False
    await keep_beside(turn, answers["_checkin"], answers["_fields"][int(place)]["key"], text)
    return True


def hear_answer(asked: Asked) -> Callable[[Turn, str, Answers], Awaitable[Heard]]:
    """Return how typed words answer a question."""
    match FieldKind(asked["kind"]):
        case FieldKind.SCALE_0_10 | FieldKind.SCALE_0_100 as kind:
            low, high, _ = _SCALES[kind]
            return number(low, high)
        case FieldKind.NUMBER:
            return number(asked["minimum"], asked["maximum"])
        case FieldKind.TIME:
            return _hear_clock
        case FieldKind.CHOICE:
            return _hear_choice(choices(asked))
        case _:
            return any_text


def choices(asked: Asked) -> Rows:
    """Lay out the buttons of a question; texts and times have none."""
    match FieldKind(asked["kind"]):
        case FieldKind.SCALE_0_10 | FieldKind.SCALE_0_100 as kind:
            low, high, step = _SCALES[kind]
            return scale(low, high, step=step)
        case FieldKind.CHOICE:
            return options(*[(each["value"], Both(each["label"])) for each in asked["options"]], width=2)
        case FieldKind.CHECKLIST:
            items: Mapping[str, list[str]] = asked["items"]
            count = max((len(each) for each in items.values()), default=0)
            return options(
                *[
                    (str(place), Both({language: each[place] for language, each in items.items()}))
                    for place in range(count)
                ]
            )
        case _:
            return ()


def _words(asked: Asked) -> Words:
    question: Arg = Both(asked["question"])
    match FieldKind(asked["kind"]):
        case FieldKind.SCALE_0_10 | FieldKind.SCALE_0_100 as kind:
            low, high, _ = _SCALES[kind]
            return Words("checkin-scale", {"question": question, "low": low, "high": high})
        case FieldKind.NUMBER:
            return Words("checkin-number", {"question": question, "unit": Both(asked["unit"])})
        case _:
            return Words("checkin-question", {"question": question})


async def _hear_clock(turn: Turn, text: str, answers: Answers) -> Heard:
    """Understand a time of day, kept as "23:15"; where two may be meant, ask which."""
    del turn, answers
    heard = hear_time(text)
    if heard is None:
        return Unclear(Words("checkin-time-unclear"))
    if heard.ambiguous:
        both = [f"{each:%H:%M}" for each in heard.readings]
        return Unclear(Words("checkin-which-time"), options(*[(each, each) for each in both], width=2))
    return Value(f"{heard.time:%H:%M}")


def _hear_choice(offered: Rows) -> Callable[[Turn, str, Answers], Awaitable[Heard]]:
    async def hear(turn: Turn, text: str, answers: Answers) -> Heard:
        del answers
        found = matching(turn, text, offered)
        return Unclear(Words("form-please-choose"), offered) if found is None else Value(found.data)

    return hear
