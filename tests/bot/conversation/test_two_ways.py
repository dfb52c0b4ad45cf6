"""Signal beside Telegram: coming in, moving, a second way, and a safety number that is new."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.conversation.ways import judged
from bot.messages import IncomingKind
from storage import addresses, alerts, occurrences, people
from storage.records import Address, Delivery, PersonState, Reach
from tests.two_ways import SIGNAL_LINK, Phone, TwoWays, two_ways

SIX = datetime(2026, 3, 2, 17, 0, tzinfo=UTC)  # 18:00 in Berlin


@pytest.fixture
async def practice(tmp_path: Path) -> AsyncIterator[TwoWays]:
    async with two_ways(tmp_path) as opened:
        yield opened


def way(place: int, *, dead: bool = False, held: bool = False) -> Address:
    return Address(place, 1, "signal", "", "", place, SIX if dead else None, SIX if held else None)


async def with_second(practice: TwoWays, phone: Phone, channel: str) -> Phone:
    """Let a patient wish for a second way and open it."""
    await phone.types("/channel")
    await phone.taps(f"Add {channel.capitalize()} as a second way")
    await phone.taps("Agree")
    code = phone.last.split("this code there: ")[1][:9]
    second = practice.phone(f"{phone.address}'s {channel}", channel)
    await second.types(code)
    return second


# Inviting


async def test_an_invitation_shows_both_ways_in_with_one_code(practice: TwoWays) -> None:
    doctor = await practice.therapist()
    code = await practice.invited(doctor)
    by_signal, by_telegram = doctor.messages[-2:]
    assert by_signal.qr == SIGNAL_LINK
    assert code in by_signal.text
    assert by_telegram.qr.startswith("https://t.me/between_test_bot?start=")
    assert by_telegram.text.startswith("Or on Telegram")
    assert [label for label, _ in by_telegram.buttons] == [
        "Propose exercise",
        "New code",
        "Take the code back",
    ]
    assert by_signal.buttons == []


async def test_a_practice_on_signal_alone_says_nothing_of_telegram(tmp_path: Path) -> None:
    async with two_ways(tmp_path, channels=("signal",)) as practice:
        doctor = await practice.therapist()
        await practice.invited(doctor)
        assert doctor.messages[-1].qr == SIGNAL_LINK
        assert "t.me" not in doctor.screen
        assert "Telegram" not in doctor.screen


async def test_on_signal_a_stranger_learns_only_how_to_enter_a_code(practice: TwoWays) -> None:
    stranger = practice.phone("stranger", "signal")
    await stranger.types("hello, who is this?")
    assert stranger.screen == "Hello. Please send the code you received."


async def test_the_consent_on_signal_says_what_signal_is_and_that_words_vanish(practice: TwoWays) -> None:
    code = await practice.invited(await practice.therapist())
    anna = practice.phone("Anna", "signal")
    await anna.types(code)
    await anna.taps("English")
    await anna.taps("Continue")
    assert "end-to-end encrypted: nobody on the way can read it" in anna.last
    assert "vanish from the phone after 4 weeks" in anna.last
    assert "stay in the practice's database" in anna.last
    assert "turn off message previews" in anna.last
    assert "Telegram" not in anna.last


async def test_in_german_it_says_so_in_the_chosen_form(practice: TwoWays) -> None:
    code = await practice.invited(await practice.therapist())
    anna = practice.phone("Anna", "signal", language="de")
    await anna.types(code)
    await anna.taps("Deutsch (du)")
    await anna.taps("Weiter")
    assert "verschwinden nach 4 Wochen vom Telefon" in anna.last
    assert "Deine Antworten bleiben in der Datenbank der Praxis" in anna.last


async def test_only_a_phone_that_keeps_what_is_written_is_told_to_let_it_vanish(practice: TwoWays) -> None:
    doctor = await practice.therapist()
    keeping = practice.phone("Anna", "signal", keeps=True)
    await keeping.types(await practice.invited(doctor))
    own_time = practice.phone("Ben", "signal")
    await own_time.types(await practice.invited(doctor))
    await keeping.types("English")
    assert keeping.deeds == ["expire"]
    assert own_time.deeds == []


# Moving


async def test_a_patient_moves_from_telegram_to_signal_and_keeps_everything(practice: TwoWays) -> None:
    doctor = await practice.therapist()
    old = await practice.patient("Anna", "telegram")
    await practice.assigned(old)
    before = await practice.person(old)
    new = practice.phone("Anna's Signal", "signal")
    await new.types(await practice.invited(doctor, "P-1"))
    assert "everything you have comes along" in new.screen
    assert "1 of 3" in new.last  # neither language nor clock is asked again
    await new.taps("Continue")
    await new.taps("Continue")
    await new.taps("Agree")
    assert "All set" in new.screen
    after = await practice.person(new)
    assert (after.id, after.zone, after.state) == (before.id, before.zone, PersonState.ACTIVE)
    assert await practice.somebody(old) is None
    await practice.moves_to(SIX)
    assert new.messages[-1].buttons[0][0] == "Open"
    assert "Open" not in str([each.buttons for each in old.messages])


async def test_what_waited_for_the_old_phone_comes_to_the_new_one_after_the_consent(
    practice: TwoWays,
) -> None:
    doctor = await practice.therapist()
    old = await practice.patient("Anna", "telegram")
    await practice.assigned(old)
    code = await practice.invited(doctor, "P-1")
    old.away = True
    await practice.moves_to(SIX)
    new = practice.phone("Anna's Signal", "signal")
    await new.types(code)
    await new.taps("Continue")
    await new.taps("Continue")
    assert all(each.buttons[0][0] != "Open" for each in new.messages if each.buttons)
    await new.taps("Agree")
    assert new.messages[-1].buttons[0][0] == "Open"
    old.away = False
    await practice.moves(hours=1)
    assert old.messages == []


async def test_who_does_not_agree_to_the_new_channel_gets_nothing_there(practice: TwoWays) -> None:
    doctor = await practice.therapist()
    old = await practice.patient("Anna", "telegram")
    await practice.assigned(old)
    new = practice.phone("Anna's Signal", "signal")
    await new.types(await practice.invited(doctor, "P-1"))
    await new.taps("Continue")
    await new.taps("Continue")
    await new.taps("Decline")
    shown = len(new.messages)
    await practice.moves_to(SIX + timedelta(hours=1))
    assert len(new.messages) == shown


# A second way


async def test_a_second_way_is_offered_agreed_to_and_opened_by_a_code(practice: TwoWays) -> None:
    await practice.therapist()
    anna = await practice.patient()
    await anna.types("/channel")
    assert anna.last.startswith("I reach you on Signal.")
    await anna.taps("Add Telegram as a second way")
    assert "not end-to-end encrypted" in anna.last
    second = await with_second(practice, anna, "telegram")
    assert second.last.startswith("All set. I keep writing on Signal")
    me = await practice.person(second)
    async with practice.db.read() as tx:
        assert await people.has_consented(tx, me.id, version=(await _version()), channel="telegram")
        theirs = (await addresses.all_of(tx, {me.id}))[me.id]
    assert [(each.channel, each.place) for each in theirs] == [("signal", 0), ("telegram", 1)]
    await anna.types("/channel")
    assert "instead" in anna.last


async def _version() -> str:
    from bot.conversation.patient.consent import CONSENT_VERSION

    return CONSENT_VERSION


async def test_who_is_answered_is_answered_where_they_wrote(practice: TwoWays) -> None:
    await practice.therapist()
    anna = await practice.patient()
    second = await with_second(practice, anna, "telegram")
    shown = len(anna.messages)
    await second.types("/current")
    assert "Nothing" in second.last or "agreed" in second.last
    assert len(anna.messages) == shown


async def test_when_the_first_way_is_dead_the_reminder_comes_on_the_second_and_the_therapist_sees_it(
    practice: TwoWays,
) -> None:
    doctor = await practice.therapist()
    anna = await practice.patient()
    await practice.assigned(anna)
    second = await with_second(practice, anna, "telegram")
    anna.gone = True
    await practice.moves_to(SIX)
    assert second.messages[-1].buttons[0][0] == "Open"
    me = await practice.person(second)
    assert (me.reach, me.blocked_at) == (Reach.FALL_BACK, None)
    async with practice.db.read() as tx:
        moments = await occurrences.get_many(tx, await _moments(practice))
    assert [each.delivery for each in moments.values()].count(Delivery.DELIVERED) == 1
    assert "Messages no longer reach P-1 on Signal. As P-1 agreed, I write on Telegram" in (
        await practice.news(doctor)
    )
    await doctor.types("/patients")
    assert "reached on Telegram, as nothing arrives on Signal" in doctor.last


async def _moments(practice: TwoWays) -> list[int]:
    from sqlalchemy import select

    from storage import tables as t

    async with practice.db.read() as tx:
        return [row.id for row in await tx.rows(select(t.occurrences.c.id))]


async def test_who_writes_on_the_first_way_again_is_reached_there_again(practice: TwoWays) -> None:
    doctor = await practice.therapist()
    anna = await practice.patient()
    await practice.assigned(anna)
    second = await with_second(practice, anna, "telegram")
    anna.gone = True
    await practice.moves_to(SIX)
    anna.gone = False
    await anna.types("/current")
    assert (await practice.person(anna)).reach is Reach.FIRST
    shown = len(second.messages)
    await practice.moves_to(SIX + timedelta(days=1))
    assert anna.messages[-1].buttons[0][0] == "Open"
    assert len(second.messages) == shown
    assert "P-1 takes part and can be reached" in await practice.news(doctor)


async def test_when_both_ways_are_dead_somebody_is_unreachable(practice: TwoWays) -> None:
    doctor = await practice.therapist()
    anna = await practice.patient()
    await practice.assigned(anna)
    second = await with_second(practice, anna, "telegram")
    anna.gone = second.gone = True
    await practice.moves_to(SIX)
    assert (await practice.person(anna)).blocked_at is not None
    await doctor.types("/patients")
    assert "unreachable since" in doctor.last


async def test_the_second_way_can_be_put_first_and_taken_back(practice: TwoWays) -> None:
    await practice.therapist()
    anna = await practice.patient()
    second = await with_second(practice, anna, "telegram")
    await anna.types("/channel")
    await anna.taps("Put Telegram first")
    await second.types("/channel")
    assert second.last.startswith("I write to you on Telegram.")
    await second.taps("Remove Signal")
    assert second.last.startswith("I reach you on Telegram.")
    assert await practice.somebody(anna) is None
    me = await practice.person(second)
    assert me.consent_version is not None
    async with practice.db.read() as tx:
        assert not await people.has_consented(tx, me.id, version=await _version(), channel="signal")


@pytest.mark.parametrize(
    ("kind", "data"), [(IncomingKind.WITHDRAWAL, "chyes:telegram"), (IncomingKind.PRESS, "chno")]
)
async def test_consent_to_a_second_way_that_is_taken_back_ends_with_its_code(
    practice: TwoWays, kind: IncomingKind, data: str
) -> None:
    await practice.therapist()
    anna = await practice.patient()
    await anna.types("/channel")
    await anna.taps("Add Telegram as a second way")
    await anna.taps("Agree")
    code = anna.last.split("this code there: ")[1][:9]
    me = await practice.person(anna)
    async with practice.db.read() as tx:
        assert await people.has_consented(tx, me.id, version=await _version(), channel="telegram")
    await practice.does(anna, kind, data=data, message_ref=anna.messages[-2].ref)
    assert "That's fine. Everything stays as it is." in anna.screen
    async with practice.db.read() as tx:
        assert not await people.has_consented(tx, me.id, version=await _version(), channel="telegram")
    assert (await practice.person(anna)).consent_version is not None
    second = practice.phone("Anna's Telegram")
    await second.types(code)
    assert await practice.somebody(second) is None


async def test_consent_to_a_second_way_that_is_in_use_is_ended_where_it_is_set(practice: TwoWays) -> None:
    await practice.therapist()
    anna = await practice.patient()
    await with_second(practice, anna, "telegram")
    await practice.does(anna, IncomingKind.WITHDRAWAL, data="chyes:telegram")
    assert "/channel" in anna.last
    async with practice.db.read() as tx:
        me = await practice.person(anna)
        assert await people.has_consented(tx, me.id, version=await _version(), channel="telegram")


async def test_the_code_of_a_second_way_opens_nothing_in_the_same_messenger(practice: TwoWays) -> None:
    await practice.therapist()
    anna = await practice.patient()
    await anna.types("/channel")
    await anna.taps("Add Telegram as a second way")
    await anna.taps("Agree")
    code = anna.last.split("this code there: ")[1][:9]
    await anna.types(code)  # by mistake, in the wrong messenger: it still works in the right one
    await practice.phone("thief", "signal").types(code)
    assert await practice.somebody(practice.phone("thief", "signal")) is None
    second = practice.phone("Anna's Telegram")
    await second.types(code)
    assert (await practice.person(second)).code == "P-1"


async def test_a_new_code_from_the_therapist_leaves_no_older_way_open(practice: TwoWays) -> None:
    doctor = await practice.therapist()
    anna = await practice.patient()
    second = await with_second(practice, anna, "telegram")
    new = practice.phone("new phone", "signal")
    await new.types(await practice.invited(doctor, "P-1"))
    assert (await practice.person(new)).code == "P-1"
    assert await practice.somebody(anna) is None
    assert await practice.somebody(second) is None


async def test_where_there_is_one_messenger_no_second_way_is_offered(tmp_path: Path) -> None:
    async with two_ways(tmp_path, channels=("signal",)) as practice:
        await practice.therapist()
        anna = await practice.patient()
        await anna.types("/channel")
        assert anna.messages[-1].buttons == []


# A new safety number


async def test_a_new_safety_number_gets_nothing_until_a_new_code_has_come_from_it(
    practice: TwoWays,
) -> None:
    doctor = await practice.therapist()
    anna = await practice.patient()
    await practice.assigned(anna)
    anna.reinstalls()
    await practice.moves_to(SIX)
    assert anna.messages == []
    me = await practice.person(anna)
    assert (me.reach, me.blocked_at) == (Reach.UNPROVEN, None)
    assert "P-1 has a new safety number on Signal" in await practice.news(doctor)
    await doctor.types("/patients")
    assert "new safety number on Signal, so everything waits" in doctor.last

    code = await practice.invited(doctor, "P-1")
    assert anna.deeds == ["trust"]
    assert anna.messages == []
    await anna.types("hello?")
    assert "Please send the new code that you were given in person" in anna.last
    await anna.types("/current")
    assert "BA-02" not in anna.screen
    await anna.types(code)
    assert "We go on where we were" in anna.screen
    assert any(each.buttons and each.buttons[0][0] == "Open" for each in anna.messages)
    assert (await practice.person(anna)).reach is Reach.FIRST
    assert "P-1 takes part and can be reached" in await practice.news(doctor)


async def test_a_new_safety_number_is_known_from_what_cannot_be_read_too(practice: TwoWays) -> None:
    doctor = await practice.therapist()
    anna = await practice.patient()
    anna.reinstalls()
    await anna.types("hello?")
    assert (await practice.person(anna)).reach is Reach.UNPROVEN
    code = await practice.invited(doctor, "P-1")
    await anna.types(code)
    assert "We go on where we were" in anna.screen


async def test_what_is_proposed_meanwhile_is_seen_once_the_code_has_come_and_only_once(
    practice: TwoWays,
) -> None:
    doctor = await practice.therapist()
    anna = await practice.patient()
    anna.reinstalls()
    await anna.types("hello?")
    await doctor.types(
        '/assign P-1 BA-02 daily 18:00 2w at "kitchen table" goal "get out more" when "when I come home"'
    )
    await doctor.taps("Use this")
    await doctor.taps("Skip")
    await doctor.taps("Send to P-1")
    assert "cannot be reached just now" in doctor.last
    await anna.types(await practice.invited(doctor, "P-1"))
    await practice.moves(minutes=5)
    assert len([each for each in anna.messages if any("Agree" in label for label, _ in each.buttons)]) == 1
    assert "A new exercise is waiting" not in anna.screen


async def test_the_new_code_may_as_well_open_the_other_messenger(practice: TwoWays) -> None:
    doctor = await practice.therapist()
    anna = await practice.patient()
    await practice.assigned(anna)
    anna.reinstalls()
    await practice.moves_to(SIX)
    new = practice.phone("Anna's Telegram")
    await new.types(await practice.invited(doctor, "P-1"))
    await new.taps("Continue")
    await new.taps("Continue")
    await new.taps("Agree")
    assert new.messages[-1].buttons[0][0] == "Open"
    assert anna.messages == []


async def test_whoever_goes_on_and_on_without_a_code_is_not_answered_for_ever(practice: TwoWays) -> None:
    code = await practice.invited(await practice.therapist())
    stranger = practice.phone("stranger", "signal")
    for _ in range(14):
        await stranger.types("hello?")
    assert len(stranger.messages) == 10
    await stranger.types(code)
    assert "I'm a program" in stranger.screen


async def test_german_says_du_and_sie_at_the_new_doors(practice: TwoWays) -> None:
    doctor = await practice.therapist()
    for name, formality, sentence, ready in (
        ("Anna", "du", "Bitte sende den neuen Code", "Du kannst mir auf beiden Wegen schreiben"),
        ("Ben", "sie", "Bitte senden Sie den neuen Code", "Sie können mir auf beiden Wegen schreiben"),
    ):
        phone = await practice.patient(name, language="de", formality=formality)
        await phone.types("/kanal")
        await phone.taps("Telegram als zweiten Weg")
        await phone.taps("Zustimmen")
        second = practice.phone(f"{name}'s Telegram")
        await second.types(phone.last.split("diesen Code: ")[1][:9])
        assert ready in second.last
        phone.reinstalls()
        await phone.types("hallo?")
        await practice.invited(doctor, (await practice.person(phone)).code)
        await phone.types("hallo?")
        assert sentence in phone.last


async def test_help_is_there_for_an_unknown_safety_number_and_tells_nothing_of_the_person(
    practice: TwoWays,
) -> None:
    doctor = await practice.therapist()
    anna = await practice.patient()
    await practice.assigned(anna)
    anna.reinstalls()
    await practice.moves_to(SIX)
    await practice.invited(doctor, "P-1")
    await anna.types("/help")
    assert "112" in anna.last
    assert "/current" not in anna.last


async def test_another_person_s_code_and_guesses_prove_nothing(practice: TwoWays) -> None:
    doctor = await practice.therapist()
    anna = await practice.patient()
    await practice.assigned(anna)
    others = await practice.invited(doctor)
    anna.reinstalls()
    await practice.moves_to(SIX)
    code = await practice.invited(doctor, "P-1")
    await anna.types(others)
    assert "I don't know that code" in anna.last
    for _ in range(4):
        await anna.types("ABCD-EFGH")
    await anna.types(code)
    assert "several tries" in anna.last
    await practice.moves(minutes=15)
    await anna.types(code)
    assert "We go on where we were" in anna.screen


async def test_what_was_withheld_past_its_time_is_not_delivered_for_that_reason_and_nobody_is_counted(
    practice: TwoWays,
) -> None:
    doctor = await practice.therapist()
    anna = await practice.patient()
    await practice.assigned(anna)
    anna.reinstalls()
    await practice.moves_to(SIX + timedelta(days=4, hours=1))
    async with practice.db.read() as tx:
        moments = (await occurrences.get_many(tx, await _moments(practice))).values()
    past = sorted((each for each in moments if each.closed_at), key=lambda each: each.planned_at)
    assert [(each.delivery, each.not_delivered_why, each.outcome) for each in past] == [
        (Delivery.NOT_DELIVERED, "unproven", None)
    ] * 4
    code = await practice.invited(doctor, "P-1")
    await anna.types(code)
    await practice.moves(minutes=1)
    opens = [each for each in anna.messages if each.buttons and each.buttons[0][0] == "Open"]
    assert len(opens) == 1  # that of this evening; those of the days before are over


async def test_a_second_way_serves_while_a_safety_number_is_new(practice: TwoWays) -> None:
    doctor = await practice.therapist()
    anna = await practice.patient()
    await practice.assigned(anna)
    second = await with_second(practice, anna, "telegram")
    shown = len(anna.messages)
    anna.reinstalls()
    await practice.moves_to(SIX)
    assert second.messages[-1].buttons[0][0] == "Open"
    assert len(anna.messages) == shown
    assert "I write on Telegram, as P-1 agreed" in await practice.news(doctor)
    code = await practice.invited(doctor, "P-1")
    await anna.types(code)
    assert (await practice.person(anna)).reach is Reach.FIRST


async def test_a_new_safety_number_on_the_second_way_is_proven_by_a_code_from_the_first(
    practice: TwoWays,
) -> None:
    doctor = await practice.therapist()
    anna = await practice.patient("Anna", "telegram")
    second = await with_second(practice, anna, "signal")
    second.reinstalls()
    await second.types("hello?")
    assert (await practice.person(anna)).reach is Reach.ALONE
    await practice.invited(doctor, "P-1")  # lets Signal read again, and nothing more
    await second.types("/current")
    assert "Please send the new code" in second.last
    await anna.types("/channel")
    assert "Nothing arrives on Signal at the moment" in anna.last
    await anna.taps("Set up Signal anew")
    await anna.taps("Agree")
    await second.types(anna.last.split("this code there: ")[1][:9])
    assert second.last.startswith("All set.")
    assert (await practice.person(anna)).reach is Reach.FIRST


async def test_a_second_way_that_was_dead_lives_again_when_somebody_writes_from_it(practice: TwoWays) -> None:
    doctor = await practice.therapist()
    anna = await practice.patient("Anna", "telegram")
    second = await with_second(practice, anna, "signal")
    second.gone = True
    await second.types("/current")
    assert (await practice.person(anna)).reach is Reach.ALONE
    second.gone = False
    await second.types("/current")
    assert (await practice.person(anna)).reach is Reach.FIRST
    await practice.moves(minutes=5)
    assert "News from P-1" not in doctor.screen


async def test_a_therapist_with_a_new_safety_number_is_an_alert_and_gets_nothing(
    practice: TwoWays,
) -> None:
    await practice.therapist()
    anna = await practice.patient("Anna", "telegram")
    doctor = practice.phone("Stern's Signal", "signal")
    async with practice.db.write() as tx:
        stern = await people.by_code(tx, "T-1")
        assert stern is not None
        await people.bind(tx, stern.id, "signal", doctor.address)
    doctor.reinstalls()
    await practice.assigned(anna)
    await anna.types("/leave")
    await anna.taps("Yes, stop")
    await practice.moves(minutes=5)
    assert doctor.messages == []
    async with practice.db.read() as tx:
        assert [each.kind for each in await alerts.unseen(tx)] == ["therapist_unproven"]


# Without a phone: the pure part


@pytest.mark.parametrize(
    ("ways", "reach"),
    [
        ([], Reach.FIRST),
        ([way(0)], Reach.FIRST),
        ([way(0), way(1)], Reach.FIRST),
        ([way(1), way(0, dead=True)], Reach.FALL_BACK),
        ([way(1), way(0, held=True)], Reach.FALL_BACK),
        ([way(0, held=True)], Reach.UNPROVEN),
        ([way(1, held=True), way(0, dead=True)], Reach.UNPROVEN),
        ([way(0), way(1, dead=True)], Reach.ALONE),
        ([way(0), way(1, held=True)], Reach.ALONE),
        ([way(0, dead=True), way(1, dead=True)], None),
    ],
)
def test_how_somebody_is_reached_follows_from_their_addresses(
    ways: list[Address], reach: Reach | None
) -> None:
    assert judged(ways) is reach


async def failing(turn: object) -> None:
    raise ValueError(turn)


async def test_who_writes_on_their_second_way_hears_there_that_something_went_wrong(
    practice: TwoWays, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna = await practice.patient("Anna", "telegram")
    second = await with_second(practice, anna, "signal")
    before = len(anna.messages)
    monkeypatch.setattr("bot.answer.router.hear", failing)
    await second.types("/current")
    assert "went wrong" in second.last
    assert len(anna.messages) == before


async def test_who_has_a_new_safety_number_hears_too_that_something_went_wrong(
    practice: TwoWays, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna = await practice.patient("Anna")
    async with practice.db.write() as tx:
        (only,) = (await addresses.all_of(tx, {(await practice.person(anna)).id})).popitem()[1]
        await addresses.change(tx, only.id, held_since=practice.clock.now())
    monkeypatch.setattr("bot.answer.router.hear", failing)
    await anna.types("hello")
    assert "went wrong" in anna.last
