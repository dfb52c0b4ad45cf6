"""Language, time zone and quiet hours."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from storage import occurrences
from tests.talk import Talk


async def planned(talk: Talk, assignment_id: int) -> list[datetime]:
    async with talk.read() as tx:
        ahead = await occurrences.of_assignment(tx, assignment_id, after=talk.clock.now())
    return [each.planned_at for each in ahead]


async def test_the_language_changes_from_the_next_message_on_and_the_menu_with_it(talk: Talk) -> None:
    anna = await talk.patient()
    await anna.types("/language")
    await anna.taps("Deutsch (du)")
    assert "Ab jetzt schreibe ich auf Deutsch und sage du." in anna.last
    assert anna.menu == "patient"
    await anna.types("/language")
    await anna.types("Sie")
    assert "sage Sie" in anna.last
    await anna.types("/language english")
    assert anna.last == "Done. I write in English from now on."


async def test_a_language_that_i_do_not_speak_is_said_so(talk: Talk) -> None:
    anna = await talk.patient()
    await anna.types("/language klingon")
    assert "Which language" in anna.screen
    await anna.types("French")
    assert "English and German so far" in anna.last
    await anna.types("deutsch")
    assert anna.buttons[:2] == ["Deutsch (Sie)", "Deutsch (du)"]


async def test_a_patient_s_language_changes_nothing_for_the_therapist(talk: Talk) -> None:
    doctor = await talk.a_therapist()
    anna = await talk.patient()
    await anna.types("/language")
    await anna.taps("Deutsch (Sie)")
    assert (await talk.person(doctor)).language == "en"


@pytest.mark.parametrize(
    ("language", "confirm", "said"),
    [
        ("en", "Yes, go by New York", "All planned times now follow the clock of New York"),
        ("de", "Ja, nach New York richten", "gelten jetzt nach der Uhr von New York"),
    ],
)
async def test_a_new_zone_is_confirmed_and_planned_times_keep_their_place_on_the_clock(
    talk: Talk, language: str, confirm: str, said: str
) -> None:
    anna = await talk.patient(language=language)
    assignment_id = await talk.assigned(anna)
    assert (await planned(talk, assignment_id))[0] == datetime(2026, 3, 2, 17, tzinfo=UTC)
    await anna.types("/timezone")
    await anna.types("New York City")
    assert "18:00" in anna.last
    assert (await talk.person(anna)).zone == "Europe/Berlin"
    await anna.taps(confirm)
    assert said in anna.last
    assert (await talk.person(anna)).zone == "America/New_York"
    assert (await planned(talk, assignment_id))[0] == datetime(2026, 3, 2, 23, tzinfo=UTC)


async def test_a_moment_of_today_that_was_handed_on_is_not_planned_twice_after_flying_west(
    talk: Talk,
) -> None:
    anna = await talk.patient()
    assignment_id = await talk.assigned(anna)
    await talk.moves_to(datetime(2026, 3, 2, 18, tzinfo=UTC))
    await anna.types("/timezone America/New_York")
    await anna.types("yes")
    assert (await planned(talk, assignment_id))[0] == datetime(2026, 3, 3, 23, tzinfo=UTC)


async def test_staying_with_the_old_clock_changes_nothing(talk: Talk) -> None:
    anna = await talk.patient()
    assignment_id = await talk.assigned(anna)
    before = await planned(talk, assignment_id)
    await anna.types("/timezone Tokyo")
    await anna.types("no")
    assert "Everything stays on the clock of Berlin." in anna.last
    assert await planned(talk, assignment_id) == before


async def test_the_same_zone_needs_no_question(talk: Talk) -> None:
    anna = await talk.patient()
    await anna.types("/timezone")
    await anna.types("Munich")
    assert "Everything stays on the clock of Berlin." in anna.last


async def test_a_name_of_several_cities_is_asked(talk: Talk) -> None:
    anna = await talk.patient()
    await anna.types("/timezone")
    await anna.types("Birmingham")
    assert anna.last == "Which of these?"
    await anna.taps("Birmingham, US")
    assert "In Chicago it is" in anna.last


async def test_a_shared_location_offers_its_clock_and_asks(talk: Talk) -> None:
    anna = await talk.patient()
    await anna.shares(35.68, 139.69)
    assert "In Tokyo it is 18:00 now. Shall I go by that clock?" in anna.last
    assert (await talk.person(anna)).zone == "Europe/Berlin"
    await anna.taps("No, stay with Berlin")
    assert (await talk.person(anna)).zone == "Europe/Berlin"


async def test_quiet_hours_are_set_with_two_taps_or_by_typing(talk: Talk) -> None:
    anna = await talk.patient(language="de", formality="du")
    await anna.types("/quiet")
    assert "Von 21:00 bis 08:00 kommt nichts ungefragt. Momente, die du selbst" in anna.last
    await anna.taps("22:00")
    await anna.types("halb sieben")
    await anna.taps("06:30")
    person = await talk.person(anna)
    assert (person.quiet_from, person.quiet_to) == (22 * 60, 6 * 60 + 30)


async def test_quiet_hours_cannot_begin_and_end_at_once(talk: Talk) -> None:
    anna = await talk.patient()
    await anna.types("/quiet 23:00")
    await anna.types("23:00")
    assert "Both times are the same." in anna.last
    assert (await talk.person(anna)).quiet_from == 21 * 60


SET = {"en": "Done. From {} to {} nothing comes unasked.", "de": "Gut. Von {} bis {} kommt nichts ungefragt."}


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "/quiet 21:00-07:00"),
        ("en", "/quiet 21-7"),
        ("en", "/quiet from 9 pm to 7 am"),
        ("de", "/quiet 21:00 bis 07:00"),
        ("de", "/ruhe 21-7"),
    ],
)
async def test_quiet_hours_are_set_in_one_line(talk: Talk, language: str, said: str) -> None:
    anna = await talk.patient(language=language)
    await anna.types(said)
    assert anna.messages[-1:] == anna.messages
    assert anna.last == SET[language].format("21:00", "07:00")
    person = await talk.person(anna)
    assert (person.quiet_from, person.quiet_to) == (21 * 60, 7 * 60)


async def test_quiet_hours_that_may_be_meant_in_two_ways_are_asked(talk: Talk) -> None:
    anna = await talk.patient(language="de")
    await anna.types("/quiet 10 bis 6")
    assert anna.last == "Welche von beiden ist gemeint?"
    assert anna.buttons[:2] == ["Von 10:00 bis 18:00", "Von 22:00 bis 06:00"]
    await anna.taps("Von 22:00")
    assert anna.last == SET["de"].format("22:00", "06:00")
    person = await talk.person(anna)
    assert (person.quiet_from, person.quiet_to) == (22 * 60, 6 * 60)


@pytest.mark.parametrize(
    ("words", "early", "late"),
    [
        ("twenty to ten", "09:40", "21:40"),
        ("twenty-five to ten", "09:35", "21:35"),
        ("ten to nine", "08:50", "20:50"),
    ],
)
async def test_minutes_to_an_hour_are_one_time_and_no_span(
    talk: Talk, words: str, early: str, late: str
) -> None:
    anna = await talk.patient()
    before = await talk.person(anna)
    await anna.types(f"/quiet {words}")
    assert {early, late} <= set(anna.buttons)
    person = await talk.person(anna)
    assert (person.quiet_from, person.quiet_to) == (before.quiet_from, before.quiet_to)
    await anna.taps(late)
    await anna.taps("07:00")
    person = await talk.person(anna)
    assert f"{person.quiet_from // 60:02}:{person.quiet_from % 60:02}" == late
    assert person.quiet_to == 7 * 60


@pytest.mark.parametrize(
    ("said", "hint"),
    [
        (
            "/quiet at night please",
            "I did not find times in that. For example: 21:00 to 07:00, or only when it begins: 21:00.",
        ),
        ("/pause soon", "I did not find a day between tomorrow and a year from now in that."),
        ("/timezone Xyzzy", "I don't know that place."),
        ("/language Klingon", "I speak English and German so far."),
    ],
)
async def test_what_cannot_be_read_behind_a_command_is_said(talk: Talk, said: str, hint: str) -> None:
    anna = await talk.patient()
    await anna.types(said)
    assert hint in anna.screen
    assert len(anna.messages) == 2
    assert len(anna.messages[-1].buttons) > 0


async def test_one_time_behind_quiet_is_its_beginning_and_both_may_be_typed_later(talk: Talk) -> None:
    anna = await talk.patient()
    await anna.types("/quiet 9")
    assert anna.last == "Which of the two do you mean?"
    await anna.taps("21:00")
    assert anna.last == "Quiet from 21:00. Until when?"
    await anna.types("/quiet")
    await anna.types("22-6")
    assert anna.last == SET["en"].format("22:00", "06:00")
    await anna.types("/quiet 21-21")
    assert anna.last == "Quiet from 21:00. Until when?"
    await anna.types("/quiet 9-9")
    assert anna.buttons[:2] == ["09:00", "21:00"]


async def test_a_city_is_named_in_the_patients_language(talk: Talk) -> None:
    anna = await talk.patient(language="de", formality="du")
    await anna.types("/timezone Kairo")
    assert "Kairo" in anna.last
    assert "Cairo" not in anna.last
