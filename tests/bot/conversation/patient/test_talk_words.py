"""Words about a proposal reach the therapist, however late they come: as news, and in a summary."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from bot.conversation.turn import press
from storage import tables as t
from tests.bot.conversation.therapist.test_digest import EVENING, Story, begun
from tests.talk import Talk

MORNING = datetime(2026, 3, 12, 8, 0, tzinfo=UTC)
OVER = datetime(2026, 3, 12, 11, 0, tzinfo=UTC)
NEXT_EVENING = datetime(2026, 3, 18, 17, 0, tzinfo=UTC)
NEWS = "News from P-1."
WHY = "wozu soll das gut sein?"


async def talks_first(talk: Talk) -> tuple[Story, str]:
    """A proposal put off without a word; the therapist has seen it in the news and in the summary."""
    story = await begun(talk)
    assignment_id = await talk.assigned(story.anna, "BA-03", agreed=False)
    await story.anna.presses(press("plan-open", assignment_id))
    await story.anna.taps("Erst besprechen")
    await talk.moves_to(EVENING)
    assert story.dr.unasked == [NEWS, "Summary ready."]
    _, opening = story.dr.find("Open")
    await story.dr.presses(opening, story.dr.messages[-1].ref)
    assert "talk first" in story.dr.last.lower()
    return story, opening


async def says_more(story: Story) -> None:
    """Take the question up again, which has rested by now, and answer it with words."""
    await story.anna.taps("Erst besprechen")
    await story.anna.types(WHY)


async def news(story: Story) -> str:
    """Let the news come, and open them."""
    before = len(story.dr.messages)
    await story.talk.moves(minutes=3)
    assert [each.text for each in story.dr.messages[before:]] == [NEWS]
    await story.dr.taps("Open")
    return story.dr.last


@pytest.mark.parametrize("at", [MORNING, OVER])
async def test_words_that_come_after_the_summary_are_news_and_in_the_next_that_is_opened(
    talk: Talk, at: datetime
) -> None:
    story, opening = await talks_first(talk)
    await talk.moves_to(at)
    await says_more(story)
    assert WHY in await news(story)
    await talk.moves_to(NEXT_EVENING)
    await story.dr.taps("Open")
    await story.dr.taps("Details")
    assert WHY in story.dr.last
    await story.dr.presses(opening, "elsewhere")
    await story.dr.taps("Details")
    assert WHY not in story.dr.last, "the one before keeps what it told"


async def test_words_between_summary_and_session_are_there_when_it_is_opened_again(talk: Talk) -> None:
    story, opening = await talks_first(talk)
    await talk.moves_to(MORNING)
    await says_more(story)
    await story.dr.presses(opening, "elsewhere")
    await story.dr.taps("Details")
    assert WHY in story.dr.last
    await talk.moves_to(NEXT_EVENING)
    await story.dr.taps("Open")
    await story.dr.taps("Details")
    assert WHY not in story.dr.last


async def test_words_that_are_edited_after_the_session_are_news_and_in_the_next_summary(talk: Talk) -> None:
    story = await begun(talk)
    assignment_id = await talk.assigned(story.anna, "BA-03", agreed=False)
    await story.anna.presses(press("plan-open", assignment_id))
    await story.anna.taps("Erst besprechen")
    ref = await story.anna.types("zu viel")
    await talk.moves_to(EVENING)
    await talk.moves_to(OVER)
    await story.anna.edits(ref, WHY)
    assert WHY in await news(story)
    await talk.moves_to(NEXT_EVENING)
    await story.dr.taps("Open")
    await story.dr.taps("Details")
    assert WHY in story.dr.last
    assert "zu viel" not in story.dr.last

    await story.anna.deletes(ref)
    await story.dr.taps("‹ Summary")
    await story.dr.taps("Details")
    assert WHY not in story.dr.last


async def test_taking_back_older_words_leaves_those_that_were_said_instead(talk: Talk) -> None:
    story = await begun(talk)
    assignment_id = await talk.assigned(story.anna, "BA-03", agreed=False)
    first = ""
    for words in ("zu viel", WHY):
        await story.anna.presses(press("plan-open", assignment_id))
        await story.anna.taps("Erst besprechen")
        ref = await story.anna.types(words)
        first = first or ref
    await story.anna.deletes(first)
    await talk.moves_to(EVENING)
    await story.dr.taps("Open")
    await story.dr.taps("Details")
    assert WHY in story.dr.last


async def test_taking_back_the_newest_words_forgets_what_they_had_replaced(talk: Talk) -> None:
    story = await begun(talk)
    assignment_id = await talk.assigned(story.anna, "BA-03", agreed=False)
    ref = ""
    for words in ("zu viel", WHY):
        await story.anna.presses(press("plan-open", assignment_id))
        await story.anna.taps("Erst besprechen")
        ref = await story.anna.types(words)
    await story.anna.deletes(ref)
    async with talk.read() as tx:
        assert await tx.rows(select(t.typed.c.id)) == [], "a file of an older message would come back with it"
