"""Numbers typed where buttons are shown mean the buttons at these places; what is none of them is asked about."""

from __future__ import annotations

from pathlib import Path

import pytest

from storage import notes
from storage.records import Reason
from tests.bot.conversation.patient.test_checkin import SIX, answer, opened, shrinks, skips, wishes
from tests.plans import plan_of, proposed
from tests.talk import Phone, Talk
from tests.words_phone import WordsTalk

NOT_DONE = {"en": "Not done", "de": "Nicht gemacht"}
CHOOSE = {
    "en": "Please choose one of the answers, or type it.",
    "de": "Bitte eine der Antworten auswählen oder eintippen.",
}
UNKNOWN = {
    "en": "I can't place that number here. Please choose one of the answers, or use your own words.",
    "de": "Diese Zahl kann ich hier nicht zuordnen. Bitte eine der Antworten auswählen oder eigene Worte schreiben.",
}
both = pytest.mark.parametrize("language", ["en", "de"])


async def noted(talk: Talk, phone: Phone) -> list[str]:
    person = await talk.person(phone)
    async with talk.read() as tx:
        return [each.text for each in await notes.of_patient(tx, person.id)]


@both
async def test_two_numbers_at_the_reasons_are_two_reasons(talk: Talk, language: str) -> None:
    anna, mine = await opened(talk, language=language)
    await anna.taps(NOT_DONE[language])
    assert anna.buttons[0] == "too tired"
    ref = await anna.types("2, 3")
    found = await answer(talk, mine)
    assert found.reasons == (Reason.NO_OPPORTUNITY, Reason.FORGOT)
    assert found.hard is None or found.hard == ""
    await anna.edits(ref, "2 4")
    assert (await answer(talk, mine)).reasons == (Reason.NO_OPPORTUNITY, Reason.TOO_HARD)


async def test_what_was_ticked_before_stays(talk: Talk) -> None:
    anna, mine = await opened(talk)
    await anna.taps("Not done")
    await anna.taps("Fear")
    await anna.types("2")
    assert set((await answer(talk, mine)).reasons) == {Reason.FEAR, Reason.NO_OPPORTUNITY}


@both
@pytest.mark.parametrize("said", ["1 40", "0", "99"])
async def test_a_number_that_is_no_reason_is_asked_about(talk: Talk, language: str, said: str) -> None:
    anna, mine = await opened(talk, language=language)
    await anna.taps(NOT_DONE[language])
    await anna.types(said)
    assert anna.last == CHOOSE[language]
    found = await answer(talk, mine)
    assert not found.hard
    assert not found.reasons


@pytest.mark.parametrize(("language", "yes", "no"), [("en", "ok", "no"), ("de", "ja", "nein")])
async def test_a_mere_yes_is_no_reason_and_a_no_is_none(talk: Talk, language: str, yes: str, no: str) -> None:
    anna, mine = await opened(talk, language=language)
    await anna.taps(NOT_DONE[language])
    await anna.types(yes)
    assert anna.last == CHOOSE[language]
    await anna.types(no)
    found = await answer(talk, mine)
    assert not found.hard
    assert not found.reasons
    assert "?" in anna.last
    assert anna.last != CHOOSE[language]


@both
async def test_a_number_below_the_offers_to_a_reason_is_no_note(talk: Talk, language: str) -> None:
    anna, _ = await opened(talk, language=language)
    for label in (NOT_DONE[language], {"en": "Fear", "de": "Angst"}[language]):
        await anna.taps(label)
    await anna.taps({"en": "Continue", "de": "Weiter"}[language])
    await anna.types("6")
    assert anna.last == UNKNOWN[language]
    assert anna.buttons[0] == {"en": "Shrink the step", "de": "Schritt verkleinern"}[language]
    assert await noted(talk, anna) == []
    await anna.types("1")
    assert anna.last.startswith(
        {"en": "What would be small enough?", "de": "Was wäre klein genug?"}[language]
    )
    assert await noted(talk, anna) == []


@both
@pytest.mark.parametrize("said", ["1", "2", "7", "2, 3"])
async def test_a_number_at_what_would_be_small_enough_is_the_patient_s_own(
    talk: Talk, language: str, said: str
) -> None:
    anna, _ = await shrinks(talk, language=language)
    assert len(anna.buttons) > 1
    await anna.types(said)
    assert await wishes(talk, anna) == [said]


async def test_the_buttons_below_what_would_be_small_enough_are_what_they_were(talk: Talk) -> None:
    anna, _ = await shrinks(talk)
    await anna.types("ask for an easier exercise")
    assert len(await wishes(talk, anna)) == 1
    assert "(" in (await wishes(talk, anna))[0]


@both
@pytest.mark.parametrize("said", ["2", "9"])
async def test_one_number_at_the_days_may_be_how_many(talk: Talk, language: str, said: str) -> None:
    anna, _ = await shrinks(talk, language=language)
    await anna.taps({"en": "Fewer days", "de": "Weniger Tage"}[language])
    asked = anna.buttons
    await anna.types(said)
    assert anna.last.startswith(
        {"en": "I did not find days in that.", "de": "Darin habe ich keine Tage gefunden."}[language]
    )
    assert anna.buttons == asked


@both
@pytest.mark.parametrize("said", ["2", "3"])
async def test_a_number_at_until_when_may_be_how_long(talk: Talk, language: str, said: str) -> None:
    anna, _ = await opened(talk, language=language)
    unwell = {"en": "I was not well", "de": "Mir ging es nicht gut"}[language]
    for label in (NOT_DONE[language], unwell, {"en": "Continue", "de": "Weiter"}[language]):
        await anna.taps(label)
    asked = anna.buttons
    await anna.types(said)
    assert anna.last.startswith(
        {"en": "I did not find a day between", "de": "Darin habe ich keinen Tag"}[language]
    )
    assert anna.buttons == asked
    await anna.types({"en": "3 days", "de": "3 Tage"}[language])
    assert (await talk.person(anna)).paused_until is not None


@both
@pytest.mark.parametrize(("said", "hours"), [("3", 3), ("6", 6)])
async def test_a_number_at_the_follow_up_is_the_hours(
    talk: Talk, language: str, said: str, hours: int
) -> None:
    dr = await talk.a_therapist(language=language)
    await talk.patient()
    await dr.types("/assign P-1 BA-02 daily 18:00 1w")
    no = {"en": "no", "de": "nein"}[language]
    for words in ("walk more", {"en": "yes", "de": "ja"}[language], "after work", no, no):
        await dr.types(words)
    await dr.taps({"en": "Change follow-up", "de": "Nachfrage ändern"}[language])
    await dr.types(said)
    assert {"en": f"after {hours} hours", "de": f"nach {hours} Stunden"}[language] in dr.last


@both
async def test_a_number_is_no_place_and_no_hurdle(talk: Talk, language: str) -> None:
    anna, mine = await proposed(talk, language=language)
    for label in ({"en": "Agree", "de": "Zustimmen"}[language], "18:00"):
        await anna.taps(label)
    await anna.types("8")
    assert anna.last == UNKNOWN[language]
    ref = await anna.types("2")
    await anna.edits(ref, "3")
    await anna.types("1")
    await anna.taps({"en": "Keep it", "de": "So lassen"}[language])
    await anna.types("6")
    await anna.taps({"en": "Keep it as it is", "de": "So lassen"}[language])
    await anna.taps({"en": "Yes, agreed", "de": "Ja, einverstanden"}[language])
    plan = await plan_of(talk, mine)
    assert (plan.place, plan.hurdles[0].hurdle, plan.confidence) == ("@out", "too tired", 6)


async def test_a_number_at_the_days_counts_them(talk: Talk) -> None:
    anna, _ = await shrinks(talk)
    await anna.taps("Fewer days")
    await anna.types("1 4")
    assert "Mon, Thu" in anna.last


async def test_a_number_beside_a_note_is_no_part_of_it(talk: Talk) -> None:
    anna = await talk.patient()
    await anna.types("a long day")
    await anna.types("9")
    assert "“a long day”" in anna.last
    await anna.types("1")
    assert await noted(talk, anna) == ["a long day"]


@both
@pytest.mark.parametrize("said", ["120/80", "120 / 80", "80/80", "97 120", "7,5"])
async def test_several_numbers_beside_a_note_are_a_part_of_it(talk: Talk, language: str, said: str) -> None:
    anna = await talk.patient(language=language)
    await anna.types("a long day")
    await anna.types(said)
    assert {"en": "these 2 messages", "de": "diese 2 Nachrichten"}[language] in anna.last
    await anna.taps({"en": "Insight", "de": "Erkenntnis"}[language])
    assert await noted(talk, anna) == ["a long day", said]


async def test_they_are_too_where_there_are_no_buttons(tmp_path: Path) -> None:
    talk = WordsTalk(tmp_path)
    await talk.open()
    anna = await talk.patient()
    await anna.types("a long day")
    await anna.types("120/80")
    await anna.types("1")
    assert await noted(talk, anna) == ["a long day", "120/80"]
    await talk.db.close()


async def test_where_nothing_is_shown_a_number_is_what_was_said(talk: Talk) -> None:
    anna, mine = await opened(talk)
    await anna.taps("Done")
    await skips(anna, 6)
    await anna.types("6")
    assert (await answer(talk, mine)).insight == "6"


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "Please send a number from 0 to 10."), ("de", "Bitte eine Zahl von 0 bis 10 senden.")],
)
async def test_where_there_are_no_buttons_a_number_out_of_range_is_answered_in_one_sentence(
    tmp_path: Path, language: str, said: str
) -> None:
    talk = WordsTalk(tmp_path)
    await talk.open()
    anna, _ = await proposed(talk, language=language)
    for each in ("1", "18:00", "1", {"en": "skip", "de": "überspringen"}[language], "11"):
        await anna.types(each)
    assert anna.last.startswith(said)
    assert anna.last.count("10") == 1
    await talk.db.close()


@pytest.mark.parametrize("said", ["15", "1 15"])
async def test_where_there_are_no_buttons_a_number_that_is_no_reason_is_no_words_either(
    tmp_path: Path, said: str
) -> None:
    talk = WordsTalk(tmp_path)
    await talk.open()
    anna = await talk.patient()
    mine = await talk.assigned(anna)
    await talk.moves_to(SIX)
    await anna.types("1")
    await anna.types("4")
    assert "What got in the way?" in anna.last
    await anna.types(said)
    found = await answer(talk, mine)
    assert not found.hard
    assert not found.reasons
    assert "Please choose one of the answers" in anna.last
    await talk.db.close()
