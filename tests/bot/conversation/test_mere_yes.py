"""A mere "ok" to a question of words is asked about once, gently and with an example; the second time it counts."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.library.schema import FieldKind
from tests.bot.conversation.patient.test_answer_fields import asked, asking
from tests.bot.conversation.patient.test_checkin import answer, opened, skips
from tests.plans import load, plan_of, proposed
from tests.talk import Talk
from tests.words_phone import WordsTalk

MERE = ["ok", "Okay", "ja", "yes", "👍", "👍🏽"]
ASKED = {
    "en": "Could you say that in words of your own, for example {}? If “{}” is your answer, just send it once more.",
    "de": "Lässt sich das in eigenen Worten sagen, zum Beispiel {}? "
    "Falls „{}“ die Antwort ist, genügt es, das noch einmal zu senden.",
}
PLACE = {"en": "“at the kitchen table”", "de": "„am Küchentisch“"}
AGREE = {"en": ("Agree", "18:00"), "de": ("Zustimmen", "18:00")}
SKIP = {"en": "Skip", "de": "Überspringen"}


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("said", MERE)
async def test_a_mere_yes_is_no_place_before_it_is_said_twice(talk: Talk, language: str, said: str) -> None:
    anna, mine = await proposed(talk, language=language)
    for label in AGREE[language]:
        await anna.taps(label)
    await anna.types(said)
    assert anna.last == ASKED[language].format(PLACE[language], said)
    assert anna.buttons[0] == "kitchen table"
    await anna.types(said)
    await anna.taps(SKIP[language])
    await anna.taps("8")
    await anna.taps({"en": "Yes, agreed", "de": "Ja, einverstanden"}[language])
    assert (await plan_of(talk, mine)).place == said


@pytest.mark.parametrize("said", ["fine", "alright", "great", "gut", "in Ordnung", "passt"])
async def test_a_word_that_says_how_something_is_counts_at_once(talk: Talk, said: str) -> None:
    anna, mine = await opened(talk)
    await anna.taps("Done")
    await anna.types(said)
    assert (await answer(talk, mine)).answers["what"] == said
    await skips(anna, 4)
    await anna.types("steep")
    await anna.types(said)
    assert (await answer(talk, mine)).insight == said


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("key", ["feeling", "emotion"])
@pytest.mark.parametrize("said", ["okay", "ok", "fine", "in Ordnung", "alright"])
async def test_no_feeling_is_sent_back(talk: Talk, language: str, key: str, said: str) -> None:
    anna, mine = await asking(talk, asked(FieldKind.TEXT, key=key), language)
    await anna.types(said)
    assert (await answer(talk, mine)).answers[key] == said


async def test_other_words_are_taken_in_its_place(talk: Talk) -> None:
    anna, mine = await proposed(talk)
    for label in AGREE["en"]:
        await anna.taps(label)
    await anna.types("ok")
    await anna.types("in the park")
    for label in ("Skip", "8", "Yes, agreed"):
        await anna.taps(label)
    assert (await plan_of(talk, mine)).place == "in the park"


async def test_a_hurdle_and_what_is_done_about_it(talk: Talk) -> None:
    anna, mine = await proposed(talk, language="de")
    for label in (*AGREE["de"], "kitchen table"):
        await anna.taps(label)
    await anna.types("ja")
    assert "zum Beispiel „Ich bin zu müde“?" in anna.last
    await anna.types("der Regen")
    await anna.types("ok")
    assert "zum Beispiel „Ich fange mit fünf Minuten an“?" in anna.last
    await anna.types("der Schirm")
    for label in ("8", "Ja, einverstanden"):
        await anna.taps(label)
    first = (await load(talk, mine)).plan.hurdles[0]
    assert (first.hurdle, first.counter) == ("der Regen", "der Schirm")


@pytest.mark.parametrize("said", ["no", "Nope"])
async def test_a_mere_no_is_no_hurdle(talk: Talk, said: str) -> None:
    anna, _ = await proposed(talk)
    for label in (*AGREE["en"], "kitchen table"):
        await anna.taps(label)
    await anna.types(said)
    assert anna.last.startswith("How confident are you")


async def test_a_yes_to_what_is_suggested_is_that(talk: Talk) -> None:
    anna, mine = await proposed(talk)
    before = (await plan_of(talk, mine)).hurdles
    await anna.taps("Change")
    for label in ("Skip", "18:00"):
        await anna.taps(label)
    assert "Suggested: “when I come home”" in anna.last
    await anna.types("ok")
    assert anna.last.startswith("Where will you be then?")
    await anna.taps("kitchen table")
    await anna.taps("too tired")
    assert "Suggested: “only five minutes”" in anna.last
    await anna.types("yes")
    for label in ("8", "Yes, agreed"):
        await anna.taps(label)
    plan = await plan_of(talk, mine)
    assert plan.situation == "when I come home"
    assert plan.hurdles == before


@pytest.mark.parametrize("language", ["en", "de"])
async def test_what_the_activity_was_and_what_was_noticed(talk: Talk, language: str) -> None:
    anna, mine = await opened(talk, language=language)
    await anna.taps({"en": "Done", "de": "Gemacht"}[language])
    await anna.types("ok")
    assert {"en": "“a walk”", "de": "„ein Spaziergang“"}[language] in anna.last
    await anna.types("ok")
    assert (await answer(talk, mine)).answers["what"] == "ok"
    await skips(anna, 4, SKIP[language])
    await anna.types({"en": "yes", "de": "ja"}[language])
    assert {"en": "getting started", "de": "Das Anfangen"}[language] in anna.last
    await anna.types("steep")
    await anna.types("👍")
    assert {"en": "“the music did me good”", "de": "„Die Musik tat gut“"}[language] in anna.last
    await anna.types("rain")
    found = await answer(talk, mine)
    assert (found.hard, found.insight) == ("steep", "rain")


async def test_it_is_the_same_where_there_are_no_buttons(tmp_path: Path) -> None:
    talk = WordsTalk(tmp_path)
    await talk.open()
    anna, _ = await proposed(talk, language="de", formality="du")
    for said in ("1", "18:00"):
        await anna.types(said)
    assert "Wo bist du dann?" in anna.last
    await anna.types("👍")
    assert ASKED["de"].format(PLACE["de"], "👍") in anna.last
    await anna.types("1")
    assert "Was könnte dazwischenkommen?" in anna.last
    await talk.db.close()


async def test_words_before_the_talk(talk: Talk) -> None:
    anna, _ = await proposed(talk, language="de", formality="du")
    await anna.taps("Erst besprechen")
    await anna.types("ja")
    assert "„Abends ist es mir zu viel“" in anna.last
    await anna.taps("Überspringen")
    assert "Für die nächste Sitzung notiert" in anna.last


@pytest.mark.parametrize(("language", "yes", "no"), [("en", "ok", "no"), ("de", "ja", "nein")])
async def test_a_therapist_s_mere_yes_is_no_goal_and_a_no_leaves_out(
    talk: Talk, language: str, yes: str, no: str
) -> None:
    dr = await talk.a_therapist(language=language)
    await talk.patient()
    await dr.types("/assign P-1 BA-02 daily 18:00 1w")
    await dr.types(yes)
    assert {"en": "“see friends again”", "de": "„wieder Freunde treffen“"}[language] in dr.last
    await dr.types("walk more")
    await dr.types(yes)
    await dr.types(yes)
    assert {"en": "“when I come home”", "de": "„wenn ich nach Hause komme“"}[language] in dr.last
    await dr.types("after work")
    for _ in range(2):
        await dr.types(no)
    assert "walk more" in dr.last
    assert f"“{no}”" not in dr.last
    assert f"„{no}“" not in dr.last
    assert {"en": "the patient chooses", "de": "wählt die Person"}[language] in dr.last
