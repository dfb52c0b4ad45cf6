from __future__ import annotations

import html
import re
import textwrap
from dataclasses import replace

import pytest

from bot.conversation.schedule_words import schedule_words
from bot.digest.details import FITS, pages
from bot.digest.facts import facts_of
from bot.digest.material import Material
from bot.digest.text import first_screen
from bot.messages import Arg
from bot.words import catalogue, render
from storage.records import ANSWERS, AssignmentEvent, Delivery, Note, NoteKind, Outcome, Reason
from tests.bot.digest.data_p7 import LIBRARY, SINCE, UNTIL, ZONE, Diary, an_assignment, on_event, p7

ENGLISH = """\
P-7 · Thu 5 Mar – Wed 11 Mar · session Thu 10:00
10 DUE: 4 done, 1 changed, 2 partly, 2 not, 1 no answer
• One small pleasant activity (5): 3 done, 1 changed, 1 not
• Thought note (3): 1 done, 1 partly, 1 no answer
• Bus or tram, three stops (2): 1 partly, 1 not
REASONS: fear 2, no opportunity 1, unclear 1
DIFFICULTY “I got off after one stop. I was sure I'd faint.” (Sat)
LEARNED “It felt good once I was already outside.” (Tue)
MOOD 0–10, before→after: Thu 3→5, Fri 2→4, Sun 4→6, Tue 3→5
LIKELIHOOD %: Sat “I'll faint” 80→40
SUDS 0–100: Sat 70/85/60
APPRECIATE: tried 7 of 10; adapted once: “the arcade, as it rained”; also reported what was partly done or not done (4)
DEBRIEF: went well · got in the way · learned · next step
OPTIONS each exercise: easier / same / harder / other"""

GERMAN = """\
P-7 · Do., 5. März – Mi., 11. März · Sitzung Do 10:00
10 FÄLLIG: 4 erledigt, 1 verändert, 2 teilweise, 2 nicht, 1 ohne Antwort
• Eine kleine angenehme Aktivität (5): 3 erledigt, 1 verändert, 1 nicht
• Gedankennotiz (3): 1 erledigt, 1 teilweise, 1 ohne Antwort
• Bus oder Bahn, drei Stationen (2): 1 teilweise, 1 nicht
GRÜNDE: Angst 2, keine Gelegenheit 1, unklar 1
SCHWIERIG „Ich bin nach einer Station raus. Ich war sicher, ich kippe um.“ (Sa)
GELERNT „Gut wurde es, als ich schon draußen war.“ (Di)
STIMMUNG 0–10, vorher→nachher: Do 3→5, Fr 2→4, So 4→6, Di 3→5
WAHRSCHEINLICHKEIT %: Sa „Ich kippe um“ 80→40
SUDS 0–100: Sa 70/85/60
WÜRDIGEN: 7 von 10 angegangen; einmal angepasst: „Einkaufszentrum statt Regen“; auch berichtet, was nicht oder nur zum Teil ging (4)
BESPRECHEN: Gelungenes · Hürden · Gelerntes · nächster Schritt
OPTIONEN jede Übung: leichter / gleich / schwerer / andere"""


DOMAIN_WIDTH = 60  # as wide as the example screen of DOMAIN.md


def plain(arg: Arg, language: str) -> str:
    return html.unescape(re.sub(r"<[^>]+>", "", render(arg, language, "sie")))


def screen(material: Material, language: str = "en") -> str:
    return plain(first_screen(facts_of(material)), language)


def shown(material: Material, language: str = "en") -> list[str]:
    def sound(arg: Arg) -> str:
        return render(arg, language, "sie", markup=False)

    return [plain(page, language) for page in pages(facts_of(material), schedule_words, sound)]


def of_one(diary: Diary, **more: object) -> Material:
    base = Material("P-1", ZONE, SINCE, UNTIL, None, (an_assignment(1, "BA-02"),), tuple(diary.entries))
    return replace(base, **more)  # type: ignore[arg-type]


def test_a_foreseen_hurdle_is_quoted_among_the_reasons_and_changed_words_are_shown() -> None:
    diary = Diary()
    mine = an_assignment(1, "BA-02")
    diary.on(mine, 5, Outcome.PARTLY, reasons=(Reason.OTHER,), answers={"_hurdle": "it rains"})
    told = replace(diary.entries[0], earlier=Outcome.PARTLY, corrected=True)
    changed = replace(told, checkin=replace(told.checkin, hard="not the rain, the people"))
    assert "REASONS: “it rains” 1" in screen(of_one(diary))
    assert "Reasons: “it rains”" in shown(of_one(diary))[0]
    afterwards = screen(replace(of_one(diary), entries=(changed,)))
    assert "partly, in other words now “not the rain, the people”" in afterwards


SAVED = {
    "en": (
        "FOR THE SESSION: One small pleasant activity (fear, too hard)",
        "Reasons: fear, too hard, “it rains”, “no shoes”\nSaved for the session: fear, too hard",
        "Wants to use the counter-plan next time: fear",
    ),
    "de": (
        "FÜR DIE SITZUNG: Eine kleine angenehme Aktivität (Angst, zu schwer)",
        "Gründe: Angst, zu schwer, „it rains“, „no shoes“\nFür die Sitzung aufgehoben: Angst, zu schwer",
        "Will beim nächsten Mal den Gegenplan nutzen: Angst",
    ),
}


@pytest.mark.parametrize("language", ["en", "de"])
def test_what_was_saved_for_the_session_stands_on_the_first_screen_and_in_the_details(language: str) -> None:
    diary = Diary()
    mine = an_assignment(1, "BA-02")
    reasons = (Reason.FEAR, Reason.TOO_HARD, Reason.OTHER)
    answers = {"_fear": "session", "_too_hard": "session", "_hurdle": ["it rains", "no shoes"]}
    diary.on(mine, 5, Outcome.NOT_DONE, reasons=reasons, answers=answers)
    diary.on(mine, 6, Outcome.PARTLY, reasons=(Reason.FEAR,), answers={"_fear": "use"})
    first, because, use = SAVED[language]
    assert first in screen(of_one(diary), language).split("\n")
    (page,) = shown(of_one(diary), language)
    assert because in page
    assert use in page


def test_the_details_of_what_was_done_after_all_give_no_reasons() -> None:
    diary = Diary()
    answers = {"_fear": "session"}
    diary.on(
        an_assignment(1, "BA-02"), 5, Outcome.DONE, corrected=True, reasons=(Reason.FEAR,), answers=answers
    )
    (page,) = shown(of_one(diary))
    assert "Reasons" not in page
    assert "done · corrected\nSaved for the session: fear" in page


@pytest.mark.parametrize(("language", "expected"), [("en", ENGLISH), ("de", GERMAN)])
def test_the_first_screen_of_p7(language: str, expected: str) -> None:
    assert screen(p7(language), language) == expected


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_first_screen_fits_a_phone(language: str) -> None:
    logical = screen(p7(language), language).split("\n")
    lines = [part for line in logical for part in textwrap.wrap(line, DOMAIN_WIDTH)]
    assert len(lines) <= 24, lines


def test_a_patients_german_stays_german_in_an_english_summary() -> None:
    mixed = screen(p7("de"), "en")
    assert "DIFFICULTY “Ich bin nach einer Station raus. Ich war sicher, ich kippe um.”" in mixed
    assert "REASONS: fear 2" in mixed


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "No answers and no notes since Thu 5 Mar; nothing was due."),
        ("de", "Keine Antworten und keine Notizen seit Do., 5. März; nichts war fällig."),
    ],
)
def test_a_quiet_week_yields_a_summary_too(language: str, sentence: str) -> None:
    quiet = screen(of_one(Diary()), language)
    assert sentence in quiet
    assert quiet.count("\n") >= 2, "what to talk about and the options are still there"


def test_only_missing_answers_are_still_told_with_their_count() -> None:
    diary = Diary()
    diary.on(an_assignment(1, "BA-02"), 5, Outcome.NO_ANSWER)
    told = screen(of_one(diary))
    assert "1 DUE: 1 no answer" in told
    assert "No answers and no notes since Thu 5 Mar." in told
    assert "nothing was due" not in told


def test_what_is_apart_is_said_in_words_of_its_own() -> None:
    diary = Diary()
    walk = an_assignment(1, "BA-02")
    diary.on(walk, 5, None, delivery=Delivery.NOT_DELIVERED)
    diary.on(walk, 6, Outcome.NO_ANSWER, delivery=Delivery.MAYBE)
    diary.on(walk, 7, Outcome.PAUSED)
    diary.on(walk, 8, Outcome.DONE, extra=True)
    told = screen(of_one(diary, still_open=(diary.entries[0].occurrence,)))
    assert "ALSO: 1 not delivered, 1 perhaps not delivered, 1 paused, 1 still open, 1 beyond the plan" in told
    assert "1 DUE: 1 no answer" in told


REPORTS = {
    "en": "3 REPORTS as it came up: 2 done, 1 partly\n"
    "• Finding the first thought (whenever it comes up, 3): 2 done, 1 partly\n"
    "APPRECIATE: reported 3 times as it came up;",
    "de": "3 BERICHTE, wie es sich ergab: 2 erledigt, 1 teilweise\n"
    "• Finding the first thought (immer wenn es sich ergibt, 3): 2 erledigt, 1 teilweise\n"
    "WÜRDIGEN: 3-mal berichtet, wie es sich ergab;",
}


@pytest.mark.parametrize("language", ["en", "de"])
def test_reports_of_what_is_done_as_it_comes_up_stand_there_with_name_and_outcomes(language: str) -> None:
    diary = Diary()
    thought = on_event(1, "CT-01")
    for day, outcome in ((5, Outcome.DONE), (6, Outcome.PARTLY), (7, Outcome.DONE)):
        diary.on(thought, day, outcome, extra=True)
    expected = REPORTS[language].replace("Finding the first thought", LIBRARY.text("CT-01", language).title)
    told = of_one(diary, assignments=(thought,))
    assert expected in screen(told, language)
    assert "beyond the plan" not in screen(told)
    assert "beyond the plan" not in shown(told)[0]
    assert ("Nothing was due" in screen(told)) is False


def test_what_changed_after_the_last_summary_says_before_and_now() -> None:
    diary = Diary()
    walk = an_assignment(1, "BA-02")
    diary.on(walk, 2, Outcome.DONE, earlier=Outcome.NO_ANSWER, late=True)
    diary.on(walk, 3, Outcome.PARTLY, earlier=Outcome.PARTLY)
    told = screen(of_one(diary))
    assert "AFTERWARDS: One small pleasant activity, Mon 2 Mar: no answer → done" in told
    assert "One small pleasant activity, Tue 3 Mar: partly, more was added" in told


def test_low_confidence_stands_beside_the_exercise_and_high_does_not() -> None:
    for confidence, there in ((6, True), (7, False)):
        diary = Diary()
        walk = an_assignment(1, "BA-02", confidence=confidence)
        diary.on(walk, 5, Outcome.DONE)
        told = screen(of_one(diary, assignments=(walk,)))
        assert ("confidence when agreed: 6 of 10" in told) is there


def test_a_long_quote_is_cut_on_the_first_screen_and_whole_in_the_details() -> None:
    diary = Diary()
    text = "It was " + "very " * 200 + "loud <b>&</b>"
    diary.on(an_assignment(1, "BA-02"), 5, Outcome.DONE, hard=text)
    told = screen(of_one(diary))
    assert "very …”" in told
    assert text in shown(of_one(diary))[0]


def test_details_tell_each_moment_with_date_marks_and_words() -> None:
    (page,) = shown(p7("en"))
    assert "Sat 7 Mar 18:00 · Bus or tram, three stops\npartly\nReasons: fear" in page
    assert "What was hard: “I got off after one stop. I was sure I'd faint.”" in page
    assert "It happened: No" in page
    assert "Wed 11 Mar 18:00 · Thought note\nno answer" in page
    assert "easier: A short way alone\nharder: A busy place at a busy time" in page


def test_details_mark_late_corrected_and_undelivered_moments() -> None:
    diary = Diary()
    walk = an_assignment(1, "BA-02")
    diary.on(walk, 5, Outcome.DONE, late=True, corrected=True)
    diary.on(walk, 6, None, delivery=Delivery.NOT_DELIVERED)
    (page,) = shown(of_one(diary))
    assert "done · answered late · corrected" in page
    assert "not delivered (technical, not counted)" in page


def test_a_ticked_list_is_told_in_the_items_own_words() -> None:
    plan = an_assignment(1, "AGO-01")
    diary = Diary()
    diary.on(plan, 5, Outcome.DONE, answers={"ticked": [0]})
    (items,) = [each["items"]["en"] for each in plan.exercise["answer_fields"] if each["kind"] == "checklist"]
    (page,) = shown(of_one(diary, assignments=(plan,)))
    assert f"Ticked: {items[0]}" in page


def test_every_page_fits_a_message_and_no_word_is_lost() -> None:
    diary = Diary()
    walk = an_assignment(1, "BA-02")
    texts = [f"{letter}" * 4000 for letter in "abcdefg"]
    for day, text in enumerate(texts, 5):
        diary.on(walk, day, Outcome.PARTLY, hard=text, insight="😀" * 2000)
    laid = shown(of_one(diary))
    assert len(laid) > 7
    assert max(len(page.encode("utf-16-le")) // 2 for page in laid) <= FITS + 200 < 4096
    for text in texts:
        assert sum(page.count(text[0] * 100) for page in laid) >= 39
    assert sum(page.count("😀") for page in laid) == 7 * 2000


def test_a_note_stands_in_the_details_with_its_kind_and_time() -> None:
    note = Note(1, 7, NoteKind.QUESTION, "May I drive?", UNTIL, 1)
    material = of_one(Diary(), notes=(note,), edited_notes=frozenset({1}))
    (page,) = shown(material)
    assert "Wed 11 Mar 18:00 · Note: question · changed after the last summary\n“May I drive?”" in page
    assert "QUESTION “May I drive?” (Wed)" in screen(material)


@pytest.mark.parametrize(
    ("why", "told"),
    [
        ("outage", "not delivered (technical, not counted)"),
        ("restored", "not known: the records of that time were lost (technical, not counted)"),
    ],
)
def test_what_was_lost_with_a_database_is_not_told_as_if_it_had_not_arrived(why: str, told: str) -> None:
    diary = Diary()
    diary.on(an_assignment(1, "BA-02"), 5, None, delivery=Delivery.NOT_DELIVERED, why=why)
    (page,) = shown(of_one(diary))
    assert told in page
    assert "1 not delivered" in screen(of_one(diary))


@pytest.mark.parametrize("language", ["en", "de"])
def test_every_word_that_records_ask_for_is_there(language: str) -> None:
    wanted = [
        *(f"digest-reason-{reason}" for reason in Reason),
        *(f"digest-end-{outcome}" for outcome in Outcome),
        *(f"digest-n-{outcome}" for outcome in (*ANSWERS, Outcome.NO_ANSWER)),
        *(f"digest-change-{event}" for event in AssignmentEvent if event is not AssignmentEvent.PROPOSED),
        *(f"digest-label-{kind}" for kind in NoteKind),
    ]
    missing = [key for key in wanted if not catalogue(language).has_message(key.replace("_", "-"))]
    assert missing == []
