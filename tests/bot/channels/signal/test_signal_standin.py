"""The channel and the stand-in of signal-cli speak together: what one says, the other shows."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.channels import signal as channels
from bot.channels.base import Rendered
from bot.messages import IncomingKind
from bot.playground.signal import SignalDaemon, SignalFault, SignalPhone
from bot.sending import SendError
from scheduler.clock import HandClock
from storage.records import RawUpdate

NOON = datetime(2026, 3, 5, 12, tzinfo=UTC)
HOUR = 3600


class Stage:
    """The channel with what it keeps, beside the daemon and Anna's phone."""

    def __init__(self, daemon: SignalDaemon, clock: HandClock) -> None:
        self.daemon, self.clock = daemon, clock
        self.kept: dict[str, RawUpdate] = {}
        self.captchas: list[tuple[str, float | None]] = []
        self.channel = channels.SignalChannel(
            daemon.account,
            daemon.socket,
            clock=clock,
            expiration=HOUR,
            on_challenge=self._challenged,
            first_wait=0.01,
            luck=lambda: 0.0,
        )
        self.anna: SignalPhone = daemon.phone("Anna", language="de")

    async def _challenged(self, token: str, wait: float | None) -> None:
        self.captchas.append((token, wait))

    async def keep(self, updates: Sequence[RawUpdate]) -> None:
        self.kept |= {update.key: update for update in updates if update.key not in self.kept}
        self.daemon.touch()

    @property
    def heard(self) -> list[Any]:
        found = [self.channel.parse(update.raw) for update in self.kept.values()]
        return [incoming for incoming in found if incoming is not None]

    async def hears(self, count: int) -> list[Any]:
        """What was heard, once it is so much."""
        return await self.daemon.until(lambda: self.heard if len(self.heard) >= count else None)

    async def says(self, html: str, **more: Any) -> str:
        return str(await self.channel.send(self.anna.uuid, Rendered(html, **more)))


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    clock = HandClock(NOON)
    async with SignalDaemon(str(tmp_path / "s"), now=clock.now) as daemon:
        made = Stage(daemon, clock)
        assert await made.channel.open() == daemon.account
        listening = asyncio.create_task(made.channel.run(made.keep))
        made.anna.types("hello")
        await made.hears(1)
        yield made
        listening.cancel()
        with suppress(asyncio.CancelledError):
            await listening
        await made.channel.close()
        assert daemon.violations == []


async def test_words_styles_edits_and_pictures_show_on_the_phone(stage: Stage) -> None:
    ref = await stage.says("<b>Grüße 😀</b>\n1 &lt; 2")
    assert stage.anna.last.html == "<b>Grüße 😀</b>\n1 &lt; 2"
    assert stage.anna.last.timestamp == int(ref)
    await stage.says("<b>Changed</b>", edit=ref)
    assert (stage.anna.last.text, stage.anna.last.edited) == ("Changed", True)
    await stage.says("Show this", qr="https://example.org")
    assert stage.anna.last.photo is not None
    assert stage.anna.last.photo.startswith(b"\x89PNG")


async def test_everything_that_a_person_does_is_heard(stage: Stage) -> None:
    ref = await stage.says("How did it go?")
    note = stage.anna.types("a note")
    stage.anna.edits(note, "a better note")
    stage.anna.reacts("👍")
    stage.anna.unreacts()
    stage.anna.quotes("2")
    stage.anna.deletes(note)
    stage.anna.sends_photo()
    stage.anna.sends_sticker()
    stage.anna.shares_location(52.5, 13.4)
    stage.anna.starts_typing()
    kinds = [incoming.kind for incoming in await stage.hears(10)]
    expected = [
        "text",
        "text",
        "edit",
        "reaction",
        "unreaction",
        "text",
        "withdrawal",
        "media",
        "media",
        "location",
    ]
    assert [str(kind) for kind in kinds] == expected
    reaction, quote = stage.heard[3], stage.heard[5]
    assert (reaction.text, reaction.about, quote.text, quote.about) == ("👍", ref, "2", ref)
    assert stage.heard[2].message_ref == str(note)


async def test_what_was_kept_is_confirmed_with_a_read_receipt(stage: Stage) -> None:
    note = stage.anna.types("a note")
    await stage.daemon.until(lambda: ("read", (note,)) in stage.anna.receipts)


async def test_messages_vanish_where_the_deed_says_so(stage: Stage) -> None:
    assert stage.heard[-1].keeps
    await stage.says("", deed="expire")
    assert stage.anna.expiration == HOUR
    stage.anna.types("with a timer")
    assert not (await stage.hears(2))[-1].keeps


async def test_a_new_safety_number_holds_everything_until_it_is_trusted(stage: Stage) -> None:
    stage.anna.reinstalls()
    with pytest.raises(SendError) as failed:
        await stage.says("content")
    assert failed.value.changed_identity
    stage.anna.types("ABC-123")
    await stage.says("", deed="trust")
    await stage.daemon.until(lambda: any(heard.text == "ABC-123" for heard in stage.heard))
    await stage.says("welcome back")
    assert stage.anna.screen == "ABC-123\nwelcome back"


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("unregistered", {"permanent": True, "blocked": True}),
        ("unregistered_exception", {"permanent": True, "blocked": True}),
        ("identity", {"changed_identity": True}),
        ("rate_limit", {"permanent": False}),
        ("rate_limit_exception", {"permanent": False}),
        ("network", {"permanent": False, "uncertain": False}),
        ("pre_key", {"permanent": False}),
        ("io_exception", {"permanent": False, "blocked": False}),
        ("io_error", {"permanent": False}),
        ("refused", {"permanent": True, "blocked": False}),
        ("no_account", {"whole_channel": True}),
        ("lost_before", {"uncertain": True}),
        ("lost_after", {"uncertain": True}),
    ],
)
async def test_each_fault_says_what_to_do(stage: Stage, kind: str, said: dict[str, bool]) -> None:
    stage.daemon.faults.next(kind=SignalFault(kind), to=stage.anna)
    with pytest.raises(SendError) as failed:
        await stage.says("x")
    assert {name: getattr(failed.value, name) for name in said} == said
    await stage.says("after it")
    assert stage.anna.last.text == "after it"


async def test_a_captcha_stops_the_whole_channel_until_it_is_solved(stage: Stage) -> None:
    stage.daemon.demands_captcha("the-token", retry_after=HOUR)
    with pytest.raises(SendError) as failed:
        await stage.says("x")
    assert failed.value.whole_channel
    assert stage.captchas == [("the-token", float(HOUR))]


async def test_a_daemon_that_starts_anew_is_found_again_and_nothing_is_lost(stage: Stage) -> None:
    await stage.daemon.stop()
    with pytest.raises(SendError):
        await stage.says("while it is away")
    stage.anna.types("while it was away")
    await stage.daemon.start()
    assert [heard.text for heard in await stage.hears(2)] == ["hello", "while it was away"]
    await stage.says("back")


async def test_what_comes_twice_or_is_huge_is_kept_once_and_whole(stage: Stage) -> None:
    stage.daemon.repeats(2)
    stage.anna.types("ä" * 100_000)
    stage.anna.types("end")
    heard = await stage.hears(3)
    assert [len(incoming.text) for incoming in heard] == [5, 100_000, 3]


async def test_answers_out_of_order_find_their_questions(stage: Stage) -> None:
    stage.daemon.holds_answers()
    sent = [asyncio.create_task(stage.says(str(number))) for number in range(3)]
    await stage.daemon.until(lambda: len(stage.daemon.wire.held or ()) == 3)
    await stage.daemon.lets_answers_go(backwards=True)
    refs = [int(ref) for ref in await asyncio.gather(*sent)]
    shown = {message.timestamp: message.text for message in stage.anna.messages}
    assert [shown[ref] for ref in refs] == ["0", "1", "2"]


async def test_before_0_14_a_long_text_is_heard_whole(tmp_path: Path) -> None:
    clock = HandClock(NOON)
    async with SignalDaemon(str(tmp_path / "s"), now=clock.now, release=(0, 13, 19)) as daemon:
        stage = Stage(daemon, clock)
        stage.anna.types("ä" * 3000)
        await stage.channel.listen_once(stage.keep, 5.0)
        assert [len(incoming.text) for incoming in stage.heard] == [3000]
        await stage.channel.close()


async def test_from_0_14_on_a_long_text_is_whole_by_itself_also_where_no_files_are_kept(stage: Stage) -> None:
    stage.anna.types("ä" * 3000)
    stage.daemon.world.attachments.clear()  # as with --ignore-attachments
    heard = (await stage.hears(2))[-1]
    assert (heard.kind, heard.text) == (IncomingKind.TEXT, "ä" * 3000)
    assert stage.daemon.calls("getAttachment") == []
