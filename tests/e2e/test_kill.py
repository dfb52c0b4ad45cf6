"""kill -9 of the real process in the middle of the story: nothing is lost, and nothing is kept twice."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sqlite3
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.conversation.turn import long
from storage import assignments, checkins, notes, people
from storage import tables as t
from storage.records import EXTRA_SLOT, Delivery, NoteKind, OutboxState, Outcome
from tests.e2e.bot_process import Nursery
from tests.e2e.mortal import LOOK_SECONDS, PATIENCE, Reaper, open_mortal_practice
from tests.e2e.mortal_story import (
    ACTIVITY,
    COUNTER,
    DIFFICULTY,
    GOAL,
    HARD,
    HARD_AT_FIRST,
    HURDLE,
    INSTEAD,
    NOTICED,
    PLACE,
    QUESTION,
    RATINGS,
    SITUATION,
    TIRED,
    WALK,
    Story,
)
from tests.e2e.practice import SIGNAL, Ways, on_both

RINGS = ("Your planned moment is here.", "A quiet hello, as agreed.", "It is the time you chose.")
FOLLOW_UP = "Still open, no pressure. Now, later, or not today?"
SHOWING = ("sendMessage", "sendPhoto", "editMessageText", "editMessageReplyMarkup", "setMyCommands")
HELP = "is in danger right now"


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    made = Nursery()
    yield made
    made.close()


@on_both
@pytest.mark.parametrize("seed", range(int(os.environ.get("BETWEEN_KILL_SEEDS", "1"))))
async def test_killed_again_and_again_the_story_goes_on(
    nursery: Nursery,
    tmp_path: Path,
    seed: int,
    ways: Ways,
    record_testsuite_property: Callable[[str, object], None],
) -> None:
    async with open_mortal_practice(nursery, tmp_path, ways) as (practice, invitation):
        story, reaper = Story(practice), Reaper(practice, seed)
        async with reaper.about():
            await story.plays(invitation)
        again = len(story.stern.again + story.anna.again)
        record_testsuite_property(f"{ways.name}: kills, said again with seed {seed}", (reaper.killed, again))
        assert reaper.killed >= 4
        await practice.quiet()
        await nothing_is_lost_or_kept_twice(story)
        await at_most_what_was_in_flight_came_twice(story)


async def test_what_signal_handed_over_and_was_not_stored_has_no_receipt_and_is_sent_again(
    nursery: Nursery, tmp_path: Path
) -> None:
    """The moment between socket and commit, held open by somebody else who writes into the database."""
    async with open_mortal_practice(nursery, tmp_path, SIGNAL) as (practice, _):
        anna = practice.hand("Anna", "signal")
        signal_cli = practice.playground.signal
        assert signal_cli is not None
        anna.types("/help")
        await practice.comes(anna, HELP)
        await signal_cli.until(lambda: len(anna.phone.receipts) == 1, PATIENCE)
        await practice.quiet()
        busy = sqlite3.connect(tmp_path / "between.db", isolation_level=None)
        busy.execute("BEGIN IMMEDIATE")
        lost = anna.types("/help")
        async with asyncio.timeout(PATIENCE):
            while signal_cli.world.waiting:  # noqa: ASYNC110 - nobody is told of what has left
                await asyncio.sleep(LOOK_SECONDS)
        await asyncio.sleep(0.1)  # it has been read by now; if not, it is lost all the same
        assert await practice.bot.end(signal.SIGKILL) == -signal.SIGKILL
        busy.close()
        await practice.bot.start()
        await practice.quiet()
        assert ("read", (lost,)) not in anna.phone.receipts
        assert sum(HELP in each.text for each in anna.messages) == 1
        anna.says_again()
        await practice.comes(anna, HELP, after=lost)
        await practice.quiet()
        assert anna.again == [lost]
        assert sum(HELP in each.text for each in anna.messages) == 2


async def test_a_bot_behind_a_webhook_may_be_killed_too(nursery: Nursery, tmp_path: Path) -> None:
    port = _free_port()
    behind = {
        "telegram_webhook_url": f"http://127.0.0.1:{port}/updates",
        "telegram_webhook_secret": "a-secret-of-the-tests",
        "telegram_webhook_port": port,
    }
    async with open_mortal_practice(nursery, tmp_path, **behind) as (practice, invitation):
        story, reaper = Story(practice), Reaper(practice, 1)
        async with reaper.about():
            await story.plays(invitation)
        assert reaper.killed >= 1
        await practice.quiet()
        assert not any(method == "getUpdates" for method, _ in practice.playground.requests)
        await nothing_is_lost_or_kept_twice(story)
        await at_most_what_was_in_flight_came_twice(story)


async def nothing_is_lost_or_kept_twice(story: Story) -> None:
    """Compare all that the practice knows with what was said."""
    async with story.practice.database.read() as tx:
        anna = await people.at_address(tx, story.anna.channel, story.anna.address)
        stern = await people.at_address(tx, story.stern.channel, story.stern.address)
        assert anna is not None
        assert stern is not None
        assert [each.code for each in await people.patients_of(tx, stern.id)] == ["P-1"]
        kept = await checkins.of_patient(tx, anna.id)
        assert [(each.outcome, each.hard, each.instead, each.insight, each.answers) for each in kept] == [
            (Outcome.PARTLY, HARD, "", NOTICED, {"_hurdle": [HURDLE], "what": ACTIVITY, **RATINGS}),
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
    if practice.playground.signal is not None:
        shown += len(practice.playground.signal.calls("send"))
    seen = [row for row in rows if row.channel == "telegram" or row.message_ref]  # Signal has no menus
    sent = sum(row.state == OutboxState.SENT for row in seen)
    assert sent <= shown <= len(rows) + sum(row.maybe_sent for row in rows)
    came = Counter(_rings(story, RINGS, moments))
    for moment in moments:
        if moment.planned_at <= practice.clock.now() and moment.delivery != Delivery.CANCELLED:
            assert came[moment.id] in ({1, 2} if f"moment:{moment.id}" in doubted else {1})
    assert set(Counter(_rings(story, [FOLLOW_UP], moments)).values()) <= {1}


def _rings(story: Story, words: Collection[str], moments: Collection[Any]) -> Iterator[int]:
    """Give the moments that were told in these words, each as often as its message arrived.

    Where no button says which it is, it is the one that came last: they are a day apart.
    """
    for method, params in story.practice.playground.requests:
        if method == "sendMessage" and params["text"] in words:
            data = params["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
            yield long(data.partition(":")[2]) or 0
    if story.anna.channel == "signal":
        for each in story.anna.messages:
            if each.from_bot and each.text in words and "Not today" in each.labels:
                came = [
                    (moment.planned_at, moment.id) for moment in moments if moment.planned_at <= each.date
                ]
                yield max(came)[1]


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port
