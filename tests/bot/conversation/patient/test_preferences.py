"""Language, time zone, quiet hours, pause, and stopping to take part."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.conversation.patient.pausing import OPEN_END
from storage import assignments, due, occurrences, people
from storage.records import AssignmentState, DueKind, PersonState
from tests.talk import CHANNEL, Phone, Talk


async def planned(talk: Talk, assignment_id: int) -> list[datetime]:
    async with talk.read() as tx:
        ahead = await occurrences.of_assignment(tx, assignment_id, after=talk.clock.now())
    return [each.planned_at for each in ahead]


async def rows_of(talk: Talk, phone: Phone, kind: DueKind) -> int:
    person = await talk.person(phone)
    async with talk.read() as tx:
        return len(await due.of_subjects(tx, [kind], [person.id]))


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
    assert "Which language" in anna.last
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
        ("en", "Yes, go by New York", "All planned times are now on the clock of New York"),
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


async def test_a_pause_ends_by_itself_and_says_so_when_it_suits(talk: Talk) -> None:
    anna = await talk.patient()
    await anna.types("/pause")
    await anna.taps("3 days")
    assert "Paused until Thu 5 Mar." in anna.last
    person = await talk.person(anna)
    assert person.paused_until == datetime(2026, 3, 4, 23, tzinfo=UTC)
    await talk.moves_to(datetime(2026, 3, 5, 6, 59, tzinfo=UTC))
    assert (await talk.person(anna)).paused_until is None
    assert anna.unasked == []
    await talk.moves_to(datetime(2026, 3, 5, 7, 0, tzinfo=UTC))
    assert anna.unasked == ["The pause is over. I'm here again, as agreed. /pause makes it longer."]


@pytest.mark.parametrize(
    ("typed", "until"),
    [
        ("/pause until Friday", None),
        ("/pause Friday", datetime(2026, 3, 5, 23, tzinfo=UTC)),
        ("/pause zwei Wochen", datetime(2026, 3, 15, 23, tzinfo=UTC)),
        ("/pause 12.3.", datetime(2026, 3, 11, 23, tzinfo=UTC)),
        ("/pause today", None),
        ("/pause 2030-01-01", None),
    ],
)
async def test_a_pause_is_understood_in_one_line_or_asked(
    talk: Talk, typed: str, until: datetime | None
) -> None:
    anna = await talk.patient()
    await anna.types(typed)
    assert (await talk.person(anna)).paused_until == until
    if until is None:
        assert "Until when shall I be silent?" in anna.last


async def test_a_pause_without_an_end_lasts_until_resume(talk: Talk) -> None:
    anna = await talk.patient()
    await anna.types("/pause")
    await anna.taps("Until I say so")
    assert "Paused until you say so, with /resume." in anna.last
    assert (await talk.person(anna)).paused_until == OPEN_END
    await talk.moves(days=40)
    assert anna.unasked == []
    await anna.types("/resume")
    assert "I'm here again" in anna.last
    assert (await talk.person(anna)).paused_until is None
    await anna.types("/resume")
    assert "There is no pause at the moment." in anna.last


async def test_resuming_earlier_leaves_no_end_behind(talk: Talk) -> None:
    anna = await talk.patient()
    await anna.types("/pause tomorrow")
    await anna.types("/resume")
    assert await rows_of(talk, anna, DueKind.RESUME) == 0
    await talk.moves(days=2)
    assert anna.unasked == []


async def test_a_second_pause_replaces_the_first(talk: Talk) -> None:
    anna = await talk.patient()
    await anna.types("/pause tomorrow")
    await anna.types("/pause a week")
    assert await rows_of(talk, anna, DueKind.RESUME) == 1
    await talk.moves_to(datetime(2026, 3, 5, 12, tzinfo=UTC))
    assert (await talk.person(anna)).paused_until == datetime(2026, 3, 8, 23, tzinfo=UTC)


async def test_a_pause_silences_planned_moments_at_once(talk: Talk) -> None:
    anna = await talk.patient()
    await talk.assigned(anna)
    await anna.types("/pause tomorrow")
    await talk.moves_to(datetime(2026, 3, 2, 22, tzinfo=UTC))
    assert anna.unasked == []


async def test_what_was_proposed_during_a_pause_is_shown_when_it_ends(talk: Talk) -> None:
    anna = await talk.patient()
    await anna.types("/pause a week")
    await talk.assigned(anna, agreed=False)
    await anna.types("/resume")
    assert "It belongs to your goal" in anna.last


async def test_cancelling_changes_nothing(talk: Talk) -> None:
    anna = await talk.patient()
    await anna.types("/pause")
    await anna.taps("Cancel")
    assert anna.last == "Stopped. Everything stays as it was."
    assert (await talk.person(anna)).paused_until is None


@pytest.mark.parametrize(
    ("language", "yes", "said"),
    [("en", "Yes, stop", "Thank you for your work."), ("de", "Ja, beenden", "Danke für Ihre Arbeit.")],
)
async def test_leaving_stops_everything_and_is_told(talk: Talk, language: str, yes: str, said: str) -> None:
    anna = await talk.patient(language=language)
    agreed = await talk.assigned(anna)
    waiting = await talk.assigned(anna, "BA-03", agreed=False)
    await anna.types("/leave")
    await anna.taps(yes)
    assert said in anna.last
    person = await talk.person(anna)
    assert (person.state, person.consent_version) == (PersonState.LEFT, None)
    assert await planned(talk, agreed) == []
    async with talk.read() as tx:
        for assignment_id in (agreed, waiting):
            found = await assignments.get(tx, assignment_id)
            assert found is not None
            assert found.state is AssignmentState.ENDED
        assert not await people.has_consented(tx, person.id, version="test", channel=CHANNEL)
    assert await rows_of(talk, anna, DueKind.NEWS) == 1
    await talk.moves(days=3)
    assert anna.unasked == []


async def test_after_leaving_nothing_but_help_is_heard(talk: Talk) -> None:
    anna = await talk.patient()
    await anna.types("/leave")
    await anna.types("yes")
    await anna.types("/pause")
    assert "You are not taking part at the moment." in anna.last
    await anna.types("/help")
    assert "112" in anna.last


async def test_changing_one_s_mind_about_leaving_is_fine(talk: Talk) -> None:
    anna = await talk.patient()
    await anna.types("/leave")
    await anna.taps("No, stay")
    assert (await talk.person(anna)).state is PersonState.ACTIVE
    assert anna.last == "Good. Everything stays as it was."
