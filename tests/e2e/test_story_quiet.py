"""When nothing comes: quiet hours, silence after three, a pause; and what comes in spite of all."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from pathlib import Path

from tests.e2e.acts import a_patient, a_therapist, agreed, daily, is_neutral, once
from tests.e2e.practice import Ways, on_both, open_practice

NOON, LATE = time(12, 0), time(22, 30)


def berlin(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, day, hour - 1, minute, tzinfo=UTC)


@on_both
async def test_after_three_without_an_answer_it_asks_once_and_is_silent(tmp_path: Path, ways: Ways) -> None:
    async with open_practice(tmp_path, ways=ways) as practice:
        dr = await a_therapist(practice)
        anna = await a_patient(practice, "Anna", dr)
        await agreed(practice, anna, daily(practice, NOON))
        await practice.moves(days=12)
        moments = [shown for shown in anna.unasked if "Not today" in shown.labels]
        questions = [shown for shown in anna.unasked if "Go on as agreed" in shown.labels]
        assert (len(moments), len(questions)) == (3, 1)
        assert len(anna.unasked) == 4
        assert questions[0].text.startswith("I'll stay quiet about one exercise.")
        await dr.types("/patients")
        await dr.taps("P-1")
        assert "quiet after three without an answer" in dr.answer
        await anna.taps("Go on as agreed")
        await practice.moves(days=1)
        assert len(anna.unasked) == 5
        is_neutral(anna, "allotment", "mindful", "minutes")


@on_both
async def test_a_pause_silences_at_once_also_what_was_on_its_way(tmp_path: Path, ways: Ways) -> None:
    async with open_practice(tmp_path, ways=ways) as practice:
        anna = await a_patient(practice, "Anna", await a_therapist(practice))
        await agreed(practice, anna, daily(practice, NOON), follow_up=60)
        anna.is_out_of_reach(seconds=600)
        await practice.moves_to(berlin(5, 12))
        await anna.types("/pause")
        await anna.types("3 days")
        await practice.moves_to(berlin(7, 23))
        assert anna.unasked == []
        await anna.types("/help")
        assert "112" in anna.answer
        await practice.moves_to(berlin(8, 7, 59))
        assert anna.unasked == []
        await practice.moves_to(berlin(8, 12))
        assert [shown.labels[:1] for shown in anna.unasked] == [[], ["Open"]]
        await anna.types("/digest P-1")
        assert "did not understand" in anna.answer


@on_both
async def test_a_moment_planned_for_half_past_ten_comes_and_its_follow_up_waits_for_the_morning(
    tmp_path: Path, ways: Ways
) -> None:
    async with open_practice(tmp_path, ways=ways) as practice:
        anna = await a_patient(practice, "Anna", await a_therapist(practice))
        await agreed(practice, anna, once(date(2026, 3, 5), LATE), follow_up=60)
        await practice.moves_to(berlin(6, 12))
        assert [shown.date for shown in anna.unasked] == [berlin(5, 22, 30), berlin(6, 8)]
        assert "Still open, no pressure" in anna.unasked[1].text


@on_both
async def test_what_comes_due_together_is_one_message(tmp_path: Path, ways: Ways) -> None:
    async with open_practice(tmp_path, ways=ways) as practice:
        anna = await a_patient(practice, "Anna", await a_therapist(practice))
        for exercise in ("MIN-01", "REL-01", "WOR-01"):
            await agreed(practice, anna, once(date(2026, 3, 5), NOON), exercise)
        await practice.moves_to(berlin(5, 12))
        (moments,) = anna.unasked
        assert "3 planned moments are here" in moments.text
        for label in ("Open 1", "Open 2", "Open 3"):
            await anna.taps_old(label, moments.message_id)
            assert "How did it go?" in anna.answer


@on_both
async def test_at_most_two_messages_a_day_come_unasked_beside_planned_moments(
    tmp_path: Path, ways: Ways
) -> None:
    async with open_practice(tmp_path, ways=ways) as practice:
        anna = await a_patient(practice, "Anna", await a_therapist(practice))
        times = (time(9, 30), NOON, time(15, 0), time(18, 0))
        for exercise, at in zip(("MIN-01", "REL-01", "WOR-01", "BA-01"), times, strict=True):
            await agreed(practice, anna, once(date(2026, 3, 5), at), exercise, follow_up=60)
        await practice.moves_to(berlin(5, 23, 59))
        planned = [shown for shown in anna.unasked if "Open" in shown.labels]
        others = [shown for shown in anna.unasked if shown not in planned]
        assert len(planned) == 4
        assert len(others) <= 2


@on_both
async def test_a_proposal_made_late_in_the_evening_waits_for_the_morning(tmp_path: Path, ways: Ways) -> None:
    async with open_practice(tmp_path, ways=ways, at=berlin(5, 21, 30)) as practice:
        dr = await a_therapist(practice)
        anna = await a_patient(practice, "Anna", dr)
        await dr.types('/assign P-1 MIN-01 daily 18:00 1w at "the allotment" goal "calm" when "after tea"')
        await dr.taps("Use this one", "Use this", "Skip", "Send to P-1")
        assert anna.unasked == []
        await practice.moves_to(berlin(6, 7, 59))
        assert anna.unasked == []
        await practice.moves_to(berlin(6, 8))
        assert [shown.text for shown in anna.unasked] == [
            "A new exercise is waiting. Agree, change, or talk first?"
        ]
