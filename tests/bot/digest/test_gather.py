"""Whatever happens in whatever order: each answer is counted in exactly one summary, and none falls between two."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.digest.facts import DUE, facts_of
from bot.digest.gather import gather
from storage import appointments, checkins, digests, notes, occurrences, people, withdrawals
from storage.appointments import UNDER_WAY, NewAppointment
from storage.database import Tx
from storage.digests import ItemKind
from storage.occurrences import NewOccurrence
from storage.records import ANSWERS, Appointment, Delivery, NoteKind, Outcome, Person, Role
from tests.talk import LIBRARY, START, Talk

STEPS = (
    *("answer", "miss", "again", "later", "correct", "add", "note", "edit", "look", "build"),
    *("cancel", "move", "session"),
)
BACK = ("undo", "unsay", "unnote")
END = START + timedelta(days=400)


@dataclass
class World:
    """One patient's weeks, moved on by steps."""

    tx: Tx
    patient: Person
    assignment_id: int
    now: datetime = START
    number: int = 0
    open_moments: list[int] = field(default_factory=list)
    missed: list[int] = field(default_factory=list)
    answered: list[int] = field(default_factory=list)
    written: list[int] = field(default_factory=list)
    undone: set[int] = field(default_factory=set)
    unnoted: set[int] = field(default_factory=set)
    sessions: list[int] = field(default_factory=list)

    async def happens(self, step: str, pick: int) -> None:
        """Let one thing happen; what cannot happen now does not."""
        self.now += timedelta(hours=1)
        deed = getattr(self, f"_{step}")
        await deed(pick)

    async def _moment(self) -> int:
        self.number += 1
        day = START.date() + timedelta(days=self.number)
        new = NewOccurrence(self.assignment_id, self.patient.id, day, 0, time(18), "UTC", self.now)
        return (await occurrences.add_new(self.tx, [new], delivery=Delivery.DELIVERED))[0]

    async def _answer(self, pick: int) -> None:
        number = await self._moment()
        await self._record(number, pick, late=False)

    async def _miss(self, pick: int) -> None:
        del pick
        number = await self._moment()
        await occurrences.close(self.tx, [number], Outcome.NO_ANSWER, self.now)
        self.missed.append(number)

    async def _again(self, pick: int) -> None:
        """Let a moment that ended without an answer come again."""
        if self.missed:
            number = self.missed[pick % len(self.missed)]
            await occurrences.reopen(self.tx, number)
            await digests.let_go_moment(self.tx, self.patient.id, number, self.now)

    async def _later(self, pick: int) -> None:
        if self.missed:
            await self._record(self.missed.pop(pick % len(self.missed)), pick, late=True)

    async def _record(self, number: int, pick: int, *, late: bool) -> None:
        moment = await occurrences.get(self.tx, number)
        assert moment is not None
        outcome = ANSWERS[pick % len(ANSWERS)]
        answer = await checkins.record(self.tx, moment, outcome, before=None, late=late, now=self.now)
        self.answered.append(answer.id)

    async def _correct(self, pick: int) -> None:
        if self.answered:
            answer = await checkins.get(self.tx, self.answered[pick % len(self.answered)])
            assert answer is not None
            place = ANSWERS.index(answer.outcome) if answer.outcome in ANSWERS else 0
            outcome = ANSWERS[(place + 1) % len(ANSWERS)]
            moment = await occurrences.get(self.tx, answer.occurrence_id)
            assert moment is not None
            await checkins.record(self.tx, moment, outcome, before=answer, late=answer.late, now=self.now)

    async def _add(self, pick: int) -> None:
        if self.answered:
            answer = await checkins.get(self.tx, self.answered[pick % len(self.answered)])
            assert answer is not None
            await checkins.complete(self.tx, answer, now=self.now, hard=f"{self.now}")

    async def _note(self, pick: int) -> None:
        kind = list(NoteKind)[pick % len(NoteKind)]
        self.written.append(await notes.add(self.tx, self.patient.id, kind, "words", self.now))

    async def _edit(self, pick: int) -> None:
        if self.written:
            note = await notes.get(self.tx, self.written[pick % len(self.written)])
            assert note is not None
            if not note.withdrawn:
                await notes.correct(self.tx, note, f"{self.now}")

    async def _undo(self, pick: int) -> None:
        """Take an answer back, as it is done when its moment's time is over."""
        if self.answered:
            answer = await checkins.get(self.tx, self.answered[pick % len(self.answered)])
            assert answer is not None
            if not answer.withdrawn:
                await withdrawals.outcome(self.tx, answer, self.now)
                await digests.let_go(self.tx, answer, self.now)
                await occurrences.close(self.tx, [answer.occurrence_id], Outcome.NO_ANSWER, self.now)
                self.undone.add(answer.id)

    async def _unsay(self, pick: int) -> None:
        if self.answered:
            answer = await checkins.get(self.tx, self.answered[pick % len(self.answered)])
            assert answer is not None
            await withdrawals.words(self.tx, answer, "hard", self.now)

    async def _unnote(self, pick: int) -> None:
        if self.written:
            note = await notes.get(self.tx, self.written[pick % len(self.written)])
            assert note is not None
            await withdrawals.note(self.tx, note)
            self.unnoted.add(note.id)

    async def _look(self, pick: int) -> None:
        del pick
        following = await appointments.next_of(self.tx, self.patient.id, self.now)
        await gather(self.tx, LIBRARY, self.patient, following, self.now)

    async def _build(self, pick: int) -> None:
        """Build the next summary as it is done when it comes due, whether or not anybody will hear of it."""
        following = await appointments.next_of(self.tx, self.patient.id, self.now)
        if following is not None:
            record = await digests.claim(self.tx, self.patient.id, following.id, self.now)
            if pick % 2:
                await digests.mark_told(self.tx, [record.id])

    async def _session(self, pick: int) -> None:
        """Set a session some days ahead, or let the next one pass, with its summary opened, built, or neither."""
        following = await appointments.next_of(self.tx, self.patient.id, self.now)
        if pick % 2 and following is not None:
            if pick % 3:
                await gather(self.tx, LIBRARY, self.patient, following, following.starts_at)
            elif pick % 9 == 0:  # it came due, and nobody was told
                await digests.claim(self.tx, self.patient.id, following.id, following.starts_at)
            self.now = following.starts_at + UNDER_WAY
            return
        starts_at = self.now + timedelta(days=1 + pick % 5)
        assert self.patient.therapist_id is not None
        new = NewAppointment(
            self.patient.id, self.patient.therapist_id, starts_at.date(), starts_at.time(), "UTC", starts_at
        )
        self.sessions += await appointments.add(self.tx, [new])

    async def _cancel(self, pick: int) -> None:
        coming = [each for each in await self._coming() if each.starts_at > self.now]
        if coming:
            gone = coming[pick % len(coming)]
            await appointments.cancel(self.tx, [gone.id])
            await digests.release(self.tx, [gone.id])

    async def _move(self, pick: int) -> None:
        coming = [each for each in await self._coming() if each.starts_at > self.now]
        if coming:
            moved = coming[pick % len(coming)]
            at = self.now + timedelta(days=1 + pick % 7)
            await appointments.move(
                self.tx,
                moved.id,
                local_date=at.date(),
                local_time=at.time(),
                zone="UTC",
                starts_at=at,
            )

    async def _coming(self) -> list[Appointment]:
        return await appointments.coming(self.tx, self.patient.id, self.now)

    async def ends(self) -> None:
        """Let what is open end, and have one last session, and its summary."""
        await occurrences.close(self.tx, self.missed, Outcome.NO_ANSWER, self.now)
        await self._session(0)
        for each in await self._coming():
            await gather(self.tx, LIBRARY, self.patient, each, each.starts_at)
        self.now = END


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[asyncio.Runner, Talk]]:
    """One database for all examples; each brings its own patient."""
    with asyncio.Runner() as runner:
        talk = Talk(tmp_path_factory.mktemp("streams"))
        runner.run(talk.open())
        yield runner, talk
        runner.run(talk.db.close())


async def play(talk: Talk, steps: list[tuple[str, int]]) -> None:
    name = f"patient {len(talk.phones)}"
    anna = await talk.patient(name)
    talk.phone(name)
    assignment_id = await talk.assigned(anna, agreed=False)
    person = await talk.person(anna)
    async with talk.db.write() as tx:
        world = World(tx, person, assignment_id)
        for step, pick in steps:
            await world.happens(step, pick)
        await world.ends()
        await check(world)


async def check(world: World) -> None:
    """Read every summary once more, and see what was counted and told where."""
    counted: Counter[int] = Counter()
    told: Counter[int] = Counter()
    noted: Counter[int] = Counter()
    built = await digests.of_appointments(world.tx, world.sessions)
    assert all(each.told for each in built.values()), "nothing is kept in a summary of which nobody was told"
    for session_id in world.sessions:
        session = await appointments.get(world.tx, session_id)
        assert session is not None
        if session.state == "cancelled":
            continue
        material = await gather(world.tx, LIBRARY, world.patient, session, END)
        fresh = [entry for entry in material.entries if entry.earlier is None]
        counted.update(entry.occurrence.id for entry in fresh if entry.end in DUE)
        told.update(entry.checkin.id for entry in material.entries if entry.checkin and not entry.corrects)
        noted.update(note.id for note in material.notes if note.id not in material.edited_notes)
        assert facts_of(material).due == sum(entry.end in DUE for entry in fresh)
    every = {each.id for each in await occurrences.of_patient(world.tx, world.patient.id)}
    assert counted == Counter(dict.fromkeys(every, 1)), "each moment is counted in exactly one summary"
    for number in world.undone:
        told[number] = 1  # taken back it is told once, again, or not at all
    for number in world.unnoted:
        assert noted.pop(number, 0) == 0, "what is not kept any more is in no summary"
    assert told == Counter(dict.fromkeys(world.answered, 1)), "each answer is told in exactly one summary"
    written = set(world.written) - world.unnoted
    assert noted == Counter(dict.fromkeys(written, 1)), "each note is told in exactly one summary"
    assert await digests.waiting(world.tx, world.patient.id) == [], "nothing is left out"
    newest = {each.id: each.revision for each in await checkins.get_many(world.tx, world.answered)}
    everywhere = await digests.taken_elsewhere(
        world.tx, world.patient.id, None, ItemKind.CHECKIN, world.answered
    )
    assert {each.id: each.revision for each in everywhere} == newest, "the last state of each was told"


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 9)), min_size=6, max_size=20))
def test_each_answer_is_in_exactly_one_summary(
    stage: tuple[asyncio.Runner, Talk], steps: list[tuple[str, int]]
) -> None:
    runner, talk = stage
    runner.run(play(talk, steps))


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    steps=st.lists(st.tuples(st.sampled_from((*STEPS, *BACK)), st.integers(0, 9)), min_size=6, max_size=25)
)
def test_what_is_taken_back_is_counted_once_all_the_same(
    stage: tuple[asyncio.Runner, Talk], steps: list[tuple[str, int]]
) -> None:
    runner, talk = stage
    runner.run(play(talk, steps))


@pytest.mark.parametrize(
    "between",
    [
        [("correct", 0)],
        [("add", 0)],
        [("later", 0)],
        [("edit", 0)],
        [("later", 0), ("correct", 0), ("add", 1)],
    ],
)
def test_what_changes_between_two_sessions_is_told_once(
    stage: tuple[asyncio.Runner, Talk], between: list[tuple[str, int]]
) -> None:
    runner, talk = stage
    before = [("session", 0), ("answer", 0), ("miss", 0), ("note", 0)]
    runner.run(play(talk, [*before, ("session", 1), *between, ("session", 0), ("session", 1)]))


async def test_another_patients_answers_never_get_in(tmp_path: Path) -> None:
    talk = Talk(tmp_path)
    await talk.open()
    anna, ben = await talk.patient("Anna"), await talk.patient("Ben")
    assignment_id = await talk.assigned(ben, agreed=False)
    async with talk.db.write() as tx:
        other = World(tx, await talk_person(tx, "Ben"), assignment_id)
        await other.happens("answer", 0)
        await other.happens("note", 0)
        material = await gather(tx, LIBRARY, await talk_person(tx, "Anna"), None, other.now)
    assert (material.entries, material.notes) == ((), ())
    assert anna.screen == ""
    await talk.db.close()


async def talk_person(tx: Tx, address: str) -> Person:
    found = await people.at_address(tx, "telegram", address)
    assert found is not None
    assert found.role is Role.PATIENT
    return found
