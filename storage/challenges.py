"""What a service wants a person to solve before it takes anything more: for each channel at most one challenge."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from storage import alerts
from storage import tables as t
from storage.database import Tx


@dataclass(frozen=True)
class Challenge:
    """`token` names it to the service. At `until` sending is tried again, solved or not."""

    id: int
    channel: str
    token: str
    since: datetime
    until: datetime


async def pending(tx: Tx, channel: str) -> Challenge | None:
    """Return the challenge that is still to be solved."""
    query = select(t.channel_challenges).where(t.channel_challenges.c.channel == channel)
    return await tx.one(Challenge, t.channel_challenges, query)


async def demanded(tx: Tx, channel: str, token: str, now: datetime, until: datetime) -> None:
    """Keep a challenge in place of any before, and write one alert until it is solved."""
    known = await pending(tx, channel)
    if known is None:
        row = {"channel": channel, "token": token, "since": now, "until": until}
        await tx.add_absent(t.channel_challenges, [row], "channel")
    else:
        await tx.change(t.channel_challenges, known.id, token=token, until=until)
    await alerts.raise_once(tx, f"{channel}_captcha", channel, now)


async def try_without(tx: Tx, channel: str, now: datetime) -> None:
    """Let sending be tried now, though the challenge was not solved as far as we know."""
    known = await pending(tx, channel)
    if known is not None:
        await tx.change(t.channel_challenges, known.id, until=now)


async def over(tx: Tx, channel: str, now: datetime) -> None:
    """Forget a challenge that was solved, or that the service does not insist on any more, and its alert."""
    await tx.remove(t.channel_challenges, t.channel_challenges.c.channel == channel)
    told = await alerts.unseen_of(tx, [f"{channel}_captcha"])
    if told:
        await alerts.seen(tx, [each.id for each in told], now)
