"""The whole story in German: the patient is addressed as du, the therapist as Sie, and nobody reads a word of English."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

from tests.e2e.acts import ARRIVAL, ENGLISH, code_in, in_order, is_neutral, says_no_word_in
from tests.e2e.practice import OnThePhone, Practice, Ways, mixed_too, open_practice

GOAL, AFTER, HUT = "wieder öfter rauskommen", "wenn die Spätschicht vorbei ist", "Gartenlaube"
NOISE, PLUGS = "Baustellenlärm", "mit Ohrstöpseln anfangen"
HARD, HARDER, NOTICED = "die Nachbarn trommelten", "die Nachbarn trommelten sehr", "draußen war es leichter"
ASK = "warum sind die Abende so zäh?"
ALL_WORDS = (GOAL, AFTER, HUT, NOISE, PLUGS, HARD, NOTICED, ASK)
SIE = re.compile(r"\b(Ihnen|Ihre[mnrs]?|Ihr|Sie (?:haben|können|sind|mir|dann|etwas))\b")
DU = re.compile(r"\b(du|dir|dich|deine[mnrs]?|dein)\b", re.IGNORECASE)


@mixed_too
async def test_the_whole_story_in_german(tmp_path: Path, ways: Ways) -> None:
    async with open_practice(tmp_path, ways=ways, practice_language="de") as practice:
        dr = await practice.a_therapist("Dr. Stern", "de")
        anna = await _comes_in_with_the_typed_code(practice, dr)
        await _picks_from_the_library(dr)
        await _agrees(practice, dr, anna)
        await _does_not_do_it(practice, anna)
        await _practises_and_corrects(anna)
        await _reads_the_summary(practice, dr)
        is_neutral(anna, *ALL_WORDS, "Übung liegt bei", "Minuten", "achtsam")
        is_neutral(dr, *ALL_WORDS, "Minuten", "achtsam")
        assert DU.search(anna.screen)
        for somebody, wrong in ((dr, DU), (anna, SIE)):
            says_no_word_in(ENGLISH, somebody)
            says_no_word_in(wrong, somebody)


async def _comes_in_with_the_typed_code(practice: Practice, dr: OnThePhone) -> OnThePhone:
    await dr.types("/invite")
    invitation = dr.answer
    anna = practice.somebody("Anna", "de")
    await anna.says_hello()
    assert "Code" in anna.answer
    await anna.types(code_in(invitation).lower().replace("-", " "))
    await anna.taps("Deutsch (du)", *ARRIVAL["Deutsch (du)"])
    assert "Deine Uhr: Berlin, 09:00" in anna.answer
    return anna


async def _picks_from_the_library(dr: OnThePhone) -> None:
    await dr.types("/find achtsam 1")
    await dr.taps("MIN-01")
    assert "Schwierigkeit 1 von 5" in dr.answer
    await dr.taps("Diese Übung")
    if "P-1" in dr.labels:
        await dr.taps("P-1")
    await dr.taps("Diese nehmen")
    await dr.types(GOAL)
    await dr.taps("Übernehmen")
    await dr.types(AFTER)
    await dr.types("werktags 18 Uhr 2 Wochen")
    for label in ("Überspringen", "Überspringen"):
        await dr.taps(label)
    assert "vorher wird nichts" in dr.answer.lower() or "An P-1 senden" in dr.labels
    await dr.taps("An P-1 senden")


async def _agrees(practice: Practice, dr: OnThePhone, anna: OnThePhone) -> None:
    await anna.taps("Öffnen")
    in_order(anna.answer, f"Sie gehört zum Ziel: {GOAL}", anna.step(1))
    await anna.taps("Zustimmen")
    await anna.types("halb sieben abends")
    for words in (HUT, NOISE, PLUGS, "8"):
        await anna.types(words)
    in_order(anna.answer, f"Wenn: {AFTER.removeprefix('wenn ')}", HUT, "18:30", NOISE, PLUGS)
    await anna.taps("Ja, einverstanden")
    assert "Vereinbart. Der erste Moment kommt" in anna.answer
    await practice.moves(minutes=2)
    assert dr.unasked[-1].text == "Neues von P-1."
    await dr.taps("Öffnen")
    in_order(dr.answer, "Vereinbart", "18:30")
    assert f"„{HUT}“" in dr.answer


async def _does_not_do_it(practice: Practice, anna: OnThePhone) -> None:
    await practice.moves_to(datetime(2026, 3, 5, 17, 30, tzinfo=UTC))
    await anna.taps("Öffnen")
    in_order(anna.answer, HUT, NOISE, PLUGS, anna.step(1), f"Sie gehört zum Ziel: {GOAL}")
    await anna.taps("Nicht gemacht")
    assert "Was kam dazwischen?" in anna.answer
    await anna.taps(NOISE, "Weiter")
    assert f"„{PLUGS}“" in anna.answer
    typed = await anna.types(HARD)
    for _ in range(6):
        if "aufgefallen" in anna.last:
            break
        await anna.taps("Überspringen")
    await anna.types(NOTICED)
    assert "eigenen Wortlaut" in anna.answer
    await anna.edits(typed, HARDER)
    assert "Geändert. Danke." in anna.answer


async def _practises_and_corrects(anna: OnThePhone) -> None:
    await anna.types(ASK)
    assert "als Notiz" in anna.answer
    await anna.taps("Frage")
    await anna.types("/practise")
    await anna.taps("Verändert")
    assert "Gut, dass du es angepasst hast" in anna.answer
    await anna.taps("Abbrechen")


async def _reads_the_summary(practice: Practice, dr: OnThePhone) -> None:
    await dr.types("/sitzung P-1 10.3.2026 10 Uhr wöchentlich")
    await practice.moves_to(datetime(2026, 3, 6, 17, 0, tzinfo=UTC))
    await practice.moves_to(datetime(2026, 3, 9, 17, 0, tzinfo=UTC))
    assert dr.unasked[-1].text == "Zusammenfassung bereit."
    await dr.taps("Öffnen")
    in_order(dr.answer, "FÄLLIG", "GRÜNDE", f"„{HARDER}“", f"„{NOTICED}“", f"„{ASK}“", "BESPRECHEN")
    assert "ohne Antwort" in dr.answer
    await dr.taps("Einzelheiten")
    in_order(dr.answer, "nicht gemacht", HARDER, NOTICED)
    assert "berichtigt" in dr.answer
