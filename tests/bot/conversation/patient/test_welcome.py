"""A patient's arrival: who I am, language, consent, time zone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.conversation import invitation
from bot.conversation.patient.consent import CONSENT_VERSION, PIECES
from storage import due, people
from storage.records import DueKind, Formality, PersonState, Role
from tests.talk import CHANNEL, Phone, Talk


async def arrives(talk: Talk, name: str = "Anna", language: str = "en") -> Phone:
    """A patient opens the link."""
    owner = talk.therapist or await talk.a_therapist()
    async with talk.db.write() as tx:
        person = await people.add(
            tx,
            Role.PATIENT,
            now=talk.clock.now(),
            language="en",
            zone="Europe/Berlin",
            therapist_id=(await talk.person(owner)).id,
        )
        made = await invitation.create(tx, person.id, talk.clock.now())
    phone = talk.phone(name, language)
    await phone.types(f"/start {made.token}")
    return phone


async def test_the_whole_arrival_in_english_takes_five_taps(talk: Talk) -> None:
    anna = await arrives(talk)
    assert "I'm a program, not a person. Nobody reads along live." in anna.screen
    for label in ("English", "Continue", "Continue", "Agree", "Yes, Berlin"):
        await anna.taps(label)
    assert "Your clock: Berlin, 10:00" in anna.last
    assert anna.menu == "patient"
    person = await talk.person(anna)
    assert (person.state, person.language, person.zone) == (PersonState.ACTIVE, "en", "Europe/Berlin")
    assert person.consent_version == CONSENT_VERSION


@pytest.mark.parametrize(
    ("label", "formality", "sentence"),
    [
        ("Deutsch (Sie)", Formality.SIE, "Ihre Uhr: Berlin"),
        ("Deutsch (du)", Formality.DU, "Deine Uhr: Berlin"),
    ],
)
async def test_the_whole_arrival_in_german(
    talk: Talk, label: str, formality: Formality, sentence: str
) -> None:
    anna = await arrives(talk, language="de")
    assert "Ich bin ein Programm, kein Mensch." in anna.screen
    for tapped in (label, "Weiter", "Weiter", "Zustimmen", "Ja, Berlin"):
        await anna.taps(tapped)
    person = await talk.person(anna)
    assert (person.language, person.formality, person.state) == ("de", formality, PersonState.ACTIVE)
    assert sentence in anna.last
    if formality is Formality.DU:
        told = anna.screen.partition("Worum es geht")[2]
        assert not re.search(r"\bIhr|\bIhnen|\bSie (haben|können|entscheiden|nehmen)", told)


async def test_typing_works_as_well_as_tapping(talk: Talk) -> None:
    anna = await arrives(talk)
    for typed in ("german", "du", "weiter", "1", "ja", "München"):
        await anna.types(typed)
    person = await talk.person(anna)
    assert (person.formality, person.state, person.zone) == ("du", PersonState.ACTIVE, "Europe/Berlin")


async def test_consent_holds_every_point_and_each_piece_fits_a_screen(talk: Talk) -> None:
    anna = await arrives(talk)
    for label in ("English", "Continue", "Continue"):
        await anna.taps(label)
    shown = [message.text for message in anna.messages]
    assert len([text for text in shown if " of 3 ·" in text]) == len(PIECES) + 1
    assert all(len(text) < 1300 for text in shown)
    for point in (
        "chooses with you",
        "Taking part is voluntary",
        "no disadvantage",
        "not for emergencies",
        "112",
        "If you are in danger: 112. More help:\nTelefonSeelsorge: 0800 1110111\n",
        "116 123",
        "may be offline",
        "What is kept",
        "encrypted",
        "Telegram could read them",
        "hide message previews",
        "raises an alarm",
        "how to reach each other",
        "data protection authority",
        "Exercises can be distressing",
        CONSENT_VERSION,
    ):
        assert point in anna.screen


async def test_a_country_without_lines_announces_none(tmp_path: Path) -> None:
    talk = Talk(tmp_path, country="BR")
    await talk.open()
    anna = await arrives(talk)
    await anna.taps("English")
    assert "If you are in danger: 112.\n" in anna.last
    assert "More help" not in anna.last
    await talk.db.close()


async def test_consent_is_kept_with_version_and_channel_the_moment_it_is_given(talk: Talk) -> None:
    anna = await arrives(talk)
    for label in ("English", "Continue", "Continue", "Agree"):
        await anna.taps(label)
    person = await talk.person(anna)
    async with talk.read() as tx:
        assert await people.has_consented(tx, person.id, version=CONSENT_VERSION, channel=CHANNEL)
        assert not await people.has_consented(tx, person.id, version=CONSENT_VERSION, channel="signal")
    assert person.state is PersonState.CONSENTING


async def test_declining_is_fine_is_told_and_can_be_thought_over(talk: Talk) -> None:
    anna = await arrives(talk)
    for label in ("English", "Continue", "Continue", "Decline"):
        await anna.taps(label)
    assert "That's fine. Your therapy continues as before." in anna.last
    person = await talk.person(anna)
    assert (person.state, person.consent_version) == (PersonState.DECLINED, None)
    async with talk.read() as tx:
        assert len(await due.of_subjects(tx, [DueKind.NEWS], [person.id])) == 1
    await anna.taps("Read again")
    for label in ("Continue", "Continue", "Agree", "Yes, Berlin"):
        await anna.taps(label)
    assert (await talk.person(anna)).state is PersonState.ACTIVE


async def test_start_offers_it_again_after_declining(talk: Talk) -> None:
    anna = await arrives(talk, language="de")
    for label in ("Deutsch (du)", "Weiter", "Weiter", "Ablehnen"):
        await anna.taps(label)
    await anna.types("/start")
    assert "1 von 3" in anna.last
    assert (await talk.person(anna)).state is PersonState.CONSENTING


async def test_a_doubled_agree_is_recorded_once(talk: Talk) -> None:
    anna = await arrives(talk)
    for label in ("English", "Continue", "Continue"):
        await anna.taps(label)
    shown, data = anna.find("Agree")
    await anna.presses(data, shown.ref)
    count = len(anna.messages)
    await anna.presses(data, shown.ref)
    assert len(anna.messages) == count


async def test_a_doubled_decline_says_the_question_is_closed(talk: Talk) -> None:
    anna = await arrives(talk)
    for label in ("English", "Continue", "Continue"):
        await anna.taps(label)
    shown, data = anna.find("Decline")
    await anna.presses(data, shown.ref)
    await anna.presses(data, shown.ref)
    assert "closed already" in anna.last
    assert (await talk.person(anna)).state is PersonState.DECLINED


async def test_the_zone_may_be_another_city(talk: Talk) -> None:
    anna = await arrives(talk)
    for label in ("English", "Continue", "Continue", "Agree"):
        await anna.taps(label)
    await anna.types("qwrtzpsdf")
    assert "I don't know that place" in anna.last
    await anna.types("Lisbon")
    person = await talk.person(anna)
    assert (person.zone, person.state) == ("Europe/Lisbon", PersonState.ACTIVE)
    assert "Your clock: Lisbon, 09:00" in anna.last


async def test_the_zone_may_be_a_shared_location(talk: Talk) -> None:
    anna = await arrives(talk)
    for label in ("English", "Continue", "Continue", "Agree"):
        await anna.taps(label)
    await anna.shares(40.71, -74.0)
    person = await talk.person(anna)
    assert (person.zone, person.state) == ("America/New_York", PersonState.ACTIVE)


async def test_a_place_in_the_sea_without_a_known_zone_is_asked_again(talk: Talk) -> None:
    anna = await arrives(talk)
    for label in ("English", "Continue", "Continue", "Agree"):
        await anna.taps(label)
    await anna.shares(95.0, 0.0)
    assert "I don't know that place" in anna.last
    assert (await talk.person(anna)).state is PersonState.CONSENTING


async def test_a_location_before_the_question_for_it_is_not_taken(talk: Talk) -> None:
    anna = await arrives(talk)
    await anna.shares(40.71, -74.0)
    assert anna.buttons == ["English", "Deutsch (Sie)", "Deutsch (du)"]
    assert (await talk.person(anna)).zone == "Europe/Berlin"


async def test_commands_wait_until_the_arrival_is_over(talk: Talk) -> None:
    anna = await arrives(talk)
    await anna.types("/pause")
    assert (await talk.person(anna)).paused_until is None
    assert anna.buttons == ["English", "Deutsch (Sie)", "Deutsch (du)"]


async def test_what_was_proposed_meanwhile_is_shown_on_arrival(talk: Talk) -> None:
    anna = await arrives(talk)
    await talk.assigned(anna, agreed=False)
    for label in ("English", "Continue", "Continue", "Agree", "Yes, Berlin"):
        await anna.taps(label)
    assert "It belongs to your goal: get out more." in anna.last


async def test_code_consent_and_first_exercise_take_at_most_twelve_taps(talk: Talk) -> None:
    anna = await arrives(talk)
    await talk.assigned(anna, agreed=False)
    taps = (
        "English", "Continue", "Continue", "Agree", "Yes, Berlin",
        "Agree", "18:00", "kitchen table", "Skip", "8", "Yes, agreed",
    )  # fmt: skip
    for label in taps:
        await anna.taps(label)
    assert "Agreed. The first moment comes Mon 2 Mar 18:00" in anna.last
    assert len(taps) + len(["Start"]) <= 12


async def test_start_greets_somebody_who_is_inside(talk: Talk) -> None:
    anna = await talk.patient(language="de")
    await anna.types("/start")
    assert "Guten Tag" in anna.last
    assert anna.menu == "patient"


@pytest.mark.parametrize("typed", ["/leave", "/stop", "/abmelden"])
@pytest.mark.parametrize("read", [0, 2, 4])
async def test_leaving_while_reading_is_a_decline(talk: Talk, typed: str, read: int) -> None:
    anna = await arrives(talk)
    for label in ("English", "Continue", "Continue", "Agree")[:read]:
        await anna.taps(label)
    await anna.types(typed)
    assert anna.last.startswith("That's fine. Your therapy continues as before.")
    person = await talk.person(anna)
    assert (person.state, person.consent_version) == (PersonState.DECLINED, None)
    async with talk.read() as tx:
        assert not await people.has_consented(tx, person.id, version=CONSENT_VERSION, channel=CHANNEL)
        assert len(await due.of_subjects(tx, [DueKind.NEWS], [person.id])) == 1
    await anna.types("/start")
    assert "1 of 3" in anna.last


@pytest.mark.parametrize(
    ("language", "no", "asked"),
    [
        ("en", "no", "Where are you, then?"),
        ("en", "No.", "Where are you, then?"),
        ("de", "nein", "Wo sind Sie dann?"),
        ("de", "ne", "Wo sind Sie dann?"),
        ("de", "nö", "Wo sind Sie dann?"),
    ],
)
async def test_a_no_to_our_clock_is_no_country(talk: Talk, language: str, no: str, asked: str) -> None:
    anna = await arrives(talk, language=language)
    german = language == "de"
    for label in (
        ("Deutsch (Sie)", "Weiter", "Weiter", "Zustimmen")
        if german
        else ("English", "Continue", "Continue", "Agree")
    ):
        await anna.taps(label)
    await anna.types(no)
    assert anna.last.startswith(asked)
    await anna.types("nein, Lissabon" if german else "No, Lisbon")
    assert (await talk.person(anna)).zone == "Europe/Lisbon"


async def test_a_no_to_a_zone_that_was_asked_for_moves_nobody_to_oslo(talk: Talk) -> None:
    anna = await talk.patient()
    await anna.types("/timezone")
    await anna.types("no")
    assert anna.last.startswith("Where are you, then?")
    assert (await talk.person(anna)).zone == "Europe/Berlin"
