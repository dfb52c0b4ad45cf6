"""The people of the burst within Telegram's limits, without the minutes that it takes."""

from __future__ import annotations

from telegram import Bot

from benchmarks.ours.flood import Crowd
from bot.playground import Playground


async def test_a_crowd_notices_each_message_that_comes_to_one_of_its_phones() -> None:
    async with Playground() as playground:
        crowd = Crowd(playground, 2)
        bot = Bot(playground.token, base_url=f"{playground.root}/bot")
        async with bot:
            for number in playground.world.chats:
                await bot.send_message(number, "A moment that you planned is here.")
        assert len(crowd.shown) == len(playground.world.chats) == 2
