"""A summary of which the therapist never heard: what it had taken up is in the next one that they can see, once."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from storage import tables as t
from tests.e2e.acts import a_patient, a_therapist
from tests.e2e.practice import OnThePhone, Practice, open_practice
from tests.e2e.test_trouble import count

EVENING = datetime(2026, 3, 5, 17, 0, tzinfo=UTC)
OVER = datetime(2026, 3, 6, 11, 0, tzinfo=UTC)  # the session was at 10:00 in Berlin
NEXT_EVENING = datetime(2026, 3, 12, 17, 0, tzinfo=UTC)
WORDS = "the sky is wide"
READY = "Summary ready."


async def with_words(practice: Practice) -> OnThePhone:
    """A therapist whose patient has noted something for a series of sessions."""
    dr = await a_therapist(practice)
    anna = await a_patient(practice, "Anna", dr)
    await dr.types("/session P-1 2026-03-06 10:00 weekly")
    await anna.types(f"/note insight {WORDS}")
    return dr


@pytest.mark.parametrize("why", ["400", "403", "429", "blocks", "blocked before"])
async def test_what_a_summary_held_that_nobody_was_told_of_is_in_the_next_one_once(
    tmp_path: Path, why: str
) -> None:
    async with open_practice(tmp_path) as practice:
        dr = await with_words(practice)
        if why == "blocked before":
            await dr.does("blocks")
        else:
            kind = "429" if why == "blocks" else why
            practice.playground.faults.next("sendMessage", chat=dr.phone, kind=kind, retry_after=60_000)
        await practice.moves_to(EVENING)
        if why == "blocks":
            await dr.does("blocks")
        await practice.moves_to(OVER)
        assert READY not in [shown.text for shown in dr.unasked]
        assert await count(practice, t.digests) == 1

        if why in {"403", "blocks", "blocked before"}:
            await dr.does("unblocks" if why != "403" else "starts")
            await dr.types("/digest P-1")
        else:
            await practice.moves_to(NEXT_EVENING)
            assert [shown.text for shown in dr.unasked] == [READY]
            await dr.taps("Open")
        assert WORDS in dr.last
        assert "changed after" not in dr.last

        await practice.moves_to(NEXT_EVENING.replace(day=14))
        await dr.types("/digest P-1")
        assert WORDS not in dr.last


async def test_a_summary_that_was_opened_unannounced_keeps_what_it_told(tmp_path: Path) -> None:
    async with open_practice(tmp_path) as practice:
        dr = await with_words(practice)
        practice.playground.faults.next("sendMessage", chat=dr.phone, kind="400")
        await practice.moves_to(EVENING)
        await dr.types("/digest P-1")
        assert WORDS in dr.last
        await practice.moves_to(OVER)
        await dr.types("/digest P-1")
        assert WORDS not in dr.last


async def test_an_announcement_that_arrived_keeps_its_summary_until_it_is_opened(tmp_path: Path) -> None:
    async with open_practice(tmp_path) as practice:
        dr = await with_words(practice)
        await practice.moves_to(OVER)
        assert [shown.text for shown in dr.unasked] == [READY]
        await dr.types("/digest P-1")
        assert WORDS not in dr.last
        await dr.taps_old("Open", dr.unasked[0].message_id)
        assert WORDS in dr.shown[-2].text


@pytest.mark.parametrize("first", ["the old one", "the next one"])
async def test_an_announcement_that_may_have_arrived_opens_what_there_is(tmp_path: Path, first: str) -> None:
    async with open_practice(tmp_path) as practice:
        dr = await with_words(practice)
        practice.playground.faults.next("sendMessage", chat=dr.phone, kind="reset_after_delivery", times=2)
        await practice.moves_to(EVENING)
        await practice.moves(seconds=10)
        old = dr.unasked[0]
        assert old.text == READY
        await practice.moves_to(OVER)

        if first == "the old one":
            await dr.taps_old("Open", old.message_id)
            assert WORDS in dr.answer
            await dr.types("/digest P-1")
            assert WORDS not in dr.answer
        else:
            await dr.types("/digest P-1")
            assert WORDS in dr.answer
            await dr.taps_old("Open", old.message_id)
            assert WORDS in dr.messages[[each.message_id for each in dr.messages].index(old.message_id)].text


@pytest.mark.parametrize(("kind", "announced"), [("429", [READY]), ("400", [])])
async def test_what_is_announced_already_is_planned_no_second_time(
    tmp_path: Path, kind: str, announced: list[str]
) -> None:
    async with open_practice(tmp_path) as practice:
        dr = await with_words(practice)
        practice.playground.faults.next("sendMessage", chat=dr.phone, kind=kind, retry_after=3_600)
        await practice.moves_to(EVENING)
        await practice.moves(minutes=30)
        await practice.app.plan()
        await practice.moves(hours=2)
        assert [shown.text for shown in dr.unasked] == announced
