"""Taking back: a message is deleted for everyone, or a choice undone. What it told is gone, where that can be."""

from __future__ import annotations

from typing import Final

from bot.conversation import early, form, frames, patient, taking_back, therapist
from bot.conversation.patient import notes, typed_words
from bot.conversation.patient.welcome import declined
from bot.conversation.steps import BackStep, WordsStep, merged
from bot.conversation.turn import Turn
from storage import files
from storage import notes as typed_notes
from storage.records import PersonState, Role

TAKE_BACK: Final[dict[str, BackStep]] = merged((*patient.ROOMS, *therapist.ROOMS), "TAKE_BACK")
WORDS_BACK: Final[dict[str, WordsStep]] = merged((*patient.ROOMS, *therapist.ROOMS), "WORDS_BACK")

ANSWER: Final = "withdraw-answer"
PLAN, EXERCISE, SETTINGS = "withdraw-plan", "withdraw-exercise", "withdraw-settings"
THERAPIST: Final = "withdraw-therapist"

OF_FORMS: Final = {
    "checkin": ANSWER,
    "note": "withdraw-note",
    "planning": PLAN,
    "talk": PLAN,
    "welcome.agree": "withdraw-consent",
    "welcome": SETTINGS,
    "leaving": "withdraw-consent",
    **dict.fromkeys(("language", "pause", "quiet", "timezone"), SETTINGS),
    **dict.fromkeys(("t-timezone", "tassign", "tlead", "tsession", "tsessionmove"), THERAPIST),
}
"""What has come of a form that has ended cannot be undone by itself; this says how to change it instead."""

OF_BUTTONS: Final = {
    **dict.fromkeys(("plan-agree", "plan-change", "plan-talk", "replan"), PLAN),
    **dict.fromkeys(("keep", "requiet", "restquiet", "restone", "stopyes", "wake"), EXERCISE),
    **dict.fromkeys(("restall", "resume", "chadd", "chdrop", "chno", "chswap"), SETTINGS),
    **dict.fromkeys(
        ("tadapt", "tassign", "tassignx", "tendy", "tinvite", "tlang", "tparty", "tlead", "tsadd"), THERAPIST
    ),
    **dict.fromkeys(("tscany", "tsendy", "tsmov", "tuninv"), THERAPIST),
    "terasey": "withdraw-erased",
}
"""The same for what a button did."""

_QUIET_FOR: Final = 600.0
"""So many seconds nothing is said again of messages that had told nothing: whoever tidies up deletes several."""


async def hear(turn: Turn) -> None:
    """Take back what a message or a choice told; a stranger has told nothing."""
    if turn.person is None:
        return
    if turn.heard.data:
        done = await undo(turn, turn.heard.data)
    else:
        done = await _words(turn)
    if not done:
        _say_why_not(turn)


async def undo(turn: Turn, data: str) -> bool:
    """Take back what a choice told, and say so; False where that cannot be, or told nothing."""
    verb, _, rest = data.partition(":")
    step = taking_back.pressed if verb == frames.VERB else TAKE_BACK.get(verb)
    return step is not None and await step(turn, rest)


async def _words(turn: Turn) -> bool:
    """Forget what was typed or sent: in what it became, in a question under way, in what waits to be called a note."""
    waited = early.remember_gone(turn)
    erased = await files.erase(turn.tx, turn.who.id, turn.heard.message_ref)
    typed = await typed_notes.typed_as(turn.tx, turn.who.id, turn.heard.message_ref)
    if typed is not None and typed.kind == typed_words.OUTCOME:
        return await WORDS_BACK[typed.kind](turn, typed)  # it says so itself
    gone = typed is not None and await WORDS_BACK[typed.kind](turn, typed)
    waiting = notes.forget_waiting(turn)
    frame = waiting or await taking_back.typed(turn)
    if not (gone or erased) and frame is None:
        if (
            waited and turn.who.role is Role.PATIENT
        ):  # nobody shall believe that words are gone that may be kept
            turn.say("withdraw-unknown")
            return True
        return False
    turn.say("withdraw-words")
    if waiting is not None and not waiting["answers"]["_texts"]:
        frames.end(turn, waiting)
        await form.resume(turn)
    elif frame is not None:
        await taking_back.ask_again(turn, frame)
    return True


def say_closed(turn: Turn) -> None:
    """Say of a choice in a form that has ended that it is over, or to whom changed it by words how that is done now."""
    hint = _of_form(turn)
    if hint is not None and hint != ANSWER and not turn.heard.buttons:
        _say_how(turn, hint)
        return
    ended = turn.heard.data.split(":")[1] in turn.dialog.get("ended", [])
    if ended:
        turn.say("form-over")
    else:
        turn.say_old()


def say_how_instead(turn: Turn) -> bool:
    """Say how to change what a message did whose words are edited; False where it did nothing that is known of."""
    hint = _of_form(turn)
    if hint is not None:
        _say_how(turn, hint)
    return hint is not None


def _of_form(turn: Turn) -> str | None:
    name, field = taking_back.past_of(turn)
    return OF_FORMS.get(f"{name}.{field}") or OF_FORMS.get(name)


def _say_how(turn: Turn, hint: str) -> None:
    """Say how to change it; whoever does not take part any more hears that, and how to come back."""
    if turn.who.state is PersonState.LEFT:
        turn.say("welcome-left")
    elif turn.who.state is PersonState.DECLINED:
        turn.reply(declined())
    else:
        turn.say(hint)


def _say_why_not(turn: Turn) -> None:
    """Say how to change what cannot be undone, or that there was nothing; that not again and again."""
    hint = _of_form(turn) or OF_BUTTONS.get(turn.heard.data.partition(":")[0])
    if hint is not None:
        _say_how(turn, hint)
        return
    before, now = turn.dialog.get("nothing_gone", 0.0), turn.now.timestamp()
    turn.dialog["nothing_gone"] = now
    if now - before > _QUIET_FOR:
        turn.say("withdraw-nothing")
