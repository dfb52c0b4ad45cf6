"""Which step hears what. One turn: somebody did something, and at most one step answers it."""

from __future__ import annotations

from dataclasses import replace

from bot.conversation import (
    amending,
    attachments,
    choosing,
    commands,
    door,
    early,
    form,
    frames,
    help,  # noqa: A004 - the room is called help
    patient,
    reach,
    therapist,
    withdrawing,
)
from bot.conversation.patient import (
    checkin,
    notes,
    planning_end,
    preferences,
    proposal_words,
    typed_words,
    welcome,
)
from bot.conversation.steps import DueStep, Step, all_forms, merged
from bot.conversation.turn import Turn
from bot.messages import IncomingKind
from storage import notes as typed_notes
from storage.records import DueKind, PersonState, Role

COMMANDS: dict[Role, dict[str, Step]] = {
    Role.PATIENT: merged(patient.ROOMS, "COMMANDS"),
    Role.THERAPIST: merged(therapist.ROOMS, "COMMANDS"),
}
BUTTONS: dict[Role, dict[str, Step]] = {
    Role.PATIENT: merged(patient.ROOMS, "BUTTONS"),
    Role.THERAPIST: merged(therapist.ROOMS, "BUTTONS"),
}
DUE: dict[DueKind, DueStep] = merged((*patient.ROOMS, *therapist.ROOMS), "DUE")
FORMS = all_forms((*patient.ROOMS, *therapist.ROOMS))

_EDITS = {
    "checkin": checkin.hear_edit,
    "note": notes.hear_edit,
    typed_words.OUTCOME: typed_words.hear_edit,
    planning_end.TALK_WORDS: planning_end.hear_words_edit,
}
_OF_FORMS = {"cancel", "skip", "back"}
_DECLINES = {"leave", "stop"}
"""What ends it while somebody is still reading what they would consent to."""
_DOUBLED_WITHIN = 10.0  # seconds; later the same press is meant anew
_REACH = {
    IncomingKind.BLOCKED: reach.lost,
    IncomingKind.UNBLOCKED: reach.found,
    IncomingKind.NEW_IDENTITY: reach.unproven,
}
_OUTSIDE = {PersonState.DECLINED, PersonState.LEFT, PersonState.INVITED}


async def hear(turn: Turn) -> None:
    """Answer what was heard; everything that changes is in the turn's transaction and its outgoing messages."""
    if turn.heard.kind not in _REACH:
        await _begin(turn)
        settled = not early.heed(turn)
        if not (settled or turn.heard.buttons or turn.unproven):
            settled = await choosing.resolve(turn) or not early.heed(turn)  # it may be the edit of an edit
        if turn.heard.kind is not IncomingKind.PRESS:
            turn.dialog.pop("pressed", None)
        if not settled:
            await _hear_somebody(turn)
        proposal_words.remember(turn)
    elif turn.person is not None:
        await _REACH[turn.heard.kind](turn, turn.person, turn.heard.channel)


async def _hear_somebody(turn: Turn) -> None:
    heard, person = turn.heard, turn.person
    command, rest = commands.with_slash(heard.text) if heard.kind is IncomingKind.TEXT else ("", "")
    if command == "help" or _calls_for_help(turn):
        await help.help_card(turn)
    elif turn.unproven:
        await door.hear_unproven(turn, rest if command == "start" else heard.text)
    elif heard.kind is IncomingKind.WITHDRAWAL:
        await withdrawing.hear(turn)
    elif command == "start":
        await door.start(turn, rest)
    elif person is None:
        await door.hear_stranger(turn)
    elif heard.kind is IncomingKind.PRESS:
        await _press(turn)
    elif person.state in _OUTSIDE:
        await door.hear_stranger(turn)
    elif command:
        await _hear_command(turn, command, rest)
    elif bare := await _bare_command(turn):
        await _hear_command(turn, *bare)
    else:
        await _hear_words(turn)


def _calls_for_help(turn: Turn) -> bool:
    """Whether somebody wants help, whoever and wherever they are: at a question too, which then waits."""
    if turn.heard.kind is IncomingKind.PRESS:
        return turn.heard.data == "help"
    return turn.heard.kind is IncomingKind.TEXT and commands.asks_for_help(turn.heard.text)


async def _hear_words(turn: Turn) -> None:
    match turn.heard.kind:
        case IncomingKind.EDIT:
            await _edit(turn)
        case IncomingKind.TEXT:
            await _hear_text(turn)
        case IncomingKind.LOCATION if turn.who.role is Role.PATIENT:
            await preferences.hear_location(turn)
        case IncomingKind.LOCATION:
            await therapist.clock.hear_place(turn)
        case IncomingKind.MEDIA:
            if await attachments.hear(turn) and not await _settled_by_quoting(turn):
                await _hear_somebody(turn)
        case _:
            turn.say("text-only")


async def _settled_by_quoting(turn: Turn) -> bool:
    """Let words that are left of a file mean what they quote; True where nothing is left to be heard."""
    return bool(turn.heard.about) and not turn.heard.buttons and await choosing.resolve(turn)


async def _hear_text(turn: Turn) -> None:
    text, active = turn.heard.text, turn.who.role is Role.PATIENT and _may(turn)
    if await door.hear_code(turn) or await amending.hear_reply(turn):
        return
    if (active and await typed_words.hear_newer(turn, text)) or await form.hear_text(turn, text):
        return
    if active:
        await notes.offer(turn, text)
    elif frames.open_frame(turn) is not None:
        turn.say("finish-first")
        await form.ask_again(turn)
    else:
        turn.say("not-understood")


async def _bare_command(turn: Turn) -> tuple[str, str] | None:
    """Read a command without its slash, where no question waits for words and none of its choices is called so.

    Of what a patient writes, only a whole message that is the command's name; behind "note" stand the words.
    """
    name, rest = commands.bare(turn.heard.text) if turn.heard.kind is IncomingKind.TEXT else ("", "")
    known = name == "help" or name in COMMANDS[turn.who.role]
    if name in _OF_FORMS:
        known = frames.open_frame(turn) is not None
    if not known or (rest and turn.who.role is Role.PATIENT and name != "note"):
        return None
    return None if await frames.takes(turn, turn.heard.text) else (name, rest)


async def _hear_command(turn: Turn, command: str, rest: str) -> None:
    if command == "help":
        await help.help_card(turn)
        return
    if command == "cancel":
        if not await form.cancel(turn):
            turn.say("nothing-to-cancel")
        return
    if command in {"skip", "back"} and await form.hear_control(turn, command):
        return
    step = COMMANDS[turn.who.role].get(command)
    if command in _DECLINES and turn.who.role is Role.PATIENT and turn.who.state is PersonState.CONSENTING:
        await welcome.decline(turn)
        return
    if step is None or not _may(turn):
        turn.say("not-understood" if step is None else "finish-first")
        if step is not None:
            await form.ask_again(turn)
        return
    await step(turn, rest)


async def _begin(turn: Turn) -> None:
    """Note what holds for every turn: whoever does something can be reached, where they are known to be who they were."""
    if turn.person is not None:
        await reach.listen(turn)


async def _press(turn: Turn) -> None:
    verb, _, rest = turn.heard.data.partition(":")
    turn.doubled = _is_doubled(turn)
    if verb == frames.VERB:
        if not await form.hear_press(turn, rest):
            withdrawing.say_closed(turn)
        return
    step = BUTTONS[turn.who.role].get(verb)
    if turn.who.state in _OUTSIDE and verb not in door.BUTTONS_BEFORE_CONSENT:
        await door.hear_stranger(turn)
    elif step is None or not (_may(turn) or verb in door.BUTTONS_BEFORE_CONSENT):
        turn.say_old()
    else:
        await step(turn, rest)


def _is_doubled(turn: Turn) -> bool:
    """Whether the very same button was pressed just before, with nothing in between; remember this press."""
    pressed, at = f"{turn.heard.data}@{turn.heard.message_ref}", turn.now.timestamp()
    before, when = turn.dialog.get("pressed", ("", 0.0))
    turn.dialog["pressed"] = [pressed, at]
    return bool(before == pressed and at - when < _DOUBLED_WITHIN)


async def _edit(turn: Turn) -> None:
    if not await attachments.replaced(turn):
        return
    turn.heard = replace(turn.heard, text=await attachments.reworded(turn))
    _, behind = commands.with_slash(turn.heard.text)
    if await amending.hear_edit(turn, behind or turn.heard.text) or notes.hear_edit_before(turn):
        return
    typed = await typed_notes.typed_as(turn.tx, turn.who.id, turn.heard.message_ref)
    if typed is not None:
        await _EDITS[typed.kind](turn, typed)
    elif not withdrawing.say_how_instead(turn):
        early.remember_edit(turn)
        turn.say("edit-of-nothing")


def _may(turn: Turn) -> bool:
    return turn.who.state is PersonState.ACTIVE
