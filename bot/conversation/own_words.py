"""Words that are no answer to a question of numbers, times or choices: they are kept where somebody would miss them."""

from __future__ import annotations

import unicodedata
from typing import Final

from bot.conversation.fields import Field, Question, Unclear, Value
from bot.conversation.frames import Frame, ask
from bot.conversation.hearing.replies import hear_thumb
from bot.conversation.hearing.yes_no import hear_number, is_mere_yes
from bot.conversation.turn import Turn
from bot.messages import IncomingKind, Words

_ANY: Final = 999_999


def says_something(text: str) -> bool:
    """Whether a text is more than a number that does not fit, or a slip of one: "bad, I cried" is, "11" and "eleven" are not."""
    signs = [each for each in text if each.isalpha() or unicodedata.category(each) == "So"]
    return bool(signs) and hear_number(text, -_ANY, _ANY) is None and hear_thumb(text) is None


async def ask_again(
    turn: Turn, frame: Frame, field: Field, text: str, unclear: Unclear, question: Question | None
) -> None:
    """Say why a text is no answer, and ask again; where its form keeps such words, say that they are kept."""
    choices = question.choices if question else ()
    narrowed = unclear.choices not in ((), choices)  # something was understood
    if question is None or narrowed or not await kept(turn, frame, field, text):
        ask(turn, frame, field, Question(unclear.words, unclear.choices or choices))
        return
    turn.say("form-words-kept", hint=unclear.words)
    ask(turn, frame, field, question)


def asked_once_more(
    turn: Turn, frame: Frame, field: Field, text: str, heard: Value, question: Question | None
) -> bool:
    """Ask once more, with an example, where a question of words was answered by a mere "ok"; the second time it counts."""
    mere = turn.heard.kind is IncomingKind.TEXT and heard.value == text and is_mere_yes(text)
    if not (mere and field.example) or question is None or frame.get("asked_twice") == field.name:
        return False
    frame["asked_twice"] = field.name
    words = Words("form-words-please", {"words": text, "example": Words(field.example)})
    ask(turn, frame, field, Question(words, question.choices))
    return True


async def kept(turn: Turn, frame: Frame, field: Field, text: str) -> bool:
    """Let the form keep words that are no answer to this question; False where it does not."""
    stray = turn.forms[frame["form"]].stray
    return stray is not None and await stray(turn, frame["answers"], field.name, text)
