"""An English therapist and a German patient: each reads their own language, and the other's words only verbatim."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from tests.e2e.acts import ENGLISH, GERMAN, comes_in, in_order, is_neutral, says_no_word_in
from tests.e2e.practice import OnThePhone, Practice, Ways, mixed_too, open_practice

GOAL, AT, YOGA = "Ruth", "Café Klee", "Yoga"
RAIN, BALCONY = "wenn es regnet", "dann eben der Balkon"
HARD, NOTICED, DID = "der Nachbar und sein Hund", "es ist leichter mit Musik", "eine Runde um den See"
ASK = "ist das eigentlich normal?"
GERMAN_WORDS = (RAIN, BALCONY, HARD, NOTICED, DID, ASK)


@mixed_too
async def test_neither_language_leaks_into_the_other(tmp_path: Path, ways: Ways) -> None:
    async with open_practice(tmp_path, ways=ways) as practice:
        dr = await practice.a_therapist()
        anna = await comes_in(practice, dr, "Anna", "Deutsch (Sie)", "de")
        await _an_exercise_is_agreed(practice, dr, anna)
        await _it_is_done_in_part(practice, anna)
        await _the_summary_quotes_verbatim(practice, dr)
        says_no_word_in(ENGLISH, anna)
        says_no_word_in(GERMAN, dr, *GERMAN_WORDS)
        is_neutral(anna, GOAL, AT, YOGA, *GERMAN_WORDS, "Aktivität")
        is_neutral(dr, GOAL, AT, YOGA, *GERMAN_WORDS, "activity")
        assert [each.description for each in dr.commands][:1] in (
            [],
            ["Your patients and where things stand"],
        )


async def _an_exercise_is_agreed(practice: Practice, dr: OnThePhone, anna: OnThePhone) -> None:
    await dr.types(f'/assign P-1 BA-02 daily 18:00 2w at "{AT}" goal "{GOAL}" when "{YOGA}"')
    await dr.taps("Use this", "Skip", "Send to P-1")
    await anna.taps("Öffnen")
    in_order(
        anna.answer,
        "Eine kleine angenehme Aktivität",
        GOAL,
        "Bei gedrückter Stimmung",
        f"{anna.step(1)}Etwas",
    )
    await anna.taps("Zustimmen", "18:00", AT)
    await anna.types(RAIN)
    await anna.types(BALCONY)
    await anna.taps("9", "Ja, einverstanden")
    await practice.moves(minutes=2)
    await dr.taps("Open")
    in_order(dr.answer, "Agreed: One small pleasant activity", RAIN, BALCONY)


async def _it_is_done_in_part(practice: Practice, anna: OnThePhone) -> None:
    await practice.moves_to(datetime(2026, 3, 5, 17, 0, tzinfo=UTC))
    await anna.taps("Öffnen", "Teilweise", RAIN, "Weiter")
    await anna.types(HARD)
    await anna.types(DID)
    await anna.taps("2", "4", "5", "6")
    await anna.types(NOTICED)
    await anna.types(ASK)
    await anna.taps("Frage")
    assert "eigenen Wortlaut" in anna.answer


async def _the_summary_quotes_verbatim(practice: Practice, dr: OnThePhone) -> None:
    await dr.types("/session P-1 2026-03-06 19:30")
    await dr.types("/digest P-1")
    in_order(dr.answer, "1 DUE", HARD, NOTICED, ASK, "MOOD", "2→4")
    await dr.taps("Details")
    in_order(dr.answer, HARD, NOTICED, DID, ASK)
    await practice.moves_to(datetime(2026, 3, 6, 20, 0, tzinfo=UTC))
