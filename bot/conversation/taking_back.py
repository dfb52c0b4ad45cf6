"""Taking back an answer of a form: while it is open, its question is asked again; later its words are forgotten."""

from __future__ import annotations

from bot.conversation import amending, form, picking
from bot.conversation.fields import Field
from bot.conversation.frames import (
    CONTROLS,
    DONE,
    EXACTLY,
    SKIP,
    Frame,
    bring_up,
    field_of,
    is_awake,
    was_offered,
)
from bot.conversation.turn import Turn


async def typed(turn: Turn) -> Frame | None:
    """Forget the answer that a withdrawn message gave to a form under way; return the form, None when it gave none.

    Whoever calls says so, and asks again.
    """
    ref = turn.heard.message_ref
    for frame in turn.dialog.get("stack", []):
        name = frame["refs"].pop(ref, None)
        if name is None:
            continue
        if name not in frame["refs"].values():  # else it was said anew in another message
            await _forget(turn, frame, name)
        found: Frame = frame
        return found
    return None


async def pressed(turn: Turn, rest: str) -> bool:
    """Take back a choice: `frame:field:value`; False where it is not what the form has, or has become."""
    frame_id, name, value = [*rest.split(":", 2), "", ""][:3]
    frame = next((each for each in turn.dialog.get("stack", []) if each["id"] == frame_id), None)
    if frame is None:
        return await _of_ended(turn, frame_id, name, value)
    field = field_of(turn, frame, name)
    if field is None or not await _of_open(turn, frame, field, value):
        return False
    turn.say("withdraw-choice")
    await ask_again(turn, frame)
    return True


async def ask_again(turn: Turn, frame: Frame) -> None:
    """Go back to the question that has no answer any more, unless it rests already."""
    if is_awake(turn, frame):
        bring_up(turn, frame)
        await form.ask_again(turn)


def past_of(turn: Turn) -> tuple[str, str]:
    """Return which form has ended with what was pressed or typed, and which of its fields; nothing where none has."""
    if turn.heard.data:
        _, frame_id, name, *_ = [*turn.heard.data.split(":"), "", ""]
        over = turn.dialog.get("past", {}).get(frame_id)
        return ("", "") if over is None else (over["form"], name)
    found = (
        (over["form"], over["refs"][turn.heard.message_ref])
        for over in turn.dialog.get("past", {}).values()
        if turn.heard.message_ref in over["refs"]
    )
    return next(found, ("", ""))


async def _of_open(turn: Turn, frame: Frame, field: Field, value: str) -> bool:
    answers = frame["answers"]
    if value in CONTROLS:
        back = value == SKIP and field.name in answers and answers[field.name] is None
    elif not was_offered(frame, field, value):
        back = False
    elif field.many and not _is_whole(value):
        return await _unpick(turn, frame, field, value)
    elif field.many:
        back = bool(answers.get(field.name))
    else:
        back = field.name in answers and answers[field.name] == field.read(value)
    if back:
        await _forget(turn, frame, field.name)
    return back


async def _unpick(turn: Turn, frame: Frame, field: Field, value: str) -> bool:
    """Turn a tick round, also where it was answered with others already: then its question comes back with those."""
    name, ticked = picking.called(frame, value[1:]), value[:1] == "+"
    if frame["at"] == field.name:
        picked = list(frame.get("picked", ()))
    elif frame["answers"].get(field.name):
        picked = [str(each) for each in frame["answers"][field.name]]
    else:
        return False
    if (name in picked) is not ticked:
        return False
    left = [each for each in picked if each != name] if ticked else [*picked, name]
    if field.name in frame["answers"] and field.forget is not None:
        frame["answers"][field.name] = [field.read(each) for each in left]
        await field.forget(turn, frame["answers"])
    frame["answers"].pop(field.name, None)
    frame["trail"] = [each for each in frame["trail"] if each != field.name]
    frame["at"] = field.name
    await picking.put(turn, frame, field, left)
    return True


async def _of_ended(turn: Turn, frame_id: str, name: str, value: str) -> bool:
    found = await amending.of_ended(turn, frame_id, name)
    field, answers = found or (None, {})
    if field is None or field.forget is None or value in CONTROLS or answers.get(name) is None:
        return False
    before = answers.pop(name)
    some = field.many and not _is_whole(value)
    left = [each for each in before if str(each) != value[1:]] if some else []
    if some and left == before:
        return False
    if not field.many and str(before) != value:
        return False
    if left:
        answers[name] = left
    turn.say("withdraw-choice")
    await field.forget(turn, answers)
    return True


def _is_whole(value: str) -> bool:
    """Whether a choice answered a question of which several may be taken, and not only ticked one."""
    return value == DONE or value.startswith(EXACTLY)


async def _forget(turn: Turn, frame: Frame, name: str) -> None:
    field = field_of(turn, frame, name)
    there = name in frame["answers"]
    frame["answers"].pop(name, None)
    picking.forget(frame, name)
    frame["trail"] = [each for each in frame["trail"] if each != name]
    if there and field is not None and field.forget is not None:
        await field.forget(turn, frame["answers"])
