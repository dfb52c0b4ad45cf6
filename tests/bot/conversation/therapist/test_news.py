from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest

from bot.conversation import news
from bot.conversation.therapist.news_words import differences
from bot.conversation.turn import Desk
from bot.messages import Lines
from bot.words import render
from scheduler.schedule import Pattern, Schedule
from storage import assignments, people
from storage.records import (
    AssignmentEvent,
    AssignmentState,
    Hurdle,
    Person,
    PersonState,
    Plan,
    Role,
)
from tests.talk import LIBRARY, Phone, Talk

DAILY = Schedule(pattern=Pattern.DAILY, starts=date(2026, 3, 2), times=(time(18),))


async def happens(
    talk: Talk,
    phone: Phone,
    event: AssignmentEvent,
    *,
    words: str = "",
    by: Role = Role.PATIENT,
    **plan: object,
) -> None:
    """Let something happen to the patient's newest exercise, as the patient's steps do it."""
    person = await talk.person(phone)
    async with talk.db.write() as tx:
        newest = (await assignments.of_patient(tx, person.id))[-1]
        changed = replace(newest.plan, **plan)  # type: ignore[arg-type]
        await assignments.change(tx, newest, event, by=by, now=talk.clock.now(), plan=changed, words=words)
        await news.plan(Desk(tx, talk.clock.now(), LIBRARY, talk.practice), person)


async def changed_person(talk: Talk, phone: Phone, **values: object) -> Person:
    person = await talk.person(phone)
    async with talk.db.write() as tx:
        await people.change(tx, person.id, **values)
        await news.plan(Desk(tx, talk.clock.now(), LIBRARY, talk.practice), person)
    return await talk.person(phone)


@pytest.mark.parametrize(("language", "notice"), [("en", "News from P-1."), ("de", "Neues von P-1.")])
async def test_news_come_once_and_neutrally_and_say_all_after_open(
    talk: Talk, language: str, notice: str
) -> None:
    dr = await talk.a_therapist(language=language)
    anna = await talk.patient()
    await talk.assigned(anna, agreed=False)
    await happens(talk, anna, AssignmentEvent.AGREED, place="the park", confidence=5)
    await talk.moves(minutes=1)
    await happens(talk, anna, AssignmentEvent.CHANGED, situation="after lunch")
    assert dr.unasked == []
    await talk.moves(minutes=5)
    assert dr.unasked == [notice]
    await dr.taps(dr.buttons[0])
    for part in ("kitchen table", "the park", "5", "after lunch"):
        assert part in dr.last
    assert dr.last.startswith("P-1")


async def test_what_was_agreed_as_proposed_says_so(talk: Talk) -> None:
    dr, anna = await talk.a_therapist(), await talk.patient()
    await talk.assigned(anna, agreed=False)
    await happens(talk, anna, AssignmentEvent.AGREED)
    await talk.moves(minutes=3)
    await dr.taps("Open")
    assert "Agreed: One small pleasant activity (Mon 2 Mar 10:00)" in dr.last
    assert "as you proposed it" in dr.last
    assert "Confidence: 8 of 10" in dr.last


async def test_a_low_confidence_is_marked(talk: Talk) -> None:
    dr, anna = await talk.a_therapist(), await talk.patient()
    await talk.assigned(anna, agreed=False)
    await happens(talk, anna, AssignmentEvent.AGREED, confidence=6, teach_back="to get going")
    await talk.moves(minutes=3)
    await dr.taps("Open")
    assert "Confidence: 6 of 10; a smaller step was offered" in dr.last
    assert "“to get going”" in dr.last


@pytest.mark.parametrize(
    ("event", "shown"),
    [
        (AssignmentEvent.TALK_FIRST, "Wants to talk first"),
        (AssignmentEvent.PAUSED, "Paused"),
        (AssignmentEvent.RESUMED, "Resumed"),
        (AssignmentEvent.QUIETED, "I stay quiet"),
        (AssignmentEvent.ENDED, "Ended"),
    ],
)
async def test_what_the_patient_said_is_quoted_verbatim(
    talk: Talk, event: AssignmentEvent, shown: str
) -> None:
    dr, anna = await talk.a_therapist(), await talk.patient()
    await talk.assigned(anna)
    await talk.moves(minutes=10)
    await happens(talk, anna, event, words="<b>too much</b> & too early")
    await talk.moves(minutes=3)
    await dr.taps("Open")
    assert shown in dr.last
    assert "“<b>too much</b> & too early”" in dr.last


async def test_what_the_therapist_did_is_no_news_to_them(talk: Talk) -> None:
    dr, anna = await talk.a_therapist(), await talk.patient()
    await talk.assigned(anna)
    await talk.moves(minutes=10)
    await happens(talk, anna, AssignmentEvent.ENDED, by=Role.THERAPIST)
    await talk.moves(minutes=3)
    await dr.taps("Open")
    assert "Ended" not in dr.last


async def test_what_was_told_before_is_not_told_again(talk: Talk) -> None:
    dr, anna = await talk.a_therapist(), await talk.patient()
    await talk.assigned(anna, agreed=False)
    await happens(talk, anna, AssignmentEvent.AGREED)
    await talk.moves(hours=1)
    await happens(talk, anna, AssignmentEvent.PAUSED, words="a cold")
    await talk.moves(minutes=3)
    assert len(dr.unasked) == 2
    await dr.taps("Open")
    assert "a cold" in dr.last
    assert "Agreed" not in dr.last


async def test_in_the_therapists_quiet_hours_news_wait_for_the_morning_and_lose_nothing(talk: Talk) -> None:
    dr, anna = await talk.a_therapist(), await talk.patient()
    await talk.assigned(anna, agreed=False)
    talk.clock.set(datetime(2026, 3, 2, 20, 30, tzinfo=UTC))
    await happens(talk, anna, AssignmentEvent.AGREED)
    await talk.moves_to(datetime(2026, 3, 3, 2, 0, tzinfo=UTC))
    await happens(talk, anna, AssignmentEvent.PAUSED, words="cannot sleep")
    await talk.moves_to(datetime(2026, 3, 3, 6, 59, tzinfo=UTC))
    assert dr.unasked == []
    await talk.moves_to(datetime(2026, 3, 3, 7, 1, tzinfo=UTC))
    assert dr.unasked == ["News from P-1."]
    await dr.taps("Open")
    assert "Agreed" in dr.last
    assert "cannot sleep" in dr.last


async def test_the_quiet_hours_of_the_night_of_the_change_end_by_the_wall_clock(talk: Talk) -> None:
    dr, anna = await talk.a_therapist(), await talk.patient()
    await talk.assigned(anna, agreed=False)
    talk.clock.set(datetime(2026, 3, 28, 23, 0, tzinfo=UTC))
    await happens(talk, anna, AssignmentEvent.AGREED)
    await talk.moves_to(datetime(2026, 3, 29, 5, 59, tzinfo=UTC))
    assert dr.unasked == []
    await talk.moves_to(datetime(2026, 3, 29, 6, 1, tzinfo=UTC))
    assert dr.unasked == ["News from P-1."]


async def test_who_cannot_be_reached_is_named_without_counting_it_against_them(talk: Talk) -> None:
    dr, anna = await talk.a_therapist(), await talk.patient()
    await anna.blocks()
    await talk.moves(minutes=3)
    await dr.taps("Open")
    assert "messages have not been reaching P-1" in dr.last
    assert "nothing of this counts as not done" in dr.last
    await anna.unblocks()
    await talk.moves(minutes=3)
    await dr.taps("Open")
    assert "P-1 takes part and can be reached." in dr.last


@pytest.mark.parametrize(
    ("state", "shown"),
    [(PersonState.LEFT, "does not take part any more"), (PersonState.DECLINED, "prefers not to")],
)
async def test_leaving_and_declining_are_told(talk: Talk, state: PersonState, shown: str) -> None:
    dr, anna = await talk.a_therapist(), await talk.patient()
    await changed_person(talk, anna, state=state)
    await talk.moves(minutes=3)
    await dr.taps("Open")
    assert shown in dr.last


async def test_a_break_is_told(talk: Talk) -> None:
    dr, anna = await talk.a_therapist(), await talk.patient()
    await changed_person(talk, anna, paused_until=datetime(2026, 3, 9, tzinfo=UTC))
    await talk.moves(minutes=3)
    await dr.taps("Open")
    assert "is taking a break" in dr.last


async def test_many_long_words_fit_into_messages_and_none_is_lost(talk: Talk) -> None:
    dr, anna = await talk.a_therapist(), await talk.patient()
    await talk.assigned(anna)
    await talk.moves(minutes=10)
    texts = [f"{letter * 4000}" for letter in "abc"]
    for text in texts:
        await happens(talk, anna, AssignmentEvent.PAUSED, words=text)
    await talk.moves(minutes=3)
    await dr.taps("Open")
    assert all(len(shown.text) <= 4096 for shown in dr.messages)
    assert all(dr.screen.count(letter * 1000) >= 3 for letter in "abc")
    assert "Patient's page" in dr.buttons


async def test_opening_twice_shows_the_same(talk: Talk) -> None:
    dr, anna = await talk.a_therapist(), await talk.patient()
    await talk.assigned(anna, agreed=False)
    await happens(talk, anna, AssignmentEvent.AGREED)
    await talk.moves(minutes=3)
    shown, data = dr.find("Open")
    await dr.presses(data, shown.ref)
    first, count = dr.last, len(dr.messages)
    await dr.presses(data, shown.ref)
    assert (dr.last, len(dr.messages)) == (first, count)


async def test_a_therapist_without_an_account_any_more_is_told_nothing(talk: Talk) -> None:
    dr, anna = await talk.a_therapist(), await talk.patient()
    await changed_person(talk, anna, state=PersonState.LEFT)
    async with talk.db.write() as tx:
        await people.change(tx, (await talk.person(dr)).id, state=PersonState.LEFT)
    await talk.moves(minutes=3)
    assert dr.unasked == []


def test_only_what_differs_is_said() -> None:
    before = Plan("goal", "why", "", "", DAILY.to_json(), (Hurdle("rain", "umbrella"),))
    after = replace(
        before, situation="at noon", hurdles=(*before.hurdles, Hurdle("guests", "later")), confidence=7
    )
    said = render(Lines(tuple(differences(before, after))), "en", "sie")
    assert said == "Situation: “at noon”\nHurdle: “guests”, then: “later”"
    assert list(differences(before, before)) == []


def test_a_hurdle_without_a_counter_plan_quotes_nothing_empty() -> None:
    before = Plan("goal", "why", "", "", DAILY.to_json())
    after = replace(before, hurdles=(Hurdle("guests", ""),))
    assert render(Lines(tuple(differences(before, after))), "de", "sie") == "Hürde: „guests“"


async def test_a_story_from_the_proposal_to_the_news(talk: Talk) -> None:
    dr, anna = await talk.a_therapist(), await talk.patient()
    await talk.assigned(anna, agreed=False)
    person = await talk.person(anna)
    async with talk.db.read() as tx:
        (waiting,) = await assignments.of_patient(tx, person.id, [AssignmentState.PROPOSED])
    from bot.conversation.patient.planning_card import open_button

    await anna.presses(open_button(waiting.id)[0][0].data)
    await anna.taps("Talk first")
    await anna.types("is this not too much?")
    await talk.moves(minutes=5)
    assert dr.unasked == ["News from P-1."]
    await dr.taps("Open")
    assert "Wants to talk first" in dr.last
    assert "“is this not too much?”" in dr.last
