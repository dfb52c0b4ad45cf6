from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from bot.playground.signal import SignalDaemon, SignalPhone
from tests.bot.playground.conftest import StillClock
from tests.bot.playground.signal.caller import Caller, calling


async def test_what_comes_waits_until_somebody_listens(daemon: SignalDaemon, bot: Caller) -> None:
    ben = daemon.phone("Ben")
    ben.types("before")
    assert await bot.asks("version") == {"version": "0.14.6"}
    assert not bot.came
    number = await bot.asks("subscribeReceive", account="+15550100001")
    assert (number, (await bot.envelope())["dataMessage"]["message"]) == (0, "before")
    assert await bot.asks("unsubscribeReceive", subscription=number) == {}
    ben.types("after")
    await bot.asks("version")
    assert not bot.came
    assert len(daemon.world.waiting) == 1


async def test_who_comes_back_receives_what_came_meanwhile_once_and_in_order(daemon: SignalDaemon) -> None:
    ben = daemon.phone("Ben")
    async with calling(daemon.socket) as first:
        await first.asks("subscribeReceive")
        ben.types("1")
        assert (await first.envelope())["dataMessage"]["message"] == "1"
    await daemon.until(lambda: not daemon.listeners)
    ben.types("2")
    ben.types("3")
    async with calling(daemon.socket) as second:
        await second.asks("subscribeReceive")
        assert [(await second.envelope())["dataMessage"]["message"] for _ in range(2)] == ["2", "3"]


async def test_it_listens_on_a_path_and_starts_again_over_a_stale_one(
    tmp_path: Path, clock: StillClock
) -> None:
    daemon = SignalDaemon(str(tmp_path / "socket"), now=clock.now)
    await daemon.start()
    ben = daemon.phone("Ben")
    async with calling(daemon.socket) as caller:
        await caller.asks("subscribeReceive")
        await daemon.stop()
        with pytest.raises(ConnectionResetError):
            await caller.hears()
    ben.types("while it was down")
    await daemon.start()
    async with calling(daemon.socket) as caller:
        await caller.asks("subscribeReceive")
        assert (await caller.envelope())["dataMessage"]["message"] == "while it was down"
    await daemon.stop()


async def test_a_message_reaches_the_phone_with_styles_and_a_file(
    bot: Caller, anna: SignalPhone, daemon: SignalDaemon
) -> None:
    styled = {"message": "😀 Good evening <3", "textStyle": ["3:4:BOLD"]}
    file = "data:text/plain;filename=a.txt;base64,aGk="
    sent = await bot.asks("send", account=daemon.account, recipient=[anna.uuid], attachment=[file], **styled)
    assert sent["results"][0]["type"] == "SUCCESS"
    assert sent["results"][0]["recipientAddress"] == {"uuid": anna.uuid, "number": None, "username": None}
    shown = anna.last
    assert (shown.timestamp, shown.html) == (sent["timestamp"], "😀 <b>Good</b> evening &lt;3")
    assert shown.document is not None
    assert (shown.document.name, shown.document.data) == ("a.txt", b"hi")
    assert anna.notifications == ["😀 Good evening <3"]
    assert daemon.violations == []


async def test_an_edit_changes_the_message_in_place_and_rings_no_bell(bot: Caller, anna: SignalPhone) -> None:
    sent = await bot.asks("send", recipient=[anna.uuid], message="a")
    await bot.asks("send", recipient=[anna.uuid], message="b", editTimestamp=sent["timestamp"])
    assert (anna.last.text, anna.last.edited, anna.notifications) == ("b", True, ["a"])


async def test_an_edit_that_no_phone_shows_is_a_violation(
    bot: Caller, anna: SignalPhone, daemon: SignalDaemon, clock: StillClock
) -> None:
    sent = await bot.asks("send", recipient=[anna.uuid], message="a")
    clock.forward(hours=24)
    await bot.asks("send", recipient=[anna.uuid], message="b", editTimestamp=sent["timestamp"])
    await bot.asks("send", recipient=[anna.uuid], message="b", editTimestamp=1)
    assert anna.last.text == "a"
    assert len(daemon.violations) == 2


async def test_reactions_receipts_and_deletions_show(
    bot: Caller, anna: SignalPhone, daemon: SignalDaemon
) -> None:
    own = anna.types("a note")
    target = {"targetAuthor": anna.uuid, "targetTimestamp": own}
    await bot.asks("sendReaction", recipient=[anna.uuid], emoji="✅", **target)
    await bot.asks("sendReceipt", recipient=anna.uuid, targetTimestamp=[own], type="read")
    await bot.asks("sendTyping", recipient=[anna.uuid])
    assert (anna.last.reactions, anna.last.marks, anna.chat.typing) == ({"bot": "✅"}, {"read"}, True)
    assert anna.receipts == [("read", (own,))]
    await bot.asks("sendReaction", recipient=[anna.uuid], emoji="✅", remove=True, **target)
    sent = await bot.asks("send", recipient=[anna.uuid], message="oops")
    await bot.asks("remoteDelete", recipient=[anna.uuid], targetTimestamp=sent["timestamp"])
    assert anna.last.deleted
    assert anna.messages[-2].reactions == {}
    assert daemon.violations == []


@pytest.mark.parametrize(
    ("method", "params", "complaint"),
    [
        ("send", {"message": "x", "bogus": 1}, "send: signal-cli ignores 'bogus'"),
        ("send", {"message": 7}, "send: message is not a text"),
        ("sendTyping", {"stop": "yes"}, "sendTyping: stop is not true or false"),
    ],
)
async def test_what_signal_cli_only_ignores_is_a_violation(
    bot: Caller,
    anna: SignalPhone,
    daemon: SignalDaemon,
    method: str,
    params: dict[str, object],
    complaint: str,
) -> None:
    await bot.asks(method, recipient=[anna.uuid], **params)
    assert daemon.violations == [complaint]


async def test_who_never_wrote_is_not_written_to(bot: Caller, daemon: SignalDaemon) -> None:
    ben = daemon.phone("Ben")
    await bot.asks("send", recipient=[ben.uuid], message="hello")
    assert daemon.violations == ["send: Ben never wrote, and was written to"]


async def test_answers_can_be_held_and_given_backwards(daemon: SignalDaemon, bot: Caller) -> None:
    daemon.holds_answers()
    for number in (1, 2, 3):
        await bot.says(json.dumps({"jsonrpc": "2.0", "id": number, "method": "version"}))
    await daemon.until(lambda: len(daemon.wire.held or ()) == 3)
    assert await daemon.lets_answers_go(backwards=True) == 3
    assert [(await bot.hears())["id"] for _ in range(3)] == [3, 2, 1]


async def test_what_comes_may_come_twice(daemon: SignalDaemon, listening: Caller, anna: SignalPhone) -> None:
    daemon.repeats(2)
    stamp = anna.types("once")
    assert [(await listening.envelope())["timestamp"] for _ in range(2)] == [stamp, stamp]


async def test_a_daemon_without_its_account_says_so_until_it_starts_anew(
    daemon: SignalDaemon, bot: Caller, anna: SignalPhone
) -> None:
    daemon.world.online = False
    assert await bot.asks("listAccounts") == []
    error = await bot.fails("send", account=daemon.account, recipient=[anna.uuid], message="x")
    assert (error["code"], error["message"]) == (-32602, "Specified account does not exist")
    await daemon.restart()
    async with calling(daemon.socket) as caller:
        assert await caller.asks("listAccounts") == [{"number": daemon.account}]
    assert daemon.violations == []


async def test_many_callers_at_once(daemon: SignalDaemon) -> None:
    callers = [await Caller.to(daemon.socket) for _ in range(50)]
    answers = await asyncio.gather(*(caller.asks("version") for caller in callers))
    assert answers == [{"version": "0.14.6"}] * 50
    for caller in callers:
        caller.writer.close()
