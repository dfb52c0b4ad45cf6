"""What is typed to a proposal: a yes, a no and the names of its buttons mean these buttons, with buttons and without."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.conversation.turn import press
from storage import outbox
from storage.records import AssignmentState, Lane, NewMessage
from tests.plans import load, proposed, proposes
from tests.talk import Talk
from tests.words_phone import WordsTalk

TALKED = {
    ("en", "sie"): "Good, you talk about it first, and nothing comes until then.",
    ("de", "sie"): "Darf Ihre Fachkraft vorher schon etwas wissen?",
    ("de", "du"): "Darf deine Fachkraft vorher schon etwas wissen?",
}
WHEN = {"en": "When would it fit best?", "de": "Wann passt es am besten?"}
NOES = [
    ("en", "no"),
    ("en", "No, thanks"),
    ("en", "talk first"),
    ("de", "nein"),
    ("de", "Erst besprechen"),
    ("de", "👎"),
]
YESES = [("en", "yes"), ("en", "ok"), ("en", "Agree"), ("de", "ja"), ("de", "Zustimmen"), ("de", "👍")]


@pytest.mark.parametrize(("language", "said"), NOES)
@pytest.mark.parametrize("formality", ["sie", "du"])
async def test_a_no_to_an_opened_proposal_is_to_talk_first(
    talk: Talk, language: str, said: str, formality: str
) -> None:
    anna, mine = await proposed(talk, language=language, formality=formality)
    await anna.types(said)
    assert TALKED[language, "sie" if language == "en" else formality] in anna.last
    assert (await load(talk, mine)).state is AssignmentState.TALK_FIRST


@pytest.mark.parametrize(("language", "said"), YESES)
async def test_a_yes_to_an_opened_proposal_begins_to_plan_it(talk: Talk, language: str, said: str) -> None:
    anna, mine = await proposed(talk, language=language)
    await anna.types(said)
    assert WHEN[language] in anna.last
    assert (await load(talk, mine)).state is AssignmentState.PROPOSED


@pytest.mark.parametrize(("language", "said"), [*YESES, *NOES])
async def test_a_word_to_the_mere_news_is_no_answer_to_what_nobody_has_seen(
    talk: Talk, language: str, said: str
) -> None:
    anna = await talk.patient(language=language)
    mine = await talk.assigned(anna, agreed=False)
    await proposes(talk, anna, mine)
    await anna.types(said)
    assert (await load(talk, mine)).state is AssignmentState.PROPOSED
    assert WHEN[language] not in anna.last


@pytest.mark.parametrize("said", ["no", "Change", "yes"])
async def test_what_came_by_itself_since_is_what_a_word_is_about(talk: Talk, said: str) -> None:
    anna, mine = await proposed(talk)
    await talk.moves(hours=1)
    person = await talk.person(anna)
    question = NewMessage("telegram", "chat", "Anna", {}, Lane.REMINDER, person.id, unasked=True)
    async with talk.db.write() as tx:
        await outbox.add(tx, [question], talk.clock.now())
    await talk.moves(minutes=1)
    await anna.types(said)
    assert (await load(talk, mine)).state is AssignmentState.PROPOSED
    assert WHEN["en"] not in anna.last


@pytest.mark.parametrize(("language", "no", "yes"), [("en", "no", "yes"), ("de", "nein", "ja")])
async def test_where_there_are_no_buttons_it_is_the_same(
    tmp_path: Path, language: str, no: str, yes: str
) -> None:
    talk = WordsTalk(tmp_path)
    await talk.open()
    anna, mine = await proposed(talk, language=language)
    await anna.types(yes)
    assert WHEN[language] in anna.last
    await anna.types({"en": "cancel", "de": "abbrechen"}[language])
    await anna.presses(press("plan-open", mine))
    await anna.types(no)
    assert (await load(talk, mine)).state is AssignmentState.TALK_FIRST


async def test_once_something_else_was_said_a_no_is_about_that(talk: Talk) -> None:
    anna, mine = await proposed(talk)
    await anna.types("/stop")
    await anna.types("no")
    assert (await load(talk, mine)).state is AssignmentState.PROPOSED


async def test_a_no_to_a_moment_that_came_since_is_not_about_the_proposal(talk: Talk) -> None:
    anna, mine = await proposed(talk)
    await talk.assigned(anna, "CT-02")
    await talk.moves(hours=9)
    assert "planned moment" in anna.last or "as agreed" in anna.last or "time you chose" in anna.last
    await anna.types("no")
    assert (await load(talk, mine)).state is AssignmentState.PROPOSED


async def test_long_after_it_a_no_is_a_word_of_its_own(talk: Talk) -> None:
    anna, mine = await proposed(talk)
    await talk.moves(days=8)
    await anna.types("no")
    assert (await load(talk, mine)).state is AssignmentState.PROPOSED
