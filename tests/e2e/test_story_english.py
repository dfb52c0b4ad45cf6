"""The whole story in English, over the wire: from the invitation to the second summary."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from tests.e2e.acts import comes_in, in_order, is_neutral
from tests.e2e.practice import OnThePhone, Practice, Ways, mixed_too, open_practice

GOAL, HOME, LATE = "walk with Ruth again", "when I come home", "after the cello lesson"
BENCH, RAIN, BALCONY = "the green bench", "a cloudburst", "the glazed balcony"
HARD, NOTICED, DID = "the neighbours were drumming", "it felt lighter outdoors", "fed the swans"
ASK, LATER_DID, SLEEP = "why do evenings drag?", "watered the fig tree", "sleep through"
ALL_WORDS = (
    GOAL,
    HOME,
    LATE,
    BENCH,
    RAIN,
    BALCONY,
    HARD,
    NOTICED,
    DID,
    ASK,
    LATER_DID,
    SLEEP,
    "kitchen table",
)


async def tell(practice: Practice) -> tuple[OnThePhone, OnThePhone]:
    """Let it all happen; return the therapist and the patient."""
    dr = await practice.a_therapist()
    anna = await comes_in(practice, dr, "Anna")
    await _the_therapist_proposes(dr)
    await _the_patient_agrees(anna)
    await _the_therapist_hears_of_changes(practice, dr)
    await _the_therapist_fills_the_form(dr)
    await _the_patient_talks_first(anna)
    await _the_moment_comes(practice, anna)
    await _the_patient_answers(anna)
    await _something_for_the_session(anna)
    await _the_summary_comes(practice, dr)
    await _the_next_summary_has_only_what_is_new(practice, dr, anna)
    return dr, anna


@mixed_too
async def test_the_whole_story(tmp_path: Path, ways: Ways) -> None:
    async with open_practice(tmp_path, ways=ways) as practice:
        dr, anna = await tell(practice)
        is_neutral(anna, *ALL_WORDS, "activity", "pleasant", "relax")
        is_neutral(dr, *ALL_WORDS, "activity", "pleasant", "relax")
        assert [each.command for each in dr.commands][:3] in ([], ["patients", "assign", "invite"])
        assert [each.command for each in anna.commands][:2] in ([], ["current", "note"])
        assert "Ü" not in dr.screen
        assert any(message.photo for message in dr.shown)


async def _the_therapist_proposes(dr: OnThePhone) -> None:
    await dr.types("/patients")
    assert "P-1 · active" in dr.answer
    await dr.types(f'/assign P-1 BA-02 daily 18:00 2w at "kitchen table" goal "{GOAL}" when "{HOME}"')
    await dr.taps("Use this", "Skip")
    assert "Nothing is delivered before P-1 has agreed" in dr.answer
    await dr.taps("Send to P-1")
    assert "You will hear when it is agreed" in dr.answer


async def _the_patient_agrees(anna: OnThePhone) -> None:
    assert [shown.text for shown in anna.unasked] == [
        "A new exercise is waiting. Agree, change, or talk first?"
    ]
    await anna.taps("Open")
    in_order(
        anna.answer,
        "One small pleasant activity",
        f"It belongs to your goal: {GOAL}",
        f"{anna.step(1)}Pick",
        f"{anna.step(4)}Rate",
    )
    await anna.taps("Change", "Mon", "Thu", "Continue")
    await anna.types("half past six")
    await anna.taps("18:30")
    for words in (LATE, BENCH, RAIN, BALCONY):
        await anna.types(words)
    await anna.taps("6")
    assert "make it smaller" in anna.answer
    await anna.taps("Keep it as it is")
    in_order(anna.answer, LATE, BENCH, "18:30", "on Mon, Thu", RAIN, BALCONY)
    await anna.taps("Yes, agreed")
    assert "The first moment comes Thu 5 Mar 18:30" in anna.answer


async def _the_therapist_hears_of_changes(practice: Practice, dr: OnThePhone) -> None:
    await practice.moves(minutes=2)
    assert [shown.text for shown in dr.unasked] == ["News from P-1."]
    await dr.taps("Open")
    for changed in (BENCH, RAIN, BALCONY, LATE, "18:30", "Confidence: 6 of 10"):
        assert changed in dr.answer


async def _the_therapist_fills_the_form(dr: OnThePhone) -> None:
    await dr.types("/assign")
    await dr.taps("P-1", "Sleep")
    await dr.taps(next(label for label in dr.labels if label.startswith("1/5")))
    await dr.taps(dr.labels[0])
    if "Use this one" in dr.labels:
        await dr.taps("Use this one")
    await dr.types(SLEEP)
    await dr.taps("Use this")
    await dr.types("before going to bed")
    await dr.taps("Daily", "2 weeks")
    await dr.types("9 pm")
    for _ in range(3):
        if "Skip" in dr.labels:
            await dr.taps("Skip")
    await dr.taps("Send to P-1")


async def _the_patient_talks_first(anna: OnThePhone) -> None:
    await anna.taps("Open")
    assert "Sleep diary" in anna.answer
    await anna.taps("Talk first", "Skip")
    assert "Nothing comes until you have talked" in anna.answer


async def _the_moment_comes(practice: Practice, anna: OnThePhone) -> None:
    anna.unasked.clear()
    await practice.moves_to(datetime(2026, 3, 5, 17, 30, tzinfo=UTC))
    (moment,) = anna.unasked
    assert moment.labels == ["Open", "Later", "Not today"]
    await anna.taps("Later", "In 30 minutes")
    await practice.moves(minutes=30)
    assert [shown.text for shown in anna.unasked[1:]] == ["Here I am again, as agreed."]
    await anna.taps("Open")
    in_order(
        anna.answer, LATE, BENCH, RAIN, BALCONY, f"{anna.step(1)}Pick", f"It belongs to your goal: {GOAL}"
    )


async def _the_patient_answers(anna: OnThePhone) -> None:
    await anna.taps("Partly")
    assert "Thank you. A part counts" in anna.answer
    await anna.taps(RAIN, "Fear", "Continue")
    assert f"“{RAIN}”" in anna.answer
    assert f"“{BALCONY}”" in anna.answer
    await anna.taps("Save it for the session")
    assert "Was anything hard" in anna.answer
    await anna.types(HARD)
    await anna.types(DID)
    await anna.taps("3", "5", "7", "Skip")
    assert "What did you notice, however small?" in anna.answer
    await anna.types(NOTICED)
    await anna.taps("Yes, show it")
    assert "Saved for your next session, in your words." in anna.answer


async def _something_for_the_session(anna: OnThePhone) -> None:
    await anna.types(f"/note {ASK}")
    await anna.taps("Question")
    assert "Saved" in anna.answer
    await anna.types("/current")
    await anna.types("/help")
    assert "112" in anna.answer


async def _the_summary_comes(practice: Practice, dr: OnThePhone) -> None:
    await dr.types("/session P-1 2026-03-10 10:00 weekly")
    assert "The summary comes Mon 9 Mar 18:00" in dr.answer
    dr.unasked.clear()
    await practice.moves_to(datetime(2026, 3, 9, 16, 59, tzinfo=UTC))
    assert "Summary ready." not in [shown.text for shown in dr.unasked]
    await practice.moves(minutes=1)
    assert dr.unasked[-1].text == "Summary ready."
    await dr.taps("Open")
    in_order(
        dr.answer,
        "1 DUE: 1 partly",
        "FOR THE SESSION: One small pleasant activity (fear)",
        "REASONS: fear 1",
        f"“{RAIN}” 1",
        f"DIFFICULTY “{HARD}”",
        f"LEARNED “{NOTICED}”",
        f"QUESTION “{ASK}”",
        "MOOD",
        "3→5",
        "APPRECIATE",
        "DEBRIEF",
        "OPTIONS",
    )
    await dr.taps("Details")
    in_order(
        dr.answer,
        "partly",
        f"“{RAIN}”",
        "Saved for the session: fear",
        HARD,
        NOTICED,
        DID,
        f"“{ASK}”",
        BENCH,
        f"Hurdle: “{RAIN}”",
        BALCONY,
    )


async def _the_next_summary_has_only_what_is_new(
    practice: Practice, dr: OnThePhone, anna: OnThePhone
) -> None:
    await practice.moves_to(datetime(2026, 3, 10, 8, 0, tzinfo=UTC))
    monday = next(
        shown for shown in reversed(anna.shown) if "Later" in shown.labels and "Open" in shown.labels
    )
    await practice.moves_to(datetime(2026, 3, 11, 18, 0, tzinfo=UTC))
    await anna.taps_old("Open", monday.message_id)
    assert f"You wrote: “{NOTICED}”" in anna.answer
    await anna.taps("Done")
    await anna.types(LATER_DID)
    await anna.taps("Cancel")
    assert "What you have told me is kept" in anna.answer
    await practice.moves_to(datetime(2026, 3, 16, 17, 0, tzinfo=UTC))
    assert dr.unasked[-1].text == "Summary ready."
    await dr.taps("Open")
    assert "1 done, 1 no answer" in dr.answer
    await dr.taps("Details")
    assert f"“{LATER_DID}”" in dr.answer
    assert "answered late" in dr.answer
    for told in (HARD, NOTICED, DID, ASK):
        assert told not in dr.answer
