"""A practice moves from SQLite to PostgreSQL in the middle of its story; the move is killed three times, and nothing is lost."""

from __future__ import annotations

import asyncio
import sys
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import func, select

from bot.app import built
from bot.inviting import invite_a_therapist
from bot.playground import Playground
from scheduler.clock import HandClock
from storage import checkins, due, notes, outbox
from storage import tables as t
from storage.records import DueKind, OutboxState, Outcome
from storage.schema import DatabaseUnfinishedError
from tests.databases import make_empty_on_server
from tests.e2e.acts import link_in
from tests.e2e.bot_process import HOUSE
from tests.e2e.practice import START, TOKEN, OnThePhone, Practice, settings_for

COMMAND = "import storage.moving; storage.moving.BATCH = {}; from bot.cli import main; main()"
MOMENT = datetime(2026, 3, 5, 17, tzinfo=UTC)
HARD = "the neighbours were loud"


async def test_a_story_that_is_half_done_goes_on_after_a_move_that_was_killed_three_times(
    tmp_path: Path,
) -> None:
    clock = HandClock(START)
    async with Playground(token=TOKEN, now=clock.now) as playground:
        here = settings_for(playground.root, tmp_path)
        there = here.model_copy(update={"database_url": make_empty_on_server(tmp_path / "server")})
        async with built(here, clock) as app:
            practice = Practice(playground, app, clock)
            stern, anna = await half_a_story(practice)
            before = await counted(practice)
        for share in (0.2, 0.5, 0.8):
            await move(here.database_url, there.database_url, kill_at=round(share * sum(before.values())))
            with pytest.raises(DatabaseUnfinishedError):
                async with built(there, clock):
                    pass
        said = await move(here.database_url, there.database_url)
        assert f"All {sum(before.values())} rows are there and the same" in said
        async with built(there, clock) as app:
            practice.app = app
            assert await counted(practice) == before
            await the_other_half(practice, stern, anna)
        assert playground.violations == []


async def half_a_story(practice: Practice) -> tuple[OnThePhone, OnThePhone]:
    """Play until a form is open, a moment has been put off, and a message waits; leave it all there."""
    stern, anna = practice.somebody("Dr. Stern"), practice.somebody("Anna")
    await stern.opens((await invite_a_therapist(practice.app)).link)
    await stern.types("/invite")
    await anna.opens(link_in(stern.screen))
    await anna.taps("English", "Continue", "Continue", "Agree", "Yes, Berlin")
    await stern.types('/assign P-1 BA-02 daily 18:00 until 2026-03-08 at "on the way home"')
    await stern.types("more evenings with people")
    await stern.taps("Use this")
    await stern.types("when the working day is over")
    await stern.taps("Skip", "Send to P-1")
    await anna.taps("Open", "Agree")
    await anna.types("18:00")
    await anna.taps("on the way home")
    await anna.types("visitors stay longer")
    await anna.types("I take them along")
    await anna.taps("7", "Yes, agreed")
    await practice.moves_to(MOMENT)
    await anna.taps("Open", "Partly")
    await practice.moves_to(datetime(2026, 3, 6, 17, tzinfo=UTC))
    await anna.taps("Open", "Later", "In 1 hour")
    await stern.types("/session P-1 2026-03-09 10:00 weekly")
    await stern.types("/assign P-1")
    practice.playground.phone("Anna").types("/help")  # nobody listens any more: it is heard by the next bot
    await practice.app.channels["telegram"].listen_once(partial(practice.app.keep, "telegram"), 0)
    await practice.app.answerer.once()
    return stern, anna


async def the_other_half(practice: Practice, stern: OnThePhone, anna: OnThePhone) -> None:
    """Go on where the story was left: what waited goes out, what was put off comes, what was asked is answered."""
    asked = anna.screen.count("is in danger right now")
    await practice.settle()
    assert anna.screen.count("is in danger right now") == asked + 1
    assert "Which exercise?" in stern.last
    await stern.types("BA-03")
    assert "Use this one" in stern.labels
    await practice.moves_to(datetime(2026, 3, 6, 18, 1, tzinfo=UTC))
    await anna.taps("Open", "Not done", "Skip")
    await anna.types(HARD)
    person = await anna.person()
    async with practice.app.database.read() as tx:
        kept = await checkins.of_patient(tx, person.id)
        assert [(each.outcome, each.hard) for each in kept] == [
            (Outcome.PARTLY, ""),
            (Outcome.NOT_DONE, HARD),
        ]
        assert await notes.of_patient(tx, person.id) == []
        assert set(await outbox.waiting(tx)) <= {OutboxState.SENT, OutboxState.CANCELLED}
    await practice.moves_to(datetime(2026, 3, 8, 17, 1, tzinfo=UTC))
    assert any("Summary ready" in shown.text for shown in stern.shown)


async def counted(practice: Practice) -> dict[str, int]:
    """Count the rows of every table; something of each kind that waits has to be among them."""
    async with practice.app.database.read() as tx:
        assert await tx.rows(select(t.due.c.id).where(t.due.c.kind == DueKind.SNOOZED))
        assert (await outbox.waiting(tx))[OutboxState.PENDING]
        assert await tx.rows(select(t.dialogs.c.id))
        assert await due.next_at(tx)
        return {
            table.name: int(await tx.value(select(func.count()).select_from(table)))
            for table in t.metadata.sorted_tables
        }


async def move(source: str, target: str, kill_at: int | None = None) -> str:
    """Run the command; return what it said. With `kill_at`, kill it as soon as so many rows are there."""
    batch = 1000 if kill_at is None else 3  # in small steps, so that there is time to kill it
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", COMMAND.format(batch), "migrate-database", source, target),
        cwd=HOUSE,
        stdout=asyncio.subprocess.PIPE,
    )
    if kill_at is None:
        said, _ = await process.communicate()
        assert process.returncode == 0
        return said.decode()
    async with asyncio.timeout(60):
        while rows_at(target) < kill_at:  # noqa: ASYNC110 - no event of ours crosses the border of a process
            await asyncio.sleep(0.01)  # another process writes them
    process.kill()
    await process.communicate()
    assert process.returncode == -9
    return ""


def rows_at(target: str) -> int:
    """Count what has arrived."""
    with psycopg.connect(target.replace("+asyncpg", ""), autocommit=True) as connection:
        made = connection.execute("SELECT count(*) FROM pg_tables WHERE tablename = 'zone_rules'").fetchone()
        if made is None or not made[0]:
            return 0
        names = [table.name for table in t.metadata.sorted_tables]
        counts = [connection.execute(f"SELECT count(*) FROM {name}").fetchone() for name in names]  # noqa: S608
    return sum(count[0] for count in counts if count is not None)
