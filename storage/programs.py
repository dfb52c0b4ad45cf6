"""Which version of the program behind a channel answers, and since when: one row for each channel that has such a program."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from storage import tables as t
from storage.database import Tx


@dataclass(frozen=True)
class Program:
    """`since`: when it first answered with this version."""

    channel: str
    version: str
    since: datetime


async def of(tx: Tx, channel: str) -> Program | None:
    """Return what answered last on a channel; None where nothing ever did."""
    query = select(t.channel_programs).where(t.channel_programs.c.channel == channel)
    return await tx.one(Program, t.channel_programs, query)


async def answered(tx: Tx, channel: str, version: str, now: datetime) -> datetime:
    """Keep that a version has answered; return since when it does."""
    known = await of(tx, channel)
    if known is not None and known.version == version:
        return known.since
    make = postgresql.insert if tx.connection.dialect.name == "postgresql" else sqlite.insert
    wanted = make(t.channel_programs).values(channel=channel, version=version, since=now)
    newest = {"version": version, "since": now}
    await tx.run(wanted.on_conflict_do_update(index_elements=["channel"], set_=newest))
    return now
