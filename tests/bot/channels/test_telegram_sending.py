from __future__ import annotations

import pytest
from telegram.error import TelegramError

from bot.channels.base import Button, Command, Rendered
from bot.channels.telegram import TelegramChannel
from bot.channels.telegram_errors import send_error
from bot.playground import Phone, Playground
from bot.sending import SendError

BUTTONS = (
    (Button("Open", "open:1", style="success"), Button("Later", "later:1")),
    (Button("Link", url="https://a.b/"),),
)


async def send(channel: TelegramChannel, anna: Phone, message: Rendered) -> str:
    return await channel.send(str(anna.chat_id), message)


async def fails(channel: TelegramChannel, anna: Phone, message: Rendered | None = None) -> SendError:
    with pytest.raises(SendError) as caught:
        await send(channel, anna, message or Rendered("x"))
    return caught.value


async def test_words_buttons_and_protection_arrive(
    channel: TelegramChannel, anna: Phone, playground: Playground
) -> None:
    ref = await send(channel, anna, Rendered("<b>Now</b> &amp; here", BUTTONS, protect=True))
    shown = anna.last
    assert (str(shown.message_id), shown.text, shown.protected) == (ref, "Now & here", True)
    assert shown.labels == ["Open", "Later", "Link"]
    assert [(button.data, button.url, button.style) for row in shown.buttons for button in row] == [
        ("open:1", None, "success"),
        ("later:1", None, None),
        (None, "https://a.b/", None),
    ]
    assert playground.requests[-1][1]["link_preview_options"] == {"is_disabled": True}
    assert playground.violations == []


async def test_a_message_is_changed_in_place_and_loses_its_buttons(
    channel: TelegramChannel, anna: Phone
) -> None:
    ref = await send(channel, anna, Rendered("before", BUTTONS))
    count = len(anna.messages)
    assert await send(channel, anna, Rendered("after", edit=ref)) == ref
    assert (len(anna.messages), anna.last.text, anna.last.buttons) == (count, "after", [])


async def test_an_edit_that_changes_nothing_is_a_success(channel: TelegramChannel, anna: Phone) -> None:
    ref = await send(channel, anna, Rendered("same", BUTTONS))
    assert await send(channel, anna, Rendered("same", BUTTONS, edit=ref)) == ref


async def test_where_the_message_is_gone_a_new_one_is_shown(channel: TelegramChannel, anna: Phone) -> None:
    assert await send(channel, anna, Rendered("new", BUTTONS, edit="9999")) != "9999"
    assert anna.last.text == "new"


async def test_a_picture_cannot_become_words_so_a_new_message_is_shown(
    channel: TelegramChannel, anna: Phone
) -> None:
    ref = await send(channel, anna, Rendered("code", BUTTONS, qr="https://t.me/b?start=T"))
    assert anna.last.photo is not None
    assert await send(channel, anna, Rendered("words", edit=ref)) != ref
    assert anna.last.text == "words"


async def test_a_qr_code_is_a_picture_with_the_words_below_it(
    channel: TelegramChannel, anna: Phone, playground: Playground
) -> None:
    await send(channel, anna, Rendered("<i>code</i>", BUTTONS, qr="https://t.me/b?start=T", protect=True))
    shown = anna.last
    assert shown.photo is not None
    assert shown.photo.startswith(b"\x89PNG")
    assert (shown.text, shown.labels, shown.protected) == ("code", ["Open", "Later", "Link"], True)
    assert playground.violations == []


async def test_words_too_long_for_a_caption_follow_the_picture(channel: TelegramChannel, anna: Phone) -> None:
    await send(channel, anna, Rendered("word " * 300, BUTTONS, qr="https://t.me/b?start=T"))
    picture, words = anna.messages[-2:]
    assert (picture.photo is not None, picture.text, picture.buttons) == (True, "", [])
    assert words.labels == ["Open", "Later", "Link"]


async def test_a_long_text_comes_in_parts_with_the_buttons_on_the_last(
    channel: TelegramChannel, anna: Phone, playground: Playground
) -> None:
    lines = [f"<b>line {number}</b> ü &amp; 🙂" for number in range(500)]
    ref = await send(channel, anna, Rendered("\n".join(lines), BUTTONS))
    parts = anna.messages[1:]
    assert len(parts) > 1
    assert "\n".join(part.text for part in parts) == "\n".join(
        f"line {number} ü & 🙂" for number in range(500)
    )
    assert [bool(part.buttons) for part in parts] == [False] * (len(parts) - 1) + [True]
    assert ref == str(parts[-1].message_id)
    assert playground.violations == []


async def test_when_a_later_part_fails_the_whole_is_uncertain(
    channel: TelegramChannel, anna: Phone, monkeypatch: pytest.MonkeyPatch, playground: Playground
) -> None:
    real = channel._bot.do_api_request
    seen = []

    async def ask(*args: object, **how: object) -> object:
        seen.append(args)
        if len(seen) == 2:
            playground.faults.next("sendMessage", kind="500")
        return await real(*args, **how)  # type: ignore[arg-type]

    channel._bot._unfreeze()
    monkeypatch.setattr(channel._bot, "do_api_request", ask)
    fault = await fails(channel, anna, Rendered("word " * 2000))
    assert (fault.uncertain, fault.permanent) == (True, False)


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("429", {"retry_in": 7.0}),
        ("403", {"permanent": True, "blocked": True}),
        ("403_deactivated", {"permanent": True, "blocked": True}),
        ("400", {"permanent": True}),
        ("500", {}),
        ("502", {}),
        ("timeout_before", {"uncertain": True}),
        ("timeout_after_delivery", {"uncertain": True}),
        ("reset_before", {"uncertain": True}),
        ("reset_after_delivery", {"uncertain": True}),
    ],
)
async def test_each_fault_says_what_to_do(
    channel: TelegramChannel, anna: Phone, playground: Playground, kind: str, expected: dict[str, object]
) -> None:
    playground.faults.next("sendMessage", chat=anna, kind=kind, retry_after=7)
    fault = await fails(channel, anna)
    said = {
        "permanent": fault.permanent,
        "blocked": fault.blocked,
        "retry_in": fault.retry_in,
        "uncertain": fault.uncertain,
    }
    assert said == {"permanent": False, "blocked": False, "retry_in": None, "uncertain": False} | expected
    assert (anna.last.text == "x") is kind.endswith("after_delivery")


async def test_what_never_left_us_is_surely_unsent(anna: Phone, playground: Playground) -> None:
    nobody = TelegramChannel(playground.token, "http://127.0.0.1:9")
    fault = await fails(nobody, anna)
    await nobody.close()
    assert (fault.fault, fault.permanent, fault.uncertain) == ("unreachable", False, False)


async def test_who_blocked_us_really_is_blocked(channel: TelegramChannel, anna: Phone) -> None:
    anna.blocks()
    fault = await fails(channel, anna)
    assert (fault.fault, fault.blocked) == ("blocked", True)


async def test_who_never_wrote_to_us_cannot_be_reached(
    channel: TelegramChannel, playground: Playground
) -> None:
    fault = await fails(channel, playground.phone("Stranger"))
    assert fault.blocked


async def test_a_chat_that_is_not_there_cannot_be_reached(channel: TelegramChannel) -> None:
    with pytest.raises(SendError) as caught:
        await channel.send("424242424242", Rendered("x"))
    assert caught.value.blocked


async def test_a_token_that_was_withdrawn_is_tried_again(anna: Phone, playground: Playground) -> None:
    withdrawn = TelegramChannel("123456:WRONG", playground.root)
    fault = await fails(withdrawn, anna)
    await withdrawn.close()
    assert (fault.fault, fault.permanent, fault.uncertain) == ("token_refused", False, False)


def test_a_fault_that_is_none_of_these_may_have_arrived() -> None:
    assert send_error(TelegramError("?")).uncertain


async def test_markup_that_telegram_refuses_is_permanent_and_quotes_nobody(
    channel: TelegramChannel, anna: Phone, playground: Playground
) -> None:
    fault = await fails(channel, anna, Rendered("<b>the neighbours"))
    assert (fault.fault, str(fault), fault.permanent) == ("refused", "refused", True)
    playground.violations.clear()


async def test_a_chat_s_menu_goes_before_the_menu_of_all(
    channel: TelegramChannel, anna: Phone, playground: Playground
) -> None:
    await channel.set_menu(None, [Command("help", "Help")])
    await channel.set_menu(None, [Command("help", "Hilfe")], "de")
    assert [(each.command, each.description) for each in anna.commands] == [("help", "Hilfe")]
    assert await send(channel, anna, Rendered("", menu=(Command("note", "A note"),))) == ""
    assert [(each.command, each.description) for each in anna.commands] == [("note", "A note")]
    other = playground.phone("Ben", language="fr")
    assert [each.description for each in other.commands] == ["Help"]
    assert playground.violations == []


async def test_a_menu_that_cannot_be_set_is_a_send_error(
    channel: TelegramChannel, anna: Phone, playground: Playground
) -> None:
    playground.faults.next("setMyCommands", kind="500")
    fault = await fails(channel, anna, Rendered("", menu=(Command("note", "A note"),)))
    assert fault.fault == "server_error"
