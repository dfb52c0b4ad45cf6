"""Bare Bot.send_message of python-telegram-bot, eight in flight: what sending itself costs, with nothing kept."""

from __future__ import annotations

import asyncio
import time

from telegram import Bot
from telegram.request import HTTPXRequest

from benchmarks.measure import Figures
from bot.channels.telegram_http import AiohttpRequest

IN_FLIGHT = 8


async def send(api_url: str, count: int, *, lean: bool) -> Figures:
    """Send `count` messages; `lean`: over our wire in place of the library's own."""
    wire = AiohttpRequest(IN_FLIGHT, pool=10.0, connect=5.0, read=20.0) if lean else HTTPXRequest(IN_FLIGHT)
    bot = Bot("1:none", base_url=f"{api_url}/bot", request=wire)
    places = asyncio.Semaphore(IN_FLIGHT)

    async def one(number: int) -> None:
        async with places:
            await bot.send_message(number + 1, "A moment that you planned is here.", parse_mode="HTML")

    await one(0)
    begun, used = time.perf_counter(), time.process_time()
    await asyncio.gather(*(one(number) for number in range(count)))
    seconds, used = time.perf_counter() - begun, time.process_time() - used
    await wire.shutdown()
    return {"per_second": count / seconds, "cpu_ms_each": used * 1000 / count}
