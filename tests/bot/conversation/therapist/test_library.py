from __future__ import annotations

import pytest

from tests.talk import LIBRARY, Talk


async def test_one_browses_from_the_categories_to_an_exercise_and_back_in_one_message(talk: Talk) -> None:
    dr = await talk.a_therapist()
    await dr.types("/library")
    before = len(dr.messages)
    await dr.taps("Worry (4)")
    assert [label for label in dr.buttons if label.startswith("WOR-")] == [
        "WOR-01 Worry log · 1/5",
        "WOR-02 Worry time · 2/5",
        *[label for label in dr.buttons if label.startswith(("WOR-03", "WOR-04"))],
    ]
    await dr.taps("WOR-02")
    assert "difficulty 2 of 5" in dr.last
    assert "1. " in dr.last
    assert "Why: " in dr.last
    await dr.taps("‹ Category")
    await dr.taps("‹ All categories")
    assert "Worry (4)" in dr.buttons
    assert len(dr.messages) == before


async def test_a_category_shows_one_difficulty_on_request(talk: Talk) -> None:
    dr = await talk.a_therapist()
    await dr.types("/library")
    await dr.taps("Worry (4)")
    await dr.taps("2/5")
    assert all("· 2/5" in label for label in dr.buttons if label.startswith("WOR"))
    await dr.taps("All")
    assert any("· 1/5" in label for label in dr.buttons)


async def test_the_ladder_leads_to_easier_and_harder_exercises(talk: Talk) -> None:
    dr = await talk.a_therapist()
    await dr.types("/find BA-02")
    await dr.taps("BA-02")
    await dr.taps("Harder: BA-03")
    assert "Plan a balanced week" in dr.last
    await dr.taps("Easier: BA-02")
    assert "One small pleasant activity" in dr.last


@pytest.mark.parametrize(
    ("language", "query", "expected"),
    [
        ("en", "worry 2", "WOR-02"),
        ("en", "wory", "WOR-0"),
        ("de", "Sorgen 2", "WOR-02"),
        ("de", "Achtsamkiet", "MIN-0"),
        ("de", "ba 2", "BA-02"),
    ],
)
async def test_words_find_exercises_also_with_slips(
    talk: Talk, language: str, query: str, expected: str
) -> None:
    dr = await talk.a_therapist(language=language)
    await dr.types(f"/find {query}")
    assert dr.buttons[0].startswith(expected)


@pytest.mark.parametrize(("language", "words"), [("en", "Nothing fits"), ("de", "passt nichts")])
async def test_nothing_found_says_what_helps(talk: Talk, language: str, words: str) -> None:
    dr = await talk.a_therapist(language=language)
    await dr.types("/find qqqqzzzz")
    assert words in dr.last
    assert "qqqqzzzz" in dr.last


async def test_find_alone_says_how(talk: Talk) -> None:
    dr = await talk.a_therapist()
    await dr.types("/find")
    assert "/find worry 2" in dr.last


async def test_what_needs_clearance_says_so_on_its_page(talk: Talk) -> None:
    dr = await talk.a_therapist()
    await dr.presses("tlibx:PAN-02")
    assert "⚠ Documented medical clearance" in dr.last
    assert "Usually comes first: PAN-01" in dr.last


async def test_every_exercise_has_a_page_in_both_languages(talk: Talk) -> None:
    for language in ("en", "de"):
        dr = await talk.a_therapist(f"Dr. {language}", language=language)
        for exercise in LIBRARY.exercises:
            await dr.presses(f"tlibx:{exercise.id}")
            assert exercise.text[language].title in dr.last
            assert len(dr.messages[-1].html) < 4096


@pytest.mark.parametrize(
    ("exercise", "english", "german"),
    [
        ("BA-02", ["about 15 min\n", "times a week, in the afternoon, 1 week"], ["etwa 15 Min.\n", "nachmittags, 1 Woche"]),
        ("SLP-04", ["of 5 · over the night\n", "daily, in the morning, 3 weeks"], ["von 5 · über die Nacht\n"]),
        ("CT-01", ["whenever it comes up, "], ["immer wenn es sich ergibt, "]),
    ],
)  # fmt: skip
async def test_how_long_and_how_often_are_said_once(
    talk: Talk, exercise: str, english: list[str], german: list[str]
) -> None:
    for language, words in (("en", english), ("de", german)):
        dr = await talk.a_therapist(f"Dr. {language}", language=language)
        await dr.presses(f"tlibx:{exercise}")
        assert all(each in dr.last for each in words), dr.last
        assert "when it happens" not in dr.last
        assert "wenn es auftritt" not in dr.last


@pytest.mark.parametrize("data", ["tlibx:XX-99", "tlibc:zz", "tlibc:", "tlibx:", "tlibc:0:9", "tlibc:ü"])
async def test_a_button_of_another_library_does_no_harm(talk: Talk, data: str) -> None:
    dr = await talk.a_therapist()
    await dr.presses(data)
    assert dr.last


async def test_patients_have_no_library(talk: Talk) -> None:
    anna = await talk.patient()
    await anna.types("/library")
    assert "BA-" not in anna.screen
    await anna.presses("tlibx:BA-02")
    assert "pleasant" not in anna.screen
