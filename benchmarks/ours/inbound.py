"""Check-ins: the patient presses how it went; from the raw update to the reply that the channel was given."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from benchmarks.heart import heartbeat, percentile
from benchmarks.measure import Figures
from benchmarks.ours.burst import PATIENCE
from benchmarks.ours.parts import CHANNEL, START, Parts, Silent, SteadyClock, opened
from bot.channels.telegram_updates import raw_update
from bot.conversation.turn import press
from storage import inbox, outbox, people
from storage import tables as t
from storage.records import ANSWERS, Address, RawUpdate

BOT = 123456
PAGE = 100
"""Updates that getUpdates brings at most."""

HALF_AN_HOUR = timedelta(minutes=30)


async def check_ins(
    url: str,
    folder: str,
    *,
    first: int,
    count: int,
    per_second: float = 0.0,
    number: int = 0,
    go_at: float = 0.0,
) -> Figures:
    """Let `count` patients, from the `first` on, press an answer below their moment half an hour after START.

    `per_second`: they press at this rate, however fast we answer; 0 means that all have pressed already. Latency is
    from the press to the reply at the channel, in milliseconds. `number`, `go_at`: as in a burst.
    """
    silent = Silent()
    async with opened(
        url, Path(folder), SteadyClock(START + HALF_AN_HOUR), number=number, channel=silent
    ) as parts:
        taps = await _taps(parts, first, count)
        await asyncio.sleep(max(go_at - time.perf_counter(), 0.0))
        async with heartbeat() as heart:
            begun, used = time.perf_counter(), time.process_time()
            await _play(parts, taps, per_second)
            used = time.process_time() - used
    replied = {address: times[0] for address, times in silent.sent.items()}
    ended = max(replied.values(), default=begun)
    step = 1 / per_second if per_second else 0.0
    late = [
        (replied[tap.sender] - begun - place * step) * 1000
        for place, tap in enumerate(taps)
        if tap.sender in replied
    ]
    return {
        "seconds": ended - begun,
        "replied": len(replied),
        "ended_at": ended,
        "p50_ms": percentile(late, 0.5) if late else 0.0,
        "p99_ms": percentile(late, 0.99) if late else 0.0,
        "stall_ms": heart.longest * 1000,
        "cpu_ms_each": used * 1000 / max(len(replied), 1),
    }


async def _play(parts: Parts, taps: Sequence[RawUpdate], per_second: float) -> None:
    """Listen, answer and send side by side, as the app does, until every reply is out."""
    heard = asyncio.Event()

    async def answer() -> None:
        while True:
            await heard.wait()
            heard.clear()
            await parts.answer()

    async def keep(some: Sequence[RawUpdate]) -> None:
        await parts.answerer.keep(CHANNEL, some)
        heard.set()

    sending, answering = asyncio.create_task(parts.dispatcher.run()), asyncio.create_task(answer())
    try:
        if per_second:
            await _press_at_a_rate(taps, per_second, keep)
        else:
            for start in range(0, len(taps), PAGE):
                await keep(taps[start : start + PAGE])
        await _until_idle(parts, answering)
    finally:
        answering.cancel()
        await parts.dispatcher.stop()
        await asyncio.gather(sending, answering, return_exceptions=True)


async def _press_at_a_rate(taps: Sequence[RawUpdate], per_second: float, keep: Any) -> None:
    """Hand over each tap at its time; those that came while the last were kept go together, as a long poll does."""
    begun, done = time.perf_counter(), 0
    while done < len(taps):
        come = min(int((time.perf_counter() - begun) * per_second) + 1, len(taps))
        if come > done:
            await keep(taps[done:come])
            done = come
        await asyncio.sleep(max(begun + done / per_second - time.perf_counter(), 0.0))


async def _until_idle(parts: Parts, answering: asyncio.Task[None]) -> None:
    give_up = time.perf_counter() + PATIENCE
    while time.perf_counter() < give_up:
        if answering.done():
            answering.result()
        async with parts.database.read() as tx:
            if not await inbox.any_waiting(tx) and not await outbox.any_waiting(tx, parts.clock.now()):
                return
        await asyncio.sleep(0.1)


async def _taps(parts: Parts, first: int, count: int) -> list[RawUpdate]:
    """Build the updates that Telegram would send: button presses below the messages of moments at hand."""
    moments = t.occurrences.c
    async with parts.database.read() as tx:
        query = select(moments.id, moments.patient_id).where(moments.planned_at == START)
        found = await tx.rows(query.order_by(moments.patient_id).offset(first).limit(count))
        reached: dict[int, Address] = {}
        for start in range(0, len(found), PAGE):
            reached |= await people.addresses_of(tx, {row.patient_id for row in found[start : start + PAGE]})
    return [
        raw_update(BOT, _update(first + place, int(reached[row.patient_id].address), row.id))
        for place, row in enumerate(found)
    ]


def _update(number: int, chat_id: int, occurrence_id: int) -> dict[str, Any]:
    outcome = ANSWERS[number % len(ANSWERS)]
    somebody = {"id": chat_id, "is_bot": False, "first_name": "A", "language_code": "de"}
    ours = {"id": BOT, "is_bot": True, "first_name": "Between", "username": "between_bot"}
    button = {"text": "✓", "callback_data": press("how", occurrence_id, outcome)}
    return {
        "update_id": 500_000_000 + number,
        "callback_query": {
            "id": str(7_000_000_000 + number),
            "from": somebody,
            "message": {
                "message_id": 7,
                "from": ours,
                "chat": {"id": chat_id, "first_name": "A", "type": "private"},
                "date": int(START.timestamp()),
                "text": "Going for a walk\nWhen I come home, at the kitchen table. How did it go?",
                "entities": [{"offset": 0, "length": 16, "type": "bold"}],
                "has_protected_content": True,
                "reply_markup": {"inline_keyboard": [[button] * 2, [button] * 2]},
            },
            "chat_instance": "-3849274928374",
            "data": button["callback_data"],
        },
    }
