from __future__ import annotations

import pytest
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    MenuButtonCommands,
)
from telegram.error import BadRequest

from bot.playground import Command, Phone, Playground
from tests.bot.playground.conftest import StillClock

DONE = InlineKeyboardMarkup([[InlineKeyboardButton("Done", callback_data="done:1", style="success")]])


async def test_the_bot_learns_who_it_is(bot: Bot) -> None:
    me = await bot.get_me()
    assert (me.id, me.is_bot, me.username, me.first_name) == (123456, True, "between_test_bot", "Between")


async def test_a_press_is_answered_once_and_soon(
    bot: Bot, anna: Phone, clock: StillClock, playground: Playground
) -> None:
    await bot.send_message(anna.chat_id, "a", reply_markup=DONE)
    first, second = anna.taps("Done"), anna.taps("Done")
    assert first is not None
    assert second is not None
    assert await bot.answer_callback_query(first, "Thank you")
    clock.forward(seconds=150)
    for press in (first, second):
        with pytest.raises(BadRequest, match="Query is too old"):
            await bot.answer_callback_query(press)
    assert playground.violations == []
    with pytest.raises(BadRequest, match="Query is too old"):
        await bot.answer_callback_query("1")
    assert anna.answered_presses == ["Thank you"]
    assert len(playground.violations) == 1


async def test_menus_follow_scope_and_language(bot: Bot, anna: Phone, playground: Playground) -> None:
    ben = playground.phone("Ben", language="fr")
    everybody, german, hers = ([BotCommand("help", text)] for text in ("Help", "Hilfe", "Nur Anna"))
    await bot.set_my_commands(everybody, scope=BotCommandScopeAllPrivateChats())
    await bot.set_my_commands(german, scope=BotCommandScopeAllPrivateChats(), language_code="de")
    assert anna.commands == [Command("help", "Hilfe")]
    assert ben.commands == [Command("help", "Help")]
    await bot.set_my_commands(hers, scope=BotCommandScopeChat(anna.chat_id))
    assert anna.commands == [Command("help", "Nur Anna")]
    assert await bot.get_my_commands(scope=BotCommandScopeChat(anna.chat_id)) == tuple(hers)
    await bot.delete_my_commands(scope=BotCommandScopeChat(anna.chat_id))
    assert anna.commands == [Command("help", "Hilfe")]


async def test_the_rest_of_what_a_bot_says_about_itself(
    bot: Bot, anna: Phone, playground: Playground
) -> None:
    await bot.set_my_name("Dazwischen", language_code="de")
    await bot.set_my_description("Between the sessions")
    await bot.set_my_short_description("Between")
    await bot.set_chat_menu_button(anna.chat_id, MenuButtonCommands())
    assert (await bot.get_my_name(language_code="de")).name == "Dazwischen"
    assert (await bot.get_my_name()).name == "Between"
    assert (await bot.get_my_description()).description == "Between the sessions"
    assert (await bot.get_my_short_description()).short_description == "Between"
    assert (await bot.get_chat_menu_button(anna.chat_id)).type == "commands"
    assert (await bot.get_chat(anna.chat_id)).first_name == "Anna"
    assert await bot.send_chat_action(anna.chat_id, "typing")
    assert await bot.set_message_reaction(anna.chat_id, anna.last.message_id, "👍")
    assert await bot.log_out()
    assert await bot.close()
    assert playground.violations == []
