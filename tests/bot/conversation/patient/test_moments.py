"""A planned moment comes when it was planned, says nothing on a lock screen, and is asked after once."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import event

from bot.conversation import receipts
from bot.conversation.patient.moment_messages import wording
from bot.conversation.patient.moments import moments_due
from bot.conversation.turn import Desk, press
from bot.messages import Words
from bot.words import render
from scheduler.dispatch import GivenUp, Sent, Uncertain
from scheduler.schedule import Pattern, Schedule
from storage import assignments, due, occurrences, people
from storage.records import AssignmentState, Delivery, DueKind, Occurrence, Outcome
from tests.talk import LIBRARY, Phone, Talk

SIX = datetime(2026, 3, 2, 17, 0, tzinfo=UTC)  # 18:00 in Berlin
TELLING = re.compile(
    r"activity|pleasant|mood|kitchen|therap|exercise|Aktivität|Stimmung|Küche|Übung|BA-02", re.IGNORECASE
)


def at(*times: time, pattern: Pattern = Pattern.DAILY) -> Schedule:
    return Schedule(pattern=pattern, starts=date(2026, 3, 2), times=times)


async def moments(talk: Talk, assignment_id: int) -> list[Occurrence]:
    async with talk.read() as tx:
        return await occurrences.of_assignment(tx, assignment_id)


@pytest.mark.parametrize(("language", "open_it"), [("en", "Open"), ("de", "Öffnen")])
async def test_a_moment_comes_when_it_was_planned_and_says_nothing_but_that(
    talk: Talk, language: str, open_it: str
) -> None:
    anna = await talk.patient(language=language)
    await talk.assigned(anna)
    await talk.moves_to(SIX - timedelta(minutes=1))
    assert anna.messages == []
    await talk.moves_to(SIX)
    assert len(anna.unasked) == 1
    assert not TELLING.search(anna.last)
    assert anna.buttons[0] == open_it


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_wordings_change_and_none_tells_anything(language: str) -> None:
    said = {render(Words(wording(occurrence_id)), language, "sie") for occurrence_id in range(50)}
    assert len(said) >= 3
    assert not any(TELLING.search(each) for each in said)


@pytest.mark.parametrize(
    ("language", "taps", "words"),
    [
        ("en", "Open", ["One small pleasant activity", "I come home (kitchen table, 18:00)", "1. ", "4. ", "get out more", "Doing comes before wanting", "only five minutes"]),
        ("de", "Öffnen", ["Eine kleine angenehme Aktivität", "I come home (kitchen table, 18:00)", "1. ", "4. ", "gehört zum Ziel", "Wie lief es?"]),
    ],
)  # fmt: skip
async def test_open_shows_plan_steps_why_and_the_answers_and_may_not_be_passed_on(
    talk: Talk, language: str, taps: str, words: list[str]
) -> None:
    anna = await talk.patient(language=language)
    await talk.assigned(anna)
    await talk.moves_to(SIX)
    await anna.taps(taps)
    assert all(word in anna.last for word in words), anna.last
    assert anna.messages[-1].protected
    assert len(anna.buttons) == 6


async def test_the_librarys_own_why_is_read_in_the_patients_language(talk: Talk) -> None:
    anna = await talk.patient(language="de")
    english = LIBRARY.text("BA-02", "en").why
    await talk.assigned(anna, why=english)
    await talk.moves_to(SIX)
    await anna.taps("Öffnen")
    assert LIBRARY.text("BA-02", "de").why in anna.last
    assert english not in anna.last


async def test_several_due_together_are_one_message_with_a_button_each(talk: Talk) -> None:
    anna = await talk.patient()
    await talk.assigned(anna)
    await talk.assigned(anna, "SLP-01")
    await talk.moves_to(SIX)
    assert len(anna.unasked) == 1
    assert anna.buttons == ["Open 1", "Open 2"]
    await anna.taps("Open 2")
    assert LIBRARY.text("SLP-01", "en").title in anna.last
    await anna.taps("Open 1")
    assert LIBRARY.text("BA-02", "en").title in anna.last


async def test_a_planned_moment_comes_in_quiet_hours_too_but_nothing_else_does(talk: Talk) -> None:
    anna = await talk.patient()
    await talk.assigned(anna, schedule=at(time(22, 30)))
    await talk.moves_to(datetime(2026, 3, 2, 21, 30, tzinfo=UTC))
    assert len(anna.unasked) == 1
    await talk.moves_to(datetime(2026, 3, 3, 6, 59, tzinfo=UTC))
    assert len(anna.unasked) == 1
    await talk.moves_to(datetime(2026, 3, 3, 7, 0, tzinfo=UTC))
    assert len(anna.unasked) == 2
    assert "no pressure" in anna.last


async def test_there_is_one_gentle_question_and_no_second(talk: Talk) -> None:
    anna = await talk.patient()
    await talk.assigned(anna, schedule=at(time(10, 30)))
    await talk.moves_to(datetime(2026, 3, 2, 12, 29, tzinfo=UTC))
    assert len(anna.unasked) == 1
    await talk.moves_to(datetime(2026, 3, 2, 12, 30, tzinfo=UTC))
    assert anna.unasked[1:] == ["Still open, no pressure. Now, later, or not today?"]
    await talk.moves_to(datetime(2026, 3, 3, 9, 29, tzinfo=UTC))
    assert len(anna.unasked) == 2


async def test_who_answered_is_not_asked_again(talk: Talk) -> None:
    anna = await talk.patient()
    await talk.assigned(anna, schedule=at(time(10, 30)))
    await talk.moves_to(datetime(2026, 3, 2, 9, 40, tzinfo=UTC))
    await anna.taps("Not today")
    await talk.moves_to(datetime(2026, 3, 2, 20, 0, tzinfo=UTC))
    assert len(anna.unasked) == 1


async def test_no_question_follows_where_none_was_wished(talk: Talk) -> None:
    anna = await talk.patient()
    await talk.assigned(anna, schedule=at(time(10, 30)), follow_up_minutes=0)
    await talk.moves_to(datetime(2026, 3, 2, 20, 0, tzinfo=UTC))
    assert len(anna.unasked) == 1


async def test_nobody_answering_ends_as_no_answer_when_the_next_moment_comes(talk: Talk) -> None:
    anna = await talk.patient()
    mine = await talk.assigned(anna)
    await talk.moves_to(SIX + timedelta(days=1))
    first, second, *_ = await moments(talk, mine)
    assert (first.delivery, first.outcome) == (Delivery.DELIVERED, Outcome.NO_ANSWER)
    assert (second.delivery, second.outcome) == (Delivery.DELIVERED, None)


async def test_two_moments_close_together_leave_three_hours_for_an_answer(talk: Talk) -> None:
    anna = await talk.patient()
    mine = await talk.assigned(anna, schedule=at(time(12), time(13)))
    await talk.moves_to(datetime(2026, 3, 2, 13, 59, tzinfo=UTC))
    assert [each.outcome for each in await moments(talk, mine)][:2] == [None, None]
    await talk.moves_to(datetime(2026, 3, 2, 14, 0, tzinfo=UTC))
    assert [each.outcome for each in await moments(talk, mine)][:2] == [Outcome.NO_ANSWER, None]


@pytest.mark.parametrize(
    ("day", "utc_hours"),
    [(date(2026, 3, 28), [17, 16]), (date(2026, 10, 24), [16, 17])],
)
async def test_a_change_of_the_clocks_moves_no_moment_on_the_wall(
    talk: Talk, day: date, utc_hours: list[int]
) -> None:
    talk.clock.set(datetime(day.year, day.month, day.day, 6, tzinfo=UTC))
    anna = await talk.patient()
    rule = Schedule(pattern=Pattern.DAILY, starts=day, times=(time(18),))
    mine = await talk.assigned(anna, schedule=rule, follow_up_minutes=0)
    for past, hour in enumerate(utc_hours):
        moment = datetime(day.year, day.month, day.day, hour, tzinfo=UTC) + timedelta(days=past)
        await talk.moves_to(moment - timedelta(seconds=1))
        assert len(anna.unasked) == past
        await talk.moves_to(moment)
        assert len(anna.unasked) == past + 1
    assert [each.local_time for each in await moments(talk, mine)][:2] == [time(18), time(18)]


async def test_a_moment_in_the_hour_that_does_not_exist_comes_once(talk: Talk) -> None:
    talk.clock.set(datetime(2026, 3, 28, 12, tzinfo=UTC))
    anna = await talk.patient()
    rule = Schedule(pattern=Pattern.DAILY, starts=date(2026, 3, 29), times=(time(2, 30),))
    await talk.assigned(anna, schedule=rule, follow_up_minutes=0)
    await talk.moves_to(datetime(2026, 3, 29, 1, 29, tzinfo=UTC))
    assert anna.unasked == []
    await talk.moves_to(datetime(2026, 3, 29, 20, 0, tzinfo=UTC))
    assert len(anna.unasked) == 1


async def pause(talk: Talk, phone: Phone, until: datetime) -> None:
    person = await talk.person(phone)
    async with talk.db.write() as tx:
        await people.change(tx, person.id, paused_until=until)


async def test_a_pause_silences_everything_and_counts_nothing(talk: Talk) -> None:
    anna = await talk.patient()
    mine = await talk.assigned(anna)
    await pause(talk, anna, SIX + timedelta(days=1, hours=1))
    await talk.moves_to(SIX + timedelta(days=1, hours=2))
    assert anna.unasked == []
    assert [each.outcome for each in await moments(talk, mine)][:2] == [Outcome.PAUSED, Outcome.PAUSED]
    await talk.moves_to(SIX + timedelta(days=2))
    assert len(anna.unasked) == 1


async def test_who_blocked_us_has_not_delivered_moments_and_no_missing_answers(talk: Talk) -> None:
    anna = await talk.patient()
    mine = await talk.assigned(anna)
    person = await talk.person(anna)
    async with talk.db.write() as tx:
        await people.change(tx, person.id, blocked_at=talk.clock.now())
    await talk.moves_to(SIX)
    first = (await moments(talk, mine))[0]
    assert (first.delivery, first.not_delivered_why, first.outcome) == (
        Delivery.NOT_DELIVERED,
        "blocked",
        None,
    )


async def test_an_ended_exercise_is_silent(talk: Talk) -> None:
    anna = await talk.patient()
    mine = await talk.assigned(anna)
    async with talk.db.write() as tx:
        await tx.change(assignments.t.assignments, mine, state=AssignmentState.ENDED)
    await talk.moves_to(SIX + timedelta(days=3))
    assert anna.unasked == []


async def outage(talk: Talk, until: datetime) -> None:
    """Nothing runs until this moment; then everything comes due at once."""
    talk.clock.set(until)
    await talk.moves_to(until)


async def test_after_an_outage_one_gentle_message_catches_up_and_older_moments_are_nobodys_fault(
    talk: Talk,
) -> None:
    anna = await talk.patient()
    mine = await talk.assigned(anna, schedule=at(time(9), time(12)), follow_up_minutes=0)
    await outage(talk, datetime(2026, 3, 5, 13, 30, tzinfo=UTC))
    assert anna.unasked == ["I was away for a while. A planned moment is still open, if you like."]
    assert [(each.local_date.day, each.slot, each.delivery) for each in await moments(talk, mine)][:8] == [
        (2, 1, Delivery.NOT_DELIVERED),
        (3, 0, Delivery.NOT_DELIVERED),
        (3, 1, Delivery.NOT_DELIVERED),
        (4, 0, Delivery.NOT_DELIVERED),
        (4, 1, Delivery.NOT_DELIVERED),
        (5, 0, Delivery.NOT_DELIVERED),
        (5, 1, Delivery.DELIVERED),
        (6, 0, Delivery.PLANNED),
    ]
    assert {each.not_delivered_why for each in (await moments(talk, mine))[:6]} == {"outage"}
    assert all(each.outcome is None for each in await moments(talk, mine))


async def test_catching_up_keeps_quiet_hours(talk: Talk) -> None:
    anna = await talk.patient()
    await talk.assigned(anna, follow_up_minutes=0)
    await outage(talk, datetime(2026, 3, 2, 22, 0, tzinfo=UTC))
    assert anna.unasked == []
    await talk.moves_to(datetime(2026, 3, 3, 7, 0, tzinfo=UTC))
    assert len(anna.unasked) == 1
    assert "away for a while" in anna.last


async def test_a_short_outage_changes_nothing(talk: Talk) -> None:
    anna = await talk.patient()
    await talk.assigned(anna)
    await outage(talk, SIX + timedelta(hours=1, minutes=59))
    assert len(anna.unasked) == 1
    assert "away" not in anna.last


@pytest.mark.parametrize(
    ("settled", "delivery", "why", "outcome"),
    [
        (Sent("77"), Delivery.DELIVERED, None, None),
        (Uncertain(), Delivery.MAYBE, None, None),
        (GivenUp("refused"), Delivery.NOT_DELIVERED, "refused", None),
        (GivenUp("forbidden", blocked=True), Delivery.NOT_DELIVERED, "blocked", None),
        (GivenUp("unwanted"), Delivery.CANCELLED, None, Outcome.PAUSED),
    ],
)
async def test_a_receipt_says_how_the_moment_stands(
    talk: Talk,
    settled: Sent | Uncertain | GivenUp,
    delivery: Delivery,
    why: str | None,
    outcome: Outcome | None,
) -> None:
    anna = await talk.patient()
    mine = await talk.assigned(anna)
    await talk.moves_to(SIX)
    first = (await moments(talk, mine))[0]
    async with talk.db.write() as tx:
        await occurrences.set_delivery(tx, [first.id], Delivery.WAITING)
        desk = Desk(tx, talk.clock.now(), LIBRARY, talk.practice)
        await receipts.settled(desk, [(f"moment:{first.id}", settled)])
        left = await due.of_subjects(tx, [DueKind.EXPIRY, DueKind.FOLLOW_UP], [first.id])
    then = (await moments(talk, mine))[0]
    assert (then.delivery, then.not_delivered_why, then.outcome) == (delivery, why, outcome)
    assert bool(left) is (delivery in {Delivery.DELIVERED, Delivery.MAYBE})


async def test_a_message_that_still_waits_at_the_end_was_never_a_missing_answer(talk: Talk) -> None:
    anna = await talk.patient()
    mine = await talk.assigned(anna)
    await talk.moves_to(SIX)
    first = (await moments(talk, mine))[0]
    async with talk.db.write() as tx:
        await occurrences.set_delivery(tx, [first.id], Delivery.WAITING)
    await talk.moves_to(SIX + timedelta(days=1))
    then = (await moments(talk, mine))[0]
    assert (then.delivery, then.not_delivered_why, then.outcome) == (Delivery.NOT_DELIVERED, "outage", None)


@pytest.mark.parametrize("verb", ["open", "later"])
async def test_what_came_too_late_stays_not_delivered_when_it_is_only_looked_at(
    talk: Talk, verb: str
) -> None:
    anna = await talk.patient()
    mine = await talk.assigned(anna)
    await talk.moves_to(SIX)
    first = (await moments(talk, mine))[0]
    async with talk.db.write() as tx:
        await occurrences.set_delivery(tx, [first.id], Delivery.WAITING)
    await talk.moves_to(SIX + timedelta(days=1, hours=1))
    await anna.presses(press(verb, first.id))
    then = (await moments(talk, mine))[0]
    assert (then.delivery, then.not_delivered_why, then.outcome) == (Delivery.NOT_DELIVERED, "outage", None)
    await anna.presses(press("later", first.id, "30"))
    again = (await moments(talk, mine))[0]
    assert (again.delivery, again.not_delivered_why, again.closed_at) == (Delivery.DELIVERED, None, None)
    await talk.moves_to(SIX + timedelta(days=2))
    assert (await moments(talk, mine))[0].outcome is Outcome.NO_ANSWER


async def test_what_came_too_late_may_still_be_answered(talk: Talk) -> None:
    anna = await talk.patient()
    mine = await talk.assigned(anna)
    await talk.moves_to(SIX)
    first = (await moments(talk, mine))[0]
    async with talk.db.write() as tx:
        await occurrences.set_delivery(tx, [first.id], Delivery.WAITING)
    await talk.moves_to(SIX + timedelta(days=1, hours=1))
    await anna.presses(press("how", first.id, "done"))
    then = (await moments(talk, mine))[0]
    assert (then.delivery, then.outcome) == (Delivery.DELIVERED, Outcome.DONE)


async def test_what_may_have_arrived_counts_as_arrived(talk: Talk) -> None:
    anna = await talk.patient()
    mine = await talk.assigned(anna)
    await talk.moves_to(SIX)
    first = (await moments(talk, mine))[0]
    async with talk.db.write() as tx:
        await occurrences.set_delivery(tx, [first.id], Delivery.MAYBE)
    await talk.moves_to(SIX + timedelta(days=1))
    then = (await moments(talk, mine))[0]
    assert (then.delivery, then.outcome) == (Delivery.MAYBE, Outcome.NO_ANSWER)


async def test_another_patients_button_opens_nothing(talk: Talk) -> None:
    anna, ben = await talk.patient("Anna"), await talk.patient("Ben")
    await talk.assigned(anna)
    await talk.moves_to(SIX)
    _, data = anna.find("Open")
    await ben.presses(data)
    assert "earlier moment" in ben.last


@pytest.mark.parametrize(
    "data", ["open:", "open:zz!", "open:0", "later:1:30", "how:1:done", "how:1", "keep:1"]
)
async def test_a_button_of_nothing_is_old(talk: Talk, data: str) -> None:
    anna = await talk.patient()
    await anna.presses(data)
    assert "earlier moment" in anna.last


async def statements_of(talk: Talk, number: int, hour: int) -> int:
    """Count the statements that hand on this many moments, due at this hour in Berlin."""
    for each in range(number):
        await talk.assigned(await talk.patient(f"{number}-{each}"), schedule=at(time(hour)))
    moment = datetime(2026, 3, 2, hour - 1, tzinfo=UTC)
    talk.clock.set(moment)
    seen: list[str] = []

    def note(connection: object, cursor: object, statement: str, *rest: object) -> None:
        seen.append(statement)

    async with talk.db.write() as tx:
        rows = [row for row in await due.come(tx, moment, 200) if row.kind is DueKind.MOMENT]
        assert len(rows) == number
        event.listen(talk.db.engine, "before_cursor_execute", note)
        await moments_due(Desk(tx, moment, LIBRARY, talk.practice), rows)
        event.remove(talk.db.engine, "before_cursor_execute", note)
        await due.done(tx, rows)
    return len(seen)


async def test_many_moments_take_as_few_statements_as_some(talk: Talk) -> None:
    """Counted, not timed: ten thousand at once cost reading and sealing, not round trips."""
    assert await statements_of(talk, 3, 11) == await statements_of(talk, 12, 14) <= 12


async def test_a_gentle_question_and_a_moment_at_the_same_time_are_one_message(talk: Talk) -> None:
    anna = await talk.patient()
    mine = await talk.assigned(anna, schedule=at(time(11)))
    await talk.assigned(anna, "SLP-01", schedule=at(time(14)), follow_up_minutes=0)
    await talk.moves_to(datetime(2026, 3, 2, 13, 0, tzinfo=UTC))
    assert anna.unasked[1:] == ["2 planned moments are here. Any order is fine."]
    assert len(anna.buttons) == 2
    async with talk.read() as tx:
        rows = await due.come(tx, datetime(2026, 3, 9, tzinfo=UTC), 99)
    assert DueKind.FOLLOW_UP not in {row.kind for row in rows}
    assert (await moments(talk, mine))[0].outcome is None


async def test_two_gentle_questions_at_the_same_time_are_one_message(talk: Talk) -> None:
    anna = await talk.patient()
    await talk.assigned(anna, schedule=at(time(11)))
    await talk.assigned(anna, "SLP-01", schedule=at(time(12)), follow_up_minutes=120)
    await talk.moves_to(datetime(2026, 3, 2, 13, 0, tzinfo=UTC))
    assert anna.unasked[2:] == ["2 moments are still open, no pressure. Any order is fine."]
    assert anna.buttons == ["Open 1", "Open 2"]


async def test_a_card_may_be_opened_again(talk: Talk) -> None:
    anna = await talk.patient()
    await talk.assigned(anna)
    await talk.moves_to(SIX)
    shown, data = anna.find("Open")
    await anna.presses(data, shown.ref)
    await anna.taps("Done")
    await anna.taps("Cancel")
    await anna.presses(data, shown.ref)
    card = next(message for message in anna.messages if message.ref == shown.ref)
    assert "Your answer so far: Done." in card.text
    assert card.protected


@pytest.mark.parametrize(
    ("typed", "seen"), [("open", "1. "), ("später", "Wann soll"), ("heute nicht", "Danke fürs Sagen")]
)
async def test_words_typed_in_place_of_a_tap(talk: Talk, typed: str, seen: str) -> None:
    anna = await talk.patient(language="en" if typed == "open" else "de")
    await talk.assigned(anna)
    await talk.moves_to(SIX)
    await anna.types(typed)
    assert seen in anna.last


@pytest.mark.parametrize(("language", "typed"), [("en", "now"), ("en", "Now!"), ("de", "jetzt")])
async def test_now_typed_at_the_gentle_question_opens_the_moment(
    talk: Talk, language: str, typed: str
) -> None:
    anna = await talk.patient(language=language)
    await talk.assigned(anna, follow_up_minutes=60)
    await talk.moves_to(SIX + timedelta(hours=1))
    assert anna.unasked[-1].startswith("Still open" if language == "en" else "Noch offen")
    await anna.types(typed)
    assert "1. " in anna.last


@pytest.mark.parametrize("typed", ["no", "nun"])
async def test_other_short_words_are_not_taken_for_now(talk: Talk, typed: str) -> None:
    anna = await talk.patient()
    await talk.assigned(anna, follow_up_minutes=60)
    await talk.moves_to(SIX + timedelta(hours=1))
    await anna.types(typed)
    assert anna.last.startswith("Shall I keep this as a note for the session?")
