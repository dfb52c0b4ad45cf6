"""A mere "no" stands on no card: where words are wanted it is asked once more, and it leaves out what may be left out."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.plans import plan_of, proposed
from tests.talk import Talk
from tests.words_phone import WordsTalk

MORE = {
    "en": "Could you say that in words of your own, for example {}?",
    "de": "Lässt sich das in eigenen Worten sagen, zum Beispiel {}?",
}
PLACE = {"en": "“at the kitchen table”", "de": "„am Küchentisch“"}
MOMENT = {
    "en": "Which moment of your day shall the exercise belong to?",
    "de": "Zu welchem Moment des Tages soll die Übung gehören?",
}
GIVEN = pytest.mark.parametrize(
    ("language", "said"), [("en", "no"), ("en", "Nope."), ("de", "nein"), ("de", "lieber nicht")]
)


@GIVEN
async def test_a_no_to_the_suggested_moment_asks_for_another(talk: Talk, language: str, said: str) -> None:
    anna, mine = await proposed(talk, language=language)
    await anna.taps({"en": "Change", "de": "Ändern"}[language])
    for label in ({"en": "Skip", "de": "Überspringen"}[language], "18:00"):
        await anna.taps(label)
    before = anna.buttons
    for _ in range(2):
        await anna.types(said)
        assert anna.last.startswith(MOMENT[language])
        assert anna.buttons == before
    ref = await anna.types("after supper")
    await anna.edits(ref, said)
    assert anna.last.startswith(MOMENT[language])
    for label in ("kitchen table", {"en": "Skip", "de": "Überspringen"}[language], "8"):
        await anna.taps(label)
    await anna.taps({"en": "Yes, agreed", "de": "Ja, einverstanden"}[language])
    assert (await plan_of(talk, mine)).situation == "after supper"


@GIVEN
async def test_a_no_is_no_place(talk: Talk, language: str, said: str) -> None:
    anna, mine = await proposed(talk, language=language)
    for label in ({"en": "Agree", "de": "Zustimmen"}[language], "18:00"):
        await anna.taps(label)
    for _ in range(2):
        await anna.types(said)
        assert anna.last == MORE[language].format(PLACE[language])
        assert anna.buttons[0] == "kitchen table"
    ref = await anna.types("in the park")
    await anna.edits(ref, said)
    assert anna.last == MORE[language].format(PLACE[language])
    for label in ({"en": "Skip", "de": "Überspringen"}[language], "8"):
        await anna.taps(label)
    await anna.taps({"en": "Yes, agreed", "de": "Ja, einverstanden"}[language])
    assert (await plan_of(talk, mine)).place == "in the park"


async def test_it_is_the_same_where_there_are_no_buttons(tmp_path: Path) -> None:
    talk = WordsTalk(tmp_path)
    await talk.open()
    anna, _ = await proposed(talk, language="de", formality="du")
    for said in ("1", "18:00", "nein"):
        await anna.types(said)
    assert MORE["de"].format(PLACE["de"]) in anna.last
    await anna.types("1")
    assert "Was könnte dazwischenkommen?" in anna.last
    await talk.db.close()


@pytest.mark.parametrize(("language", "no"), [("en", "no"), ("de", "nein")])
async def test_a_no_to_what_it_is_for_leaves_that_out(talk: Talk, language: str, no: str) -> None:
    anna, mine = await proposed(talk, language=language)
    german = language == "de"
    for label in (
        ("Zustimmen", "18:00", "kitchen table", "Überspringen", "8", "Etwas ergänzen")
        if german
        else ("Agree", "18:00", "kitchen table", "Skip", "8", "Add something")
    ):
        await anna.taps(label)
    await anna.types(no)
    await anna.taps("Überspringen" if german else "Skip")
    await anna.types(no)
    await anna.taps("Ja, einverstanden" if german else "Yes, agreed")
    plan = await plan_of(talk, mine)
    assert (plan.teach_back, plan.coping) == ("", "")


@pytest.mark.parametrize(("language", "no"), [("en", "no"), ("de", "nein")])
async def test_a_therapist_s_no_is_no_goal_no_reason_no_moment_and_no_plan(
    talk: Talk, language: str, no: str
) -> None:
    dr = await talk.a_therapist(language=language)
    await talk.patient()
    await dr.types("/assign P-1 BA-02 daily 18:00 1w")
    for words in ("walk more", "it lifts the mood", "after work"):
        await dr.types(no)
        assert dr.last.startswith(MORE[language].split("{", maxsplit=1)[0])
        await dr.types(words)
    await dr.types(no)  # the place may be left out
    await dr.types("too tired")
    await dr.types(no)
    assert dr.last.startswith(MORE[language].split("{", maxsplit=1)[0])
    await dr.types("five minutes")
    await dr.taps({"en": "Skip", "de": "Überspringen"}[language])
    await dr.types(no)
    assert "five minutes" in dr.last
    assert f"“{no}”" not in dr.last
    assert f"„{no}“" not in dr.last
