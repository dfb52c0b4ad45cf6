from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from storage import appointments, due, people
from storage.records import Appointment, AppointmentState, DueKind, DueRow, PersonState
from tests.talk import Phone, Talk


async def sessions_of(talk: Talk, phone: Phone) -> list[Appointment]:
    person = await talk.person(phone)
    async with talk.read() as tx:
        return await appointments.coming(tx, person.id, talk.clock.now())


async def due_of(talk: Talk, kind: DueKind, appointment: Appointment) -> list[DueRow]:
    async with talk.read() as tx:
        return await due.of_subjects(tx, [kind], [appointment.id])


async def test_one_line_sets_a_series_four_sessions_ahead(talk: Talk) -> None:
    anna = await talk.patient()
    dr = talk.therapist
    assert dr is not None
    await dr.types("/session P-1 2026-03-12 10:00 weekly")
    assert "Session with P-1: Thu 12 Mar 10:00 · every week." in dr.last
    assert "The summary comes Wed 11 Mar 18:00." in dr.last
    found = await sessions_of(talk, anna)
    assert [each.local_date.isoformat() for each in found] == [
        "2026-03-12",
        "2026-03-19",
        "2026-03-26",
        "2026-04-02",
    ]


async def test_german_words_set_the_same(talk: Talk) -> None:
    dr = await talk.a_therapist(language="de")
    anna = await talk.patient()
    await dr.types("/sitzung p1 12.3. um 16 Uhr alle 2 Wochen")
    assert "Sitzung mit P-1: Do., 12. März, 16:00 · alle 2 Wochen." in dr.last
    assert "Die Zusammenfassung kommt am Mi., 11. März, 18:00." in dr.last
    assert [each.local_date.day for each in await sessions_of(talk, anna)] == [12, 26, 9, 23]


async def test_what_is_missing_is_asked_one_by_one(talk: Talk) -> None:
    anna = await talk.patient()
    dr = talk.therapist
    assert dr is not None
    await dr.types("/session")
    assert dr.last == "Whose session is it?"
    await dr.taps("P-1")
    assert "On which day" in dr.last
    await dr.types("12 March")
    assert "At what time" in dr.last
    await dr.types("8:00")
    assert dr.last == "Which of the two do you mean?"
    await dr.taps("20:00")
    await dr.taps("single")
    assert "Thu 12 Mar 20:00 · single" in dr.last
    assert len(await sessions_of(talk, anna)) == 1


async def test_a_time_and_rhythm_beside_the_day_are_not_asked_again(talk: Talk) -> None:
    await talk.patient()
    dr = talk.therapist
    assert dr is not None
    await dr.types("/session P-1")
    await dr.taps("Add")
    await dr.types("Thursday 10:00 every 3 weeks")
    assert "Thu 5 Mar 10:00 · every 3 weeks" in dr.last


async def test_an_hour_of_the_afternoon_is_taken_as_such(talk: Talk) -> None:
    anna = await talk.patient()
    dr = talk.therapist
    assert dr is not None
    await dr.types("/session P-1 tomorrow 3:30")
    assert [each.local_time for each in await sessions_of(talk, anna)] == [time(15, 30)]


@pytest.mark.parametrize("line", ["2026-02-01 10:00", "2026-03-02 09:30"])
async def test_what_is_past_is_refused_and_asked_anew(talk: Talk, line: str) -> None:
    anna = await talk.patient()
    dr = talk.therapist
    assert dr is not None
    await dr.types(f"/session P-1 {line}")
    assert "That time has passed already." in dr.screen
    assert await sessions_of(talk, anna) == []
    await dr.types("12 March" if "02-01" in line else "11:00")
    assert len(await sessions_of(talk, anna)) == 1


async def test_a_slip_in_the_year_is_asked_back(talk: Talk) -> None:
    await talk.patient()
    dr = talk.therapist
    assert dr is not None
    await dr.types("/session P-1 2062-03-12 10:00")
    assert "more than two years ahead" in dr.screen


async def test_what_was_not_understood_is_named(talk: Talk) -> None:
    await talk.patient()
    dr = talk.therapist
    assert dr is not None
    await dr.types("/session P-1 bananas")
    assert "I did not understand “bananas”." in dr.screen


async def test_the_same_session_twice_is_there_once(talk: Talk) -> None:
    anna = await talk.patient()
    dr = talk.therapist
    assert dr is not None
    await dr.types("/session P-1 2026-03-12 10:00")
    await dr.types("/session P-1 2026-03-12 10:00")
    assert "is set already" in dr.screen
    assert len(await sessions_of(talk, anna)) == 1


async def test_a_single_session_becomes_one_of_the_series_that_covers_it(talk: Talk) -> None:
    anna = await talk.patient()
    dr = talk.therapist
    assert dr is not None
    await dr.types("/session P-1 2026-03-19 10:00")
    await dr.types("/session P-1 2026-03-12 10:00 weekly")
    found = await sessions_of(talk, anna)
    assert [each.local_date.day for each in found] == [12, 19, 26, 2]
    assert len({each.series_id for each in found}) == 1
    await dr.types("/session P-1 2026-03-12 10:00 weekly")
    assert len(await sessions_of(talk, anna)) == 4


async def test_overlapping_sessions_are_kept_and_named(talk: Talk) -> None:
    await talk.patient("Anna")
    await talk.patient("Ben")
    dr = talk.therapist
    assert dr is not None
    await dr.types("/session P-1 2026-03-12 10:00")
    await dr.types("/session P-2 2026-03-12 10:30")
    assert "At the same time: P-1, Thu 12 Mar 10:00." in dr.last


async def test_another_therapists_patient_is_unknown(talk: Talk) -> None:
    mine = await talk.a_therapist("Dr. T")
    other = await talk.a_therapist("Dr. O")
    await talk.patient("Anna", therapist=mine)
    await talk.patient("Ben", therapist=other)
    await mine.types("/session P-2 2026-03-12 10:00")
    assert "None of your patients has the code “P-2”" in mine.last
    await other.types("/session P-2 2026-03-12 10:00")
    await other.types("/session P-2")
    _, data = other.find("Cancel this one")
    await mine.presses(data)
    await mine.presses(data.replace("tscan:", "tscany:"))
    await mine.presses(data.replace("tscan:", "tsmov:"))
    assert mine.last.startswith("That choice is from an earlier moment")
    async with talk.read() as tx:
        theirs = await people.patient_by_code(tx, (await talk.person(other)).id, "P-2")
        assert theirs is not None
        assert await appointments.next_of(tx, theirs.id, talk.clock.now()) is not None


async def test_the_code_alone_lists_sessions_and_one_can_be_cancelled(talk: Talk) -> None:
    anna = await talk.patient()
    dr = talk.therapist
    assert dr is not None
    await dr.types("/session P-1 2026-03-12 10:00 weekly")
    await dr.types("/session P-1")
    assert "▸ Thu 12 Mar 10:00 · every week" in dr.last
    await dr.taps("Thu 19 Mar 10:00")
    assert "▸ Thu 19 Mar 10:00" in dr.last
    cancelled = (await sessions_of(talk, anna))[1]
    await dr.taps("Cancel this one")
    assert dr.last == "Cancel the session with P-1 on Thu 19 Mar 10:00?"
    shown, data = dr.find("Yes, cancel")
    await dr.presses(data, shown.ref)
    assert dr.last.startswith("Cancelled: P-1, Thu 19 Mar 10:00.")
    days = [each.local_date.isoformat() for each in await sessions_of(talk, anna)]
    assert days == ["2026-03-12", "2026-03-26", "2026-04-02", "2026-04-09"], "four are ahead again"
    assert await due_of(talk, DueKind.DIGEST, cancelled) == []
    assert await due_of(talk, DueKind.SESSION_DAY, cancelled) == []
    await dr.presses(data, shown.ref)
    assert "is cancelled already" in dr.last
    assert len(await sessions_of(talk, anna)) == 4


async def test_the_series_ends_on_one_confirmation(talk: Talk) -> None:
    anna = await talk.patient()
    dr = talk.therapist
    assert dr is not None
    await dr.types("/session P-1 2026-03-12 10:00 weekly")
    await dr.types("/session P-1")
    await dr.taps("End the series")
    await dr.taps("Keep it")
    assert len(await sessions_of(talk, anna)) == 4
    await dr.taps("End the series")
    await dr.taps("Yes, end it")
    assert await sessions_of(talk, anna) == []
    await talk.moves(days=30)
    assert await sessions_of(talk, anna) == []
    assert dr.unasked == []


async def test_moving_a_session_moves_its_summary_and_its_morning(talk: Talk) -> None:
    anna = await talk.patient()
    dr = talk.therapist
    assert dr is not None
    await dr.types("/session P-1 2026-03-12 10:00 weekly")
    await dr.types("/session P-1")
    await dr.taps("Move")
    await dr.types("13 March 14:00")
    assert "The session with P-1 is now Fri 13 Mar 14:00." in dr.last
    moved = (await sessions_of(talk, anna))[0]
    assert moved.local_date == date(2026, 3, 13)
    (summary,) = await due_of(talk, DueKind.DIGEST, moved)
    assert summary.due_at == datetime(2026, 3, 12, 17, 0, tzinfo=UTC)
    (morning,) = await due_of(talk, DueKind.SESSION_DAY, moved)
    assert morning.due_at == datetime(2026, 3, 13, 7, 0, tzinfo=UTC)


async def test_cancelling_a_session_that_has_begun_asks_whether_it_did_not_take_place(talk: Talk) -> None:
    anna = await talk.patient()
    dr = talk.therapist
    assert dr is not None
    await dr.types("/session P-1 2026-03-12 10:00")
    await dr.types("/session P-1")
    _, data = dr.find("Cancel this one")
    await talk.moves_to(datetime(2026, 3, 12, 9, 20, tzinfo=UTC))
    await dr.presses(data)
    assert "not take place?" in dr.last
    assert len(await sessions_of(talk, anna)) == 1
    await dr.taps("Keep it")
    assert "Thu 12 Mar 10:00" in dr.last


async def test_a_series_goes_on_when_summaries_come_due(talk: Talk) -> None:
    anna = await talk.patient()
    dr = talk.therapist
    assert dr is not None
    await dr.types("/session P-1 2026-03-12 10:00 weekly")
    await talk.moves_to(datetime(2026, 7, 1, 16, 0, tzinfo=UTC))
    coming = await sessions_of(talk, anna)
    assert [each.local_date.isoformat() for each in coming][:2] == ["2026-07-02", "2026-07-09"]
    assert len(coming) == 4


@pytest.mark.parametrize(("first", "change"), [("2026-03-26", "spring"), ("2026-10-22", "autumn")])
async def test_sessions_stay_on_the_practices_wall_clock(talk: Talk, first: str, change: str) -> None:
    anna = await talk.patient(zone="America/New_York")
    dr = talk.therapist
    assert dr is not None
    await dr.types(f"/session P-1 {first} 10:00 weekly")
    before, after = (await sessions_of(talk, anna))[:2]
    shift = timedelta(hours=-1 if change == "spring" else 1)
    assert after.starts_at - before.starts_at == timedelta(days=7) + shift
    assert (before.local_time, after.local_time) == (time(10), time(10))
    (summary,) = await due_of(talk, DueKind.DIGEST, after)
    assert after.starts_at - summary.due_at == timedelta(hours=16)


async def test_the_lead_time_can_be_changed_for_all_that_is_coming(talk: Talk) -> None:
    anna = await talk.patient()
    dr = talk.therapist
    assert dr is not None
    await dr.types("/session P-1 2026-03-12 10:00 weekly")
    await dr.types("/lead")
    assert "Summaries come the day before at 18:00." in dr.last
    await dr.taps("on the day of the session")
    await dr.taps("07:00")
    assert "Summaries come on the day of the session at 07:00" in dr.last
    for each in await sessions_of(talk, anna):
        (summary,) = await due_of(talk, DueKind.DIGEST, each)
        assert each.starts_at - summary.due_at == timedelta(hours=3)


async def test_a_lead_time_after_the_session_comes_an_hour_before_it(talk: Talk) -> None:
    anna = await talk.patient()
    dr = talk.therapist
    assert dr is not None
    await dr.types("/session P-1 2026-03-12 10:00")
    await dr.types("/lead")
    await dr.taps("on the day of the session")
    await dr.taps("18:00")
    (found,) = await sessions_of(talk, anna)
    (summary,) = await due_of(talk, DueKind.DIGEST, found)
    assert found.starts_at - summary.due_at == timedelta(hours=1)


async def test_a_summary_whose_time_is_past_comes_soon(talk: Talk) -> None:
    await talk.patient()
    dr = talk.therapist
    assert dr is not None
    await dr.types("/session P-1 today 15:00")
    await talk.moves(seconds=1)
    assert dr.unasked == ["Summary ready."]


async def test_a_cancelled_session_is_kept_as_cancelled(talk: Talk) -> None:
    anna = await talk.patient()
    dr = talk.therapist
    assert dr is not None
    await dr.types("/session P-1 2026-03-12 10:00")
    (found,) = await sessions_of(talk, anna)
    await dr.types("/session P-1")
    await dr.taps("Cancel this one")
    await dr.taps("Yes, cancel")
    async with talk.read() as tx:
        kept = await appointments.get(tx, found.id)
    assert kept is not None
    assert kept.state is AppointmentState.CANCELLED


@pytest.mark.parametrize(
    ("language", "line", "said"),
    [
        ("en", "every 2 weeks", "is set already: every week. For every 2 weeks, end the series first"),
        (
            "de",
            "alle 2 Wochen",
            "ist schon angesetzt: jede Woche. Für „alle 2 Wochen“ bitte zuerst die Reihe",
        ),
        ("en", "weekly", "is set already: every week.\n"),
        ("en", "", "is set already: every week.\n"),
    ],
)
async def test_another_rhythm_over_a_series_says_what_stands_and_how_it_is_changed(
    talk: Talk, language: str, line: str, said: str
) -> None:
    dr = await talk.a_therapist(language=language)
    anna = await talk.patient()
    await dr.types("/session P-1 2026-03-12 10:00 " + ("weekly" if language == "en" else "wöchentlich"))
    await dr.types(f"/session P-1 2026-03-19 10:00 {line}")
    assert said in dr.screen
    assert "▸" in dr.last
    assert "19" in next(row for row in dr.last.splitlines() if "▸" in row)
    await dr.taps("End the series" if language == "en" else "Reihe beenden")
    await dr.taps("Yes, end it" if language == "en" else "Ja, beenden")
    await dr.types(f"/session P-1 2026-03-19 10:00 {line or 'every 4 weeks'}")
    assert (await sessions_of(talk, anna))[0].local_date.day == 19


async def test_when_the_only_patient_leaves_their_sessions_are_called_off_and_what_was_untold_is_told(
    talk: Talk,
) -> None:
    anna = await talk.patient()
    dr = talk.therapist
    assert dr is not None
    await talk.assigned(anna)
    await dr.types("/session P-1 2026-03-12 10:00 weekly")
    await talk.moves_to(datetime(2026, 3, 2, 17, 1, tzinfo=UTC))
    await anna.taps("Open")
    await anna.taps("Done")
    await anna.types("/leave")
    await anna.taps("Yes, stop")
    assert await sessions_of(talk, anna) == []
    await dr.types("/session P-1")
    assert dr.last == "P-1 does not take part any more, so no session is set."
    await talk.moves(minutes=3)
    assert dr.unasked == ["News from P-1."]
    await dr.taps("Open")
    assert "does not take part any more" in dr.last
    await dr.taps("Summary")
    assert "1 DUE: 1 done" in dr.last
    await dr.types("/patients")
    assert "session" not in dr.last
    await talk.patient("Ben")
    await dr.types("/session P-2 2026-03-12 10:00")
    assert "At the same time" not in dr.last
    await talk.moves_to(datetime(2026, 3, 11, 17, 0, tzinfo=UTC))
    assert dr.unasked[1:] == ["Summary ready."], "and that is P-2's"


async def test_what_was_summarised_for_a_session_that_a_leaving_calls_off_is_still_told(talk: Talk) -> None:
    anna = await talk.patient()
    dr = talk.therapist
    assert dr is not None
    await talk.assigned(anna)
    await dr.types("/session P-1 2026-03-12 10:00")
    await talk.moves_to(datetime(2026, 3, 2, 17, 1, tzinfo=UTC))
    await anna.taps("Open")
    await anna.taps("Done")
    await talk.moves_to(datetime(2026, 3, 11, 17, 0, tzinfo=UTC))
    _, ready = dr.find("Open")
    await anna.types("/leave")
    await anna.taps("Yes, stop")
    await dr.presses(ready)
    await dr.taps("Open P-1")
    assert "1 done" in dr.last


async def test_sessions_with_somebody_who_left_before_can_still_be_cancelled(talk: Talk) -> None:
    """As they were left behind by versions before this one."""
    anna = await talk.patient()
    dr = talk.therapist
    assert dr is not None
    await dr.types("/session P-1 2026-03-12 10:00 weekly")
    async with talk.db.write() as tx:
        await people.change(tx, (await talk.person(anna)).id, state=PersonState.LEFT)
    await dr.types("/session P-1")
    assert "Add" not in dr.buttons
    await dr.taps("End the series")
    await dr.taps("Yes, end it")
    assert await sessions_of(talk, anna) == []


async def test_sessions_with_somebody_who_declines_are_called_off(talk: Talk) -> None:
    dr = await talk.a_therapist()
    await dr.types("/invite")
    code = dr.last.partition("Code: ")[2][:9]
    await dr.types("/session P-1 2026-03-12 10:00 weekly")
    anna = talk.phone("Anna")
    await anna.types(code)
    for answer in ("English", "Continue", "Continue", "Decline"):
        await anna.taps(answer)
    assert await sessions_of(talk, anna) == []
    await dr.types("/session P-1")
    assert dr.last == "P-1 does not take part any more, so no session is set."


async def test_a_session_that_is_set_later_offers_nothing_about_one_that_is_long_over(talk: Talk) -> None:
    await talk.patient()
    dr = talk.therapist
    assert dr is not None
    await dr.types("/session P-1 2026-03-12 10:00")
    await talk.moves_to(datetime(2026, 3, 13, 9, 0, tzinfo=UTC))
    await dr.types("/session P-1 2026-03-16 10:00")
    assert dr.buttons == ["Sessions with P-1"]
