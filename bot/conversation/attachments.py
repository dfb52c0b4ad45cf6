"""Pictures, voice messages and PDFs: where words are expected they count as words, with the words below them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.conversation import amending, commands, form, frames
from bot.conversation.fields import Field
from bot.conversation.file_kinds import LARGEST, TOO_LARGE, taken, what_of
from bot.conversation.patient import notes
from bot.conversation.turn import Turn
from bot.messages import Attached, IncomingKind, Words
from storage import files, prompts
from storage.records import PersonState, Role, StoredFile

Quoted = tuple[frames.Frame, Field]
"""A form under way, and which of its questions is quoted."""


async def hear(turn: Turn) -> bool:
    """Take what was sent as the answer that is waited for, or offer to keep it as a note.

    True where only words are left of it, which are then to be heard as if they had been typed.
    """
    wanted = taken(turn.heard.files)
    if turn.who.role is not Role.PATIENT or turn.who.state is not PersonState.ACTIVE:
        return await _only_words(turn, "text-only")
    if not wanted:
        return await _only_words(turn, _why_not(turn.heard.files))
    quoted = await _quoted(turn)
    if not _fits(turn, quoted):
        return await _only_words(turn, "file-not-here")
    if turn.files is None:
        turn.wants_files = True
        return False
    lost = len(wanted) - len(turn.files)
    if lost:
        if not turn.files:
            return await _only_words(turn, _why_lost(turn))
        _say(turn, _why_lost(turn))
    elif len(wanted) < len(turn.heard.files):
        _say(turn, _why_not(turn.heard.files))
    await _heard(turn, turn.files, quoted)
    return False


async def replaced(turn: Turn) -> bool:
    """Let a file that was put in the place of another one by an edit take its place here; the old one is erased.

    True where the words of the edit are still to be heard.
    """
    here = {each.id for each in turn.files or ()}
    kept = await files.sent_in(turn.tx, turn.who.id, turn.heard.message_ref)
    before = next((each for each in kept if each.id not in here), None)
    if before is None or not turn.heard.files or _still_there(turn, before):
        return True
    if taken(turn.heard.files) and turn.files is None:
        turn.wants_files = True
        return False
    if turn.files:
        await files.take_place(turn.tx, before, turn.files[0])
    else:
        await files.erase_one(turn.tx, before)
        _say(turn, _why_lost(turn))
        return bool(turn.heard.text)  # else what was said stays, without its file
    if before.message_ref != turn.heard.message_ref and not turn.heard.text:
        turn.say("form-changed")  # one of several pictures; the words stand for all of them
        return False
    return True


def _still_there(turn: Turn, kept: StoredFile) -> bool:
    (shown, *_) = turn.heard.files
    return bool(taken([shown])) and files.is_the_same(turn.tx, kept, shown.mark)


async def reworded(turn: Turn) -> str:
    """Return the new words of an edited message; below files they are what stands there now."""
    found = await files.of_message(turn.tx, turn.who.id, turn.heard.message_ref)
    is_note, words = _split(turn.heard.text)
    return (
        _said(turn, found, notes.kind_of(turn, words)[1] if is_note else words) if found else turn.heard.text
    )


async def _heard(turn: Turn, found: Sequence[StoredFile], quoted: Quoted | None) -> None:
    if await _belongs_to_album(turn):
        return
    is_note, caption = _split(turn.heard.text)
    kind, words = notes.kind_of(turn, caption) if is_note else ("", caption)
    said = _said(turn, found, words)
    turn.heard = replace(turn.heard, text=said)
    if is_note:
        await notes.begin(turn, said, kind)
    elif quoted and await amending.hear_quoting(turn, quoted[0]["id"], quoted[1].name, said):
        return
    elif not await form.hear_text(turn, said):
        await notes.offer_file(turn, said)


async def _belongs_to_album(turn: Turn) -> bool:
    """Lay one more picture beside the first of several that were sent as one; words below it are heard for themselves."""
    album, ref = turn.dialog.get("album", ("", ""))
    if turn.heard.album and turn.heard.album == album and not turn.heard.text:
        await files.belong(turn.tx, turn.update_id, ref)
        return True
    turn.dialog.pop("album", None)
    if turn.heard.album:
        turn.dialog["album"] = [turn.heard.album, turn.heard.message_ref]
    return False


async def _quoted(turn: Turn) -> Quoted | None:
    """Return the question of a form under way that is quoted, whichever is asked by now."""
    if not turn.heard.about:
        return None
    where = turn.tx.keys.index(turn.heard.channel, turn.heard.address)
    prompt = None if turn.heard.buttons else await prompts.at(turn.tx, where, turn.heard.about)
    frame_id, name = amending.question_of(turn.heard.quoted)
    if prompt is not None:
        frame_id, name = amending.quoted_question(prompt)
    frame = next((each for each in turn.dialog.get("stack", []) if each["id"] == frame_id), None)
    field = None if frame is None else frames.field_of(turn, frame, name)
    return None if frame is None or field is None else (frame, field)


def _fits(turn: Turn, quoted: Quoted | None) -> bool:
    """Whether files may stand for words here: no question is open, or one that takes them, or such a one is quoted."""
    album, _ = turn.dialog.get("album", ("", ""))
    more_of_it = turn.heard.album and turn.heard.album == album and not turn.heard.text
    if more_of_it or _split(turn.heard.text)[0]:
        return True
    if quoted is not None:
        return quoted[1].files
    frame = frames.awake_frame(turn)
    field = None if frame is None else frames.field_of(turn, frame, frame["at"])
    return field is None or field.files


async def _only_words(turn: Turn, key: str) -> bool:
    """Say why a file is not taken in. What stands below it is heard; else the open question is asked once more."""
    _say(turn, key)
    if turn.heard.text.strip():
        turn.heard = replace(turn.heard, kind=IncomingKind.TEXT, files=(), album="")
        return True
    if frames.awake_frame(turn) is not None:
        await form.ask_again(turn)
    return False


def _say(turn: Turn, key: str) -> None:
    if key == "file-too-large":
        turn.say(key, most=LARGEST // 1024**2)
    else:
        turn.say(key)


def _why_lost(turn: Turn) -> str:
    if not taken(turn.heard.files):
        return _why_not(turn.heard.files)
    return "file-too-large" if turn.files_fault == TOO_LARGE else "file-gone"


def _why_not(sent: Sequence[Attached]) -> str:
    too_large = any(what_of(each.kind) is not None and each.size > LARGEST for each in sent)
    return "file-too-large" if too_large else "file-other-kind"


def _said(turn: Turn, found: Sequence[StoredFile], words: str) -> str:
    """Say what was sent, as the words that stand for it: "[voice message]", and what was written below."""
    marks = [turn.label(Words("file-mark", {"what": what})) for each in found if (what := what_of(each.kind))]
    return " ".join([*marks, words]).strip()


def _split(caption: str) -> tuple[bool, str]:
    """Say whether words below a file begin with the command for a note; return what stands behind it."""
    words = caption.strip()
    command, rest = commands.with_slash(words)
    return (True, rest) if command == "note" else (False, words)
