"""Two exercises at once: each question says whose it is, and words find theirs."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from bot.channels.telegram_updates import parse
from bot.conversation.patient.moment_messages import ANSWER
from bot.conversation.turn import press
from bot.messages import IncomingKind
from storage import checkins, occurrences
from storage.records import CheckIn, Outcome
from tests.bot.conversation.patient.test_checkin import SIX
from tests.talk import LIBRARY, Heard, Phone, Talk

both_languages = pytest.mark.parametrize("language", ["en", "de"])
WORDS = {
    "en": ("Partly", "Skip", "Was anything hard about it?", "Back to where we were."),
    "de": ("Teilweise", "Überspringen", "War etwas daran schwierig?", "Zurück zur vorigen Frage."),
}
FIRST, SECOND = "BA-02", "CT-02"


def title(exercise: str, language: str = "en") -> str:
    return LIBRARY.text(exercise, language).title


async def two(talk: Talk, language: str = "en") -> tuple[Phone, int, int]:
    """A patient who did a part of two exercises, and is asked what was hard about the first, then the second."""
    anna = await talk.patient(language=language)
    ids = [await talk.assigned(anna, exercise) for exercise in (FIRST, SECOND)]
    await talk.moves_to(SIX)
    for assignment_id in ids:
        async with talk.read() as tx:
            (only,) = [
                each for each in await occurrences.of_assignment(tx, assignment_id) if each.delivered_at
            ]
        await anna.presses(press(ANSWER, only.id, "partly"))
        await anna.taps(WORDS[language][1])
    return anna, *ids


async def answered(talk: Talk, assignment_id: int) -> CheckIn:
    async with talk.read() as tx:
        for each in await occurrences.of_assignment(tx, assignment_id):
            found = await checkins.of_occurrence(tx, each.id)
            if found is not None:
                return found
    raise LookupError


async def replies(phone: Phone, shown: Heard, text: str) -> None:
    """Reply to a message of ours, as Telegram tells it."""
    phone.typed += 1
    ref, quoted = f"m{phone.typed}", shown.buttons[0][0][1] if shown.buttons else ""
    await phone.talk.hear(
        phone, IncomingKind.TEXT, text=text, message_ref=ref, about=shown.ref, quoted=quoted
    )


def asked(phone: Phone, words: str, exercise: str = "") -> Heard:
    return next(each for each in reversed(phone.messages) if words in each.text and exercise in each.text)


@both_languages
async def test_where_two_are_open_each_question_names_its_exercise(talk: Talk, language: str) -> None:
    anna, first, _ = await two(talk, language)
    hard = WORDS[language][2]
    assert anna.last == f"{title(SECOND, language)}: {hard}"
    while WORDS[language][3] not in anna.last and WORDS[language][3] not in anna.messages[-2].text:
        await anna.taps(WORDS[language][1])
    assert anna.last == f"{title(FIRST, language)}: {hard}"
    await anna.types("the rain")
    assert (await answered(talk, first)).hard == "the rain"
    assert anna.last.startswith(f"{title(FIRST, language)}: ")


async def test_where_one_is_open_nothing_is_named(talk: Talk) -> None:
    anna = await talk.patient()
    await talk.assigned(anna)
    await talk.moves_to(SIX)
    await anna.taps("Open")
    await anna.taps("Partly")
    assert title(FIRST) not in anna.last


async def test_one_that_rests_is_not_among_them(talk: Talk) -> None:
    anna = await talk.patient()
    await talk.assigned(anna, FIRST)
    await talk.moves_to(SIX)
    await anna.taps("Open")
    await anna.taps("Partly")
    await talk.moves_to(SIX + timedelta(days=1))
    await anna.taps("Open")
    await anna.taps("Not done")
    assert anna.last.startswith("Thanks for telling me.")


async def test_a_reply_to_the_older_question_is_its_answer(talk: Talk) -> None:
    anna, first, second = await two(talk)
    await replies(anna, asked(anna, "Was anything hard about it?"), "meant for the second")
    assert (await answered(talk, second)).hard == "meant for the second"
    older = next(each for each in anna.messages if each.text == "Was anything hard about it?")
    await replies(anna, older, "the rain")
    assert (await answered(talk, first)).hard == "the rain"
    assert (await answered(talk, second)).hard == "meant for the second"


async def test_a_reply_to_a_question_that_was_answered_changes_its_answer(talk: Talk) -> None:
    anna, first, _ = await two(talk)
    older = next(each for each in anna.messages if each.text == "Was anything hard about it?")
    await replies(anna, older, "the rain")
    await replies(anna, older, "the cold rain")
    assert anna.last == "Changed. Thank you."
    assert (await answered(talk, first)).hard == "the cold rain"


async def test_a_reply_to_a_reminder_is_for_the_reminder(talk: Talk) -> None:
    anna = await talk.patient(language="de")
    mine = await talk.assigned(anna)
    await talk.moves_to(SIX)
    reminder = anna.messages[-1]
    await anna.types("heute war es schwer")
    await replies(anna, reminder, "erledigt")
    assert (await answered(talk, mine)).outcome is Outcome.DONE


async def test_a_reply_to_words_of_their_own_is_like_any_words(talk: Talk) -> None:
    anna, _, second = await two(talk)
    await replies(anna, Heard("m1", "mine", "", [], unasked=False), "the noise")
    assert (await answered(talk, second)).hard == "the noise"


def message(**more: object) -> str:
    person = {"id": 7, "is_bot": False, "first_name": "A"}
    body = {"message_id": 9, "date": 0, "chat": {"id": 7, "type": "private"}, "from": person, "text": "rain"}
    return json.dumps({"update_id": 1, "message": body | more})


def ours(*, is_bot: bool = True, data: str = "f:abc:hard:!skip") -> dict[str, object]:
    keyboard = {"inline_keyboard": [[{"text": "Skip", "callback_data": data}]]}
    return {
        "message_id": 5,
        "date": 0,
        "chat": {"id": 7, "type": "private"},
        "from": {"id": 1, "is_bot": is_bot, "first_name": "B"},
        "text": "Was anything hard about it?",
        "reply_markup": keyboard,
    }


def test_telegram_tells_which_question_is_replied_to() -> None:
    heard = parse("telegram", message(reply_to_message=ours()))
    assert heard is not None
    assert (heard.about, heard.quoted, heard.text) == ("5", "f:abc:hard:!skip", "rain")
    plain = parse("telegram", message())
    assert plain is not None
    assert (plain.about, plain.quoted) == ("", "")
    own = parse("telegram", message(reply_to_message=ours(is_bot=False)))
    assert own is not None
    assert (own.about, own.quoted) == ("", "")
