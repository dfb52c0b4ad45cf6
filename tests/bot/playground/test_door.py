from __future__ import annotations

import json

import httpx
import pytest
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    MenuButtonCommands,
    MessageEntity,
    ReplyKeyboardMarkup,
)
from telegram.error import BadRequest, Forbidden, InvalidToken, TelegramError

from bot.playground import Command, Phone, Playground
from bot.playground.pictures import DOT, png
from tests.bot.playground.conftest import NO_TLS, StillClock

DONE = InlineKeyboardMarkup([[InlineKeyboardButton("Done", callback_data="done:1", style="success")]])


async def test_the_bot_learns_who_it_is(bot: Bot) -> None:
    me = await bot.get_me()
    assert (me.id, me.is_bot, me.username, me.first_name) == (123456, True, "between_test_bot", "Between")


async def test_a_message_arrives_as_it_was_sent(bot: Bot, anna: Phone, clock: StillClock) -> None:
    sent = await bot.send_message(
        anna.chat_id, "<b>Worry time</b> at 18:00", "HTML", reply_markup=DONE, protect_content=True
    )
    shown = anna.last
    assert (shown.text, shown.html) == ("Worry time at 18:00", "<b>Worry time</b> at 18:00")
    assert (shown.labels, shown.buttons[0][0].data, shown.buttons[0][0].style) == (
        ["Done"],
        "done:1",
        "success",
    )
    assert shown.from_bot
    assert shown.protected
    assert shown.date == clock.now() == sent.date
    assert (sent.message_id, sent.has_protected_content) == (shown.message_id, True)
    assert sent.entities == (MessageEntity("bold", 0, 10),)


async def test_entities_may_be_given_instead_of_html(bot: Bot, anna: Phone) -> None:
    await bot.send_message(anna.chat_id, "a<b", entities=[MessageEntity("bold", 0, 1)])
    assert anna.last.html == "<b>a</b>&lt;b"


async def test_entities_outside_of_the_text_are_refused(bot: Bot, anna: Phone) -> None:
    with pytest.raises(BadRequest, match="outside"):
        await bot.send_message(anna.chat_id, "a", entities=[MessageEntity("bold", 0, 2)])


@pytest.mark.parametrize(
    ("text", "reason"), [(" \n", "text is empty"), ("<b></b>", "text is empty"), ("a" * 4097, "is too long")]
)
async def test_empty_and_overlong_texts_are_refused(bot: Bot, anna: Phone, text: str, reason: str) -> None:
    with pytest.raises(BadRequest, match=reason):
        await bot.send_message(anna.chat_id, text, "HTML")


async def test_the_length_counts_without_the_tags(bot: Bot, anna: Phone, playground: Playground) -> None:
    await bot.send_message(anna.chat_id, "<b>" + "&amp;" * 4096 + "</b>", "HTML")
    assert anna.last.text == "&" * 4096
    assert playground.violations == []


async def test_every_bad_request_is_a_violation(bot: Bot, anna: Phone, playground: Playground) -> None:
    with pytest.raises(BadRequest, match=r"(?i)can't parse entities"):
        await bot.send_message(anna.chat_id, "a < b", "HTML")
    with pytest.raises(BadRequest, match=r"(?i)chat not found"):
        await bot.send_message(77, "a")
    with pytest.raises(TelegramError, match=r"(?i)unsupported"):
        await bot.send_message(anna.chat_id, "a", "MarkdownV2")
    with pytest.raises(TelegramError):
        await bot.do_api_request("sendNothing")
    assert [violation.partition(":")[0] for violation in playground.violations] == [
        *["sendMessage"] * 3,
        "sendNothing",
    ]
    assert len(anna.messages) == 1


async def test_what_is_known_but_not_played_here_is_told_so(
    bot: Bot, anna: Phone, playground: Playground
) -> None:
    with pytest.raises(TelegramError, match="Not Implemented"):
        await bot.send_dice(anna.chat_id)
    assert playground.violations == ["sendDice: Not Implemented: sendDice in this stand-in"]


async def test_a_wrong_token_is_no_bot(playground: Playground) -> None:
    with pytest.raises(InvalidToken):
        await Bot("123456:OTHER", base_url=f"{playground.root}/bot").initialize()
    assert playground.violations == []


async def test_a_stranger_cannot_be_written_to(bot: Bot, playground: Playground) -> None:
    ben = playground.phone("Ben")
    with pytest.raises(Forbidden, match="can't initiate conversation"):
        await bot.send_message(ben.chat_id, "hello")
    assert (ben.messages, playground.violations) == ([], [])


async def test_editing_keeps_the_place_and_makes_no_noise(bot: Bot, anna: Phone) -> None:
    sent = await bot.send_message(anna.chat_id, "Open?", reply_markup=DONE)
    await bot.send_message(anna.chat_id, "later")
    edited = await bot.edit_message_text("<i>Opened</i>", anna.chat_id, sent.message_id, parse_mode="HTML")
    assert edited.edit_date is not None
    changed = anna.messages[1]
    assert (changed.text, changed.labels, changed.edited) == ("Opened", [], True)
    assert anna.notifications == ["Open?", "later"]


async def test_an_edit_without_change_is_refused_but_no_violation(
    bot: Bot, anna: Phone, playground: Playground
) -> None:
    sent = await bot.send_message(anna.chat_id, "a", reply_markup=DONE)
    with pytest.raises(BadRequest, match="not modified"):
        await bot.edit_message_text("a", anna.chat_id, sent.message_id, reply_markup=DONE)
    with pytest.raises(BadRequest, match="not modified"):
        await bot.edit_message_reply_markup(anna.chat_id, sent.message_id, reply_markup=DONE)
    assert playground.violations == []
    assert [method for method, _ in playground.refusals] == ["editMessageText", "editMessageReplyMarkup"]


async def test_buttons_can_be_changed_and_taken_away(bot: Bot, anna: Phone) -> None:
    sent = await bot.send_message(anna.chat_id, "a", reply_markup=DONE)
    other = InlineKeyboardMarkup([[InlineKeyboardButton("Undo", callback_data="undo")]])
    await bot.edit_message_reply_markup(anna.chat_id, sent.message_id, reply_markup=other)
    assert anna.last.labels == ["Undo"]
    await bot.edit_message_reply_markup(anna.chat_id, sent.message_id)
    assert (anna.last.labels, anna.last.edited) == ([], False)


async def test_only_own_messages_without_a_reply_keyboard_are_edited(bot: Bot, anna: Phone) -> None:
    sent = await bot.send_message(anna.chat_id, "a", reply_markup=ReplyKeyboardMarkup([["x"]]))
    assert sent.reply_markup is None
    for message_id in (sent.message_id, anna.messages[0].message_id):
        with pytest.raises(BadRequest, match="can't be edited"):
            await bot.edit_message_text("b", anna.chat_id, message_id)
    with pytest.raises(BadRequest, match="not found"):
        await bot.edit_message_text("b", anna.chat_id, 99)


async def test_messages_are_deleted_within_48_hours(
    bot: Bot, anna: Phone, clock: StillClock, playground: Playground
) -> None:
    young = await bot.send_message(anna.chat_id, "a")
    old = await bot.send_message(anna.chat_id, "b")
    assert await bot.delete_message(anna.chat_id, young.message_id)
    clock.forward(hours=48)
    with pytest.raises(BadRequest, match="can't be deleted"):
        await bot.delete_message(anna.chat_id, old.message_id)
    with pytest.raises(BadRequest, match="not found"):
        await bot.delete_message(anna.chat_id, young.message_id)
    fresh = await bot.send_message(anna.chat_id, "c")
    assert await bot.delete_messages(anna.chat_id, [young.message_id, old.message_id, fresh.message_id])
    assert anna.screen == "/start\nb"
    assert playground.violations == []


async def test_a_photo_is_uploaded_once_and_sent_again_by_its_id(
    bot: Bot, anna: Phone, playground: Playground
) -> None:
    picture = png(40, 20)
    first = await bot.send_photo(anna.chat_id, picture, caption="<b>Scan</b> me", parse_mode="HTML")
    assert (anna.last.photo, anna.last.html) == (picture, "<b>Scan</b> me")
    assert (first.photo[-1].width, first.photo[-1].height) == (40, 20)
    again = await bot.send_photo(anna.chat_id, first.photo[-1].file_id)
    assert anna.last.photo == picture
    assert again.photo[-1].file_unique_id == first.photo[-1].file_unique_id
    assert anna.notifications == ["Scan me", "Photo"]
    file = await bot.get_file(first.photo[-1].file_id)
    assert bytes(await file.download_as_bytearray()) == picture
    assert playground.violations == []


async def test_a_document_keeps_its_name(bot: Bot, anna: Phone) -> None:
    sent = await bot.send_document(anna.chat_id, b"a,b\n", filename="digest.csv")
    assert anna.last.document is not None
    assert (anna.last.document.name, anna.last.document.data) == ("digest.csv", b"a,b\n")
    assert sent.document is not None
    assert (sent.document.file_name, sent.document.file_size) == ("digest.csv", 4)


async def test_a_caption_is_changed_as_a_caption_and_a_text_as_a_text(bot: Bot, anna: Phone) -> None:
    photo = await bot.send_photo(anna.chat_id, DOT, caption="a")
    text = await bot.send_message(anna.chat_id, "a")
    await bot.edit_message_caption(anna.chat_id, photo.message_id, caption="b")
    assert anna.messages[-2].text == "b"
    with pytest.raises(BadRequest, match="no text in the message"):
        await bot.edit_message_text("b", anna.chat_id, photo.message_id)
    with pytest.raises(BadRequest, match="no caption in the message"):
        await bot.edit_message_caption(anna.chat_id, text.message_id, caption="b")
    with pytest.raises(BadRequest, match="caption is too long"):
        await bot.edit_message_caption(anna.chat_id, photo.message_id, caption="b" * 1025)


async def test_wrong_files_are_refused(bot: Bot, anna: Phone, playground: Playground) -> None:
    photo = await bot.send_photo(anna.chat_id, DOT)
    with pytest.raises(BadRequest, match=r"(?i)wrong file identifier"):
        await bot.send_photo(anna.chat_id, "photo-999999")
    with pytest.raises(BadRequest, match=r"(?i)can't use file of type photo as document"):
        await bot.send_document(anna.chat_id, photo.photo[-1].file_id)
    with pytest.raises(BadRequest, match=r"(?i)image_process_failed"):
        await bot.send_photo(anna.chat_id, b"<svg/>")
    with pytest.raises(BadRequest, match=r"(?i)photo_invalid_dimensions"):
        await bot.send_photo(anna.chat_id, png(210, 10))
    with pytest.raises(BadRequest, match="non-empty"):
        await bot.send_document(anna.chat_id, b"")
    assert len(playground.violations) == 5


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


async def test_a_reply_needs_its_message(bot: Bot, anna: Phone) -> None:
    await bot.send_message(anna.chat_id, "a", reply_to_message_id=anna.last.message_id)
    await bot.send_message(anna.chat_id, "a", reply_to_message_id=99, allow_sending_without_reply=True)
    with pytest.raises(BadRequest, match=r"(?i)message to be replied not found"):
        await bot.send_message(anna.chat_id, "a", reply_to_message_id=99)


async def test_requests_may_come_as_an_address_a_form_or_json(playground: Playground, anna: Phone) -> None:
    address = f"{playground.root}/bot{playground.token}/sendMessage"
    given = {"chat_id": anna.chat_id, "text": "a"}
    async with httpx.AsyncClient(verify=NO_TLS) as client:
        answers = [
            await client.get(address, params=given),
            await client.post(address, data=given),
            await client.post(address, json={**given, "reply_markup": json.loads(DONE.to_json())}),
            await client.post(address, data=given, files={"unused": b"x"}),
            await client.post(address, content=b"[]", headers={"Content-Type": "application/json"}),
            await client.post(address, content=b"{", headers={"Content-Type": "application/json"}),
        ]
    assert [answer.json()["ok"] for answer in answers] == [True, True, True, False, False, False]
    assert [answer.status_code for answer in answers[3:]] == [400, 400, 400]
    assert len(anna.messages) == 4
    assert playground.requests[0] == ("sendMessage", given)


async def test_a_path_that_was_not_told_has_no_file(bot: Bot, anna: Phone, playground: Playground) -> None:
    photo = await bot.send_photo(anna.chat_id, DOT)
    async with httpx.AsyncClient(base_url=playground.root, verify=NO_TLS) as client:
        assert (await client.get(f"/file/bot{playground.token}/photos/x.png")).status_code == 404
        path = (await bot.get_file(photo.photo[-1].file_id)).file_path
        assert path is not None
        assert (await client.get(path)).status_code == 200
        assert (await client.get(path.replace("TEST", "OTHER"))).status_code == 401
