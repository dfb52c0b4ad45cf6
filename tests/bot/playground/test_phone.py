from __future__ import annotations

import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, Update

from bot.playground import BlockedError, Phone, Playground


def keyboard(*labels: str) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(label, callback_data=f"do:{label}")] for label in labels]
    )


async def newest(bot: Bot) -> Update:
    return (await bot.get_updates())[-1]


def test_a_name_has_the_same_id_in_every_world() -> None:
    assert Playground().phone("Anna").chat_id == Playground().phone("Anna").chat_id
    assert Playground().phone("Anna").chat_id != Playground().phone("Ben").chat_id


async def test_a_deep_link_starts_with_its_payload(bot: Bot, playground: Playground) -> None:
    playground.phone("Ben", language="de").opens(playground.link("a-Token_1"))
    message = (await newest(bot)).message
    assert message is not None
    assert (message.text, message.chat.type) == ("/start a-Token_1", "private")
    assert [(e.type, e.offset, e.length) for e in message.entities] == [("bot_command", 0, 6)]
    assert message.from_user is not None
    assert (message.from_user.first_name, message.from_user.language_code) == ("Ben", "de")


def test_a_link_in_telegrams_own_scheme_works_too(playground: Playground) -> None:
    ben = playground.phone("Ben")
    ben.opens("tg://resolve?domain=between_test_bot&start=abc")
    assert ben.screen == "/start abc"


def test_other_links_only_leave_the_messenger(playground: Playground) -> None:
    ben = playground.phone("Ben")
    assert ben.opens("https://example.org/between_test_bot?start=abc") is None
    assert ben.opens("https://t.me/other_bot?start=abc") is None
    assert (ben.messages, len(ben.opened_links)) == ([], 2)


@pytest.mark.parametrize("payload", ["", "a b", "ä", "a" * 65, "a=b"])
def test_a_payload_that_telegram_would_not_take_is_an_error(playground: Playground, payload: str) -> None:
    with pytest.raises(ValueError, match="payload"):
        playground.phone("Ben").starts(payload)


async def test_typing_and_editing_reach_the_bot(bot: Bot, anna: Phone) -> None:
    message_id = anna.types("  it was hard ")
    anna.edits(message_id, "it was hard at first")
    typed, edited = (await bot.get_updates())[-2:]
    assert typed.message is not None
    assert edited.edited_message is not None
    assert (typed.message.text, edited.edited_message.text) == ("it was hard", "it was hard at first")
    assert edited.edited_message.message_id == message_id
    assert edited.edited_message.edit_date is not None
    assert anna.last.edited


async def test_only_own_messages_can_be_edited_on_a_phone(bot: Bot, anna: Phone) -> None:
    sent = await bot.send_message(anna.chat_id, "a")
    with pytest.raises(LookupError, match="the bot's"):
        anna.edits(sent.message_id, "b")
    with pytest.raises(LookupError, match="no message 99"):
        anna.edits(99, "b")
    with pytest.raises(ValueError, match="empty"):
        anna.types("  ")


async def test_a_press_tells_the_bot_everything_it_needs(bot: Bot, anna: Phone) -> None:
    sent = await bot.send_message(anna.chat_id, "a", reply_markup=keyboard("Done", "Partly"))
    anna.taps("part")
    press = (await newest(bot)).callback_query
    assert press is not None
    assert press.message is not None
    assert (press.data, press.from_user.id, press.message.message_id) == (
        "do:Partly",
        anna.chat_id,
        sent.message_id,
    )
    assert press.chat_instance
    assert press.message.to_dict()["reply_markup"] == keyboard("Done", "Partly").to_dict()


async def test_the_newest_message_with_the_button_is_pressed(bot: Bot, anna: Phone) -> None:
    old = await bot.send_message(anna.chat_id, "old", reply_markup=keyboard("Done"))
    new = await bot.send_message(anna.chat_id, "new", reply_markup=keyboard("Done"))
    await bot.send_message(anna.chat_id, "none")
    for message_id, expected in ((None, new.message_id), (old.message_id, old.message_id)):
        anna.taps("Done", message_id=message_id)
        press = (await newest(bot)).callback_query
        assert press is not None
        assert press.message is not None
        assert press.message.message_id == expected


async def test_an_exact_label_wins_and_a_vague_one_is_an_error(bot: Bot, anna: Phone) -> None:
    await bot.send_message(anna.chat_id, "a", reply_markup=keyboard("Done well", "Done"))
    anna.taps("Done")
    press = (await newest(bot)).callback_query
    assert press is not None
    assert press.data == "do:Done"
    with pytest.raises(LookupError, match="could be any of"):
        anna.taps("do")
    with pytest.raises(LookupError, match=r"no button 'Later' among \['Done well', 'Done'\]"):
        anna.taps("Later")


async def test_an_old_button_can_still_be_pressed(bot: Bot, anna: Phone) -> None:
    sent = await bot.send_message(anna.chat_id, "a", reply_markup=keyboard("Done"))
    await bot.edit_message_text("b", anna.chat_id, sent.message_id)
    anna.taps_data("do:Done", sent.message_id)
    press = (await newest(bot)).callback_query
    assert press is not None
    assert press.data == "do:Done"
    await bot.delete_message(anna.chat_id, sent.message_id)
    with pytest.raises(LookupError):
        anna.taps_data("do:Done", sent.message_id)


async def test_a_link_button_opens_its_link(bot: Bot, anna: Phone, playground: Playground) -> None:
    button = InlineKeyboardButton("Open", url=playground.link("abc"))
    await bot.send_message(anna.chat_id, "a", reply_markup=InlineKeyboardMarkup([[button]]))
    assert anna.taps("Open") is None
    assert (anna.last.text, anna.opened_links) == ("/start abc", [playground.link("abc")])


async def test_a_blocked_bot_hears_it_and_can_do_nothing(bot: Bot, anna: Phone) -> None:
    sent = await bot.send_message(anna.chat_id, "a", reply_markup=keyboard("Done"))
    anna.blocks()
    change = (await newest(bot)).my_chat_member
    assert change is not None
    assert (change.old_chat_member.status, change.new_chat_member.status) == ("member", "kicked")
    for attempt in (
        bot.send_message(anna.chat_id, "b"),
        bot.edit_message_text("b", anna.chat_id, sent.message_id),
        bot.send_chat_action(anna.chat_id, "typing"),
    ):
        with pytest.raises(Exception, match="bot was blocked by the user"):
            await attempt
    for deed in (lambda: anna.types("a"), lambda: anna.taps("Done")):
        with pytest.raises(BlockedError):
            deed()
    assert anna.screen == "/start\na"


async def test_pressing_start_again_unblocks(bot: Bot, anna: Phone) -> None:
    anna.blocks()
    anna.blocks()
    anna.starts()
    kinds = [next(iter(update.to_dict().keys() - {"update_id"})) for update in await bot.get_updates()]
    assert kinds == ["message", "my_chat_member", "my_chat_member", "message"]
    await bot.send_message(anna.chat_id, "welcome back")


async def test_all_that_is_not_text_arrives_as_what_it_is(
    bot: Bot, anna: Phone, playground: Playground
) -> None:
    anna.sends_photo(caption="look")
    anna.sends_voice()
    anna.sends_sticker()
    anna.shares_location(52.52, 13.405)
    photo, voice, sticker, place = (update.message for update in (await bot.get_updates())[1:])
    assert photo is not None
    assert voice is not None
    assert sticker is not None
    assert place is not None
    assert (photo.caption, photo.photo[0].width) == ("look", 8)
    assert (voice.voice is not None, sticker.sticker is not None, place.location is not None) == (
        True,
        True,
        True,
    )
    assert place.location is not None
    assert (place.location.latitude, place.location.longitude) == (52.52, 13.405)
    assert voice.voice is not None
    file = await bot.get_file(voice.voice.file_id)
    assert bytes(await file.download_as_bytearray()) == b"OggS"
    assert playground.violations == []


async def test_a_lock_screen_shows_the_beginning_and_hides_spoilers(bot: Bot, anna: Phone) -> None:
    await bot.send_message(anna.chat_id, "x" * 200)
    await bot.send_message(anna.chat_id, "Now:\n\n<tg-spoiler>secret</tg-spoiler> <b>bold</b>", "HTML")
    await bot.send_message(anna.chat_id, "quiet", disable_notification=True)
    assert anna.notifications == ["x" * 119 + "…", "Now: ░░░░░░ bold", "quiet"]
    assert [message.notification for message in anna.messages] == [None, *anna.notifications]
    assert anna.last.silent
