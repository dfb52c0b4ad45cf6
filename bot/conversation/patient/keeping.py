"""Keeps what was said about a moment: at once, verbatim, with the typed message that it came from."""

from __future__ import annotations

from typing import Any

from bot.conversation.fields import Answers
from bot.conversation.own_words import says_something
from bot.conversation.turn import Turn
from bot.messages import IncomingKind
from storage import checkins, notes, withdrawals
from storage.records import NoteKind

_EMPTY: tuple[Any, ...] = (None, "", (), [])
_SENTENCE = 4
_WORDS = frozenset({IncomingKind.TEXT, IncomingKind.EDIT, IncomingKind.MEDIA})


async def keep_words(turn: Turn, checkin_id: int, field: str, value: Any, *, editable: bool = True) -> None:
    """Write one field of an answer ("hard", "answers.mood"): what was empty is completed, what was said corrected.

    `editable`: whether editing the typed message may put its new words in the field's place.
    """
    checkin = await checkins.get(turn.tx, checkin_id)
    if checkin is None:
        return
    name, _, key = field.partition(".")
    before = checkin.answers.get(key) if key else getattr(checkin, name)
    if before != value:
        words: dict[str, Any] = {name: {**checkin.answers, key: value} if key else value}
        write = checkins.complete if before in _EMPTY else checkins.correct
        await write(turn.tx, checkin, now=turn.now, **words)
    if editable:
        await remember(turn, "checkin", checkin_id, field)


async def keep_ticks(turn: Turn, checkin_id: int, field: str, value: Any) -> None:
    """Write what is ticked at this moment, nothing where it is empty; a tick that was taken away again leaves no trace."""
    checkin = await checkins.get(turn.tx, checkin_id)
    if checkin is None:
        return
    name, _, key = field.partition(".")
    others = {each: said for each, said in checkin.answers.items() if each != key}
    ticked: Any = ({**others, key: value} if value else others) if key else value
    if getattr(checkin, name) != ticked:
        await checkins.complete(turn.tx, checkin, now=turn.now, **{name: ticked})


async def keep_beside(turn: Turn, checkin_id: int, key: str, text: str) -> None:
    """Keep words beside the question that they do not answer; each message by itself, so that it can be edited and taken back."""
    checkin = await checkins.get(turn.tx, checkin_id)
    if checkin is not None:
        names = (f"{key}{checkins.BESIDE}{count}" for count in range(1, len(checkin.answers) + 2))
        free = next(each for each in names if each not in checkin.answers)
        await keep_words(turn, checkin_id, f"answers.{free}", text)


async def forget_words(turn: Turn, checkin_id: int, field: str, *, left: Any = None) -> None:
    """Take one field out of an answer and its history, because the patient took it back; `left` of it stays."""
    checkin = await checkins.get(turn.tx, checkin_id)
    if checkin is not None:
        await withdrawals.words(turn.tx, checkin, field, turn.now, left=left)


async def keep_note(
    turn: Turn, kind: NoteKind, text: str, *, assignment_id: int | None = None, before: int | None = None
) -> int:
    """Keep a note for the session and the message that it was typed in; edited once more, it is corrected.

    `assignment_id`: of which exercise it is said. `before`: the note in whose place these words stand.
    """
    typed = await notes.typed_as(turn.tx, turn.who.id, turn.heard.message_ref)
    same = typed.subject_id if typed and typed.kind == "note" else before
    note = None if same is None else await notes.get(turn.tx, same)
    if note is not None and not note.withdrawn:
        await notes.correct(turn.tx, note, text)
        note_id = note.id
    else:
        note_id = await notes.add(turn.tx, turn.who.id, kind, text, turn.now, assignment_id=assignment_id)
    await remember(turn, "note", note_id, "text")
    return note_id


def is_sentence(text: str) -> bool:
    """Whether so much is said that it is no answer that was merely not understood."""
    return says_something(text) and len(text.split()) >= _SENTENCE


async def keep_sentence(turn: Turn, answers: Answers, name: str, text: str) -> bool:
    """Keep whole sentences that answer nothing as a note."""
    del answers, name
    if not is_sentence(text):
        return False
    await keep_note(turn, NoteKind.DIFFICULTY, text)
    return True


async def remember(turn: Turn, kind: str, subject_id: int, field: str) -> None:
    """Tie the typed message that we listen to with what it became."""
    if turn.heard.kind in _WORDS and turn.heard.message_ref:
        await notes.remember_typed(turn.tx, turn.who.id, turn.heard.message_ref, kind, subject_id, field)
