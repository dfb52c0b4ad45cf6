"""Notes for the session: difficulties, insights, questions, verbatim (DOMAIN.md, claim 44). Kept only when the patient says so."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from bot.conversation import commands, form
from bot.conversation.fields import (
    Answers,
    Field,
    Form,
    Heard,
    Question,
    Unclear,
    Value,
    any_text,
    asks,
    matching,
    options,
)
from bot.conversation.file_kinds import words_of
from bot.conversation.frames import Frame
from bot.conversation.hearing.courtesies import Courtesy, hear_courtesy
from bot.conversation.hearing.replies import is_one_number
from bot.conversation.hearing.yes_no import hear_yes_no
from bot.conversation.patient import proposal_words, typed_words
from bot.conversation.steps import Step, WordsStep
from bot.conversation.turn import Turn
from bot.digest.said import excerpt
from bot.messages import Choice, Lines, Rows, Words
from storage import files, notes, withdrawals
from storage.records import NoteKind, Typed

_NO = "no"
_KINDS: Rows = options(*[(kind.value, Words(f"note-{kind}")) for kind in NoteKind], width=2)
_KINDS_OR_NOT: Rows = (*_KINDS, *options((_NO, Words("note-no"))))
_QUOTED = 120
_RESTS_AFTER = timedelta(hours=1)


async def hear_note(turn: Turn, rest: str) -> None:
    """`/note`, `/note some words` or `/note question some words`."""
    kind, text = _read(turn, rest)
    await begin(turn, text, kind.data if kind else "")


async def begin(turn: Turn, text: str, kind: str = "") -> None:
    """Begin a note of these words, and of this kind where it is known already; what is missing is asked."""
    known: Answers = {"_texts": [_waiting(turn, text)] if text else [], "_offer": False}
    await form.begin(turn, NOTE, {**known, **({"kind": kind} if kind else {})})


def kind_of(turn: Turn, rest: str) -> tuple[str, str]:
    """Split what stands behind /note into the name of a kind, "" where it begins with none, and the words."""
    kind, text = _read(turn, rest)
    return kind.data if kind else "", text


async def offer(turn: Turn, text: str) -> None:
    """Ask what plain words are: an answer to an open moment or a proposal, or a note; nothing is kept before it is said.

    A mere courtesy is neither; whoever says thanks or good-bye hears a word back.
    """
    if await typed_words.hear_typed(turn, text) or await proposal_words.hear_typed(turn, text):
        return
    courtesy = hear_courtesy(text)
    if courtesy is None:
        await offer_file(turn, text)
    elif courtesy is not Courtesy.NOD:
        turn.say(f"note-courtesy-{courtesy}")


async def offer_file(turn: Turn, text: str) -> None:
    """Ask whether something that was sent is a note; these words stand for it."""
    await form.begin(turn, NOTE, {"_texts": [_waiting(turn, text)], "_offer": True})


async def hear_edit(turn: Turn, typed: Typed) -> None:
    """Take an edited message as the note's new words; those before are kept."""
    note = await notes.get(turn.tx, typed.subject_id)
    text = _edited(turn)
    if note is None or note.patient_id != turn.who.id or not text:
        turn.say("edit-of-nothing")
        return
    await notes.correct(turn.tx, note, text)
    turn.say("form-changed")


def hear_edit_before(turn: Turn) -> bool:
    """Take an edited message whose words wait to be called a note; False when none of them is meant."""
    text = _edited(turn)
    for frame in turn.dialog.get("stack", []):
        for waiting in frame["answers"].get("_texts", ()):
            if text and waiting[0] == turn.heard.message_ref:
                waiting[1] = text
                turn.say("form-changed")
                return True
    return False


async def hear_words_back(turn: Turn, typed: Typed) -> bool:
    """Take a note back, with all that it said before."""
    note = await notes.get(turn.tx, typed.subject_id)
    if note is None or note.patient_id != turn.who.id:
        return False
    await withdrawals.note(turn.tx, note)
    await withdrawals.forget_typed(turn.tx, typed)
    return True


def forget_waiting(turn: Turn) -> Frame | None:
    """Forget withdrawn words that waited to be called a note; return the form in which they did."""
    stack: list[Frame] = turn.dialog.get("stack", [])
    for frame in stack:
        waiting = frame["answers"].get("_texts", [])
        left = [each for each in waiting if each[0] != turn.heard.message_ref]
        if len(left) < len(waiting):
            frame["answers"]["_texts"] = left
            return frame
    return None


def _edited(turn: Turn) -> str:
    """Return the new words of an edited message, without the command that they may stand behind."""
    text = turn.heard.text
    command, rest = commands.with_slash(text)
    if not command:
        command, rest = commands.bare(text)
        if command != "note":
            return text
    return _read(turn, rest)[1]


def _read(turn: Turn, rest: str) -> tuple[Choice | None, str]:
    """Split what stands behind /note into a kind, where it begins with one, and the words."""
    first, *others = rest.split(maxsplit=1) or [""]
    kind = matching(turn, first, _KINDS) if len(first) > 1 else None
    return kind, (others[0] if others else "") if kind else rest


def _fields(answers: Answers) -> tuple[Field, ...]:
    kind = Field("kind", _ask_kind, hear=_hear_kind, files=True, helps=True)
    if answers["_texts"] or answers.get("kind") == _NO:
        return (kind,)
    return (kind, Field("text", asks("note-text"), hear=any_text, files=True, example="example-note"))


async def _ask_kind(turn: Turn, answers: Answers) -> Question:
    """Ask what the words are; asked again, when they no longer stand right above, say which ones are meant."""
    texts = answers["_texts"]
    offered = _KINDS_OR_NOT if answers["_offer"] else _KINDS
    asked = Words("note-offer" if answers["_offer"] else "note-which")
    if len(texts) > 1 and answers["_offer"]:
        asked = Words("note-offer-more", {"count": len(texts)})
    if texts and texts[-1][0] != turn.heard.message_ref:
        quotes = tuple(Words("note-quote", {"text": excerpt(text, _QUOTED)}) for _, text, *_ in texts)
        asked = Words("note-again", {"question": asked, "words": Lines(quotes)})
    return Question(asked, offered)


async def _hear_kind(turn: Turn, text: str, answers: Answers) -> Heard:
    """Take the name of a kind, or a yes or no to keeping it; any other words are one more part of what is to be noted."""
    offered = _KINDS_OR_NOT if answers["_offer"] else _KINDS
    found = matching(turn, text, offered)
    if found is not None:
        return Value(found.data)
    said = hear_yes_no(text)
    if said is False:
        return Value(_NO)
    if said:
        answers["_offer"] = False
        return Unclear(Words("note-which"), _KINDS)
    if hear_courtesy(text) is not None or is_one_number(text):
        question = await _ask_kind(turn, answers)
        return Unclear(question.words, question.choices)
    answers["_texts"] = [*_others(turn, answers), _waiting(turn, text)]
    return Unclear(Words("note-offer-more", {"count": len(answers["_texts"])}), offered)


def _waiting(turn: Turn, text: str) -> list[Any]:
    """Return words that wait to be called a note: their message, the words, and how many files they stand for."""
    return [turn.heard.message_ref, text, len(turn.files or ())]


def _others(turn: Turn, answers: Answers) -> list[Any]:
    return [each for each in answers["_texts"] if each[0] != turn.heard.message_ref]


async def _finish(turn: Turn, answers: Answers) -> None:
    """Keep each typed message as a note of its own, so that editing it edits the note."""
    if answers["kind"] == _NO:
        await _drop(turn, answers)
        turn.say("note-dropped")
        return
    texts = answers["_texts"] or [[turn.heard.message_ref, answers["text"]]]
    lost = [each for each in texts if await _has_lost_its_files(turn, each)]
    for each in lost:
        each[1] = words_of(each[1])
    left = [each for each in texts if each[1]]
    for message_ref, text, *_ in left:
        note_id = await notes.add(turn.tx, turn.who.id, NoteKind(answers["kind"]), text, turn.now)
        await notes.remember_typed(turn.tx, turn.who.id, message_ref, "note", note_id, "text")
    if lost:
        turn.say("file-too-old")
    if left:
        turn.say("note-saved")


async def _has_lost_its_files(turn: Turn, waiting: list[Any]) -> bool:
    """Whether files for which words waited were erased meanwhile."""
    message_ref, _, *count = waiting
    return any(count) and not await files.of_message(turn.tx, turn.who.id, message_ref)


async def _drop(turn: Turn, answers: Answers) -> None:
    """Erase the files whose words are not kept."""
    for message_ref, *_ in answers["_texts"]:
        await files.erase(turn.tx, turn.who.id, message_ref)


NOTE = Form("note", _fields, _finish, cancelled="note-dropped", drop=_drop, rests_after=_RESTS_AFTER)
FORMS = (NOTE,)
COMMANDS: dict[str, Step] = {"note": hear_note}
WORDS_BACK: dict[str, WordsStep] = {"note": hear_words_back, typed_words.OUTCOME: typed_words.hear_words_back}
