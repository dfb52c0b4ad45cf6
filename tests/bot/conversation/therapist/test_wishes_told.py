"""What was tapped is told in the reader's language, whatever the language of the phone on which it was tapped."""

from __future__ import annotations

import pytest

from bot.words import render
from bot.words.wishes import wish_words
from tests.bot.conversation.patient.test_checkin import opened
from tests.talk import LIBRARY, Talk

TITLES = {each: f"{LIBRARY.text('BA-01', each).title} (BA-01)" for each in ("en", "de")}
TOLD = {
    "en": f"Chosen: something easier, for example {TITLES['en']}",
    "de": f"Auswahl: etwas Leichteres, zum Beispiel {TITLES['de']}",
}
OTHER = {"en": "de", "de": "en"}
TAPS = {
    "de": ("Nicht gemacht", "Angst", "Weiter", "Schritt verkleinern", "Um eine leichtere Übung bitten"),
    "en": ("Not done", "Fear", "Continue", "Shrink", "Ask for an easier exercise"),
}
PLANS = {
    "de": ("Zustimmen", "18:00", "kitchen table", "Überspringen", "3", "Um eine leichtere Übung bitten"),
    "en": ("Agree", "18:00", "kitchen table", "Skip", "3", "Ask for an easier exercise"),
}
OPENS, DETAILS = {"en": "Open", "de": "Öffnen"}, {"en": "Details", "de": "Einzelheiten"}


@pytest.mark.parametrize("reader", ["en", "de"])
@pytest.mark.parametrize("asked", ["afterwards", "before"])
async def test_a_wish_for_something_easier_is_told_in_the_therapists_language(
    talk: Talk, reader: str, asked: str
) -> None:
    dr = await talk.a_therapist(language=reader)
    patient = OTHER[reader]
    if asked == "afterwards":
        anna, _ = await opened(talk, language=patient)
        taps = TAPS[patient]
    else:
        anna = await talk.patient(language=patient)
        await talk.assigned(anna, agreed=False)
        await anna.types("/current")
        taps = (OPENS[patient], *PLANS[patient])
    for label in taps:
        await anna.taps(label)
    await talk.moves(minutes=3)
    await dr.taps(OPENS[reader])
    assert TOLD[reader] in dr.last
    await dr.types("/digest P-1")
    assert TOLD[reader] in dr.last
    await dr.taps(DETAILS[reader])
    assert TOLD[reader] in dr.screen.rpartition("---")[2]
    assert TOLD[patient] not in dr.screen


def test_a_sentence_that_an_older_release_kept_stays_as_it_stands() -> None:
    for kept in ("Auswahl: etwas Leichteres", "[1]", "3", '{"other": {}}'):
        assert render(wish_words(kept), "en", "sie") == kept
