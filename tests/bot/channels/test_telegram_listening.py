from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from structlog.testing import capture_logs

from bot.channels.base import Button, Rendered, UnreadableUpdate
from bot.channels.telegram import TelegramChannel
from bot.messages import Incoming, IncomingKind
from bot.playground import Phone, Playground
from bot.sending import SendError
from tests.bot.channels.conftest import SECRET, Kept


async def test_opening_tells_our_name(playground: Playground, channel: TelegramChannel) -> None:
    assert await channel.open() == playground.bot_username


async def test_a_wrong_token_is_permanent_and_an_unreachable_server_is_not(playground: Playground) -> None:
    for token, root, permanent in (
        ("123456:WRONG", playground.root, True),
        (playground.token, "http://127.0.0.1:9", False),
    ):
        channel = TelegramChannel(token, root)
        with pytest.raises(SendError) as caught:
            await channel.open()
        assert caught.value.permanent is permanent
        await channel.close()


async def test_a_deep_link_arrives_with_its_token_and_the_phone_s_language(
    playground: Playground, channel: TelegramChannel, kept: Kept
) -> None:
    phone = playground.phone("Anna", language="de")
    phone.starts("TOKEN")
    assert await channel.listen_once(kept, 0) == 1
    assert kept.newest == Incoming(
        "telegram",
        str(phone.chat_id),
        IncomingKind.TEXT,
        text="/start TOKEN",
        message_ref=kept.newest.message_ref,
        language="de",
    )


async def test_everything_that_people_do_is_heard(
    playground: Playground, channel: TelegramChannel, kept: Kept, anna: Phone
) -> None:
    typed = anna.types("the neighbours were loud")
    anna.edits(typed, "the neighbours were very loud")
    anna.shares_location(52.5, 13.4)
    anna.sends_photo(caption="look")
    anna.sends_voice()
    anna.sends_sticker()
    anna.blocks()
    anna.unblocks()
    while await channel.listen_once(kept, 0):
        pass
    heard = [each for each in kept.heard[1:] if each is not None]
    assert [each.kind for each in heard] == [
        IncomingKind.TEXT,
        IncomingKind.EDIT,
        IncomingKind.LOCATION,
        IncomingKind.MEDIA,
        IncomingKind.MEDIA,
        IncomingKind.MEDIA,
        IncomingKind.BLOCKED,
        IncomingKind.UNBLOCKED,
    ]
    assert (heard[0].message_ref, heard[1].message_ref) == (str(typed), str(typed))
    assert heard[1].text == "the neighbours were very loud"
    assert (heard[2].latitude, heard[2].longitude) == (52.5, 13.4)
    assert heard[3].text == "look"
    assert [[each.kind for each in files] for files in (heard[3].files, heard[4].files, heard[5].files)] == [
        ["image/jpeg"],
        ["audio/ogg"],
        [],
    ]
    assert {each.address for each in heard} == {str(anna.chat_id)}


async def test_a_press_carries_its_data_and_message_and_is_answered_after_it_was_kept(
    playground: Playground, channel: TelegramChannel, kept: Kept, anna: Phone
) -> None:
    shown = await channel.send(str(anna.chat_id), Rendered("?", ((Button("Done", "done:1"),),)))
    anna.taps("Done")
    kept.failures = 1
    with pytest.raises(OSError, match="disk full"):
        await channel.listen_once(kept, 0)
    assert anna.answered_presses == []
    await channel.listen_once(kept, 0)
    assert (kept.newest.kind, kept.newest.data, kept.newest.message_ref) == (
        IncomingKind.PRESS,
        "done:1",
        shown,
    )
    await playground.until(lambda: anna.answered_presses)
    assert anna.answered_presses == [""]


async def test_a_press_too_old_to_be_answered_is_still_heard(
    channel: TelegramChannel, kept: Kept, anna: Phone, playground: Playground
) -> None:
    await channel.send(str(anna.chat_id), Rendered("?", ((Button("Done", "done:1"),),)))
    playground.faults.next("answerCallbackQuery", kind="400")
    anna.taps("Done")
    await channel.listen_once(kept, 0)
    await channel.close()
    assert kept.newest.data == "done:1"


async def test_what_was_not_kept_is_offered_again_and_kept_once(
    channel: TelegramChannel, kept: Kept, anna: Phone, playground: Playground
) -> None:
    anna.types("one")
    anna.types("two")
    kept.failures = 1
    with pytest.raises(OSError, match="disk full"):
        await channel.listen_once(kept, 0)
    assert await channel.listen_once(kept, 0) == 2
    restarted = TelegramChannel(playground.token, playground.root)
    assert await restarted.listen_once(kept, 0) == 2
    await restarted.close()
    assert [each.text for each in kept.heard[1:] if each] == ["one", "two"]


async def test_the_same_number_of_another_bot_is_another_update(
    channel: TelegramChannel, kept: Kept, anna: Phone
) -> None:
    await channel.receive(b'{"update_id": 7}', SECRET, kept)
    other = TelegramChannel("654321:OTHER", "http://127.0.0.1:9", webhook_secret=SECRET)
    await other.receive(b'{"update_id": 7}', SECRET, kept)
    await other.close()
    assert list(kept.updates)[1:] == ["123456:7", "654321:7"]


async def test_an_update_that_cannot_be_read_is_kept_and_stops_nothing_behind_it(
    channel: TelegramChannel, kept: Kept, anna: Phone
) -> None:
    anna.sends_raw({"message": {"message_id": "poison", "chat": 5}})
    anna.types("after it")
    assert await channel.listen_once(kept, 0) == 2
    assert await channel.listen_once(kept, 0) == 0
    raws = list(kept.updates.values())
    with pytest.raises(UnreadableUpdate):
        channel.parse(raws[1])
    heard = channel.parse(raws[2])
    assert heard is not None
    assert heard.text == "after it"


@pytest.mark.parametrize("raw", ["", "[]", "null", '"text"', "{", '{"message": {"text": "loud"}}'])
def test_nonsense_is_unreadable_and_quotes_nobody(raw: str) -> None:
    with pytest.raises(UnreadableUpdate, match=r"^\w+$"):
        TelegramChannel("123456:TEST", "http://127.0.0.1:9").parse(raw)


@pytest.mark.parametrize(
    "update",
    [
        {"update_id": 1},
        {"update_id": 1, "poll": {}},
        {
            "update_id": 1,
            "message": {
                "message_id": 1,
                "date": 1,
                "chat": {"id": 5, "type": "private"},
                "from": {"id": 5, "is_bot": False, "first_name": "A"},
                "message_auto_delete_timer_changed": {"message_auto_delete_time": 86400},
            },
        },
        {
            "update_id": 1,
            "message": {
                "message_id": 1,
                "date": 1,
                "chat": {"id": -5, "type": "group", "title": "G"},
                "from": {"id": 5, "is_bot": False, "first_name": "A"},
                "text": "/start TOKEN",
            },
        },
        {
            "update_id": 1,
            "edited_message": {
                "message_id": 1,
                "date": 1,
                "edit_date": 2,
                "chat": {"id": 5, "type": "private"},
                "from": {"id": 5, "is_bot": False, "first_name": "A"},
                "location": {"latitude": 1.0, "longitude": 2.0, "live_period": 900},
            },
        },
    ],
    ids=["empty", "unknown kind", "service message", "group", "live location moves"],
)
def test_what_is_not_for_us_is_nothing(update: dict[str, object]) -> None:
    channel = TelegramChannel("123456:TEST", "http://127.0.0.1:9")
    raw = json.dumps(update)
    if "poll" in update:
        with pytest.raises(UnreadableUpdate):
            channel.parse(raw)
    else:
        assert channel.parse(raw) is None


async def test_we_leave_a_group_that_we_were_added_to(
    channel: TelegramChannel, kept: Kept, anna: Phone, playground: Playground
) -> None:
    member = {"user": {"id": 123456, "is_bot": True, "first_name": "B"}, "status": "member"}
    anna.sends_raw(
        {
            "my_chat_member": {
                "chat": {"id": -77, "type": "group", "title": "G"},
                "from": {"id": 5, "is_bot": False, "first_name": "A"},
                "date": 1,
                "old_chat_member": {**member, "status": "left"},
                "new_chat_member": member,
            }
        }
    )
    await channel.listen_once(kept, 0)
    assert kept.heard[-1] is None
    await channel.close()
    assert ("leaveChat", -77) in [(method, params.get("chat_id")) for method, params in playground.requests]


async def test_the_kinds_of_updates_are_always_asked_for(
    channel: TelegramChannel, anna: Phone, playground: Playground
) -> None:
    asked = [params for method, params in playground.requests if method == "getUpdates"]
    assert asked
    for params in asked:
        assert params["allowed_updates"] == ["message", "edited_message", "callback_query", "my_chat_member"]
    assert playground.violations == []


@asynccontextmanager
async def listening(channel: TelegramChannel, kept: Kept) -> AsyncIterator[None]:
    task = asyncio.create_task(channel.run(kept))
    yield
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_listening_goes_on_after_every_fault_and_logs_no_words(
    playground: Playground, channel: TelegramChannel, kept: Kept, anna: Phone
) -> None:
    for kind in ("500", "502", "429", "reset_before"):
        playground.faults.next("getUpdates", kind=kind, retry_after=0)
    kept.failures = 2
    anna.types("still heard")
    with capture_logs() as logs:
        async with listening(channel, kept):
            await playground.until(lambda: len(kept.updates) > 1)
    assert [line["event"] for line in logs].count("channel.not_kept") == 2
    assert [line["event"] for line in logs].count("channel.not_listening") == 4
    assert "still heard" not in str(logs)
    assert playground.token not in str(logs)


async def test_that_another_process_listens_too_is_said_once(
    playground: Playground, channel: TelegramChannel, kept: Kept, anna: Phone
) -> None:
    other = TelegramChannel(playground.token, playground.root)
    with capture_logs() as logs:
        async with listening(channel, kept):
            await playground.until(lambda: len(playground.requests) > 3)
            for _ in range(3):
                before = len(playground.requests)
                await other.listen_once(kept, 0)
                await playground.until(lambda before=before: len(playground.requests) >= before + 2)
    await other.close()
    assert [line["event"] for line in logs] == ["channel.conflict"]


async def test_a_webhook_that_could_not_be_taken_away_at_first_is_taken_away_later(
    playground: Playground, channel: TelegramChannel, kept: Kept, anna: Phone
) -> None:
    await channel.use_webhook("https://example.org/hook")
    playground.faults.next("deleteWebhook", kind="500")
    anna.types("still heard")
    async with listening(channel, kept):
        await playground.until(lambda: len(kept.updates) > 1)
    assert [method for method, _ in playground.requests].count("deleteWebhook") == 2


async def test_who_only_has_to_share_with_another_poller_asks_for_no_webhook_to_be_taken_away(
    playground: Playground, channel: TelegramChannel, kept: Kept, anna: Phone
) -> None:
    other = TelegramChannel(playground.token, playground.root)
    async with listening(channel, kept):
        await playground.until(lambda: len(playground.requests) > 3)
        before = len(playground.requests)
        await other.listen_once(kept, 0)
        await playground.until(lambda: len(playground.requests) >= before + 2)
    await other.close()
    assert [method for method, _ in playground.requests].count("deleteWebhook") == 1


async def test_a_store_that_fails_for_long_loses_nothing(
    channel: TelegramChannel, kept: Kept, anna: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.telegram.LONGEST_WAIT", 0.01)
    kept.failures = 20
    anna.types("x")
    listening = asyncio.create_task(channel.run(kept))
    async with asyncio.timeout(10):
        while kept.failures or "x" not in [each.text for each in kept.heard if each]:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    listening.cancel()
    await asyncio.gather(listening, return_exceptions=True)


async def test_a_webhook_is_confirmed_only_after_the_update_was_kept(
    channel: TelegramChannel, kept: Kept
) -> None:
    body = b'{"update_id": 7, "message": {}}'
    kept.failures = 1
    assert await channel.receive(body, SECRET, kept) == 503
    assert await channel.receive(body, SECRET, kept) == 200
    assert await channel.receive(body, SECRET, kept) == 200
    assert list(kept.updates) == ["123456:7"]


@pytest.mark.parametrize("secret", ["", "wrong", "ä"])
async def test_a_webhook_without_the_secret_keeps_nothing(
    channel: TelegramChannel, kept: Kept, secret: str
) -> None:
    assert await channel.receive(b'{"update_id": 7}', secret, kept) == 403
    assert kept.updates == {}


async def test_without_a_secret_of_our_own_no_webhook_is_taken(kept: Kept, playground: Playground) -> None:
    channel = TelegramChannel(playground.token, playground.root)
    assert await channel.receive(b'{"update_id": 7}', "", kept) == 403
    await channel.close()


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b"[1]", b'{"no": "id"}'])
async def test_a_pushed_body_that_cannot_be_read_is_kept_for_the_dead_letters(
    channel: TelegramChannel, kept: Kept, body: bytes
) -> None:
    assert await channel.receive(body, SECRET, kept) == 200
    [raw] = kept.updates.values()
    if body != b'{"no": "id"}':
        with pytest.raises(UnreadableUpdate):
            channel.parse(raw)


async def test_telegram_is_told_where_to_push_and_pushes(
    playground: Playground, channel: TelegramChannel, kept: Kept
) -> None:
    await channel.use_webhook("https://example.org/hook")
    method, params = playground.requests[-1]
    assert method == "setWebhook"
    assert params["secret_token"] == SECRET
    assert "drop_pending_updates" not in params
    assert playground.violations == []
