"""Where a phone has no buttons: which choice somebody means by a number, a word, a reaction or a change of one.

What was heard becomes the press that it means, so that no step knows how it was made. In this order: a reaction or a
reply to a message of ours; a number or a name of a choice that is open; what else was written is left to the steps.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Final

from bot.conversation import amending, commands, rechoosing
from bot.conversation.frames import Frame, expects_words
from bot.conversation.hearing.replies import hear_numbers, hear_thumb
from bot.conversation.meant import Meant, meant_by
from bot.conversation.on_screen import hardly_read, overtaken, there_then, unseen
from bot.conversation.rechoosing import chat, take
from bot.conversation.turn import Turn, rows
from bot.messages import Choice, IncomingKind, Moment, Words
from storage import outbox, prompts, versions
from storage.records import Prompt

OPEN_FOR: Final = timedelta(days=7)
"""A bare number answers nothing older, except the very last question of all as long as the phone may show it; a reaction,
or a reply to the very message, still does."""
SHOWN_FOR: Final = timedelta(days=28)


async def resolve(turn: Turn) -> bool:
    """Turn what was heard into the press that it means; True where nothing is left to be heard."""
    await _first_version(turn)
    match turn.heard.kind:
        case IncomingKind.TEXT | IncomingKind.MEDIA if turn.person is not None:
            answered = turn.heard.kind is IncomingKind.TEXT and await _text(turn)
            await prompts.stale(turn.tx, chat(turn))
            return answered
        case IncomingKind.EDIT if turn.person is not None:
            return await rechoosing.edit(turn)
        case IncomingKind.WITHDRAWAL if turn.person is not None:
            await rechoosing.withdrawal(turn)
            return False
        case IncomingKind.REACTION:
            return not await rechoosing.reaction(turn)
        case IncomingKind.UNREACTION:
            return not await rechoosing.unreaction(turn)
        case kind:
            return kind is IncomingKind.WITHDRAWAL


async def _first_version(turn: Turn) -> None:
    """Let an edit of an edit, or the withdrawal of one, mean the message as it was first typed."""
    heard, where = turn.heard, chat(turn)
    if heard.kind not in {IncomingKind.EDIT, IncomingKind.WITHDRAWAL}:
        return
    first = await versions.first(turn.tx, where, heard.message_ref)
    if heard.version_ref:
        await versions.remember(turn.tx, where, heard.version_ref, first, turn.now)
    turn.heard = replace(heard, message_ref=first)


async def _text(turn: Turn) -> bool:
    text = turn.heard.text
    if text.startswith("/") or commands.asks_for_help(text):
        return False
    if turn.heard.about:
        return await _quoting(turn, text)
    before = await overtaken(turn, chat(turn))
    meant = [] if before is None else meant_by(before, text, fuzzy=False)
    if before is not None and meant:
        if meant[0][1] == before.answer:
            return True  # the same once more, written before anybody could see that it was heard
        return await _take_bare(turn, meant, [before])
    asked = await _asked(turn)
    if hear_thumb(text) is not None and not (asked and hardly_read(asked[0], turn)):
        asked = asked[:1]  # whoever nods to what was said last means nothing that lies further back
    words = expects_words(turn)
    meant = [each for prompt in asked for each in meant_by(prompt, text, fuzzy=words is None)]
    if words is not None and not meant and hear_numbers(text) and await unseen(turn, chat(turn), words):
        turn.say("choose-too-early", number=text.strip())
        return True
    return await _by_the_open_ones(turn, words, meant, asked)


async def _by_the_open_ones(turn: Turn, words: Frame | None, meant: list[Meant], asked: list[Prompt]) -> bool:
    if words is not None and all(_left_to(words["id"], each) for each in meant):
        turn.bare = bool(hear_numbers(turn.heard.text)) and not meant
        return False  # the question that is open hears it, also where nothing is meant
    return await _take_bare(turn, meant, asked)


async def _take_bare(turn: Turn, meant: list[Meant], asked: list[Prompt]) -> bool:
    """Take what names no message; not where one was under way as it was written, and may have been what it answers.

    Nobody knew that it had arrived: its answer was lost, or we were killed while we sent it. It comes once more.
    """
    if meant and turn.written and await outbox.may_have_come(turn.tx, chat(turn), turn.written):
        turn.say("choose-words-please")
        return True
    return await _take_or_say(turn, meant, asked)


async def _quoting(turn: Turn, text: str) -> bool:
    quoted = await prompts.at(turn.tx, chat(turn), turn.heard.about)
    meant = [] if quoted is None else meant_by(quoted, text, fuzzy=True)
    if quoted is not None and not meant and await _heard_by_its_form(turn, quoted):
        return True
    return await _take_or_say(turn, meant, [] if quoted is None else [quoted])


async def _asked(turn: Turn) -> list[Prompt]:
    """Return the open prompts that words may answer: those sent since the person's last words, if there are any.

    A question that waits for words leaves no number to what was said before it. One that had hardly come when this was
    written does: then all that is open may be meant.
    """
    found = there_then(turn, await prompts.open_ones(turn.tx, chat(turn), turn.now - OPEN_FOR))
    found = found or there_then(turn, await prompts.open_ones(turn.tx, chat(turn), turn.now - SHOWN_FOR))[:1]
    fresh = [prompt for prompt in found if prompt.fresh]
    words = expects_words(turn)
    if words is None and found and hardly_read(found[0], turn):
        return found
    if fresh or words is None:
        return fresh or found
    place = next((place for place, prompt in enumerate(found) if prompt.topic == words["id"]), None)
    if place is not None:
        return found[: place + 1]
    return [prompt for prompt in found if prompt.sent_at.timestamp() > words["asked_at"]]


def _left_to(frame_id: str, meant: Meant) -> bool:
    """Say whether a number is one of a scale whose own question hears it, and so can hear its correction later."""
    prompt, data, label = meant
    return prompt.topic == frame_id and any(
        key == label and data == option for key, _, option in prompt.content["options"]
    )


async def _take_or_say(turn: Turn, meant: list[Meant], asked: list[Prompt]) -> bool:
    """Take the one choice that is meant, ask which of several, or say that a number means none.

    `meant` and `asked` begin with the newest.
    """
    by_data = {data: (prompt, data, label) for prompt, data, label in reversed(meant)}
    number, thumb = bool(hear_numbers(turn.heard.text)), hear_thumb(turn.heard.text) is not None
    doubtful = bool(meant) and _is_doubtful(turn, meant[0][0], asked[0])
    if len(by_data) == 1 and not doubtful:
        await take(turn, next(iter(by_data.values())))
        return False
    if by_data:
        _ask_which(turn, list(by_data.values()))
        return True
    if not number and not thumb:
        return False
    if asked and (number or asked[0].fresh):
        turn.say("choose-not-among", title=asked[0].content["title"])
    elif number and turn.heard.about:
        turn.say_old()
    elif number:
        turn.say("choose-none-open")
    return True


def _is_doubtful(turn: Turn, meant: Prompt, newest: Prompt) -> bool:
    """Whether a nod, or a number that fits only what lies further back or rests, may have been meant otherwise."""
    if turn.heard.about:
        return False
    if _rests(turn, meant):
        return True
    if hear_thumb(turn.heard.text) is not None:
        return not meant.fresh or hardly_read(meant, turn)
    return not meant.fresh and bool(hear_numbers(turn.heard.text)) and meant.id != newest.id


def _rests(turn: Turn, prompt: Prompt) -> bool:
    """Whether a prompt is of a form that has waited so long that what is typed may be about something else."""
    found = next((each for each in turn.dialog.get("stack", []) if each["id"] == prompt.topic), None)
    return found is not None and turn.now - prompt.sent_at >= turn.forms[found["form"]].rests_after


async def _heard_by_its_form(turn: Turn, quoted: Prompt) -> bool:
    """Let words that quote a question of a form under way be its answer, also where another one is asked by now."""
    frame_id, name = amending.quoted_question(quoted)
    return bool(frame_id) and await amending.hear_quoting(turn, frame_id, name, turn.heard.text)


def _ask_which(turn: Turn, meant: list[Meant]) -> None:
    """Ask which of several open messages is meant, or whether this one is; the answer is at once the choice itself.

    Neutral messages may have the same words: then the time at which each came tells them apart.
    """
    titles = [prompt.content["title"] for prompt, _, _ in meant]
    key = "choose-one-of" if len(set(titles)) == len(titles) else "choose-one-of-at"
    choices = [
        Choice(
            Words(
                key,
                {
                    "title": prompt.content["title"],
                    "label": label,
                    "at": Moment(prompt.sent_at, turn.who.zone),
                },
            ),
            data,
        )
        for prompt, data, label in meant
    ]
    this = "choose-this-still" if _rests(turn, meant[0][0]) else "choose-this"
    turn.say("choose-which" if len(choices) > 1 else this, choices=rows(*choices))
