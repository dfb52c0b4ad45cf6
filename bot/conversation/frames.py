"""One form under way: its frame in the dialog, its question, the buttons below it, and its end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from bot.conversation.fields import Answers, Field, Form, Question, matching
from bot.conversation.hearing.labels import is_label
from bot.conversation.turn import Turn, press
from bot.messages import Arg, Choice, Lines, Rows, Say, Words, arg_from_json, arg_to_json

VERB = "f"
BACK, SKIP, CANCEL, DONE = "!back", "!skip", "!cancel", "!done"
CONTROLS = {BACK: "form-back", SKIP: "form-skip", CANCEL: "form-cancel"}
TAKEN = {BACK: "form-went-back", SKIP: "form-skipped", CANCEL: "form-stopped"}
"""What the controls are called, and what is shown once one was used."""
EXACTLY = "="
"""Begins a value that picks several choices at once, and no others: "=1,3"."""
_REMEMBERED = 12

Frame = dict[str, Any]
"""`{"id", "form", "answers", "trail", "at", "picked", "refs", "asked", "asked_at", "labels"}`, all of it JSON."""


def open_frame(turn: Turn) -> Frame | None:
    """Return the form that is under way."""
    stack = turn.dialog.get("stack") or []
    return stack[-1] if stack else None


def awake_frame(turn: Turn) -> Frame | None:
    """Return the form under way, unless its question has waited so long that words may be about something else."""
    frame = open_frame(turn)
    return frame if frame is not None and is_awake(turn, frame) else None


def is_awake(turn: Turn, frame: Frame) -> bool:
    """Whether a question is so fresh that words may be about it."""
    waits = turn.now.timestamp() - frame.get("asked_at", turn.now.timestamp())
    return bool(waits < turn.forms[frame["form"]].rests_after.total_seconds())


def expects_words(turn: Turn) -> Frame | None:
    """Return the form under way if its question takes typed words."""
    frame = awake_frame(turn)
    field = None if frame is None else field_of(turn, frame, frame["at"])
    return frame if field is not None and field.hear is not None else None


async def takes(turn: Turn, text: str) -> bool:
    """Say whether the open question takes these words: any words, or only the names of its choices."""
    frame = awake_frame(turn)
    field = None if frame is None else field_of(turn, frame, frame["at"])
    if frame is None or field is None:
        return False
    if field.hear is not None or typed_control(turn, text) is not None:
        return True
    question = await field.ask(turn, frame["answers"])
    return question is not None and matching(turn, text, question.choices) is not None


def ask(turn: Turn, frame: Frame, field: Field, question: Question, *, edit: str = "") -> None:
    """Ask a question, as a new message or in place of the one that was pressed."""
    frame["asked"] = arg_to_json(question.words)
    frame["asked_at"] = turn.now.timestamp()
    frame["labels"] = {choice.data: arg_to_json(choice.label) for row in question.choices for choice in row}
    choices = rows_of(turn, frame, field, question.choices)
    how = Say(question.words, choices, protect=question.protect, careful=question.careful)
    turn.reply(replace(how, edit=edit, many=field.many))


def rows_of(turn: Turn, frame: Frame, field: Field, choices: Rows) -> Rows:
    """Lay out a question's choices with the engine's own controls below them."""

    def data(value: str) -> str:
        return press(VERB, frame["id"], field.name, value)

    offered = frame.setdefault("offered", {}).setdefault(field.name, [])
    offered += [choice.data for row in choices for choice in row if choice.data not in offered]
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
            shown.append(tuple(Choice(c.label, (c.url and "") or data(c.data), c.url, c.style) for c in row))
    if field.many:
        shown.append((Choice(Words("form-done"), data(DONE), style="primary"),))
    below = [Choice(Words("moments-help"), "help")] if field.helps else []
    controls = [value for value in (BACK, SKIP, CANCEL) if may(turn, frame, field, value)]
    below += [Choice(Words(CONTROLS[value]), data(value)) for value in controls]
    if below:
        shown.append(tuple(below))
    return tuple(shown)


def may(turn: Turn, frame: Frame, field: Field, control: str) -> bool:
    """Say whether a control works at this question."""
    match control:
        case "!back":
            return field.back and bool(frame["trail"])
        case "!skip":
            return field.skippable
        case _:
            return turn.forms[frame["form"]].cancelled is not None


def was_offered(frame: Frame, field: Field, value: str) -> bool:
    """Whether a value stood on a button of this question; a phone may send any other, too."""
    if field.many and value == DONE:
        return True
    wanted = value[1:].split(",") if field.many else [value]
    return set(wanted) <= set(frame.get("offered", {}).get(field.name, ()))


def is_control(data: str) -> bool:
    """Say whether a button's data is one of the engine's own, which stands below every question."""
    return _value(data) in CONTROLS


def is_done(data: str) -> bool:
    """Say whether a button's data ends the picking of several choices."""
    return _value(data) == DONE


def all_at_once(picked: Sequence[str]) -> str:
    """Return the data that picks exactly these of a question's choices, each given by its own data."""
    values = [_value(data)[1:] for data in picked]
    return f"{picked[0].rpartition(':')[0]}:{EXACTLY}{','.join(values)}"


def _value(data: str) -> str:
    verb, _, rest = data.partition(":")
    return rest.rpartition(":")[2] if verb == VERB else ""


def settle(turn: Turn, frame: Frame, answer: Arg) -> None:
    """Show on the pressed message what was chosen, and take its buttons away."""
    if turn.pressed and frame.get("asked"):
        words = Words("form-answered", {"question": arg_from_json(frame["asked"]), "answer": answer})
        turn.reply(Say(words, edit=turn.pressed, settles=True))


async def settle_choice(turn: Turn, frame: Frame, field: Field, *values: str) -> None:
    """Show the choice on the message that was pressed, which may hold an earlier question than the open one."""
    if field.name == frame["at"]:
        settle(turn, frame, _named([label_of(turn, frame, value) for value in values]))
        return
    if field.name not in frame["answers"]:
        return  # a later question's older message: what it stands on may be missing now
    question = await field.ask(turn, frame["answers"])
    if question is not None:
        labels = {choice.data: choice.label for row in question.choices for choice in row}
        answer = _named([labels.get(value, value) for value in values])
        turn.edit("form-answered", question=question.words, answer=answer)


def _named(labels: Sequence[Arg]) -> Arg:
    return labels[0] if len(labels) == 1 else Lines(tuple(labels), joiner=", ")


def label_of(turn: Turn, frame: Frame, value: str) -> Arg:
    """Return the label of the choice that stands for a value."""
    del turn
    stored = frame.get("labels", {}).get(value)
    return value if stored is None else arg_from_json(stored)


def field_of(turn: Turn, frame: Frame, name: str) -> Field | None:
    """Return the field of this name, as the answers so far have it."""
    fields = turn.forms[frame["form"]].fields(frame["answers"])
    return next((field for field in fields if field.name == name), None)


def bring_up(turn: Turn, frame: Frame) -> None:
    """Put a frame on top of the stack."""
    turn.dialog["stack"].remove(frame)
    turn.dialog["stack"].append(frame)


def end(turn: Turn, frame: Frame) -> None:
    """Take a frame off the stack, and remember that it is over, and what it was about: ids and references, no words.

    What was answered in it can be changed and taken back also where it did not come to its last question.
    """
    turn.dialog["stack"].remove(frame)
    turn.dialog["ended"] = [*turn.dialog.get("ended", []), frame["id"]][-_REMEMBERED:]
    about = {name: value for name, value in context(frame["answers"]).items() if isinstance(value, int)}
    over = {"form": frame["form"], "about": about, "refs": frame["refs"]}
    past = {**turn.dialog.get("past", {}), frame["id"]: over}
    turn.dialog["past"] = {name: past[name] for name in list(past)[-_REMEMBERED:]}


def drop(turn: Turn, form: Form, **about: Any) -> None:
    """Take a form off the stack without a word, because what it was about is over."""
    for frame in list(turn.dialog.get("stack", [])):
        same_one = all(frame["answers"].get(name) == value for name, value in about.items())
        if frame["form"] == form.name and same_one:
            end(turn, frame)


def context(answers: Answers) -> Answers:
    """Return what a form is about: the answers whose names begin with "_"."""
    return {name: value for name, value in answers.items() if name.startswith("_")}


def same(turn: Turn, text: str, key: str) -> bool:
    """Say whether the typed words are the label of an entry."""
    return turn.label(Words(key)).strip("‹› ").casefold() == text.strip().casefold()


def typed_control(turn: Turn, text: str) -> str | None:
    """Return the control whose label was typed."""
    return next((value for value, key in CONTROLS.items() if same(turn, text, key)), None)


def exact(turn: Turn, text: str, choices: Rows) -> Choice | None:
    """Return the choice whose label was typed to the letter, or what it was called before."""
    return next((c for row in choices for c in row if is_label(text, turn.label(c.label))), None)
