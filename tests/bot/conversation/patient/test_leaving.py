"""Stopping to take part."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from storage import assignments, due, occurrences, people
from storage.records import AssignmentState, DueKind, Outcome, PersonState
from tests.talk import CHANNEL, Phone, Talk


async def planned(talk: Talk, assignment_id: int) -> list[datetime]:
    async with talk.read() as tx:
        ahead = await occurrences.of_assignment(tx, assignment_id, after=talk.clock.now())
    return [each.planned_at for each in ahead]


async def rows_of(talk: Talk, phone: Phone, kind: DueKind) -> int:
    person = await talk.person(phone)
    async with talk.read() as tx:
        return len(await due.of_subjects(tx, [kind], [person.id]))


async def test_resuming_earlier_leaves_no_end_behind(talk: Talk) -> None:
    anna = await talk.patient()
    await anna.types("/pause tomorrow")
    await anna.types("/resume")
    assert await rows_of(talk, anna, DueKind.RESUME) == 0
    await talk.moves(days=2)
    assert anna.unasked == []


@pytest.mark.parametrize(
    ("language", "yes", "said"),
    [("en", "Yes, stop", "Thank you for your work."), ("de", "Ja, beenden", "Danke für Ihre Arbeit.")],
)
async def test_leaving_stops_everything_and_is_told(talk: Talk, language: str, yes: str, said: str) -> None:
    anna = await talk.patient(language=language)
    agreed = await talk.assigned(anna)
    waiting = await talk.assigned(anna, "BA-03", agreed=False)
    await anna.types("/leave")
    await anna.taps(yes)
    assert said in anna.last
    person = await talk.person(anna)
    assert (person.state, person.consent_version) == (PersonState.LEFT, None)
    assert await planned(talk, agreed) == []
    async with talk.read() as tx:
        for assignment_id in (agreed, waiting):
            found = await assignments.get(tx, assignment_id)
            assert found is not None
            assert found.state is AssignmentState.ENDED
        assert not await people.has_consented(tx, person.id, version="test", channel=CHANNEL)
    assert await rows_of(talk, anna, DueKind.NEWS) == 1
    await talk.moves(days=3)
    assert anna.unasked == []


async def test_after_leaving_nothing_but_help_is_heard(talk: Talk) -> None:
    anna = await talk.patient()
    await anna.types("/leave")
    await anna.types("yes, stop")
    await anna.types("/pause")
    assert "You are not taking part at the moment." in anna.last
    await anna.types("/help")
    assert "112" in anna.last


async def test_a_moment_that_was_open_on_leaving_does_not_stay_open(talk: Talk) -> None:
    anna = await talk.patient()
    mine = await talk.assigned(anna)
    await talk.moves_to(datetime(2026, 3, 2, 17, 5, tzinfo=UTC))
    await anna.types("/leave")
    await anna.types("yes, stop")
    async with talk.read() as tx:
        (only,) = await occurrences.of_assignment(tx, mine)
        person = await people.at_address(tx, CHANNEL, anna.address)
        assert person is not None
        assert await occurrences.still_open(tx, person.id, talk.clock.now()) == []
    assert only.outcome is Outcome.PAUSED


async def test_changing_one_s_mind_about_leaving_is_fine(talk: Talk) -> None:
    anna = await talk.patient()
    await anna.types("/leave")
    await anna.taps("No, stay")
    assert (await talk.person(anna)).state is PersonState.ACTIVE
    assert anna.last == "Good. Everything stays as it was."
