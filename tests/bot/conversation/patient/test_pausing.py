"""A pause of everything, and its end."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.conversation.patient.pausing import OPEN_END
from storage import due
from storage.records import DueKind
from tests.talk import Phone, Talk


async def rows_of(talk: Talk, phone: Phone, kind: DueKind) -> int:
    person = await talk.person(phone)
    async with talk.read() as tx:
        return len(await due.of_subjects(tx, [kind], [person.id]))


async def test_a_pause_ends_by_itself_and_says_so_when_it_suits(talk: Talk) -> None:
    anna = await talk.patient()
    await anna.types("/pause")
    await anna.taps("3 days")
    assert "Paused until Thu 5 Mar; that is the day on which I'm here again." in anna.last
    person = await talk.person(anna)
    assert person.paused_until == datetime(2026, 3, 4, 23, tzinfo=UTC)
    await talk.moves_to(datetime(2026, 3, 5, 6, 59, tzinfo=UTC))
    assert (await talk.person(anna)).paused_until is None
    assert anna.unasked == []
    await talk.moves_to(datetime(2026, 3, 5, 7, 0, tzinfo=UTC))
    assert anna.unasked == ["The pause is over. I'm here again, as agreed. /pause starts a new one."]


@pytest.mark.parametrize(
    ("typed", "until"),
    [
        ("/pause until Friday", datetime(2026, 3, 5, 23, tzinfo=UTC)),
        ("/pause bis Freitag", datetime(2026, 3, 5, 23, tzinfo=UTC)),
        ("/pause bis zum 12. März", datetime(2026, 3, 11, 23, tzinfo=UTC)),
        ("/pause till tomorrow", datetime(2026, 3, 2, 23, tzinfo=UTC)),
        ("/pause bis auf Weiteres", OPEN_END),
        ("/pause until", None),
        ("/pause Friday", datetime(2026, 3, 5, 23, tzinfo=UTC)),
        ("/pause zwei Wochen", datetime(2026, 3, 15, 23, tzinfo=UTC)),
        ("/pause 12.3.", datetime(2026, 3, 11, 23, tzinfo=UTC)),
        ("/pause today", None),
        ("/pause 2030-01-01", None),
    ],
)
async def test_a_pause_is_understood_in_one_line_or_asked(
    talk: Talk, typed: str, until: datetime | None
) -> None:
    anna = await talk.patient()
    await anna.types(typed)
    assert (await talk.person(anna)).paused_until == until
    if until is None:
        assert "Until when shall I be silent?" in anna.last


async def test_a_pause_without_an_end_lasts_until_resume(talk: Talk) -> None:
    anna = await talk.patient()
    await anna.types("/pause")
    await anna.taps("Until I say so")
    assert "Paused until you send /resume." in anna.last
    assert (await talk.person(anna)).paused_until == OPEN_END
    await talk.moves(days=40)
    assert anna.unasked == []
    await anna.types("/resume")
    assert "I'm here again" in anna.last
    assert (await talk.person(anna)).paused_until is None
    await anna.types("/resume")
    assert "There is no pause at the moment." in anna.last


async def test_resuming_earlier_leaves_no_end_behind(talk: Talk) -> None:
    anna = await talk.patient()
    await anna.types("/pause tomorrow")
    await anna.types("/resume")
    assert await rows_of(talk, anna, DueKind.RESUME) == 0
    await talk.moves(days=2)
    assert anna.unasked == []


async def test_a_second_pause_replaces_the_first(talk: Talk) -> None:
    anna = await talk.patient()
    await anna.types("/pause tomorrow")
    await anna.types("/pause a week")
    assert await rows_of(talk, anna, DueKind.RESUME) == 1
    await talk.moves_to(datetime(2026, 3, 5, 12, tzinfo=UTC))
    assert (await talk.person(anna)).paused_until == datetime(2026, 3, 8, 23, tzinfo=UTC)


async def test_a_pause_silences_planned_moments_at_once(talk: Talk) -> None:
    anna = await talk.patient()
    await talk.assigned(anna)
    await anna.types("/pause tomorrow")
    await talk.moves_to(datetime(2026, 3, 2, 22, tzinfo=UTC))
    assert anna.unasked == []


async def test_what_was_proposed_during_a_pause_is_shown_when_it_ends(talk: Talk) -> None:
    anna = await talk.patient()
    await anna.types("/pause a week")
    await talk.assigned(anna, agreed=False)
    await anna.types("/resume")
    assert "It belongs to your goal" in anna.last


async def test_cancelling_changes_nothing(talk: Talk) -> None:
    anna = await talk.patient()
    await anna.types("/pause")
    await anna.taps("Cancel")
    assert anna.last == "Stopped. Everything stays as it was."
    assert (await talk.person(anna)).paused_until is None


async def test_the_reply_names_the_day_that_until_friday_means(talk: Talk) -> None:
    anna = await talk.patient(language="de", formality="du")
    await talk.assigned(anna)
    await anna.types("/pause")
    await anna.types("bis Freitag")
    assert anna.last.replace(",", "").startswith("Pausiert bis Fr. 6. März; an diesem Tag bin ich wieder da.")
    await talk.moves_to(datetime(2026, 3, 6, 17, tzinfo=UTC))
    assert len(anna.unasked) == 2
