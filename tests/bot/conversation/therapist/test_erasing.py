"""A therapist erases somebody who takes part no more: what goes is shown, it is asked once, and only their own go."""

from __future__ import annotations

import re

import pytest

from storage import people
from storage.records import PersonState
from tests.talk import Phone, Talk


async def gone(talk: Talk, phone: Phone, state: PersonState = PersonState.LEFT) -> None:
    async with talk.db.write() as tx:
        await people.change(tx, (await talk.person(phone)).id, state=state)


async def test_it_is_shown_what_goes_and_asked_once(talk: Talk) -> None:
    dr = await talk.a_therapist()
    anna = await talk.patient()
    await talk.assigned(anna)
    await gone(talk, anna)
    await dr.types("/erase p1")
    assert dr.last.startswith("Erase P-1, with you since Mon, 2 Mar 2026, for good?")
    assert re.search(
        r"\(exercises: 1, planned moments: \d, answers: 0, notes: 0, files: 0, sessions: 0\)", dr.last
    )
    assert dr.buttons == ["Erase for good", "Keep"]
    await dr.taps("Keep")
    assert (await talk.person(anna)).code == "P-1"
    await dr.types("/erase P-1")
    await dr.taps("Erase for good")
    assert "nothing of P-1 is kept here any more" in dr.last
    assert anna.messages == []
    await dr.types("/patients P-1")
    assert "None of your patients has the code" in dr.last


@pytest.mark.parametrize("state", [PersonState.ACTIVE, PersonState.CONSENTING])
async def test_somebody_who_takes_part_stays(talk: Talk, state: PersonState) -> None:
    dr = await talk.a_therapist()
    anna = await talk.patient()
    await gone(talk, anna, state)
    await dr.types("/erase P-1")
    assert "P-1 takes part, so nothing is erased here" in dr.last
    assert "Erase for good" not in dr.buttons


async def test_somebody_who_came_back_meanwhile_stays(talk: Talk) -> None:
    dr = await talk.a_therapist()
    anna = await talk.patient()
    await gone(talk, anna)
    await dr.types("/erase P-1")
    await gone(talk, anna, PersonState.CONSENTING)
    await dr.taps("Erase for good")
    assert "P-1 takes part, so nothing is erased here" in dr.last
    assert (await talk.person(anna)).code == "P-1"


async def test_without_a_code_those_are_offered_who_take_part_no_more_or_never_came(talk: Talk) -> None:
    dr = await talk.a_therapist(language="de")
    phones = [await talk.patient(name) for name in ("A", "B", "C")]
    await dr.types("löschen")
    assert "Alle nehmen teil" in dr.last
    await gone(talk, phones[0])
    await gone(talk, phones[1], PersonState.DECLINED)
    await dr.types("/invite")
    await dr.types("/erase")
    assert dr.buttons == ["P-1", "P-2", "P-4"]
    await dr.taps("P-2")
    await dr.taps("Endgültig löschen")
    assert "Über P-2 ist hier nichts mehr gespeichert" in dr.last


async def test_pressing_twice_erases_once_and_a_form_about_them_is_over(talk: Talk) -> None:
    dr = await talk.a_therapist()
    anna, ben = await talk.patient("Anna"), await talk.patient("Ben")
    await dr.types("/assign P-1")
    await gone(talk, anna)
    await dr.types("/erase P-1")
    shown, data = dr.find("Erase for good")
    await dr.presses(data, shown.ref)
    await dr.presses(data, shown.ref)
    assert (await talk.person(ben)).code == "P-2"
    await dr.types("anything")
    assert "P-1" not in dr.last
