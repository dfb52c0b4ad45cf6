"""The one engine that asks questions: choices, free text, numbers; back, skip, cancel; all of it in the database.

A person's dialog is a stack of frames, newest last; a frame is one form under way:
`{"id", "form", "answers", "trail", "at", "picked", "refs", "asked"}`. A form that begins while another is open lies on
top of it; when it ends, the one below asks its question again. Buttons carry `f:frame:field:value`, so that an old or
doubled press is recognised as what it is. Values that begin with "!" are the engine's own.
"""

from __future__ import annotations

import secrets
from typing import Any

from bot.conversation import amending, own_words, picking
from bot.conversation.counting import several, understood
from bot.conversation.fields import Answers, Field, Form, Question, Unclear, Value, matching
from bot.conversation.frames import (
    CANCEL,
    CONTROLS,
    DONE,
    EXACTLY,
    SKIP,
    TAKEN,
    Frame,
    ask,
    awake_frame,
    bring_up,
    context,
    end,
    exact,
    field_of,
    is_awake,
    may,
    open_frame,
    same,
    settle,
    settle_choice,
    typed_control,
    was_offered,
)
from bot.conversation.turn import Turn
from bot.messages import Lines, Words, arg_from_json

_DEEPEST = 5


async def begin(turn: Turn, form: Form, answers: Answers | None = None, *, said: str = "") -> None:
    """Start a form with what is already known, and ask for the first thing that is missing.

    A form of the same name with the same context ("_…") that is still open is begun anew. `said`: the field that the
    words that we hear have answered, so that an edit or a deletion of them is known for what it is.
    """
    known = dict(answers or {})
    stack = turn.dialog.setdefault("stack", [])
    for same_one in [each for each in stack if _is_same(each, form, known)]:
        end(turn, same_one)
    for deepest in stack[: max(len(stack) - _DEEPEST + 1, 0)]:
        end(turn, deepest)
    frame = {
        "id": secrets.token_hex(3),
        "form": form.name,
        "answers": known,
        "trail": [],
        "at": "",
        "refs": {turn.heard.message_ref: said} if said else {},
    }
    stack.append(frame)
    await _ask_next(turn, frame)


def _is_same(frame: Frame, form: Form, known: Answers) -> bool:
    return bool(frame["form"] == form.name and context(frame["answers"]) == context(known))


async def hear_press(turn: Turn, rest: str) -> bool:
    """Take a button of a form: `frame:field:value`; False where the form is over, and takes no other answer."""
    frame_id, name, value = [*rest.split(":", 2), "", ""][:3]
    frame = next((each for each in turn.dialog.get("stack", []) if each["id"] == frame_id), None)
    if frame is None:
        return await amending.hear_late(turn, frame_id, name, value)
    if not turn.doubled:
        await _press(turn, frame, name, value)
    return True


async def _press(turn: Turn, frame: Frame, name: str, value: str) -> None:
    bring_up(turn, frame)
    field = field_of(turn, frame, name)
    if field is None:
        await _ask_next(turn, frame)
    elif value in CONTROLS:
        await _control(turn, frame, field, value)
    elif not was_offered(frame, field, value):
        turn.say_old()
    elif field.many:
        await _pick(turn, frame, field, value)
    elif name != frame["at"] and frame["answers"].get(name) == field.read(value):
        return  # the same answer once more: nothing to do
    else:
        await settle_choice(turn, frame, field, value)
        await _accept(turn, frame, field, field.read(value))


async def hear_text(turn: Turn, text: str) -> bool:
    """Take typed words as an answer to the open question; False when there is none."""
    frame = awake_frame(turn)
    field = None if frame is None else field_of(turn, frame, frame["at"])
    if frame is None or field is None:
        return False
    control = typed_control(turn, text)
    if control is not None:
        await _control(turn, frame, field, control)
        return True
    question = await field.ask(turn, frame["answers"])
    choices = question.choices if question else ()
    choice = exact(turn, text, choices) if field.hear else matching(turn, text, choices)
    if choice is not None and field.many:
        await _pick(turn, frame, field, f"+{choice.data}")
    elif choice is not None:
        if field.hear is not None:
            frame["refs"][turn.heard.message_ref] = field.name
        await _accept(turn, frame, field, field.read(choice.data))
    elif field.many and same(turn, text, "form-done"):
        await _pick(turn, frame, field, DONE)
    elif field.many and (meant := several(turn, field, text, choices)):
        frame["refs"][turn.heard.message_ref] = field.name
        picked = dict.fromkeys([*frame.get("picked", ()), *(each.data for each in meant)])
        await _pick(turn, frame, field, f"{EXACTLY}{','.join(picked)}")
    elif field.hear is not None:
        await _hear_words(turn, frame, field, text, question)
    else:
        unclear = Unclear(Words("form-please-choose"), choices)
        await own_words.ask_again(turn, frame, field, text, unclear, question)
    return True


async def hear_control(turn: Turn, name: str) -> bool:
    """Take a typed /back or /skip; False when no form is open."""
    frame = open_frame(turn)
    field = None if frame is None else field_of(turn, frame, frame["at"])
    if frame is None or field is None:
        return False
    if is_awake(turn, frame):
        await _control(turn, frame, field, f"!{name}")
    else:
        await _ask_next(turn, frame)  # of long ago: nothing becomes of it that is not seen again first
    return True


async def ask_again(turn: Turn) -> None:
    """Ask the open question once more, if there is one."""
    frame = open_frame(turn)
    if frame is not None:
        await _ask_next(turn, frame)


async def cancel(turn: Turn) -> bool:
    """Stop the open form, or say that it needs an answer; False when there is none."""
    frame = open_frame(turn)
    if frame is None:
        return False
    form = turn.forms[frame["form"]]
    if form.cancelled is None:
        turn.say("finish-first")
        await _ask_next(turn, frame)
        return True
    end(turn, frame)
    if form.drop is not None:
        await form.drop(turn, frame["answers"])
    turn.say(form.cancelled)
    await resume(turn)
    return True


async def resume(turn: Turn) -> None:
    """Go on with the form below, if there is one."""
    frame = awake_frame(turn)
    if frame is not None:
        turn.say("form-resume")
        await _ask_next(turn, frame)


async def _ask_next(turn: Turn, frame: Frame) -> None:
    form = turn.forms[frame["form"]]
    for field in form.fields(frame["answers"]):
        if field.name in frame["answers"]:
            continue
        question = await field.ask(turn, frame["answers"])
        if question is None:
            continue
        if frame["at"] != field.name:
            frame["at"], frame["picked"] = field.name, picking.ticked(frame, field.name)
        ask(turn, frame, field, question)
        return
    end(turn, frame)
    before = len(turn.dialog["stack"])
    await form.finish(turn, frame["answers"])
    if len(turn.dialog["stack"]) <= before:
        await resume(turn)


async def _control(turn: Turn, frame: Frame, field: Field, control: str) -> None:
    if not may(turn, frame, field, control) or (control == SKIP and field.name != frame["at"]):
        await _ask_next(turn, frame)
        return
    settle(turn, frame, Words(TAKEN[control]))
    if control == CANCEL:
        await cancel(turn)
    elif control == SKIP:
        await _accept(turn, frame, field, None)
    else:
        frame["answers"].pop(frame["trail"].pop(), None)
        await _ask_next(turn, frame)


async def _pick(turn: Turn, frame: Frame, field: Field, value: str) -> None:
    picked: list[str] = frame.setdefault("picked", [])
    if value[:1] == EXACTLY:
        exactly = [picking.called(frame, each) for each in value[1:].split(",")]
        values = [field.read(each) for each in exactly]
        if field.name == frame["at"] or frame["answers"].get(field.name) != values:
            await settle_choice(turn, frame, field, *exactly)
            await _accept(turn, frame, field, values)
    elif field.name != frame["at"]:
        await _ask_next(turn, frame)
    elif value == DONE:
        labels = [arg_from_json(frame["labels"][each]) for each in picked if each in frame["labels"]]
        settle(turn, frame, Lines(tuple(labels), joiner=", ") if labels else Words(TAKEN[SKIP]))
        await _accept(turn, frame, field, [field.read(each) for each in picked])
    else:
        await picking.tick(turn, frame, field, value)
        question = await field.ask(turn, frame["answers"])
        if question is not None:
            ask(turn, frame, field, question, edit=turn.pressed)


async def _hear_words(turn: Turn, frame: Frame, field: Field, text: str, question: Question | None) -> None:
    heard = await understood(turn, field, text, frame["answers"], question.choices if question else ())
    if isinstance(heard, Value) and turn.bare and heard.value == text:
        turn.say("choose-words-please")
    elif isinstance(heard, Value) and own_words.asked_once_more(turn, frame, field, text, heard, question):
        return
    elif isinstance(heard, Value):
        frame["refs"][turn.heard.message_ref] = field.name
        await _accept(turn, frame, field, heard.value)
    else:
        await own_words.ask_again(turn, frame, field, text, heard, question)


async def _accept(turn: Turn, frame: Frame, field: Field, value: Any) -> None:
    frame["answers"][field.name] = value
    if field.name in frame["trail"]:
        frame["trail"].remove(field.name)
    frame["trail"].append(field.name)
    if field.keep is not None:
        await field.keep(turn, frame["answers"], value)
        frame["trail"] = [name for name in frame["trail"] if name in frame["answers"]]  # what `keep` forgot
    if turn.dialog["stack"][-1:] == [frame]:  # else it is over, or waits until what `keep` began is
        await _ask_next(turn, frame)
