"""Changing an answer that was given: by editing its message, by quoting its question, by another choice of a form that is over."""

from __future__ import annotations

from bot.conversation import own_words
from bot.conversation.counting import understood
from bot.conversation.fields import Answers, Field, Unclear
from bot.conversation.frames import CONTROLS, EXACTLY, VERB, Frame, bring_up, field_of
from bot.conversation.turn import Turn
from bot.messages import IncomingKind, Lines, Say
from storage.records import Prompt


async def hear_edit(turn: Turn, text: str) -> bool:
    """Take an edited message as the corrected answer of a form under way; False when it was none."""
    for frame in turn.dialog.get("stack", []):
        name = frame["refs"].get(turn.heard.message_ref)
        field = field_of(turn, frame, name) if name else None
        if field is not None and field.hear is not None:
            await _hear(turn, frame, field, text)
            return True
    return False


async def hear_quoting(turn: Turn, frame_id: str, name: str, text: str) -> bool:
    """Take words that quote a question of a form under way, whichever is asked by now; False where they are for others.

    A form that lies below comes up with the question that it waits at: that is heard as always.
    """
    frame = next((each for each in turn.dialog.get("stack", []) if each["id"] == frame_id), None)
    field = None if frame is None else field_of(turn, frame, name)
    if frame is None or field is None or field.hear is None:
        return False
    if name == frame["at"]:
        bring_up(turn, frame)
        frame["asked_at"] = turn.now.timestamp()  # whoever quotes it means it, however long it has waited
        return False
    frame["refs"][turn.heard.message_ref] = name
    await _hear(turn, frame, field, text)
    return True


async def hear_late(turn: Turn, frame_id: str, name: str, value: str) -> bool:
    """Take another choice for a question of a form that has ended; False where it cannot be changed there any more."""
    found = await of_ended(turn, frame_id, name)
    field, answers = found or (None, {})
    if field is None or field.keep is None or value in CONTROLS or (field.many and value[:1] != EXACTLY):
        return False
    return await _choose(turn, field, answers, value[1:].split(",") if field.many else [value])


async def of_ended(turn: Turn, frame_id: str, name: str) -> tuple[Field, Answers] | None:
    """Return a field of a form that has ended, and what it has become by now; None where it cannot be changed any more."""
    over = turn.dialog.get("past", {}).get(frame_id)
    form = turn.forms.get(over["form"]) if over else None
    answers = await form.look_up(turn, over["about"]) if over and form and form.look_up else None
    if form is None or answers is None:
        return None
    field = next((each for each in form.fields(answers) if each.name == name), None)
    return None if field is None else (field, answers)


async def hear_reply(turn: Turn) -> bool:
    """Take words that reply to a question with buttons as its answer; False where they are still to be heard."""
    frame_id, name = question_of(turn.heard.quoted)
    return bool(frame_id) and await hear_quoting(turn, frame_id, name, turn.heard.text)


def quoted_question(quoted: Prompt) -> tuple[str, str]:
    """Return which form's which question a prompt was: frame and field; nothing where it was none of a form."""
    return question_of(str(quoted.content["options"][0][2]))


def question_of(data: str) -> tuple[str, str]:
    """Return the same for the data of one of its choices."""
    verb, frame_id, name, *_ = [*data.split(":"), "", ""]
    return (frame_id, name) if verb == VERB else ("", "")


async def _choose(turn: Turn, field: Field, answers: Answers, values: list[str]) -> bool:
    question = await field.ask(turn, answers)
    labels = {choice.data: choice.label for row in question.choices for choice in row} if question else {}
    if question is None or field.keep is None or not set(values) <= set(labels):
        return False
    given = [field.read(each) for each in values] if field.many else field.read(values[0])
    if answers.get(field.name) != given:
        answers[field.name] = given
        named = Lines(tuple(labels[each] for each in values), joiner=", ")
        turn.edit("form-answered", question=question.words, answer=named)
        await field.keep(turn, answers, given)
    return True


async def _hear(turn: Turn, frame: Frame, field: Field, text: str) -> None:
    if field.hear is None:
        return
    question = await field.ask(turn, frame["answers"])
    heard = await understood(turn, field, text, frame["answers"], question.choices if question else ())
    if isinstance(heard, Unclear):
        edited = turn.heard.kind is IncomingKind.EDIT
        if edited or not await own_words.kept(turn, frame, field, text):
            turn.reply(Say(heard.words))
        else:
            turn.say("form-words-kept", hint=heard.words)
        return
    frame["answers"][field.name] = heard.value
    if field.keep is not None:
        await field.keep(turn, frame["answers"], heard.value)
    turn.say("form-changed")
