"""Showing messages through the daemon, and what each fault means for them."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Callable
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.channels.base import Command, File, Rendered
from bot.channels.signal import SignalChannel
from bot.channels.signal_sending import attachment
from bot.sending import SendError
from scheduler.clock import HandClock
from tests.bot.channels.signal.conftest import Captchas, Store, new_channel
from tests.bot.channels.signal.scripted import (
    ACCOUNT,
    FIRST_MOMENT,
    SAM,
    Answer,
    Daemon,
    hangs_up,
    refused,
    says_nothing,
    scripted,
    text,
)

TO_SAM = {"account": ACCOUNT, "recipient": [SAM]}


async def fails(channel: SignalChannel, message: Rendered | None = None) -> SendError:
    with pytest.raises(SendError) as caught:
        await channel.send(SAM, message or Rendered("x"))
    return caught.value


async def test_words_arrive_with_their_styles_and_are_named_by_their_moment(
    channel: SignalChannel, daemon: Daemon
) -> None:
    ref = await channel.send(SAM, Rendered("😀 <b>Now</b> &amp; here", protect=True, paid=True))
    assert ref == str(FIRST_MOMENT + 1)
    assert daemon.calls == [("send", TO_SAM | {"message": "😀 Now & here", "textStyle": ["3:3:BOLD"]})]


async def test_a_message_is_changed_in_place_and_the_change_has_a_moment_of_its_own(
    channel: SignalChannel, daemon: Daemon
) -> None:
    ref = await channel.send(SAM, Rendered("before"))
    changed = await channel.send(SAM, Rendered("after", edit=ref))
    assert daemon.calls[-1] == ("send", TO_SAM | {"message": "after", "editTimestamp": int(ref)})
    assert changed == str(int(ref) + 1)


async def test_what_is_older_than_a_day_is_shown_anew(
    channel: SignalChannel, daemon: Daemon, clock: HandClock
) -> None:
    ref = await channel.send(SAM, Rendered("before"))
    clock.forward(hours=24)
    await channel.send(SAM, Rendered("after", edit=ref))
    assert daemon.calls[-1] == ("send", TO_SAM | {"message": "after"})


async def test_a_changed_message_is_as_old_as_its_first_version(
    channel: SignalChannel, daemon: Daemon, clock: HandClock
) -> None:
    ref = await channel.send(SAM, Rendered("before"))
    clock.forward(hours=20)
    daemon.moment += 20 * 3_600_000
    ref = await channel.send(SAM, Rendered("after", edit=ref))
    clock.forward(hours=4)
    await channel.send(SAM, Rendered("later", edit=ref))
    assert ["editTimestamp" in each for each in daemon.asked("send")] == [False, True, False]


async def test_after_ten_changes_that_phones_show_a_message_is_shown_anew(
    channel: SignalChannel, daemon: Daemon
) -> None:
    ref = await channel.send(SAM, Rendered("0"))
    for number in range(1, 12):
        ref = await channel.send(SAM, Rendered(f"{number}", edit=ref))
    assert ["editTimestamp" in each for each in daemon.asked("send")] == [False, *[True] * 10, False]


async def test_of_many_messages_the_oldest_are_forgotten_and_shown_anew(
    channel: SignalChannel, daemon: Daemon
) -> None:
    first = await channel.send(SAM, Rendered("x"))
    for _ in range(1100):
        last = await channel.send(SAM, Rendered("x"))
    assert len(channel._shower._versions) == 1024
    await channel.send(SAM, Rendered("y", edit=first))
    await channel.send(SAM, Rendered("y", edit=last))
    assert ["editTimestamp" in each for each in daemon.asked("send")[-2:]] == [False, True]


async def test_after_a_restart_a_change_is_shown_anew_for_nobody_knows_how_old_the_message_is(
    channel: SignalChannel, daemon: Daemon, clock: HandClock
) -> None:
    ref = await channel.send(SAM, Rendered("before"))
    clock.forward(hours=20)
    daemon.moment += 20 * 3_600_000
    ref = await channel.send(SAM, Rendered("after", edit=ref))
    clock.forward(hours=4)
    fresh = new_channel(daemon.socket, clock)
    await fresh.send(SAM, Rendered("later", edit=ref))
    await fresh.close()
    assert ["editTimestamp" in each for each in daemon.asked("send")] == [False, True, False]


async def test_where_a_change_is_refused_the_message_is_shown_anew(
    channel: SignalChannel, daemon: Daemon
) -> None:
    ref = await channel.send(SAM, Rendered("before"))
    daemon.answers["send"].append(refused(-1, "No such message"))
    assert await channel.send(SAM, Rendered("after", edit=ref)) == str(FIRST_MOMENT + 2)
    assert daemon.calls[-1] == ("send", TO_SAM | {"message": "after"})


async def test_a_change_that_meets_another_fault_is_not_shown_anew(
    channel: SignalChannel, daemon: Daemon
) -> None:
    ref = await channel.send(SAM, Rendered("before"))
    daemon.answers["send"].append(scripted("NETWORK"))
    assert (await fails(channel, Rendered("after", edit=ref))).fault == "network"
    assert len(daemon.calls) == 2


async def test_a_qr_code_is_a_picture_with_the_words_below_it_and_replaces_nothing(
    channel: SignalChannel, daemon: Daemon
) -> None:
    await channel.send(SAM, Rendered("<i>code</i>", qr="https://signal.me/#eu/abc", edit=str(FIRST_MOMENT)))
    (asked,) = daemon.asked("send")
    (picture,) = asked.pop("attachment")
    assert asked == TO_SAM | {"message": "code", "textStyle": ["0:4:ITALIC"]}
    head, _, content = picture.partition(";base64,")
    assert head == "data:image/png;filename=code.png"
    assert base64.b64decode(content).startswith(b"\x89PNG")


def test_a_file_is_written_as_it_was_recorded() -> None:
    assert attachment(File("text/plain", "a.txt", b"hi")) == "data:text/plain;filename=a.txt;base64,aGk="


async def test_a_long_text_is_one_message_and_only_what_no_phone_reads_comes_in_parts(
    channel: SignalChannel, daemon: Daemon
) -> None:
    before = await channel.send(SAM, Rendered("ä" * 15_000))
    ref = await channel.send(SAM, Rendered("<b>" + "word ü 🙂\n" * 4000 + "</b>", edit=before))
    whole, *parts = daemon.asked("send")
    assert len(whole["message"]) == 15_000
    assert len(parts) > 1
    assert "\n".join(each["message"] for each in parts).split() == ["word", "ü", "🙂"] * 4000
    assert ["editTimestamp" in each for each in parts] == [True] + [False] * (len(parts) - 1)
    assert all(len(each["message"].encode()) < 64 * 1024 for each in parts)
    assert ref == str(daemon.moment)


FIRST_ARRIVES: Answer = {"result": {"timestamp": 1, "results": []}}
LONG_ONE = Rendered("word " * 4000)


@pytest.mark.parametrize("name", ["NETWORK", "RATELIMIT", "PREKEY", "PROOF"])
async def test_when_a_later_part_is_tried_again_no_part_is_shown_twice(
    channel: SignalChannel, daemon: Daemon, captchas: Captchas, name: str
) -> None:
    daemon.answers["send"] += [FIRST_ARRIVES, scripted(name), scripted(name)]
    fault = await fails(channel, LONG_ONE)
    assert not fault.uncertain
    captchas.pending = False
    await fails(channel, LONG_ONE)
    captchas.pending = False
    assert await channel.send(SAM, LONG_ONE) == str(daemon.moment)
    first, *rest = [each["message"] for each in daemon.asked("send")]
    assert first not in rest
    assert len(set(rest)) == 1
    assert await channel.send(SAM, LONG_ONE)
    assert daemon.asked("send")[-2]["message"] == first


@pytest.mark.parametrize(
    ("name", "is_so"),
    [
        ("UNREGISTERED", lambda fault: fault.permanent and fault.blocked),
        ("IDENTITY", lambda fault: fault.changed_identity),
        ("PROOF", lambda fault: fault.whole_channel and fault.fault == "captcha"),
    ],
)
async def test_what_a_later_part_says_of_the_person_or_the_channel_counts(
    channel: SignalChannel, daemon: Daemon, captchas: Captchas, name: str, is_so: Callable[[SendError], bool]
) -> None:
    daemon.answers["send"] += [FIRST_ARRIVES, scripted(name)]
    assert is_so(await fails(channel, LONG_ONE))
    assert bool(captchas.told) is (name == "PROOF")


async def test_when_nobody_knows_whether_a_later_part_arrived_the_whole_is_uncertain(
    channel: SignalChannel, daemon: Daemon
) -> None:
    daemon.answers["send"] += [FIRST_ARRIVES, hangs_up]
    assert (await fails(channel, LONG_ONE)).uncertain
    await channel.send(SAM, LONG_ONE)
    assert len(daemon.asked("send")) == 4


async def test_after_days_a_long_text_begins_anew(
    channel: SignalChannel, daemon: Daemon, clock: HandClock
) -> None:
    daemon.answers["send"] += [FIRST_ARRIVES, scripted("NETWORK")]
    await fails(channel, LONG_ONE)
    clock.forward(hours=49)
    await channel.send(SAM, LONG_ONE)
    assert len(daemon.asked("send")) == 4


async def test_there_are_no_menus(channel: SignalChannel, daemon: Daemon) -> None:
    assert await channel.send(SAM, Rendered("", menu=(Command("note", "A note"),))) == ""
    await channel.set_menu(None, [Command("help", "Help")], "de")
    assert daemon.calls == []


async def test_messages_are_let_vanish_and_a_new_safety_number_is_trusted(
    channel: SignalChannel, daemon: Daemon
) -> None:
    assert await channel.send(SAM, Rendered("", deed="expire")) == ""
    assert await channel.send(SAM, Rendered("", deed="trust")) == ""
    assert daemon.calls == [
        ("updateContact", {"account": ACCOUNT, "recipient": SAM, "expiration": 2419200}),
        ("trust", {"account": ACCOUNT, "recipient": SAM, "trustAllKnownKeys": True}),
    ]


async def test_where_phones_are_to_be_left_as_they_are_nothing_vanishes(
    daemon: Daemon, clock: HandClock
) -> None:
    channel = SignalChannel(ACCOUNT, daemon.socket, clock=clock, expiration=0)
    assert await channel.send(SAM, Rendered("", deed="expire")) == ""
    await channel.close()
    assert daemon.calls == []


async def test_a_deed_that_fails_is_a_send_error(channel: SignalChannel, daemon: Daemon) -> None:
    daemon.answers["updateContact"].append(refused(-3, "Update contact error: reset"))
    assert (await fails(channel, Rendered("", deed="expire"))).fault == "network"
    daemon.answers["trust"].append(scripted("UNREGEXC"))
    assert (await fails(channel, Rendered("", deed="trust"))).blocked


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("UNREGISTERED", {"permanent": True, "blocked": True}),
        ("IDENTITY", {"changed_identity": True}),
        ("RATELIMIT", {"retry_in": 300.0}),
        ("NETWORK", {}),
        ("PREKEY", {"retry_in": 3600.0, "until_heard": True}),
        ("IOEXC", {}),
        ("PROOF", {"retry_in": 60.0, "whole_channel": True}),
    ],
)
async def test_each_fault_says_what_to_do(
    channel: SignalChannel, daemon: Daemon, name: str, expected: dict[str, Any]
) -> None:
    daemon.answers["send"].append(scripted(name))
    fault = await fails(channel)
    names = (
        "permanent",
        "blocked",
        "retry_in",
        "uncertain",
        "whole_channel",
        "changed_identity",
        "until_heard",
    )
    found = {each: getattr(fault, each) for each in names}
    assert {each: value for each, value in found.items() if value not in {None, False}} == expected


async def test_a_success_that_holds_a_failure_is_a_failure(channel: SignalChannel, daemon: Daemon) -> None:
    daemon.answers["send"].append(
        {"result": {"timestamp": 1, "results": [{"type": "SUCCESS"}, {"type": "IDENTITY_FAILURE"}]}}
    )
    assert (await fails(channel)).changed_identity


@pytest.mark.parametrize("act", [hangs_up, says_nothing])
async def test_when_no_answer_comes_it_may_have_arrived(
    channel: SignalChannel, daemon: Daemon, act: Any
) -> None:
    daemon.answers["send"].append(act)
    fault = await fails(channel)
    assert (fault.uncertain, fault.permanent) == (True, False)
    assert await channel.send(SAM, Rendered("y"))


async def test_while_the_daemon_is_away_the_whole_channel_waits(
    channel: SignalChannel, daemon: Daemon
) -> None:
    await daemon.stop()
    fault = await fails(channel)
    assert (fault.fault, fault.whole_channel, fault.uncertain) == ("unreachable", True, False)
    await daemon.start()
    assert await channel.send(SAM, Rendered("y"))


async def test_an_arrival_ends_the_patience_with_a_chat(channel: SignalChannel, daemon: Daemon) -> None:
    daemon.answers["send"] += [scripted("RATELIMIT")] * 2
    assert [(await fails(channel)).retry_in for _ in range(2)] == [300.0, 600.0]
    await channel.send(SAM, Rendered("x"))
    daemon.answers["send"].append(scripted("RATELIMIT"))
    assert (await fails(channel)).retry_in == 300.0


async def test_until_a_captcha_is_solved_signal_is_not_asked_and_then_everything_goes_on(
    channel: SignalChannel, daemon: Daemon, captchas: Captchas
) -> None:
    daemon.answers["send"].append(scripted("PROOF"))
    for _ in range(3):
        fault = await fails(channel)
        assert (fault.fault, fault.whole_channel, fault.retry_in) == ("captcha", True, 60.0)
    assert captchas.told == [("a-challenge-token", 86400.0)]
    assert len(daemon.calls) == 1
    captchas.pending = False
    assert await channel.send(SAM, Rendered("x"))


async def test_while_a_captcha_is_wanted_nothing_else_is_asked_of_signal_either(
    channel: SignalChannel, daemon: Daemon, captchas: Captchas, store: Store
) -> None:
    daemon.answers["send"].append(scripted("PROOF"))
    await fails(channel)
    daemon.says(text("one", 1))
    await channel.listen_once(store, 0)
    captchas.pending = False
    await channel.send(SAM, Rendered("x"))
    daemon.says(text("two", 2))
    await channel.listen_once(store, 0)
    await daemon.until(lambda: daemon.asked("sendReceipt"))
    assert [each["targetTimestamp"] for each in daemon.asked("sendReceipt")] == [[2]]


class Failing(Captchas):
    """A store that is full."""

    async def demanded(self, token: str, wait: float | None) -> None:
        del token, wait
        raise OSError("disk full")

    async def waiting(self) -> bool:
        raise OSError("disk full")


async def test_a_store_that_fails_meanwhile_makes_no_message_fail_for_good(
    daemon: Daemon, clock: HandClock
) -> None:
    channel = new_channel(daemon.socket, clock, Failing())
    daemon.answers["send"].append(scripted("PROOF"))
    with capture_logs() as logs:
        assert (await fails(channel)).fault == "captcha"
        assert await channel.send(SAM, Rendered("x"))
    await channel.close()
    assert "signal.challenge_not_stored" in [each["event"] for each in logs]


async def test_sending_goes_on_while_what_is_heard_cannot_be_kept(
    channel: SignalChannel, daemon: Daemon, store: Store
) -> None:
    store.failures = 1_000_000
    daemon.says({"envelope": "x"})
    listening = asyncio.create_task(channel.run(store))
    await daemon.until(lambda: daemon.subscribers)
    assert await channel.send(SAM, Rendered("x"))
    store.failures = 0
    await daemon.until(lambda: store.updates)
    listening.cancel()
    await asyncio.gather(listening, return_exceptions=True)


async def test_a_file_stands_above_its_words_under_a_name_of_ours(
    channel: SignalChannel, daemon: Daemon
) -> None:
    await channel.send(SAM, Rendered("<b>P-1</b>", file=File("audio/aac", "recording.aac", b"sound")))
    (asked,) = daemon.asked("send")
    assert asked.pop("attachment") == ["data:audio/aac;filename=recording.aac;base64,c291bmQ="]
    assert asked["message"] == "P-1"
