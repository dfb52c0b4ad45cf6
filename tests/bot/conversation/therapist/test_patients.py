from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta

import pytest

from storage import appointments, assignments, invites, occurrences, people
from storage.appointments import NewAppointment
from storage.ids import short
from storage.records import AssignmentState, PersonState
from tests.talk import Talk


def link_of(text: str) -> str:
    found = re.search(r"https://\S+", text)
    assert found is not None
    return found.group()


async def test_an_invitation_has_a_link_a_code_and_a_picture_but_no_name(talk: Talk) -> None:
    dr = await talk.a_therapist()
    await dr.types("/invite")
    shown = dr.messages[-1]
    assert shown.text.startswith("P-1 is invited.")
    assert shown.qr == link_of(shown.text)
    assert re.search(r"Code: [2-9A-Z]{4}-[2-9A-Z]{4}\n", shown.text)
    assert "Mon 9 Mar 10:00" in shown.text


async def test_a_name_typed_with_an_invitation_is_not_kept_and_it_says_so(talk: Talk) -> None:
    dr = await talk.a_therapist()
    await dr.types("/invite Max Mustermann")
    assert "I kept nothing of what you wrote" in dr.screen
    assert dr.last.startswith("P-1 is invited.")
    assert "Mustermann" not in dr.screen


async def test_the_link_opens_the_door_once(talk: Talk) -> None:
    dr = await talk.a_therapist()
    await dr.types("/invite")
    token = link_of(dr.last).partition("start=")[2]
    first, second = talk.phone("first"), talk.phone("second")
    await first.types(f"/start {token}")
    assert (await talk.person(first)).code == "P-1"
    await second.types(f"/start {token}")
    async with talk.read() as tx:
        assert await people.at_address(tx, "telegram", "second") is None


async def test_a_waiting_invitation_is_renewed_by_button_and_by_code(talk: Talk) -> None:
    dr = await talk.a_therapist()
    await dr.types("/invite")
    first = link_of(dr.last)
    await dr.taps("New code")
    second = link_of(dr.last)
    await dr.types("/invite p1")
    third = link_of(dr.last)
    assert len({first, second, third}) == 3
    async with talk.read() as tx:
        assert await invites.find(tx, first.partition("start=")[2]) is None
        assert await invites.find(tx, third.partition("start=")[2]) is not None
        me = await talk.person(dr)
        assert len(await people.patients_of(tx, me.id)) == 1


async def test_pressing_new_code_twice_makes_one(talk: Talk) -> None:
    dr = await talk.a_therapist()
    await dr.types("/invite")
    shown, data = dr.find("New code")
    await dr.presses(data, shown.ref)
    made = dr.last
    await dr.presses(data, shown.ref)
    assert dr.last == made
    assert dr.screen.count("is invited") == 2


async def test_a_new_code_for_somebody_who_takes_part_is_asked_about_first(talk: Talk) -> None:
    dr = await talk.a_therapist()
    await talk.patient()
    await dr.types("/patients P-1")
    await dr.taps("New code")
    assert "the chat moves to the phone" in dr.last
    await dr.taps("Make a new code")
    assert "P-1 is invited" in dr.last


async def test_nobody_invited_yet_says_what_to_do(talk: Talk) -> None:
    dr = await talk.a_therapist()
    await dr.types("/patients")
    assert "/invite" in dr.last


async def test_the_list_says_where_each_patient_stands(talk: Talk) -> None:
    dr = await talk.a_therapist()
    phones = [await talk.patient(name) for name in ("A", "B", "C", "D", "E")]
    await dr.types("/invite")
    persons = [await talk.person(phone) for phone in phones]
    now = talk.clock.now()
    async with talk.db.write() as tx:
        await people.change(tx, persons[1].id, state=PersonState.CONSENTING)
        await people.change(tx, persons[2].id, paused_until=now + timedelta(days=3))
        await people.change(tx, persons[3].id, blocked_at=now)
        await people.change(tx, persons[4].id, state=PersonState.LEFT)
    await dr.types("/patients")
    lines = dr.last.splitlines()[1:]
    assert [line.partition(" · ")[2] for line in lines] == [
        "active",
        "reading the consent",
        "taking a break",
        "unreachable since Mon 2 Mar: messages do not arrive",
        "no longer takes part",
        "invited, code valid until Mon 9 Mar 10:00",
    ]
    talk.clock.set(now + timedelta(days=8))
    await dr.types("/patients")
    assert "invited, code expired" in dr.last


async def test_the_list_counts_exercises_and_names_the_next_session_and_the_last_answer(talk: Talk) -> None:
    dr = await talk.a_therapist(language="de")
    anna = await talk.patient()
    await talk.assigned(anna)
    await talk.assigned(anna, "MIN-01", agreed=False)
    person = await talk.person(anna)
    async with talk.db.write() as tx:
        await appointments.add(
            tx,
            [
                NewAppointment(
                    patient_id=person.id,
                    therapist_id=person.therapist_id or 0,
                    series_id=None,
                    series_date=None,
                    local_date=date(2026, 3, 12),
                    local_time=time(10),
                    zone="Europe/Berlin",
                    starts_at=datetime(2026, 3, 12, 9, tzinfo=UTC),
                )
            ],
        )
    await dr.types("/patients")
    assert "1 Übung · 1 vorgeschlagen · Sitzung Do., 12. März, 10:00" in dr.last
    await talk.moves_to(datetime(2026, 3, 2, 17, 1, tzinfo=UTC))
    await anna.taps("Open")
    await anna.taps("Done")
    await dr.types("/patients")
    assert "letzte Antwort Mo., 2. März" in dr.last


async def test_many_patients_come_in_pages(talk: Talk) -> None:
    dr = await talk.a_therapist()
    for number in range(14):
        await talk.patient(f"phone {number}")
    await dr.types("/patients")
    assert "P-13" not in dr.last
    await dr.taps("P-13 – P-14")
    assert "P-13" in dr.last
    assert "P-12" not in dr.last


async def test_a_patients_page_shows_what_is_open_and_offers_the_ways_on(talk: Talk) -> None:
    dr = await talk.a_therapist()
    anna = await talk.patient()
    await talk.assigned(anna)
    await dr.types("/patients")
    await dr.taps("P-1")
    assert "BA-02 One small pleasant activity: daily at 18:00 · agreed" in dr.last
    assert {"Propose exercise", "Sessions", "Summary", "New code", "End an exercise"} <= set(dr.buttons)


async def test_somebody_who_left_is_offered_only_what_still_makes_sense(talk: Talk) -> None:
    dr = await talk.a_therapist()
    anna = await talk.patient()
    async with talk.db.write() as tx:
        await people.change(tx, (await talk.person(anna)).id, state=PersonState.LEFT)
    await dr.types("/patients P-1")
    assert dr.buttons == ["Summary", "New code", "Erase", "‹ All patients"]


@pytest.mark.parametrize(
    "command", ["/patients P-1", "/invite P-1", "/end P-1", "/erase P-1", "/patients Anna"]
)
async def test_another_therapists_patient_is_as_good_as_unknown(talk: Talk, command: str) -> None:
    await talk.patient(therapist=await talk.a_therapist("Dr. A"))
    other = await talk.a_therapist("Dr. B")
    await other.types(command)
    assert "None of your patients has the code" in other.last


@pytest.mark.parametrize(
    "verb",
    [
        "tp",
        "tps",
        "tpd",
        "tinvite",
        "tuninv",
        "tpart",
        "tparty",
        "tend",
        "tends",
        "tendy",
        "tassign",
        "tnews",
        "terase",
        "terasey",
    ],
)
async def test_another_therapists_buttons_do_nothing(talk: Talk, verb: str) -> None:

    anna = await talk.patient(therapist=await talk.a_therapist("Dr. A"))
    assignment_id = await talk.assigned(anna)
    person = await talk.person(anna)
    other = await talk.a_therapist("Dr. B")
    subject = assignment_id if verb in {"tends", "tendy"} else person.id
    for data in (f"{verb}:{short(subject)}", f"{verb}:{short(subject)}:{short(1)}", f"{verb}:", f"{verb}:!"):
        await other.presses(data)
        assert "P-1" not in other.screen
        assert "pleasant" not in other.screen
        assert "earlier moment" in other.last
    async with talk.read() as tx:
        kept = await assignments.get(tx, assignment_id)
    assert kept is not None
    assert kept.state is AssignmentState.AGREED


async def test_an_exercise_ends_after_one_more_question_and_its_reminders_stop(talk: Talk) -> None:
    dr = await talk.a_therapist()
    anna = await talk.patient()
    assignment_id = await talk.assigned(anna)
    await dr.types("/end P-1")
    await dr.taps("BA-02")
    assert "Its reminders stop at once" in dr.last
    await dr.taps("End it")
    assert "has ended for P-1" in dr.last
    await talk.moves(days=3)
    assert anna.unasked == ["Something that was agreed has changed."]
    async with talk.read() as tx:
        ended = await assignments.get(tx, assignment_id)
        assert await occurrences.of_assignment(tx, assignment_id, after=talk.clock.now()) == []
    assert ended is not None
    assert ended.state is AssignmentState.ENDED


async def test_ending_stops_the_follow_up_of_a_moment_that_is_open(talk: Talk) -> None:
    dr = await talk.a_therapist()
    anna = await talk.patient()
    await talk.assigned(anna, follow_up_minutes=60)
    await talk.moves_to(datetime(2026, 3, 2, 17, 1, tzinfo=UTC))
    assert len(anna.unasked) == 1
    await dr.types("/end P-1")
    await dr.taps("BA-02")
    await dr.taps("End it")
    await talk.moves(days=2)
    assert anna.unasked[1:] == ["Something that was agreed has changed."]


async def test_ending_twice_says_so(talk: Talk) -> None:
    dr = await talk.a_therapist()
    await talk.assigned(await talk.patient())
    await dr.types("/end P-1")
    await dr.taps("BA-02")
    shown, data = dr.find("End it")
    await dr.presses(data, shown.ref)
    await dr.presses(data, shown.ref)
    assert "has ended already" in dr.last
    await dr.types("/end P-1")
    assert "No exercise is open for P-1" in dr.last


async def test_end_without_a_code_offers_those_with_something_open(talk: Talk) -> None:
    dr = await talk.a_therapist()
    await talk.patient("Ben")
    await talk.assigned(await talk.patient("Anna"))
    await dr.types("/end")
    assert dr.buttons == ["P-2"]
    await dr.taps("P-2")
    await dr.taps("BA-02")
    await dr.taps("Keep it")
    assert "agreed" in dr.last


async def test_a_proposal_that_was_ended_is_no_longer_offered(talk: Talk) -> None:
    dr = await talk.a_therapist()
    anna = await talk.patient()
    await talk.assigned(anna, agreed=False)
    await dr.types("/end P-1")
    await dr.taps("BA-02")
    await dr.taps("End it")
    await talk.moves(days=1)
    assert anna.unasked == []


async def test_the_page_leads_to_sessions_and_to_the_summary(talk: Talk) -> None:
    dr = await talk.a_therapist()
    await talk.patient()
    for way in ("Sessions", "Summary"):
        await dr.types("/patients P-1")
        before = dr.screen
        await dr.taps(way)
        assert dr.screen != before


async def test_an_old_choice_names_a_command_that_a_therapist_has(talk: Talk) -> None:
    """In every room of theirs; a patient is told of /current."""
    from bot.conversation import router
    from bot.conversation.patient import ROOMS
    from bot.conversation.steps import merged
    from storage.records import Role

    dr, anna = await talk.a_therapist(), await talk.patient()
    for verb in (*router.BUTTONS[Role.THERAPIST], *merged(ROOMS, "BUTTONS"), "f:abc:x:y", "nothing"):
        before = len(dr.messages)
        await dr.presses(f"{verb}:!")
        said = [each.text for each in dr.messages[before:] if "earlier moment" in each.text]
        assert all("/patients" in each and "/current" not in each for each in said), verb
    assert "/patients" in dr.last
    await anna.presses("nothing:!")
    assert "/current" in anna.last


async def test_who_waits_for_an_exercise_that_was_ended_is_told_so_once_and_neutrally(talk: Talk) -> None:
    dr, anna = await talk.a_therapist(), await talk.patient()
    await talk.assigned(anna)
    await talk.moves_to(datetime(2026, 3, 2, 17, 1, tzinfo=UTC))
    await anna.taps("Later")
    await anna.taps("In 1 hour")
    assert "19:0" in anna.last
    await dr.types("/end P-1")
    await dr.taps("BA-02")
    await dr.taps("End it")
    assert dr.last.endswith("P-1 is told so in a neutral message.")
    assert anna.last == "Something that was agreed has changed."
    assert anna.messages[-1].protected
    await anna.taps("Open")
    assert "ended by your therapist" in anna.last
    assert "One small pleasant activity" in anna.last
    await talk.moves(days=2)
    assert len(anna.unasked) == 2


async def test_a_proposal_is_ended_without_a_word(talk: Talk) -> None:
    dr, anna = await talk.a_therapist(), await talk.patient()
    await talk.assigned(anna, agreed=False)
    await dr.types("/end P-1 BA-02")
    await dr.taps("End it")
    assert dr.last.endswith("what was answered stays.")
    await talk.moves(days=1)
    assert anna.unasked == []


@pytest.mark.parametrize("named", ["BA-02", "ba2", "pleasant activity"])
async def test_an_exercise_may_be_named_after_the_code(talk: Talk, named: str) -> None:
    dr, anna = await talk.a_therapist(), await talk.patient()
    await talk.assigned(anna)
    await talk.assigned(anna, "MIN-01")
    await dr.types(f"/end p1 {named}")
    assert dr.last.startswith("End “One small pleasant activity”?")


async def test_what_is_no_open_exercise_after_the_code_is_said_to_be_none(talk: Talk) -> None:
    dr, anna = await talk.a_therapist(), await talk.patient()
    await talk.assigned(anna)
    await dr.types("/end P-1 MIN-01")
    assert "“MIN-01” is not open here." in dr.screen
    assert dr.last == "Which exercise shall end for P-1?"
    await dr.types("/end P-1 please")
    assert "Only the code is needed here; I left out “please”." in dr.screen
    for command in ("/end", "/digest", "/patients"):
        await dr.types(f"{command} P-9 BA-02")
        assert "None of your patients has the code “P-9”" in dr.last, command


@pytest.mark.parametrize("command", ["/digest", "/patients"])
async def test_words_after_a_code_that_are_not_needed_are_left_out(talk: Talk, command: str) -> None:
    dr, anna = await talk.a_therapist(), await talk.patient()
    await talk.assigned(anna)
    await dr.types(f"{command} P-1 BA-02")
    assert "Only the code is needed here; I left out “BA-02”." in dr.screen
    assert dr.last.startswith("P-1")


async def test_a_code_with_a_name_behind_it_invites_nobody_new(talk: Talk) -> None:
    dr = await talk.a_therapist()
    await dr.types("/invite")
    await dr.types("/invite P-1 Max Mustermann")
    assert "I kept nothing of what you wrote" in dr.screen
    assert "Mustermann" not in dr.screen
    assert dr.last.startswith("P-1 is invited.")
    async with talk.read() as tx:
        assert len(await people.patients_of(tx, (await talk.person(dr)).id)) == 1


async def test_a_typed_new_code_for_somebody_who_takes_part_is_asked_about_as_well(talk: Talk) -> None:
    dr = await talk.a_therapist()
    await talk.patient()
    await dr.types("/invite P-1")
    assert "the chat moves to the phone" in dr.last
    assert "is invited" not in dr.screen
    await dr.taps("Make a new code")
    assert "P-1 is invited" in dr.last


async def test_an_invitation_that_is_taken_back_lets_nobody_in_and_leaves_the_list(talk: Talk) -> None:
    dr = await talk.a_therapist()
    await dr.types("/invite")
    await dr.types("/invite")
    code = re.search(r"Code: (\S+)", dr.last)
    assert code is not None
    shown, data = dr.find("Take the code back")
    await dr.presses(data, shown.ref)
    assert dr.last == "The code for P-2 no longer works, and P-2 is off the list."
    await dr.presses(data, shown.ref)
    assert "earlier moment" in dr.last
    stranger = talk.phone("stranger")
    await stranger.types(code[1])
    assert "don't know that code" in stranger.last
    await dr.types("/patients")
    assert "P-1" in dr.last
    assert "P-2" not in dr.last
    talk.clock.set(talk.clock.now() + timedelta(days=30))
    await dr.types("/patients P-1")
    await dr.taps("Take the code back")
    await dr.types("/patients")
    assert "You have not invited anybody yet" in dr.last


async def test_an_invitation_with_something_planned_ends_that_too(talk: Talk) -> None:
    dr = await talk.a_therapist()
    await dr.types("/invite")
    await dr.types("/session P-1 2026-03-12 10:00 weekly")
    await dr.types("/patients P-1")
    await dr.taps("Take the code back")
    assert "what was planned with P-1 has ended" in dr.last
    await talk.moves(days=30)
    assert dr.unasked == []
    await dr.types("/invite P-1")
    assert dr.last.startswith("P-1 is invited.")


async def test_a_code_for_another_phone_is_taken_back_and_the_patient_stays(talk: Talk) -> None:
    dr, anna = await talk.a_therapist(), await talk.patient()
    await dr.types("/invite P-1")
    await dr.taps("Make a new code")
    await dr.taps("Take the code back")
    assert dr.last == "The code for P-1 no longer works. Otherwise nothing changes."
    assert (await talk.person(anna)).state is PersonState.ACTIVE
    await dr.types("/patients P-1")
    assert "Take the code back" not in dr.buttons


@pytest.mark.parametrize(("language", "formality"), [("en", "sie"), ("de", "sie"), ("de", "du")])
async def test_a_therapist_ends_it_with_somebody_and_they_are_told_once(
    talk: Talk, language: str, formality: str
) -> None:
    dr = await talk.a_therapist()
    anna = await talk.patient(language=language, formality=formality)
    assignment_id = await talk.assigned(anna)
    await dr.types("/session P-1 2026-03-12 10:00 weekly")
    await dr.types("/patients P-1")
    await dr.taps("End the therapy here")
    assert "End it with P-1 here?" in dr.last
    await dr.taps("Go on")
    assert (await talk.person(anna)).state is PersonState.ACTIVE
    await dr.taps("End the therapy here")
    shown, data = dr.find("Yes, end it")
    await dr.presses(data, shown.ref)
    assert dr.last.startswith("It has ended with P-1.")
    said = {"en": "Your practice has ended", "sie": "Ihre Praxis", "du": "Deine Praxis"}
    assert anna.last.startswith(said["en" if language == "en" else formality])
    await dr.presses(data, shown.ref)
    assert "does not take part any more" in dr.last
    count = len(anna.messages)
    await talk.moves(days=30)
    assert len(anna.messages) == count
    assert dr.unasked == []
    async with talk.read() as tx:
        ended = await assignments.get(tx, assignment_id)
        assert await appointments.next_of(tx, (await talk.person(anna)).id, talk.clock.now()) is None
    assert ended is not None
    assert ended.state is AssignmentState.ENDED
    await dr.types("/digest P-1")
    assert dr.last.startswith("P-1 · ")


async def test_whoever_was_ended_comes_back_with_a_new_code_and_consents_anew(talk: Talk) -> None:
    dr, anna = await talk.a_therapist(), await talk.patient()
    await dr.types("/patients P-1")
    await dr.taps("End the therapy here")
    await dr.taps("Yes, end it")
    await anna.types("hello?")
    assert "not taking part at the moment" in anna.last
    await dr.types("/invite P-1")
    code = re.search(r"Code: (\S+)", dr.last)
    assert code is not None
    await anna.types(code[1])
    assert (await talk.person(anna)).state is PersonState.CONSENTING
    assert "I'm a program" in anna.screen


async def test_a_question_that_was_open_ends_with_all_the_rest(talk: Talk) -> None:
    dr, anna = await talk.a_therapist(), await talk.patient()
    await talk.assigned(anna)
    await talk.moves_to(datetime(2026, 3, 2, 17, 1, tzinfo=UTC))
    await anna.taps("Open")
    await anna.taps("Partly")
    _, data = anna.find("Skip")
    await dr.types("/patients P-1")
    await dr.taps("End the therapy here")
    await dr.taps("Yes, end it")
    count = len(anna.messages)
    await anna.presses(data)
    assert [each.buttons for each in anna.messages[count:]] == [[]]
