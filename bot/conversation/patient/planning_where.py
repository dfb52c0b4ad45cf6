"""Where, in which situation, what might get in the way, and what then: the rest of the if-then plan."""

from __future__ import annotations

from typing import Final

from bot.conversation.fields import (
    Answers,
    Field,
    Heard,
    Question,
    Unclear,
    Value,
    more_than_no,
    words_unless_no,
)
from bot.conversation.hearing.yes_no import hear_yes_no
from bot.conversation.patient.planning_card import shown
from bot.conversation.patient.planning_draft import (
    CHANGING,
    LATER,
    SAME,
    assignment_of,
    hurdle_of,
)
from bot.conversation.turn import Turn
from bot.messages import Choice, Rows, Words
from bot.words.places import PLACES

LONGEST: Final = 300
"""Characters that each part of a plan may have: all of them stand on one card, with the steps."""

_AS_SUGGESTED: Final = Choice(Words("planning-as-suggested"), SAME)


def where_fields() -> tuple[Field, ...]:
    """Give the questions about the situation and the place."""
    return (
        Field("situation", ask=_ask_situation, hear=_hear_situation, example="example-situation"),
        Field("place", ask=_ask_place, hear=_hear_place, example="example-place"),
    )


def hurdle_fields() -> tuple[Field, ...]:
    """Give the questions about what might get in the way."""
    return (
        Field("hurdle", ask=_ask_hurdle, hear=hear_brief_unless_no, skippable=True, example="example-hurdle"),
        Field("counter", ask=_ask_counter, hear=_hear_counter, skippable=True, example="example-counter"),
    )


async def _hear_brief(turn: Turn, text: str, answers: Answers) -> Heard:
    """Take the words as they are, if they are short enough to stand on a card with all the others."""
    del turn, answers
    return Value(text) if len(text) <= LONGEST else Unclear(Words("planning-shorter", {"most": LONGEST}))


async def hear_brief_unless_no(turn: Turn, text: str, answers: Answers) -> Heard:
    """Do so, too; a mere "no" is none, and shall not stand on a card."""
    heard = await words_unless_no(turn, text, answers)
    said_no = isinstance(heard, Value) and heard.value is None
    return heard if said_no else await _hear_brief(turn, text, answers)


async def _hear_situation(turn: Turn, text: str, answers: Answers) -> Heard:
    """Take a yes to what is suggested as that, and a no as one to it: then which one is asked."""
    plan, said = (await assignment_of(turn, answers)).plan, hear_yes_no(text)
    if said is False:
        return Unclear(Words("planning-situation"))
    return Value(SAME) if plan.situation and said else await _hear_brief(turn, text, answers)


async def _hear_place(turn: Turn, text: str, answers: Answers) -> Heard:
    """Take the words as they are; a mere "no" is no place."""
    return more_than_no(text, "example-place") or await _hear_brief(turn, text, answers)


async def _hear_counter(turn: Turn, text: str, answers: Answers) -> Heard:
    """Take a yes to what is suggested as that."""
    named = hurdle_of((await assignment_of(turn, answers)).plan, answers.get("hurdle") or "")
    suggested = bool(named.counter) and hear_yes_no(text) is True
    return Value(SAME) if suggested else await hear_brief_unless_no(turn, text, answers)


async def _ask_situation(turn: Turn, answers: Answers) -> Question | None:
    plan = (await assignment_of(turn, answers)).plan
    wanted = answers["mode"] == CHANGING if plan.situation else answers["mode"] != LATER
    if not wanted and answers.get("redo") != "situation":
        return None
    if not plan.situation:
        return Question(Words("planning-situation"))
    words = Words("planning-situation-known", {"situation": plan.situation})
    return Question(words, ((_AS_SUGGESTED,),))


async def _ask_place(turn: Turn, answers: Answers) -> Question | None:
    if answers["mode"] == LATER and answers.get("redo") != "place":
        return None
    plan = (await assignment_of(turn, answers)).plan
    common = tuple(Choice(Words(key), value) for value, key in PLACES.items())
    known: Rows = ((shown(SAME, plan.place),),) if plan.place and plan.place not in PLACES else ()
    return Question(Words("planning-where"), (*known, common[:2], common[2:]))


async def _ask_hurdle(turn: Turn, answers: Answers) -> Question | None:
    if answers["mode"] == LATER and answers.get("redo") != "hurdle":
        return None
    plan = (await assignment_of(turn, answers)).plan
    known = tuple((shown(f"@{place}", each.hurdle),) for place, each in enumerate(plan.hurdles))
    return Question(Words("planning-hurdle-known" if known else "planning-hurdle"), known)


async def _ask_counter(turn: Turn, answers: Answers) -> Question | None:
    if not answers.get("hurdle"):
        return None
    named = hurdle_of((await assignment_of(turn, answers)).plan, answers["hurdle"])
    if named.counter:
        values = {"hurdle": named.hurdle, "counter": named.counter}
        return Question(Words("planning-counter-known", values), ((_AS_SUGGESTED,),))
    return Question(Words("planning-counter", {"hurdle": named.hurdle}))
