from __future__ import annotations

import asyncio

import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.error import Conflict, NetworkError

from bot.playground import Phone, Playground
from tests.bot.playground.conftest import StillClock, a_bot

pytestmark = pytest.mark.filterwarnings(
    "ignore:Please use:UserWarning"
)  # the raw JSON is what is wanted here


async def raw(bot: Bot, **params: object) -> list[dict[str, object]]:
    return await bot.do_api_request("getUpdates", api_kwargs={"timeout": 0, **params})


async def test_updates_come_again_until_a_higher_offset_confirms_them(bot: Bot, anna: Phone) -> None:
    anna.types("one")
    anna.types("two")
    first = await bot.get_updates()
    assert [update.message.text for update in first if update.message] == ["/start", "one", "two"]
    assert await bot.get_updates(limit=1) == first[:1]
    assert await bot.get_updates(offset=first[1].update_id) == first[1:]
    assert await bot.get_updates() == first[1:]
    assert await bot.get_updates(offset=-1) == first[2:]
    assert await bot.get_updates(offset=first[2].update_id + 1) == ()


async def test_ids_of_updates_and_messages_only_rise(bot: Bot, anna: Phone, playground: Playground) -> None:
    playground.phone("Ben").types("hello")
    anna.types("one")
    updates = await bot.get_updates()
    ids = [update.update_id for update in updates]
    assert ids == list(range(ids[0], ids[0] + 3))
    assert [update.message.message_id for update in updates if update.message] == [1, 1, 2]


async def test_a_waiting_poller_hears_at_once(bot: Bot, playground: Playground) -> None:
    polling = asyncio.create_task(bot.get_updates(timeout=20))
    await playground.until(lambda: playground.requests and playground.world.updates.poller == 1)
    playground.phone("Anna").types("hello")
    (update,) = await asyncio.wait_for(polling, 2)
    assert update.message is not None
    assert update.message.text == "hello"


async def test_of_two_pollers_the_newer_one_stays(bot: Bot, playground: Playground) -> None:
    older = asyncio.create_task(bot.get_updates(timeout=20))
    await playground.until(lambda: playground.world.updates.poller == 1)
    async with a_bot(playground) as second:
        newer = asyncio.create_task(second.get_updates(timeout=20))
        with pytest.raises(Conflict, match=r"(?i)terminated by other getUpdates request"):
            await older
        playground.phone("Anna").types("hello")
        assert len(await newer) == 1
    assert playground.violations == []


async def test_presses_wait_150_seconds_and_words_a_day(bot: Bot, anna: Phone, clock: StillClock) -> None:
    done = InlineKeyboardMarkup.from_button(InlineKeyboardButton("Done", callback_data="d"))
    await bot.send_message(anna.chat_id, "a", reply_markup=done)
    anna.taps("Done")
    clock.forward(seconds=149)
    assert len(await bot.get_updates()) == 2
    clock.forward(seconds=1)
    (update,) = await bot.get_updates()
    assert update.message is not None
    clock.forward(hours=24)
    assert await bot.get_updates() == ()


async def test_only_the_wanted_kinds_are_queued_and_the_wish_is_remembered(bot: Bot, anna: Phone) -> None:
    await raw(bot, allowed_updates=["message"])
    anna.edits(anna.last.message_id, "changed")
    anna.types("one")
    assert [update.message is not None for update in await bot.get_updates()] == [True, True]
    await raw(bot, allowed_updates=[])
    anna.edits(anna.last.message_id, "two")
    assert (await bot.get_updates())[-1].edited_message is not None


async def test_an_update_that_cannot_be_parsed_stays_until_it_is_confirmed(bot: Bot, anna: Phone) -> None:
    poison = anna.sends_raw({"message": {"message_id": "no number", "chat": None}})
    anna.types("after")
    with pytest.raises(KeyError, match="date"):
        await bot.get_updates()
    updates = await raw(bot)
    assert updates[1] == {"update_id": poison, "message": {"message_id": "no number", "chat": None}}
    good = Update.de_json(updates[2], bot)
    assert good.message is not None
    assert good.message.text == "after"
    assert len(await raw(bot, offset=poison + 1)) == 1


async def test_fetching_conflicts_with_a_webhook(bot: Bot, playground: Playground) -> None:
    polling = asyncio.create_task(bot.get_updates(timeout=20))
    await playground.until(lambda: playground.world.updates.poller == 1)
    await bot.set_webhook("http://127.0.0.1:1/hook", allowed_updates=["message"])
    with pytest.raises(Conflict, match=r"(?i)terminated by setWebhook request"):
        await polling
    with pytest.raises(Conflict, match=r"(?i)can't use getUpdates method while webhook is active"):
        await bot.get_updates()
    info = await bot.get_webhook_info()
    assert (info.url, info.allowed_updates) == ("http://127.0.0.1:1/hook", ("message",))
    assert await bot.delete_webhook()
    assert await bot.get_updates() == ()
    assert playground.violations == []


async def test_pending_updates_are_dropped_on_wish_only(bot: Bot, anna: Phone) -> None:
    await bot.delete_webhook()
    assert len(await bot.get_updates()) == 1
    await bot.delete_webhook(drop_pending_updates=True)
    assert await bot.get_updates() == ()


async def test_stopping_does_not_wait_for_pollers(clock: StillClock) -> None:
    async with (
        Playground(now=clock.now) as playground,
        a_bot(playground) as bot,
    ):
        polling = asyncio.create_task(bot.get_updates(timeout=50))
        await playground.until(lambda: playground.world.updates.poller == 1)
        await asyncio.wait_for(playground.stop(), 2)
        with pytest.raises(NetworkError):
            await polling
