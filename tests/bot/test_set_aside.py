"""What is set aside can be looked at, marked, and tried again, from the command line."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

import pytest
from sqlalchemy import select, update

from bot.keys import key_ring
from bot.operations.alarm import CONDITIONS, SET_ASIDE
from bot.set_aside import MEANING
from bot.settings import load_settings
from scheduler.clock import HandClock
from storage import alerts, due, inbox, people
from storage import tables as t
from storage.database import Database, Tx
from storage.due import NewDue
from storage.records import DueKind, InboxState, RawUpdate, Role
from tests.bot.commands import ends
from tests.wires import START

R = TypeVar("R")


def within(folder: Path, work: Callable[[Tx], Awaitable[R]]) -> R:
    """Do something in a transaction of the practice's own database."""

    async def done() -> R:
        settings = load_settings(folder / ".env")
        db = Database(settings.database_url, key_ring(settings), HandClock(START).now)
        try:
            async with db.write() as tx:
                return await work(tx)
        finally:
            await db.close()

    return asyncio.run(done())


async def _trouble(tx: Tx) -> None:
    """Set aside an update and a due row of P-1, and a message."""
    person = await people.add(tx, Role.PATIENT, now=START, language="en", zone="UTC")
    await people.bind(tx, person.id, "telegram", "42")
    await inbox.keep(tx, "telegram", [RawUpdate("1", "words of somebody", "42")], START)
    (update_id,) = [row.id for row in await tx.rows(select(t.inbox.c.id))]
    await inbox.dead(tx, update_id, "KeyError")
    await due.plan(tx, NewDue(DueKind.MOMENT, START, person.id, 77))
    await tx.run(update(t.due).values(parked_at=START, attempts=4))
    for kind, subject in (
        ("update_parked", f"inbox:{update_id}"),
        ("due_parked", "moment:77"),
        ("message_given_up", "outbox:5"),
        ("something_new", None),
    ):
        await alerts.raise_alert(tx, kind, subject, START + timedelta(minutes=3))


async def _unseen(tx: Tx) -> list[str]:
    return [each.kind for each in await alerts.unseen(tx)]


@pytest.fixture
def troubled(used: Path) -> Path:
    within(used, _trouble)
    return used


def test_without_trouble_it_says_so(used: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ends(capsys, "alerts") == (0, "Nothing is set aside.\n", "")


def test_each_is_shown_with_whom_it_is_about_and_what_to_do(
    troubled: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = ends(capsys, "alerts")
    assert (code, err) == (0, "")
    assert re.search(
        r"^\d+  2026-03-05 12:03 UTC  update_parked \(inbox:\d+, for P-1, fault KeyError\)$",
        out,
        re.MULTILINE,
    )
    assert "due_parked (moment:77, for P-1)\n    Something that came due failed five times." in out
    assert "message_given_up (outbox:5)" in out
    assert "something_new\n    The log of that time" in out
    assert out.endswith("`between alerts --seen` marks all, with a number one.\n")
    assert "words of somebody" not in out
    assert len(within(troubled, _unseen)) == 4


def test_one_or_all_are_marked_as_looked_at(troubled: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = ends(capsys, "alerts")
    (number,) = re.findall(r"^(\d+) .* message_given_up", out, re.MULTILINE)
    assert "Marked as looked at." in ends(capsys, "alerts", number, "--seen")[1]
    assert within(troubled, _unseen) == ["update_parked", "due_parked", "something_new"]
    code, _, err = ends(capsys, "alerts", number)
    assert (code, err) == (2, f"Nothing with the number {number} is set aside: `between alerts` lists all.\n")
    assert ends(capsys, "alerts", "--seen")[0] == 0
    assert within(troubled, _unseen) == []


def test_what_is_kept_is_tried_again(troubled: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = ends(capsys, "alerts", "--again")
    assert code == 0
    assert out.endswith("A running bot tries 2 again within a minute. 2 cannot be tried again.\n")

    async def as_it_is(tx: Tx) -> tuple[list[str], bool, str]:
        (waiting,) = await inbox.claim(tx, 5)
        assert (waiting.raw, waiting.attempts, waiting.fault) == ("words of somebody", 0, None)
        (row,) = await due.come(tx, START, 5)
        return await _unseen(tx), row.attempts == 0, (await tx.rows(select(t.inbox.c.state)))[0].state

    assert within(troubled, as_it_is) == (["message_given_up", "something_new"], True, InboxState.NEW)
    assert ends(capsys, "alerts", "--again")[1].endswith(
        "tries 0 again within a minute. 2 cannot be tried again.\n"
    )


def test_to_mark_and_to_try_again_are_two_things(used: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = ends(capsys, "alerts", "--seen", "--again")
    assert (code, err) == (2, "Give --seen or --again: what is tried again is marked too.\n")


def test_before_the_first_start_there_is_nothing_to_show(
    used: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (used / "data" / "between.db").unlink()
    code, _, err = ends(capsys, "alerts")
    assert (code, err) == (2, "There is no database yet: start the bot.\n")
    assert not (used / "data" / "between.db").exists()


def test_every_kind_that_the_operator_is_told_of_is_explained() -> None:
    assert set(MEANING) == SET_ASIDE | set(CONDITIONS.values())
