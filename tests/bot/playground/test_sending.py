from __future__ import annotations

import pytest
from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    MessageEntity,
    ReplyKeyboardMarkup,
)
from telegram.error import BadRequest, Forbidden

from bot.playground import Phone, Playground
from bot.playground.pictures import DOT, png
from tests.bot.playground.conftest import StillClock

DONE = InlineKeyboardMarkup([[InlineKeyboardButton("Done", callback_data="done:1", style="success")]])


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


async def test_a_reply_needs_its_message(bot: Bot, anna: Phone) -> None:
    await bot.send_message(anna.chat_id, "a", reply_to_message_id=anna.last.message_id)
    await bot.send_message(anna.chat_id, "a", reply_to_message_id=99, allow_sending_without_reply=True)
    with pytest.raises(BadRequest, match=r"(?i)message to be replied not found"):
        await bot.send_message(anna.chat_id, "a", reply_to_message_id=99)
