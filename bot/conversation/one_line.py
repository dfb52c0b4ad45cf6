"""A command with its first answer in the same line: "/quiet 21-7", "/pause Friday"."""

from __future__ import annotations

from bot.conversation import form
from bot.conversation.fields import Answers, Form, Question, Unclear, Value
from bot.conversation.frames import ask, open_frame
from bot.conversation.turn import Turn
from bot.messages import Say


async def begin_in_line(turn: Turn, asked: Form, said: str, already: Answers | None = None) -> None:
    """Start a form; what was said in the same line as the command is its first answer, or why it is none is said."""
    first = asked.fields({})[0]
    heard = await first.hear(turn, said, {}) if said and first.hear is not None else None
    known: Answers = {**(already or {})}
    if isinstance(heard, Value):
        known[first.name] = heard.value
        if first.keep is not None:
            await first.keep(turn, known, heard.value)
    unclear = heard if isinstance(heard, Unclear) else None
    if unclear is not None and not unclear.choices:
        turn.reply(Say(unclear.words))
    await form.begin(turn, asked, known, said=first.name if first.name in known else "")
    frame = open_frame(turn)
    if unclear is not None and unclear.choices and frame is not None:
        ask(turn, frame, first, Question(unclear.words, unclear.choices))
