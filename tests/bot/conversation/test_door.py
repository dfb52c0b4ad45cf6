"""How somebody gets in, and how little anybody else learns."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.conversation import invitation
from bot.conversation.invitation import Invitation
from storage import people
from storage.records import PersonState, Role
from tests.talk import CHANNEL, Talk


async def invited(talk: Talk, role: Role = Role.PATIENT) -> tuple[int, Invitation]:
    """Invite somebody, as the therapist's command does."""
    owner = talk.therapist or await talk.a_therapist()
    mine = await talk.person(owner)
    async with talk.db.write() as tx:
        person = await people.add(
            tx,
            role,
            now=talk.clock.now(),
            language="en",
            zone="Europe/Berlin",
            therapist_id=mine.id if role is Role.PATIENT else None,
        )
        return person.id, await invitation.create(tx, person.id, talk.clock.now())


async def again(talk: Talk, person_id: int) -> Invitation:
    """Invite somebody once more."""
    async with talk.db.write() as tx:
        return await invitation.create(tx, person_id, talk.clock.now())


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("en", "Please send the code you received."), ("de", "Bitte senden Sie den erhaltenen Code.")],
)
async def test_a_stranger_learns_nothing_but_how_to_enter_a_code(
    talk: Talk, language: str, sentence: str
) -> None:
    stranger = talk.phone("stranger", language)
    for words in ("hello", "/start", "/patients", "who are the patients here?", "what is this"):
        await stranger.types(words)
        assert sentence in stranger.last
    await stranger.sends_media()
    assert sentence in stranger.last
    assert stranger.buttons == []


async def test_a_button_of_somebody_else_says_nothing_to_a_stranger(talk: Talk) -> None:
    stranger = talk.phone("stranger")
    await stranger.presses("plan-open:abc")
    assert "Please send the code" in stranger.last


async def test_the_link_lets_a_patient_in(talk: Talk) -> None:
    person_id, made = await invited(talk)
    phone = talk.phone("new")
    await phone.types(f"/start {made.token}")
    assert "I'm a program, not a person" in phone.screen
    person = await talk.person(phone)
    assert (person.id, person.state) == (person_id, PersonState.CONSENTING)


async def test_a_code_is_taken_in_lower_case_with_spaces_or_as_a_pasted_link(talk: Talk) -> None:
    _, first = await invited(talk)
    await talk.phone("one").types(f"  {first.code.lower().replace('-', ' ')} ")
    assert (await talk.person(talk.phone("one"))).state is PersonState.CONSENTING
    _, second = await invited(talk)
    await talk.phone("two").types(f"https://t.me/between_test_bot?start={second.token}")
    assert (await talk.person(talk.phone("two"))).state is PersonState.CONSENTING


async def test_the_code_lets_a_therapist_in(talk: Talk) -> None:
    person_id, made = await invited(talk, Role.THERAPIST)
    phone = talk.phone("doctor")
    await phone.types(made.code)
    person = await talk.person(phone)
    assert (person.id, person.state) == (person_id, PersonState.ACTIVE)


async def test_after_five_tries_even_the_right_code_waits_a_quarter_of_an_hour(talk: Talk) -> None:
    _, made = await invited(talk)
    phone = talk.phone("guesser")
    for _ in range(5):
        await phone.types("ABCD-EFGH")
        assert "I don't know that code" in phone.last
    await phone.types(made.code)
    assert "before 10:15" in phone.last
    await talk.moves_to(talk.clock.now() + timedelta(minutes=14))
    await phone.types(f"/start {made.token}")
    assert "before 10:15" in phone.last
    await talk.moves_to(talk.clock.now() + timedelta(minutes=1))
    await phone.types(made.code)
    assert (await talk.person(phone)).state is PersonState.CONSENTING


async def test_small_talk_is_no_try(talk: Talk) -> None:
    _, made = await invited(talk)
    phone = talk.phone("chatty")
    for _ in range(9):
        await phone.types("good morning, is anybody there?")
    await phone.types(made.code)
    assert (await talk.person(phone)).state is PersonState.CONSENTING


async def test_another_phone_s_guesses_stop_nobody_else(talk: Talk) -> None:
    _, made = await invited(talk)
    for _ in range(7):
        await talk.phone("guesser").types("ABCD-EFGH")
    await talk.phone("honest").types(made.code)
    assert (await talk.person(talk.phone("honest"))).state is PersonState.CONSENTING


@pytest.mark.parametrize(("language", "sentence"), [("en", "no longer works"), ("de", "gilt nicht mehr")])
async def test_a_code_that_ran_out_says_to_ask_for_a_new_one(
    talk: Talk, language: str, sentence: str
) -> None:
    _, made = await invited(talk)
    await talk.moves_to(made.expires_at)
    phone = talk.phone("late", language)
    await phone.types(made.code)
    assert sentence in phone.last
    async with talk.read() as tx:
        assert await people.at_address(tx, CHANNEL, phone.address) is None


async def test_a_used_link_lets_nobody_else_in(talk: Talk) -> None:
    person_id, made = await invited(talk)
    await talk.phone("first").types(f"/start {made.token}")
    await talk.phone("second").types(f"/start {made.token}")
    assert "no longer works" in talk.phone("second").last
    assert (await talk.person(talk.phone("first"))).id == person_id


async def test_pressing_start_twice_asks_only_the_open_question_again(talk: Talk) -> None:
    _, made = await invited(talk)
    phone = talk.phone("double")
    await phone.types(f"/start {made.token}")
    await phone.types(f"/start {made.token}")
    assert phone.screen.count("I'm a program") == 1
    assert phone.buttons == ["English", "Deutsch (Sie)", "Deutsch (du)"]


async def test_whoever_sends_their_code_twice_is_told_that_it_is_not_needed_any_more(talk: Talk) -> None:
    _, made = await invited(talk)
    phone = talk.phone("somebody")
    await phone.types(made.code)
    await phone.types(made.code.lower())
    assert "connected already" in phone.screen
    assert phone.buttons == ["English", "Deutsch (Sie)", "Deutsch (du)"]
    anna = await talk.patient()
    await anna.types("AAAA-2222")
    assert "connected already" not in anna.last


@pytest.mark.parametrize("how", ["link", "typed"])
async def test_a_code_of_another_is_not_used_up_and_it_is_said_what_to_do(talk: Talk, how: str) -> None:
    anna = await talk.patient()
    _, made = await invited(talk)
    await anna.types(f"/start {made.token}" if how == "link" else made.code.lower())
    assert anna.last.startswith("That code is valid, but not for this chat")
    assert "Please tell your practice" in anna.last
    assert "P-" not in anna.last
    await talk.phone("right").types(made.code)
    assert (await talk.person(talk.phone("right"))).state is PersonState.CONSENTING


async def test_somebody_known_cannot_go_on_guessing_codes(talk: Talk) -> None:
    anna = await talk.patient()
    _, made = await invited(talk)
    for number in range(5):
        await anna.types("/start AAAA-2222" if number % 2 else "AAAA-2222")
        await anna.types("Keep nothing")
    for how in (made.code, f"/start {made.code}"):
        await anna.types(how)
        assert "That code is valid" not in anna.last
    await talk.moves(minutes=15)
    await anna.types(made.code)
    assert "That code is valid" in anna.last


async def test_a_therapist_who_was_invited_twice_goes_over_to_the_one_with_the_patients(talk: Talk) -> None:
    """On another messenger the new code made somebody empty; a code for the right one works in that chat."""
    dr, _ = await talk.a_therapist(), await talk.patient()
    empty_id, made = await invited(talk, Role.THERAPIST)
    other = talk.phone("other messenger")
    await other.types(made.code)
    await other.types("/patients")
    assert "You have not invited anybody yet" in other.last
    mine = await talk.person(dr)
    right = await again(talk, mine.id)
    await other.types(right.code)
    assert (await talk.person(other)).id == mine.id
    await other.types("/patients")
    assert "P-1" in other.last
    async with talk.read() as tx:
        empty = await people.get(tx, empty_id)
        assert [each.code for each in await people.therapists(tx)] == ["T-1"]
    assert empty is not None
    assert empty.state is PersonState.LEFT


async def test_a_therapist_with_patients_stays_and_is_told_what_to_do(talk: Talk) -> None:
    dr = await talk.a_therapist()
    await talk.patient()
    _, others = await invited(talk, Role.THERAPIST)
    _, patients = await invited(talk)
    for code in (others.code, f"/start {others.token}", patients.code):
        await dr.types(code)
        assert "not for this chat, which belongs to T-1" in dr.last
        assert "--again" in dr.last
        assert "T-2" not in dr.last
    assert (await talk.person(dr)).code == "T-1"


async def test_after_swapped_codes_each_comes_to_their_own_once_the_wrong_one_has_ended(talk: Talk) -> None:
    anna = await talk.patient("Anna")
    dr = talk.therapist
    assert dr is not None
    own_id, made = await invited(talk)
    await anna.types(made.code)
    await dr.types("/patients P-1")
    await dr.taps("End the therapy")
    await dr.taps("Yes, end it")
    await anna.types(made.code)
    assert (await talk.person(anna)).id == own_id


async def test_a_patient_with_a_new_phone_goes_on_where_they_were(talk: Talk) -> None:
    anna = await talk.patient()
    mine = await talk.person(anna)
    async with talk.db.write() as tx:
        await people.record_consent(
            tx, mine.id, version=current_version(), channel=CHANNEL, given=True, at=talk.clock.now()
        )
    await anna.types("/pause")
    made = await again(talk, mine.id)
    phone = talk.phone("new phone")
    await phone.types(made.code)
    assert "Hello again" in phone.screen
    assert phone.menu == "patient"
    assert (await talk.person(phone)).id == mine.id
    await anna.types("hello?")
    assert "Please send the code" in anna.last
    await phone.types("in 3 days")
    assert "Paused until" in phone.last


async def test_a_new_phone_without_consent_on_this_channel_is_asked_for_it(talk: Talk) -> None:
    anna = await talk.patient()
    made = await again(talk, (await talk.person(anna)).id)
    phone = talk.phone("new phone")
    await phone.types(made.code)
    assert (await talk.person(phone)).state is PersonState.CONSENTING


async def test_who_left_comes_back_with_a_new_code_and_consents_anew(talk: Talk) -> None:
    anna = await talk.patient()
    await anna.types("/leave")
    await anna.taps("Yes, stop")
    await anna.types("hello")
    assert "If you received a new code" in anna.last
    await anna.types("/start")
    assert "ask your therapist for a new code" in anna.last
    made = await again(talk, (await talk.person(anna)).id)
    await anna.types(made.code)
    assert (await talk.person(anna)).state is PersonState.CONSENTING
    assert anna.buttons == ["English", "Deutsch (Sie)", "Deutsch (du)"]


async def test_who_left_may_come_back_under_a_new_code_name(talk: Talk) -> None:
    anna = await talk.patient()
    await anna.types("/leave")
    await anna.types("yes, stop")
    new_id, made = await invited(talk)
    await anna.types(made.code)
    person = await talk.person(anna)
    assert (person.id, person.state) == (new_id, PersonState.CONSENTING)
    assert anna.buttons == ["English", "Deutsch (Sie)", "Deutsch (du)"]


def current_version() -> str:
    from bot.conversation.patient.consent import CONSENT_VERSION

    return CONSENT_VERSION
