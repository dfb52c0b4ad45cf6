"""The one engine that asks questions: choices, free text, numbers; back, skip, cancel; all of it in the database.

A person's dialog is a stack of frames, newest last; a frame is one form under way:
`{"id", "form", "answers", "trail", "at", "picked", "refs", "asked"}`. A form that begins while another is open lies on
top of it; when it ends, the one below asks its question again. Buttons carry `f:frame:field:value`, so that an old or
doubled press is recognised as what it is. Values that begin with "!" are the engine's own.
"""

from __future__ import annotations

import secrets
from typing import Any

from bot.conversation.fields import Answers, Field, Form, Question, Unclear, Value, matching
from bot.conversation.turn import Turn, press
from bot.messages import Arg, Choice, Lines, Rows, Say, Words, arg_from_json, arg_to_json

VERB = "f"
BACK, SKIP, CANCEL, DONE = "!back", "!skip", "!cancel", "!done"
_CONTROLS = {BACK: "form-back", SKIP: "form-skip", CANCEL: "form-cancel"}
_DEEPEST = 5
_REMEMBERED = 12

Frame = dict[str, Any]


def open_frame(turn: Turn) -> Frame | None:
    """Return the form that is under way."""
    stack = turn.dialog.get("stack") or []
    return stack[-1] if stack else None


async def begin(turn: Turn, form: Form, answers: Answers | None = None) -> None:
    """Start a form with what is already known, and ask for the first thing that is missing.

    A form of the same name with the same context ("_…") that is still open is begun anew.
    """
    known = dict(answers or {})
    stack = turn.dialog.setdefault("stack", [])
    stack[:] = [
        frame
        for frame in stack
        if frame["form"] != form.name or _context(frame["answers"]) != _context(known)
    ]
    del stack[: max(len(stack) - _DEEPEST + 1, 0)]
    frame = {
        "id": secrets.token_hex(3),
        "form": form.name,
        "answers": known,
        "trail": [],
        "at": "",
        "refs": {},
    }
    stack.append(frame)
    await _ask_next(turn, frame)


async def hear_press(turn: Turn, rest: str) -> None:
    """Take a button of a form: `frame:field:value`."""
    frame_id, name, value = [*rest.split(":", 2), "", ""][:3]
    frame = next((each for each in turn.dialog.get("stack", []) if each["id"] == frame_id), None)
    if frame is None:
        turn.say("form-over" if frame_id in turn.dialog.get("ended", []) else "button-old")
        return
    _bring_up(turn, frame)
    field = _field(turn, frame, name)
    if field is None:
        await _ask_next(turn, frame)
    elif value in _CONTROLS:
        await _control(turn, frame, field, value)
    elif field.many:
        await _pick(turn, frame, field, value)
    elif name != frame["at"] and frame["answers"].get(name) == field.read(value):
        return  # the same answer once more: nothing to do
    else:
        _settle(turn, frame, _label(turn, frame, value))
        await _accept(turn, frame, field, field.read(value))


async def hear_text(turn: Turn, text: str) -> bool:
    """Take typed words as an answer to the open question; False when there is none."""
    frame = open_frame(turn)
    field = None if frame is None else _field(turn, frame, frame["at"])
    if frame is None or field is None:
        return False
    control = _typed_control(turn, text)
    if control is not None:
        await _control(turn, frame, field, control)
        return True
    question = await field.ask(turn, frame["answers"])
    choices = question.choices if question else ()
    choice = _exact(turn, text, choices) if field.hear else matching(turn, text, choices)
    if choice is not None:
        await (
            _pick(turn, frame, field, f"+{choice.data}")
            if field.many
            else _accept(turn, frame, field, field.read(choice.data))
        )
    elif field.many and _same(turn, text, "form-done"):
        await _pick(turn, frame, field, DONE)
    elif field.hear is not None:
        await _hear_words(turn, frame, field, text)
    else:
        turn.say("form-please-choose")
        await _ask_next(turn, frame)
    return True


async def hear_edit(turn: Turn, text: str) -> bool:
    """Take an edited message as the corrected answer of a form under way; False when it was none."""
    for frame in turn.dialog.get("stack", []):
        name = frame["refs"].get(turn.heard.message_ref)
        field = _field(turn, frame, name) if name else None
        if field is None or field.hear is None:
            continue
        heard = await field.hear(turn, text, frame["answers"])
        if isinstance(heard, Unclear):
            turn.say(heard.words.key, **dict(heard.words.args))
        else:
            frame["answers"][field.name] = heard.value
            if field.keep is not None:
                await field.keep(turn, frame["answers"], heard.value)
            turn.say("form-changed")
        return True
    return False


async def hear_control(turn: Turn, name: str) -> bool:
    """Take a typed /back or /skip; False when no form is open."""
    frame = open_frame(turn)
    field = None if frame is None else _field(turn, frame, frame["at"])
    if frame is None or field is None:
        return False
    await _control(turn, frame, field, f"!{name}")
    return True


async def ask_again(turn: Turn) -> None:
    """Ask the open question once more, if there is one."""
    frame = open_frame(turn)
    if frame is not None:
        await _ask_next(turn, frame)


async def cancel(turn: Turn) -> bool:
    """Stop the open form; False when there is none or it cannot be stopped."""
    frame = open_frame(turn)
    if frame is None:
        return False
    form = turn.forms[frame["form"]]
    if form.cancelled is None:
        return False
    _end(turn, frame)
    turn.say(form.cancelled)
    await resume(turn)
    return True


async def resume(turn: Turn) -> None:
    """Go on with the form below, if there is one."""
    frame = open_frame(turn)
    if frame is not None:
        turn.say("form-resume")
        await _ask_next(turn, frame)


def drop(turn: Turn, form: Form, **context: Any) -> None:
    """Take a form off the stack without a word, because what it was about is over."""
    stack = turn.dialog.get("stack", [])
    stack[:] = [
        frame
        for frame in stack
        if frame["form"] != form.name
        or any(frame["answers"].get(name) != value for name, value in context.items())
    ]


async def _ask_next(turn: Turn, frame: Frame) -> None:
    form = turn.forms[frame["form"]]
    for field in form.fields(frame["answers"]):
        if field.name in frame["answers"]:
            continue
        question = await field.ask(turn, frame["answers"])
        if question is None:
            continue
        if frame["at"] != field.name:
            frame["at"], frame["picked"] = field.name, []
        _ask(turn, frame, field, question)
        return
    _end(turn, frame)
    before = len(turn.dialog["stack"])
    await form.finish(turn, frame["answers"])
    if len(turn.dialog["stack"]) <= before:
        await resume(turn)


def _ask(turn: Turn, frame: Frame, field: Field, question: Question, *, edit: str = "") -> None:
    frame["asked"] = arg_to_json(question.words)
    frame["labels"] = {choice.data: arg_to_json(choice.label) for row in question.choices for choice in row}
    say = Say(
        question.words, _rows(turn, frame, field, question.choices), edit=edit, protect=question.protect
    )
    turn.reply(say)


def _rows(turn: Turn, frame: Frame, field: Field, choices: Rows) -> Rows:
    def data(value: str) -> str:
        return press(VERB, frame["id"], field.name, value)

    shown = []
    for row in choices:
        if field.many:
            picked = frame.get("picked", [])
            shown.append(
                tuple(
                    Choice(Words("form-picked", {"label": choice.label}), data(f"-{choice.data}"))
                    if choice.data in picked
                    else Choice(choice.label, data(f"+{choice.data}"))
                    for choice in row
                )
            )
        else:
            shown.append(tuple(Choice(c.label, c.url and "" or data(c.data), c.url, c.style) for c in row))
    if field.many:
        shown.append((Choice(Words("form-done"), data(DONE), style="primary"),))
    controls = [value for value in (BACK, SKIP, CANCEL) if _may(turn, frame, field, value)]
    if controls:
        shown.append(tuple(Choice(Words(_CONTROLS[value]), data(value)) for value in controls))
    return tuple(shown)


def _may(turn: Turn, frame: Frame, field: Field, control: str) -> bool:
    match control:
        case "!back":
            return field.back and bool(frame["trail"])
        case "!skip":
            return field.skippable
        case _:
            return turn.forms[frame["form"]].cancelled is not None


async def _control(turn: Turn, frame: Frame, field: Field, control: str) -> None:
    if not _may(turn, frame, field, control) or (control == SKIP and field.name != frame["at"]):
        await _ask_next(turn, frame)
        return
    _settle(turn, frame, Words(_CONTROLS[control]))
    if control == CANCEL:
        await cancel(turn)
    elif control == SKIP:
        await _accept(turn, frame, field, None)
    else:
        frame["answers"].pop(frame["trail"].pop(), None)
        await _ask_next(turn, frame)


async def _pick(turn: Turn, frame: Frame, field: Field, value: str) -> None:
    picked: list[str] = frame.setdefault("picked", [])
    if field.name != frame["at"]:
        await _ask_next(turn, frame)
    elif value == DONE:
        labels = [arg_from_json(frame["labels"][each]) for each in picked if each in frame["labels"]]
        _settle(turn, frame, Lines(tuple(labels), joiner=", ") if labels else Words("form-skip"))
        await _accept(turn, frame, field, [field.read(each) for each in picked])
    else:
        wanted, name = value[:1] == "+", value[1:]
        frame["picked"] = [each for each in picked if each != name] + ([name] if wanted else [])
        question = await field.ask(turn, frame["answers"])
        if question is not None:
            _ask(turn, frame, field, question, edit=turn.pressed)


async def _hear_words(turn: Turn, frame: Frame, field: Field, text: str) -> None:
    if field.hear is None:
        return
    heard = await field.hear(turn, text, frame["answers"])
    if isinstance(heard, Value):
        frame["refs"][turn.heard.message_ref] = field.name
        await _accept(turn, frame, field, heard.value)
        return
    frame["labels"] = {choice.data: arg_to_json(choice.label) for row in heard.choices for choice in row}
    frame["asked"] = arg_to_json(heard.words)
    turn.reply(Say(heard.words, _rows(turn, frame, field, heard.choices)))


async def _accept(turn: Turn, frame: Frame, field: Field, value: Any) -> None:
    frame["answers"][field.name] = value
    if field.name in frame["trail"]:
        frame["trail"].remove(field.name)
    frame["trail"].append(field.name)
    if field.keep is not None:
        await field.keep(turn, frame["answers"], value)
    if frame in turn.dialog["stack"]:
        await _ask_next(turn, frame)


def _settle(turn: Turn, frame: Frame, answer: Arg) -> None:
    """Show on the pressed message what was chosen, and take its buttons away."""
    if turn.pressed and frame.get("asked"):
        turn.edit("form-answered", question=arg_from_json(frame["asked"]), answer=answer)


def _label(turn: Turn, frame: Frame, value: str) -> Arg:
    del turn
    stored = frame.get("labels", {}).get(value)
    return value if stored is None else arg_from_json(stored)


def _field(turn: Turn, frame: Frame, name: str) -> Field | None:
    fields = turn.forms[frame["form"]].fields(frame["answers"])
    return next((field for field in fields if field.name == name), None)


def _bring_up(turn: Turn, frame: Frame) -> None:
    turn.dialog["stack"].remove(frame)
    turn.dialog["stack"].append(frame)


def _end(turn: Turn, frame: Frame) -> None:
    turn.dialog["stack"].remove(frame)
    turn.dialog["ended"] = [*turn.dialog.get("ended", []), frame["id"]][-_REMEMBERED:]


def _context(answers: Answers) -> Answers:
    return {name: value for name, value in answers.items() if name.startswith("_")}


def _same(turn: Turn, text: str, key: str) -> bool:
    return turn.label(Words(key)).strip("‹› ").casefold() == text.strip().casefold()


def _typed_control(turn: Turn, text: str) -> str | None:
    return next((value for value, key in _CONTROLS.items() if _same(turn, text, key)), None)


def _exact(turn: Turn, text: str, choices: Rows) -> Choice | None:
    wanted = text.strip().casefold()
    return next((c for row in choices for c in row if turn.label(c.label).casefold() == wanted), None)
