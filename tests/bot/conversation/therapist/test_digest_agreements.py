"""What a summary says of agreements: first what is not agreed yet, and what needs talking about."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.conversation.turn import press
from bot.digest.agreements import sorted_changes
from storage import assignments
from storage.records import CHOSEN, AssignmentChange, AssignmentEvent, AssignmentState, Plan, Role
from tests.bot.conversation.therapist.test_digest import EVENING, Story, begun
from tests.talk import LIBRARY, Talk

NO_PLAN = Plan("", "", "", "", {})


async def another(story: Story, exercise: str = "CT-02") -> int:
    """Propose one more exercise, which the patient has not answered yet."""
    return await story.talk.assigned(story.anna, exercise, agreed=False)


async def happens(story: Story, number: int, event: AssignmentEvent, **more: object) -> None:
    """Let something happen to what is agreed, now."""
    async with story.talk.db.write() as tx:
        found = await assignments.get(tx, number)
        assert found is not None
        await assignments.change(tx, found, event, by=Role.PATIENT, now=story.talk.clock.now(), **more)


TO_TALK_ABOUT = {
    "en": (
        "AGREEMENTS: Looking at a thought: wants to talk first (Tue 3 Mar) “too much for me”; "
        "Thought note: proposed, not agreed yet (Tue 3 Mar); "
        "One small pleasant activity: quiet after three without an answer (Wed 4 Mar); "
        "One small pleasant activity: changed (Wed 4 Mar) +1"
    ),
    "de": "VEREINBARUNGEN: {}: erst besprechen (Di., 3. März) „too much for me“; "
    "Gedankennotiz: vorgeschlagen, noch nicht vereinbart (Di., 3. März); "
    "Eine kleine angenehme Aktivität: still nach dreimal ohne Antwort (Mi., 4. März); "
    "Eine kleine angenehme Aktivität: geändert (Mi., 4. März) +1",
}


@pytest.mark.parametrize("language", ["en", "de"])
async def test_what_is_not_agreed_yet_comes_first_and_stays_until_it_is(talk: Talk, language: str) -> None:
    story = await begun(talk, language=language)
    await talk.moves_to(datetime(2026, 3, 3, 9, 0, tzinfo=UTC))
    await another(story)
    first = await another(story, "CT-03")
    await happens(
        story, first, AssignmentEvent.TALK_FIRST, state=AssignmentState.TALK_FIRST, words="too much for me"
    )
    await talk.moves_to(datetime(2026, 3, 4, 9, 0, tzinfo=UTC))
    await happens(story, story.assignment_id, AssignmentEvent.CHANGED)
    await happens(story, story.assignment_id, AssignmentEvent.QUIETED)
    await talk.moves_to(EVENING)
    opens = {"en": "Open", "de": "Öffnen"}[language]
    await story.dr.taps(opens)
    title = LIBRARY.text("CT-03", language).title
    expected = TO_TALK_ABOUT[language].replace("Looking at a thought", title).replace("{}", title)
    assert expected in story.dr.last.split("\n")
    await talk.moves_to(datetime(2026, 3, 18, 17, 0, tzinfo=UTC))
    await story.dr.taps(opens)
    (line,) = [each for each in story.dr.last.split("\n") if each.startswith(("AGREE", "VEREIN"))]
    assert line == expected.partition("; One small")[0].partition("; Eine kleine")[0].replace(
        " “too much for me”" if language == "en" else " „too much for me“", ""
    )
    await story.dr.taps({"en": "Details", "de": "Einzelheiten"}[language])
    assert {"en": "as proposed", "de": "so vorgeschlagen"}[language] in story.dr.last


async def test_a_proposal_that_is_agreed_is_told_as_agreed_and_waits_no_more(talk: Talk) -> None:
    story = await begun(talk)
    number = await another(story)
    await talk.moves_to(datetime(2026, 3, 3, 9, 0, tzinfo=UTC))
    agreed = {"state": AssignmentState.AGREED, "agreed_at": talk.clock.now()}
    await happens(story, number, AssignmentEvent.AGREED, **agreed)
    await talk.moves_to(EVENING)
    await story.dr.taps("Open")
    assert "Thought note: agreed (Tue 3 Mar)" in story.dr.last
    assert "not agreed yet" not in story.dr.last


WITHDRAWN = {
    "en": "AGREEMENTS: Thought note: proposal withdrawn before it was agreed (Tue 3 Mar)",
    "de": "VEREINBARUNGEN: Gedankennotiz: Vorschlag zurückgezogen, bevor er vereinbart war (Di., 3. März)",
}


@pytest.mark.parametrize("language", ["en", "de"])
async def test_a_proposal_that_was_withdrawn_is_not_told_as_an_exercise_that_ended(
    talk: Talk, language: str
) -> None:
    story = await begun(talk, language=language)
    number = await another(story)
    await talk.moves_to(datetime(2026, 3, 3, 9, 0, tzinfo=UTC))
    await story.dr.presses(press("tendy", number))
    await story.dr.types("/digest P-1")
    assert WITHDRAWN[language] in story.dr.last


async def test_a_wish_comes_first_and_what_was_tapped_is_not_quoted(talk: Talk) -> None:
    story = await begun(talk)
    await happens(story, story.assignment_id, AssignmentEvent.WISHED, words="only to the door")
    await happens(story, story.assignment_id, AssignmentEvent.WISHED, words=f"{CHOSEN}Chosen: less")
    await happens(story, story.assignment_id, AssignmentEvent.QUIETED)
    await talk.moves_to(EVENING)
    await story.dr.taps("Open")
    (line,) = [each for each in story.dr.last.split("\n") if each.startswith("AGREEMENTS")]
    tapped, worded, *_ = line.split("; ")
    assert tapped.endswith("wishes for something smaller (Mon 2 Mar) Chosen: less")
    assert "wishes for something smaller (Mon 2 Mar) “only to the door”" in worded


async def test_what_was_begun_as_it_came_up_and_not_answered_is_not_open_for_ever(talk: Talk) -> None:
    story = await begun(talk)
    await story.anna.types("/practise")
    await talk.moves_to(EVENING)
    await story.dr.taps("Open")
    assert "still open" not in story.dr.last


def test_every_kind_of_change_has_its_place() -> None:
    changes = [
        AssignmentChange(number, 1, 1, event, Role.PATIENT, EVENING, 1, NO_PLAN, "")
        for number, event in enumerate(AssignmentEvent)
    ]
    assert len(sorted_changes(changes)) == len(AssignmentEvent)
