from __future__ import annotations

import pytest

from bot.conversation import invitation
from storage import people
from storage.records import Person, PersonState, Role
from tests.talk import Phone, Talk


async def newcomer(talk: Talk, language: str) -> tuple[Phone, str]:
    async with talk.db.write() as tx:
        now = talk.clock.now()
        person = await people.add(tx, Role.THERAPIST, now=now, language=language, zone="Europe/Berlin")
        made = await invitation.create(tx, person.id, now)
    return talk.phone("Dr. New", language), made.token


async def person_at(talk: Talk, phone: Phone) -> Person:
    return await talk.person(phone)


@pytest.mark.parametrize(
    ("language", "greeting", "step"),
    [
        ("en", "I look after exercises", "First step: /invite"),
        ("de", "Ich begleite Übungen", "Erster Schritt: /invite"),
    ],
)
async def test_a_therapist_who_opens_the_link_is_greeted_with_the_first_step_and_a_menu(
    talk: Talk, language: str, greeting: str, step: str
) -> None:
    phone, token = await newcomer(talk, language)
    await phone.types(f"/start {token}")
    assert greeting in phone.last
    assert step in phone.last
    assert phone.menu == "therapist"
    assert (await person_at(talk, phone)).state is PersonState.ACTIVE


async def test_the_greeting_can_be_read_in_the_other_language(talk: Talk) -> None:
    phone, token = await newcomer(talk, "en")
    await phone.types(f"/start {token}")
    await phone.taps("Weiter auf Deutsch")
    assert "Ich begleite Übungen" in phone.last
    assert (await person_at(talk, phone)).language == "de"


async def test_the_language_can_be_changed_at_any_time_also_to_du(talk: Talk) -> None:
    dr = await talk.a_therapist()
    await dr.types("/language")
    await dr.taps("Deutsch (du)")
    assert dr.last == "Ab jetzt schreibe ich Deutsch und sage du."
    await dr.types("/patients")
    assert "Noch ist niemand eingeladen" in dr.last


async def test_pressing_a_language_twice_says_it_once(talk: Talk) -> None:
    dr = await talk.a_therapist()
    await dr.types("/language")
    shown, data = dr.find("Deutsch (Sie)")
    await dr.presses(data, shown.ref)
    count = len(dr.messages)
    await dr.presses(data, shown.ref)
    assert len(dr.messages) == count


async def test_a_language_that_does_not_exist_is_an_old_button(talk: Talk) -> None:
    dr = await talk.a_therapist()
    await dr.presses("tlang:xx")
    assert "earlier" in dr.last


async def test_help_names_the_therapists_commands(talk: Talk) -> None:
    dr = await talk.a_therapist()
    await dr.types("/help")
    assert "/assign P-1 BA-02" in dr.last
    assert "/invite" in dr.last
