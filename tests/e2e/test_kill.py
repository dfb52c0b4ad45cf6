"""kill -9 of the real process in the middle of the story: nothing is lost, and nothing is kept twice."""

from __future__ import annotations

import os
import socket
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.conversation.turn import long
from bot.playground import Phone, Shown
from storage import assignments, checkins, notes, people
from storage import tables as t
from storage.records import EXTRA_SLOT, Delivery, NoteKind, OutboxState, Outcome
from tests.e2e.acts import link_in
from tests.e2e.bot_process import Nursery
from tests.e2e.mortal import MortalPractice, Reaper, open_mortal_practice

GOAL, SITUATION, PLACE = "more evenings with people", "when the working day is over", "on the way home"
HURDLE, COUNTER = "visitors stay longer", "I take them along"
HARD, HARD_AT_FIRST = "the neighbours were loud", "the neighbors were loud"
ACTIVITY, NOTICED = "two rounds of cards", "easier after the first minute"
RATINGS = {"mood_before": 3, "mood_after": 6, "pleasure": 5, "mastery": 4}
QUESTION, DIFFICULTY = "why do evenings frighten me", "the letters pile up"
TIRED, WALK = "my legs were like lead", "once round the block"
INSTEAD = "sang in the kitchen"
FIRST_WEEK = (HARD, ACTIVITY, NOTICED, QUESTION, DIFFICULTY, TIRED, WALK)

RINGS = ("Your planned moment is here.", "A quiet hello, as agreed.", "It is the time you chose.")
FOLLOW_UP = "Still open, no pressure. Now, later, or not today?"
SHOWING = ("sendMessage", "sendPhoto", "editMessageText", "editMessageReplyMarkup", "setMyCommands")


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    made = Nursery()
    yield made
    made.close()


@pytest.mark.parametrize("seed", range(int(os.environ.get("BETWEEN_KILL_SEEDS", "1"))))
async def test_killed_again_and_again_the_story_goes_on(
    nursery: Nursery, tmp_path: Path, seed: int, record_testsuite_property: Callable[[str, object], None]
) -> None:
    async with open_mortal_practice(nursery, tmp_path) as (practice, link):
        story, reaper = Story(practice), Reaper(practice, seed)
        async with reaper.about():
            await story.plays(link)
        record_testsuite_property(f"kills with seed {seed}", reaper.killed)
        assert reaper.killed >= 4
        await practice.quiet()
        await nothing_is_lost_or_kept_twice(story)
        await at_most_what_was_in_flight_came_twice(story)


async def test_a_bot_behind_a_webhook_may_be_killed_too(nursery: Nursery, tmp_path: Path) -> None:
    port = _free_port()
    behind = {
        "telegram_webhook_url": f"http://127.0.0.1:{port}/updates",
        "telegram_webhook_secret": "a-secret-of-the-tests",
        "telegram_webhook_port": port,
    }
    async with open_mortal_practice(nursery, tmp_path, **behind) as (practice, link):
        story, reaper = Story(practice), Reaper(practice, 1)
        async with reaper.about():
            await story.plays(link)
        assert reaper.killed >= 1
        await practice.quiet()
        assert not any(method == "getUpdates" for method, _ in practice.playground.requests)
        await nothing_is_lost_or_kept_twice(story)
        await at_most_what_was_in_flight_came_twice(story)


class Story:
    """The main job from the invitation to the second summary, as a therapist and a patient tap and type it.

    `since` is the newest message of each phone when all was quiet for the last time: answers are to what came after.
    """

    def __init__(self, practice: MortalPractice) -> None:
        self.practice = practice
        self.stern = practice.playground.phone("Dr. Stern")
        self.anna = practice.playground.phone("Anna")
        self.since: dict[int, int] = {}

    async def plays(self, link: str) -> None:
        """Play all of it."""
        await self._arrive(link)
        await self._propose()
        await self._agree()
        await self._moves_to(datetime(2026, 3, 5, 16, tzinfo=UTC))
        await self._first_day()
        await self._moves_to(datetime(2026, 3, 6, 19, tzinfo=UTC))  # three hours after the moment
        await self._second_day()
        await self._moves_to(datetime(2026, 3, 7, 16, tzinfo=UTC))
        await self._third_day()
        await self._moves_to(datetime(2026, 3, 8, 17, tzinfo=UTC))
        await self._first_summary()
        await self._late_answer()
        await self._moves_to(datetime(2026, 3, 15, 17, tzinfo=UTC))
        await self._second_summary()

    async def _arrive(self, link: str) -> None:
        self.stern.opens(link)
        await self._comes(self.stern, "First step: /invite")
        self.stern.types("/invite")
        invited = await self._comes(self.stern, "P-1 is invited")
        self.anna.opens(link_in(invited.text))
        await self._taps(self.anna, "Which language", "English")
        await self._taps(self.anna, "1 of 3", "Continue")
        await self._taps(self.anna, "2 of 3", "Continue")
        await self._taps(self.anna, "3 of 3", "Agree")
        await self._taps(self.anna, "I go by your clock", "Yes, Berlin")
        await self._comes(self.anna, "All set")

    async def _propose(self) -> None:
        self.stern.types(f'/assign P-1 BA-02 daily 18:00 until 2026-03-08 at "{PLACE}"')
        await self._answers(self.stern, "Which goal", GOAL)
        await self._taps(self.stern, "Why does it help", "Use this")
        await self._answers(self.stern, "In which situation", SITUATION)
        await self._taps(self.stern, "What might get in the way", "Skip")
        await self._taps(self.stern, "For P-1", "Send to P-1")
        self.stern.types("/session P-1 2026-03-09 10:00 weekly")
        await self._comes(self.stern, "Session with P-1")

    async def _agree(self) -> None:
        await self._taps(self.anna, "A new exercise is waiting", "Open")
        await self._taps(self.anna, GOAL, "Agree")
        await self._answers(self.anna, "When would it fit best", "17:00")
        await self._taps(self.anna, "Where will you be", PLACE)
        await self._answers(self.anna, "What might get in the way", HURDLE)
        await self._answers(self.anna, "If that happens", COUNTER)
        await self._taps(self.anna, "How confident", "7")
        await self._taps(self.anna, "Right?", "Yes, agreed")
        await self._comes(self.anna, "Agreed.")

    async def _first_day(self) -> None:
        await self._opens_and_says("Partly")
        await self._taps(self.anna, "What got in the way?", HURDLE)
        await self._taps(self.anna, "What got in the way?", "Continue")
        typed = await self._answers(self.anna, "What was hard?", HARD_AT_FIRST)
        await self._answers(self.anna, "What was it?", ACTIVITY)
        await self._taps(self.anna, "How was the mood before?", "3")
        await self._taps(self.anna, "And how was it afterwards?", "6")
        await self._taps(self.anna, "How much pleasure", "5")
        await self._taps(self.anna, "getting something done", "4")
        await self._answers(self.anna, "What did you notice", NOTICED)
        await self._comes(self.anna, "Saved for your next session")
        self.anna.edits(typed, HARD)
        await self._comes(self.anna, "Changed. Thank you.")
        self.anna.types(f"/note question {QUESTION}")
        self.anna.types(DIFFICULTY)
        await self._taps(self.anna, "Shall I keep this as a note", "Difficulty")

    async def _second_day(self) -> None:
        await self._opens_and_says("Not done")
        await self._taps(self.anna, "What got in the way?", "Skip")
        await self._answers(self.anna, "What was hard?", TIRED)
        await self._taps(self.anna, "What did you notice", "Skip")

    async def _third_day(self) -> None:
        await self._opens_and_says("Done")
        await self._answers(self.anna, "What was it?", WALK)
        await self._taps(self.anna, "How was the mood before?", "Cancel")
        await self._comes(self.anna, "That is enough for today")

    async def _first_summary(self) -> None:
        details = await self._summary()
        assert [(said, details.count(said)) for said in FIRST_WEEK] == [(said, 1) for said in FIRST_WEEK]
        assert HARD_AT_FIRST not in details

    async def _late_answer(self) -> None:
        """Answer the moment that was still open in the summary."""
        await self._opens_and_says("Changed")
        await self._answers(self.anna, "What did you do instead", INSTEAD)

    async def _second_summary(self) -> None:
        details = await self._summary()
        assert [said for said in (*FIRST_WEEK, INSTEAD) if said in details] == [INSTEAD]

    async def _summary(self) -> str:
        """Open the summary that was announced; return its details."""
        await self._taps(self.stern, "Summary ready", "Open")
        await self._taps(self.stern, "DEBRIEF", "Details")
        return (await self._comes(self.stern, "details 1/1")).text

    async def _opens_and_says(self, outcome: str) -> None:
        self.anna.taps("Open")
        await self._taps(self.anna, "How did it go?", outcome)

    async def _moves_to(self, moment: datetime) -> None:
        await self.practice.quiet()
        self.since = {phone.chat_id: phone.last.message_id for phone in (self.stern, self.anna)}
        await self.practice.moves_to(moment)

    async def _comes(self, phone: Phone, text: str, label: str = "") -> Shown:
        return await self.practice.comes(phone, text, label, after=self.since.get(phone.chat_id, 0))

    async def _taps(self, phone: Phone, text: str, label: str) -> None:
        phone.taps(label, message_id=(await self._comes(phone, text, label)).message_id)

    async def _answers(self, phone: Phone, question: str, words: str) -> int:
        """Wait for a question and type the answer; return the message's id."""
        await self._comes(phone, question)
        return phone.types(words)


async def nothing_is_lost_or_kept_twice(story: Story) -> None:
    """Compare all that the practice knows with what was said."""
    async with story.practice.database.read() as tx:
        anna = await people.at_address(tx, "telegram", str(story.anna.chat_id))
        stern = await people.at_address(tx, "telegram", str(story.stern.chat_id))
        assert anna is not None
        assert stern is not None
        assert [each.code for each in await people.patients_of(tx, stern.id)] == ["P-1"]
        kept = await checkins.of_patient(tx, anna.id)
        assert [(each.outcome, each.hard, each.instead, each.insight, each.answers) for each in kept] == [
            (Outcome.PARTLY, HARD, "", NOTICED, {"_hurdle": HURDLE, "what": ACTIVITY, **RATINGS}),
            (Outcome.NOT_DONE, TIRED, "", "", {}),
            (Outcome.DONE, "", "", "", {"what": WALK}),
            (Outcome.CHANGED, "", INSTEAD, "", {}),
        ]
        assert [each["hard"] for each in await checkins.revisions(tx, kept[0].id)] == [HARD_AT_FIRST]
        noted = [(note.kind, note.text) for note in await notes.of_patient(tx, anna.id)]
        assert noted == [(NoteKind.QUESTION, QUESTION), (NoteKind.DIFFICULTY, DIFFICULTY)]
        (agreed,) = await assignments.of_patient(tx, anna.id)
        plan = agreed.plan
        assert (plan.goal, plan.situation, plan.place, plan.confidence) == (GOAL, SITUATION, PLACE, 7)
        assert [(each.hurdle, each.counter) for each in plan.hurdles] == [(HURDLE, COUNTER)]


async def at_most_what_was_in_flight_came_twice(story: Story) -> None:
    """Compare what reached the phones with what the outbox says: once, or twice where a kill hit the sending."""
    practice = story.practice
    async with practice.database.read() as tx:
        rows = await tx.rows(select(t.outbox).order_by(t.outbox.c.id))
        moments = await tx.rows(select(t.occurrences).where(t.occurrences.c.slot < EXTRA_SLOT))
    doubted = {row.dedupe_key for row in rows if row.maybe_sent}
    assert {row.state for row in rows} <= {OutboxState.SENT, OutboxState.UNCERTAIN, OutboxState.CANCELLED}
    shown = sum(
        method in SHOWING and "chat_id" in str(params) for method, params in practice.playground.requests
    )
    sent = sum(row.state == OutboxState.SENT for row in rows)
    assert sent <= shown <= len(rows) + sum(row.maybe_sent for row in rows)
    came = Counter(_rings(practice, RINGS))
    for moment in moments:
        if moment.planned_at <= practice.clock.now() and moment.delivery != Delivery.CANCELLED:
            assert came[moment.id] in ({1, 2} if f"moment:{moment.id}" in doubted else {1})
    assert set(Counter(_rings(practice, [FOLLOW_UP])).values()) <= {1}


def _rings(practice: MortalPractice, words: Iterable[str]) -> Iterator[int]:
    """Give the moments that were told in these words, each as often as its message arrived."""
    for method, params in practice.playground.requests:
        if method == "sendMessage" and params["text"] in words:
            data = params["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
            yield long(data.partition(":")[2]) or 0


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port
