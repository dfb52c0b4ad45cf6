"""The form engine by itself: old presses, back, skip, cancel, and forms on top of each other."""

from __future__ import annotations

from tests.talk import Talk


async def test_pressing_an_earlier_question_changes_that_answer_on_its_own_message(talk: Talk) -> None:
    anna = await talk.patient()
    await talk.assigned(anna, agreed=False)
    await anna.types("/current")
    await anna.taps("Open")
    await anna.taps("Agree")
    asked, later = anna.find("20:00")
    _, first = anna.find("18:00")
    await anna.presses(first, asked.ref)
    assert "Where will you be then?" in anna.last
    await anna.presses(later, asked.ref)
    shown = next(message for message in anna.messages if message.ref == asked.ref)
    assert "When would it fit best?" in shown.text
    assert shown.text.endswith("→ 20:00")


async def test_an_answer_shows_on_its_question_and_its_buttons_go(talk: Talk) -> None:
    anna = await talk.patient(language="de", formality="du")
    await anna.types("heute war es schwer")
    await anna.taps("Schwierigkeit")
    asked = next(message for message in anna.messages if "Notiz" in message.text)
    assert asked.text.endswith("→ Schwierigkeit")
    assert asked.buttons == []


async def test_a_form_below_goes_on_when_the_one_above_ends(talk: Talk) -> None:
    anna = await talk.patient()
    await talk.assigned(anna, agreed=False)
    await anna.types("/current")
    await anna.taps("Open")
    await anna.taps("Agree")
    await anna.types("/note")
    await anna.types("/cancel")
    assert "Back to where we were." in anna.screen
    assert "When would it fit best?" in anna.last


async def test_going_back_pressed_twice_goes_back_once(talk: Talk) -> None:
    dr = await talk.a_therapist()
    await talk.patient()
    await dr.types("/assign P-1 BA-02 daily 18:00 2w")
    await dr.types("get out more")
    await dr.taps("Use this")
    await dr.types("when I come home")
    shown, back = dr.find("‹ Back")
    await dr.presses(back, shown.ref)
    before = dr.screen
    await dr.presses(back, shown.ref)
    assert dr.screen == before


async def test_what_was_not_understood_leaves_the_choices_at_hand(talk: Talk) -> None:
    anna = await talk.patient()
    await talk.assigned(anna, agreed=False)
    await anna.types("/current")
    await anna.taps("Open")
    await anna.taps("Agree")
    await anna.types("25:00")
    assert "I did not find a time" in anna.last
    await anna.taps("18:00")
    assert "Where will you be then?" in anna.last


async def test_a_value_that_stood_on_no_button_is_never_an_answer(talk: Talk) -> None:
    anna = await talk.patient()
    await anna.types("/language")
    shown, data = anna.find("English")
    before = await talk.person(anna)
    for forged in ("de-nobody", "xx", "!done", ""):
        await anna.presses(f"{data.rpartition(':')[0]}:{forged}", shown.ref)
    assert await talk.person(anna) == before
    await anna.presses(data, shown.ref)
    assert anna.last == "Done. I write in English from now on."
