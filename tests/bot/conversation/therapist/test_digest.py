from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time

import pytest

from bot.conversation.turn import press
from scheduler.schedule import Pattern, Schedule
from storage import appointments, assignments, checkins, digests, notes, occurrences, people
from storage.digests import ItemKind
from storage.occurrences import NewOccurrence
from storage.records import (
    AssignmentEvent,
    Delivery,
    NoteKind,
    Occurrence,
    Outcome,
    PersonState,
    Reason,
    Role,
)
from tests.talk import Phone, Talk

EVENING = datetime(2026, 3, 11, 17, 0, tzinfo=UTC)
SESSION = datetime(2026, 3, 12, 9, 0, tzinfo=UTC)
NOTHING = Schedule(pattern=Pattern.ON_EVENT, starts=date(2026, 3, 2))


@dataclass
class Story:
    """A therapist, a patient with one exercise, and weekly sessions from Thursday 12 March at 10:00 on."""

    talk: Talk
    dr: Phone
    anna: Phone
    patient_id: int
    assignment_id: int
    days: dict[int, Occurrence] = field(default_factory=dict)

    async def moment(self, day: int, *, delivery: Delivery = Delivery.DELIVERED) -> Occurrence:
        """Let a moment of March have come at 18:00."""
        at = datetime(2026, 3, day, 17, 0, tzinfo=UTC)
        new = NewOccurrence(self.assignment_id, self.patient_id, at.date(), 0, time(18), "Europe/Berlin", at)
        async with self.talk.db.write() as tx:
            (number,) = await occurrences.add_new(tx, [new], delivery=delivery)
            found = await occurrences.get(tx, number)
        assert found is not None
        self.days[day] = found
        return found

    async def answers(self, day: int, outcome: Outcome, *, late: bool = False, **words: object) -> None:
        """Answer a moment, now."""
        found = self.days.get(day) or await self.moment(day)
        async with self.talk.db.write() as tx:
            now = self.talk.clock.now()
            before = await checkins.of_occurrence(tx, found.id)
            answer = await checkins.record(tx, found, outcome, before=before, late=late, now=now)
            if words:
                await checkins.complete(tx, answer, now=now, **words)

    async def misses(self, day: int) -> None:
        """Let a moment end without an answer."""
        found = self.days.get(day) or await self.moment(day)
        async with self.talk.db.write() as tx:
            await occurrences.close(tx, [found.id], Outcome.NO_ANSWER, self.talk.clock.now())

    async def notes(self, text: str, kind: NoteKind = NoteKind.INSIGHT) -> int:
        """Keep a note."""
        async with self.talk.db.write() as tx:
            return await notes.add(tx, self.patient_id, kind, text, self.talk.clock.now())

    async def claimed(self) -> list[tuple[str, int, int]]:
        """What all summaries of the patient have taken up."""
        async with self.talk.read() as tx:
            found = [
                each
                for kind in ItemKind
                for each in await digests.taken_elsewhere(tx, self.patient_id, None, kind, range(10_000))
            ]
        return [(each.kind, each.id, each.revision) for each in found]


async def begun(talk: Talk, *, language: str = "en", session: bool = True) -> Story:
    dr = await talk.a_therapist(language=language)
    anna = await talk.patient(language="de")
    assignment_id = await talk.assigned(anna, schedule=NOTHING)
    person = await talk.person(anna)
    if session:
        await dr.types("/session P-1 2026-03-12 10:00 weekly")
    return Story(talk, dr, anna, person.id, assignment_id)


async def test_the_summary_comes_the_evening_before_and_opens_on_one_screen(talk: Talk) -> None:
    story = await begun(talk)
    await story.answers(
        9,
        Outcome.PARTLY,
        reasons=[Reason.NO_OPPORTUNITY],
        hard="die Nachbarn waren laut",
        insight="Musik half",
    )
    await story.misses(10)
    await talk.moves_to(EVENING)
    assert story.dr.unasked == ["Summary ready."]
    assert story.dr.messages[-1].protected
    await story.dr.taps("Open")
    lines = story.dr.last.split("\n")
    assert lines[0].endswith("session Thu 10:00")
    assert lines[1:] == [
        "2 DUE: 1 partly, 1 no answer",
        "• One small pleasant activity (2): 1 partly, 1 no answer",
        "AGREEMENTS: One small pleasant activity: agreed (Mon 2 Mar)",
        "REASONS: no opportunity 1",
        "DIFFICULTY “die Nachbarn waren laut” (Mon 9 Mar)",
        "LEARNED “Musik half” (Mon 9 Mar)",
        "APPRECIATE: tried 1 of 2; also reported what was partly done or not done",
        "DEBRIEF: went well · got in the way · learned · next step",
        "OPTIONS One small pleasant activity: easier / same / harder / other",
    ]
    assert story.dr.unasked == [story.dr.last], "it opened in the place of the message that announced it"


async def test_the_same_in_german(talk: Talk) -> None:
    story = await begun(talk, language="de")
    await story.answers(9, Outcome.PARTLY, reasons=[Reason.NO_OPPORTUNITY], hard="die Nachbarn waren laut")
    await talk.moves_to(EVENING)
    assert story.dr.unasked == ["Zusammenfassung bereit."]
    await story.dr.taps("Öffnen")
    assert "1 FÄLLIG: 1 teilweise" in story.dr.last
    assert "SCHWIERIG „die Nachbarn waren laut“ (Mo., 9. März)" in story.dr.last


async def test_the_details_are_turned_in_place_and_lead_back(talk: Talk) -> None:
    story = await begun(talk)
    for day in range(2, 10):
        await story.answers(day, Outcome.DONE, insight=f"{day}" * 900)
    await talk.moves_to(EVENING)
    await story.dr.taps("Open")
    before = len(story.dr.messages)
    await story.dr.taps("Details")
    assert "details 1/3" in story.dr.last
    assert "2" * 900 in story.dr.last
    await story.dr.taps("Page ›")
    assert "details 2/3" in story.dr.last
    await story.dr.taps("‹ Summary")
    assert story.dr.last.startswith("P-1 · ")
    assert len(story.dr.messages) == before


async def test_refresh_adds_what_came_since_to_the_same_summary(talk: Talk) -> None:
    story = await begun(talk)
    await story.answers(9, Outcome.DONE)
    await story.moment(10)
    await talk.moves_to(EVENING)
    await story.dr.taps("Open")
    assert "1 DUE: 1 done" in story.dr.last
    assert "ALSO: 1 still open" in story.dr.last
    await talk.moves(hours=2)
    await story.answers(10, Outcome.NOT_DONE)
    await story.dr.taps("Refresh")
    assert "2 DUE: 1 done, 1 not" in story.dr.last
    await story.dr.types("/digest P-1")
    assert "2 DUE: 1 done, 1 not" in story.dr.last


async def test_what_comes_after_the_session_belongs_to_the_next(talk: Talk) -> None:
    story = await begun(talk)
    await story.answers(9, Outcome.DONE)
    await talk.moves_to(EVENING)
    await talk.moves_to(datetime(2026, 3, 12, 11, 0, tzinfo=UTC))
    await story.answers(12, Outcome.PARTLY)
    await story.dr.taps("Open")
    assert "1 DUE: 1 done" in story.dr.last, "the summary of the past session stays as it was"
    assert "Refresh" not in story.dr.buttons
    await story.dr.types("/digest P-1")
    assert "1 DUE: 1 partly" in story.dr.last
    assert "session Thu 19 Mar 10:00" in story.dr.last


async def test_until_two_hours_after_its_start_a_session_takes_answers(talk: Talk) -> None:
    story = await begun(talk)
    await talk.moves_to(datetime(2026, 3, 12, 10, 59, tzinfo=UTC))
    await story.answers(11, Outcome.DONE)
    await story.dr.types("/digest P-1")
    assert "1 DUE: 1 done" in story.dr.last
    assert "session Thu 10:00" in story.dr.last or "session Thu 12 Mar 10:00" in story.dr.last


async def test_a_late_answer_is_told_afterwards_and_never_counted_twice(talk: Talk) -> None:
    story = await begun(talk)
    await story.misses(10)
    await talk.moves_to(SESSION)
    await talk.moves(hours=2)
    await story.answers(10, Outcome.DONE, late=True, insight="doch noch")
    await story.dr.types("/digest P-1")
    assert "AFTERWARDS: One small pleasant activity, Tue 10 Mar: no answer → done" in story.dr.last
    assert "LEARNED “doch noch”" in story.dr.last
    assert " DUE:" not in story.dr.last
    await story.dr.taps("Details")
    assert "done · answered late · answered after the last summary" in story.dr.last


async def test_a_moment_that_was_missed_and_comes_again_is_open_and_not_unanswered(talk: Talk) -> None:
    story = await begun(talk)
    await talk.moves_to(datetime(2026, 3, 11, 16, 0, tzinfo=UTC))
    await story.misses(10)
    await talk.moves_to(EVENING)
    await story.dr.taps("Open")
    assert "1 DUE: 1 no answer" in story.dr.last
    await story.anna.presses(press("later", story.days[10].id, "60"))
    await story.dr.taps("Refresh")
    assert "no answer" not in story.dr.last
    assert "ALSO: 1 still open" in story.dr.last

    await talk.moves_to(SESSION)
    await talk.moves(hours=2)
    await story.dr.types("/digest P-1")
    assert "1 DUE: 1 no answer" in story.dr.last, "it ended unanswered once more, and is told once"
    await talk.moves_to(datetime(2026, 3, 25, 17, 0, tzinfo=UTC))
    await story.dr.taps("Open")
    assert "no answer" not in story.dr.last


async def test_a_moment_that_a_past_summary_told_as_missed_is_told_so_no_second_time(talk: Talk) -> None:
    story = await begun(talk)
    await talk.moves_to(datetime(2026, 3, 11, 16, 0, tzinfo=UTC))
    await story.misses(11)
    await talk.moves_to(SESSION)
    await talk.moves(hours=2)
    await story.anna.presses(press("later", story.days[11].id, "60"))
    await story.dr.types("/digest P-1")
    assert "still open" in story.dr.last
    await talk.moves_to(datetime(2026, 3, 18, 17, 0, tzinfo=UTC))
    await story.dr.taps("Open")
    assert "no answer" not in story.dr.last
    assert "still open" not in story.dr.last


async def test_a_correction_after_the_summary_is_told_in_the_next(talk: Talk) -> None:
    story = await begun(talk)
    await story.answers(10, Outcome.PARTLY)
    await talk.moves_to(SESSION)
    await talk.moves(hours=2)
    await story.answers(10, Outcome.DONE)
    await story.dr.types("/digest P-1")
    assert "AFTERWARDS: One small pleasant activity, Tue 10 Mar: partly → done" in story.dr.last
    await story.dr.taps("Details")
    assert "done · corrected · changed after the last summary" in story.dr.last


async def test_words_added_after_the_summary_are_not_lost(talk: Talk) -> None:
    story = await begun(talk)
    await story.answers(10, Outcome.PARTLY)
    await talk.moves_to(SESSION)
    await talk.moves(hours=2)
    async with talk.db.write() as tx:
        answer = await checkins.of_occurrence(tx, story.days[10].id)
        assert answer is not None
        await checkins.complete(tx, answer, now=talk.clock.now(), hard="erst jetzt eingefallen")
    await story.dr.types("/digest P-1")
    assert "Tue 10 Mar: partly, more was added" in story.dr.last
    await story.dr.taps("Details")
    assert "erst jetzt eingefallen" in story.dr.last


async def test_an_edited_note_comes_again_and_says_so(talk: Talk) -> None:
    story = await begun(talk)
    number = await story.notes("Schlaf hilft")
    await talk.moves_to(SESSION)
    await talk.moves(hours=2)
    async with talk.db.write() as tx:
        note = await notes.get(tx, number)
        assert note is not None
        await notes.correct(tx, note, "Schlaf und Licht helfen")
    await story.dr.types("/digest P-1")
    assert "LEARNED “Schlaf und Licht helfen”" in story.dr.last
    await story.dr.taps("Details")
    assert "changed after the last summary" in story.dr.last


async def test_a_quiet_week_still_yields_a_summary(talk: Talk) -> None:
    story = await begun(talk)
    await talk.moves_to(EVENING)
    await talk.moves_to(datetime(2026, 3, 18, 17, 0, tzinfo=UTC))
    assert story.dr.unasked == ["Summary ready.", "Summary ready."]
    await story.dr.taps("Open")
    assert "No answers and no notes since Thu 12 Mar; nothing was due." in story.dr.last


async def test_not_delivered_is_told_apart(talk: Talk) -> None:
    story = await begun(talk)
    await story.moment(9, delivery=Delivery.NOT_DELIVERED)
    await story.answers(10, Outcome.NOT_DONE)
    await talk.moves_to(EVENING)
    await story.dr.taps("Open")
    assert "1 DUE: 1 not" in story.dr.last
    assert "ALSO: 1 not delivered" in story.dr.last


async def test_without_a_session_everything_is_shown_and_nothing_taken_up(talk: Talk) -> None:
    story = await begun(talk, session=False)
    await story.answers(9, Outcome.DONE)
    for _ in range(2):
        await story.dr.types("/digest P-1")
        assert "no session planned" in story.dr.last
        assert "1 DUE: 1 done" in story.dr.last
    async with talk.read() as tx:
        assert [each.kind for each in await digests.waiting(tx, story.patient_id)] == [
            ItemKind.CHECKIN,
            ItemKind.CHANGE,
        ]
    await story.dr.taps("Set a session")
    assert "On which day" in story.dr.last


async def test_a_cancelled_session_gives_back_what_it_had_gathered(talk: Talk) -> None:
    story = await begun(talk)
    await story.answers(9, Outcome.DONE)
    await talk.moves_to(EVENING)
    await story.dr.types("/session P-1")
    await story.dr.taps("Cancel this one")
    await story.dr.taps("Yes, cancel")
    await story.dr.taps("Open")
    assert "was cancelled" in story.dr.last
    await talk.moves_to(datetime(2026, 3, 18, 17, 0, tzinfo=UTC))
    await story.dr.types("/digest P-1")
    assert "1 DUE: 1 done" in story.dr.last
    assert "session Thu 10:00" in story.dr.last


@pytest.mark.parametrize("opened", [True, False])
async def test_what_a_cancelled_session_had_goes_into_the_next_that_is_opened_though_it_was_built_already(
    talk: Talk, *, opened: bool
) -> None:
    story = await begun(talk)
    await story.dr.types("/session P-1 2026-03-12 16:00")
    await story.answers(9, Outcome.DONE)
    await talk.moves_to(EVENING)
    await story.dr.types("/session P-1")
    await story.dr.taps("Cancel this one")
    await story.dr.taps("Yes, cancel")
    if opened:
        await story.dr.types("/digest P-1")
        assert "1 DUE: 1 done" in story.dr.last
    await talk.moves_to(datetime(2026, 3, 12, 17, 0, tzinfo=UTC))
    await story.dr.presses(
        next(b[1] for m in story.dr.messages for row in m.buttons for b in row if "tdn" in b[1])
    )
    assert "was cancelled" in story.dr.last
    await story.dr.types("/digest P-1")
    assert ("1 DUE" in story.dr.last) is not opened, "what nobody saw before 16:00 is in the next"


async def test_a_moved_session_keeps_what_it_had_and_adds(talk: Talk) -> None:
    story = await begun(talk)
    await story.answers(9, Outcome.DONE)
    await talk.moves_to(EVENING)
    await story.dr.types("/session P-1")
    await story.dr.taps("Move")
    await story.dr.types("13 March 14:00")
    await talk.moves_to(datetime(2026, 3, 12, 16, 0, tzinfo=UTC))
    await story.answers(11, Outcome.PARTLY)
    await talk.moves_to(datetime(2026, 3, 12, 17, 0, tzinfo=UTC))
    assert story.dr.unasked == ["Summary ready.", "Summary ready."]
    await story.dr.taps("Open")
    assert "2 DUE: 1 done, 1 partly" in story.dr.last


async def test_several_summaries_of_one_evening_are_one_message(talk: Talk) -> None:
    story = await begun(talk)
    await talk.patient("Ben")
    await story.dr.types("/session P-2 2026-03-12 12:00")
    await talk.moves_to(EVENING)
    assert story.dr.unasked == ["2 summaries ready."]
    await story.dr.taps("Open P-2")
    assert story.dr.last.startswith("P-2 · ")
    await story.dr.taps("Open P-1")
    assert story.dr.last.startswith("P-1 · ")


async def test_very_many_summaries_are_told_of_by_more_than_one_message(talk: Talk) -> None:
    """On PostgreSQL the ids of all would not fit into what a message says of itself."""
    story = await begun(talk, session=False)
    for number in range(2, 15):
        await talk.patient(f"P{number}")
    for number in range(1, 15):
        await story.dr.types(f"/session P-{number} 2026-03-12 {7 + number:02}:00")
    await talk.moves_to(EVENING)
    assert story.dr.unasked == ["12 summaries ready.", "2 summaries ready."]
    dr_id = (await talk.person(story.dr)).id
    async with talk.read() as tx:
        built = await digests.of_appointments(
            tx, [each.id for each in await appointments.coming_of_therapist(tx, dr_id, EVENING)]
        )
    assert [each.told for each in built.values()] == [True] * 14


async def test_another_therapist_opens_nothing(talk: Talk) -> None:
    story = await begun(talk)
    await story.answers(9, Outcome.DONE, insight="geheim")
    await talk.moves_to(EVENING)
    _, opening = story.dr.find("Open")
    await story.dr.taps("Open")
    _, details = story.dr.find("Details")
    other = await talk.a_therapist("Dr. O")
    for data in (opening, details, opening.replace("tdo:", "tdn:"), "tdr:pzz", "tdd:", "tdp:1"):
        await other.presses(data)
        assert other.last.startswith("That choice is from an earlier moment"), data
    await other.types("/digest P-1")
    assert "None of your patients has the code" in other.last
    assert "geheim" not in other.screen


async def test_what_was_agreed_paused_or_ended_is_told_once(talk: Talk) -> None:
    story = await begun(talk)
    async with talk.db.write() as tx:
        mine = await assignments.get(tx, story.assignment_id)
        assert mine is not None
        await assignments.change(
            tx, mine, AssignmentEvent.PAUSED, by=Role.PATIENT, now=talk.clock.now(), words="bin krank"
        )
    await talk.moves_to(EVENING)
    await story.dr.taps("Open")
    assert "One small pleasant activity: paused (Mon 2 Mar)" in story.dr.last
    await story.dr.taps("Details")
    assert "paused (Mon 2 Mar) · by the patient\n“bin krank”" in story.dr.last
    await talk.moves_to(datetime(2026, 3, 18, 17, 0, tzinfo=UTC))
    await story.dr.types("/digest P-1")
    assert "AGREED" not in story.dr.last


@pytest.mark.parametrize("command", ["/digest", "/digest P-9"])
async def test_whose_summary_is_asked_or_refused(talk: Talk, command: str) -> None:
    story = await begun(talk)
    await story.dr.types(command)
    if command == "/digest":
        await story.dr.taps("P-1")
        assert story.dr.last.startswith("P-1 · ")
    else:
        assert "None of your patients has the code “P-9”" in story.dr.last


async def test_a_blocked_therapist_is_not_written_to_but_the_summary_is_built(talk: Talk) -> None:
    story = await begun(talk)
    await story.answers(9, Outcome.DONE)
    await story.dr.blocks()
    await talk.moves_to(EVENING)
    assert story.dr.unasked == []
    async with talk.read() as tx:
        assert await digests.waiting(tx, story.patient_id) == []


async def test_with_somebody_who_left_there_is_one_last_summary_and_the_series_ends(talk: Talk) -> None:
    story = await begun(talk)
    await story.answers(9, Outcome.DONE)
    async with talk.db.write() as tx:
        await people.change(tx, story.patient_id, state=PersonState.LEFT)
    await talk.moves_to(datetime(2026, 6, 1, 12, 0, tzinfo=UTC))
    assert story.dr.unasked == ["Summary ready."]
    async with talk.read() as tx:
        assert await appointments.next_of(tx, story.patient_id, talk.clock.now()) is None


async def test_of_two_sessions_on_one_day_the_earlier_takes_up_what_waits(talk: Talk) -> None:
    story = await begun(talk, session=False)
    await story.dr.types("/session P-1 2026-03-12 16:00")
    await story.dr.types("/session P-1 2026-03-12 10:00")
    await story.answers(9, Outcome.DONE)
    await talk.moves_to(EVENING)
    _, first = next(
        (label, data) for row in story.dr.messages[-1].buttons for label, data, _ in row if "tdn" in data
    )
    await story.dr.presses(first)
    assert "session Thu 10:00" in story.dr.last
    assert "1 DUE: 1 done" in story.dr.last


async def test_in_a_long_session_its_own_summary_is_shown_to_the_end(talk: Talk) -> None:
    story = await begun(talk)
    await story.answers(9, Outcome.DONE)
    await talk.moves_to(EVENING)
    await talk.moves_to(datetime(2026, 3, 12, 10, 20, tzinfo=UTC))
    await story.dr.types("/digest P-1")
    assert "1 DUE: 1 done" in story.dr.last, "ninety minutes are not over after eighty"


async def test_when_a_second_session_has_begun_the_first_is_over(talk: Talk) -> None:
    story = await begun(talk)
    await story.dr.types("/session P-1 2026-03-12 11:00")
    await talk.moves_to(datetime(2026, 3, 12, 10, 1, tzinfo=UTC))
    await story.dr.types("/digest P-1")
    assert "session Thu 12 Mar 11:00" in story.dr.last


async def test_what_was_gathered_for_a_session_that_did_not_take_place_is_in_the_next(talk: Talk) -> None:
    story = await begun(talk)
    await story.answers(9, Outcome.DONE)
    await talk.moves_to(EVENING)
    await talk.moves_to(datetime(2026, 3, 16, 9, 0, tzinfo=UTC))
    await story.dr.types("/session P-1")
    await story.dr.taps("Thu 12 Mar 10:00: did not take place")
    assert story.dr.last.startswith("Did the session with P-1 on Thu 12 Mar 10:00 not take place?")
    await story.dr.taps("It did not take place")
    assert story.dr.last.startswith("Noted: the session with P-1 on Thu 12 Mar 10:00")
    await talk.moves_to(datetime(2026, 3, 18, 17, 0, tzinfo=UTC))
    await story.dr.taps("Open")
    assert "1 DUE: 1 done" in story.dr.last


async def test_that_it_did_not_take_place_can_be_said_until_the_next_begins_also_once_that_is_summarised(
    talk: Talk,
) -> None:
    story = await begun(talk)
    await story.answers(9, Outcome.DONE)
    await talk.moves_to(datetime(2026, 3, 18, 17, 0, tzinfo=UTC))
    await story.dr.types("/session P-1")
    _, data = story.dr.find("Thu 12 Mar 10:00: did not take place")
    await story.dr.taps("Thu 12 Mar 10:00: did not take place")
    await story.dr.taps("It did not take place")
    await story.dr.types("/digest P-1")
    assert "1 DUE: 1 done" in story.dr.last
    await story.dr.presses(data)
    assert "is cancelled already" in story.dr.last


async def test_once_the_next_has_begun_the_one_before_stays_as_it_was(talk: Talk) -> None:
    story = await begun(talk)
    await story.answers(9, Outcome.DONE)
    await talk.moves_to(datetime(2026, 3, 13, 9, 0, tzinfo=UTC))
    await story.dr.types("/session P-1")
    _, data = story.dr.find("Thu 12 Mar 10:00: did not take place")
    await talk.moves_to(datetime(2026, 3, 19, 9, 0, tzinfo=UTC))
    for old in (data, data.replace("tscan", "tscany"), data.replace("tscan", "tsmov")):
        await story.dr.presses(old)
        assert story.dr.last.startswith("Another session has begun since"), old
    await story.dr.types("/digest P-1")
    assert "nothing was due" in story.dr.last


@pytest.mark.parametrize("day", ["today 15:00", "Friday 20 March 10:00"])
async def test_moving_a_session_that_has_begun_gives_what_it_had_to_whichever_is_next(
    talk: Talk, day: str
) -> None:
    story = await begun(talk)
    await story.answers(9, Outcome.DONE)
    await talk.moves_to(EVENING)
    await talk.moves_to(datetime(2026, 3, 12, 9, 5, tzinfo=UTC))
    await story.dr.types("/session P-1")
    await story.dr.taps("Thu 12 Mar 10:00: move")
    await story.dr.types(day)
    assert "The session with P-1 is now" in story.dr.last
    await talk.moves(seconds=1)
    await story.dr.types("/digest P-1")
    assert "1 DUE: 1 done" in story.dr.last
    assert ("session Thu 15:00" in story.dr.last) == (day == "today 15:00")


async def test_a_session_set_while_another_is_under_way_offers_that_this_one_did_not_take_place(
    talk: Talk,
) -> None:
    story = await begun(talk)
    await story.answers(9, Outcome.DONE)
    await talk.moves_to(EVENING)
    await talk.moves_to(datetime(2026, 3, 12, 9, 5, tzinfo=UTC))
    await story.dr.types("/session P-1 today 15:00")
    await story.dr.taps("Thu 12 Mar 10:00: did not take place")
    await story.dr.taps("It did not take place")
    await story.dr.types("/digest P-1")
    assert "1 DUE: 1 done" in story.dr.last
    assert "session Thu 15:00" in story.dr.last


async def test_a_session_that_is_moved_behind_another_leaves_its_week_to_that(talk: Talk) -> None:
    story = await begun(talk)
    await story.answers(9, Outcome.DONE)
    await talk.moves_to(EVENING)
    await story.dr.types("/session P-1")
    await story.dr.taps("Move")
    await story.dr.types("20 March 10:00")
    await talk.moves_to(datetime(2026, 3, 18, 17, 0, tzinfo=UTC))
    await story.dr.types("/digest P-1")
    assert "session Thu 10:00" in story.dr.last
    assert "1 DUE: 1 done" in story.dr.last
