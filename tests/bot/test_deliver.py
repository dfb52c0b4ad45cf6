from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import pytest
from sqlalchemy.exc import OperationalError

from bot.channels.base import Button, Channel, Command, File, Keep, Rendered
from bot.channels.telegram import TelegramChannel
from bot.conversation.menu import MENUS
from bot.deliver import DATABASE_SECONDS, Deliverer
from bot.messages import Both, Choice, Incoming, Say, Words
from bot.playground import Phone, Playground
from bot.sending import SendError
from scheduler.clock import HandClock
from scheduler.dispatch import Dispatcher, GivenUp, Later, Receipt, Sent, Uncertain
from scheduler.pace import Pace
from storage import outbox
from storage.crypto import SealBroken
from storage.database import Database, DatabaseTrouble
from storage.records import Lane, NewMessage, OutboxMessage, OutboxState, Role
from tests.wires import START, Wire, fresh_database


def trouble(words: str, code: int) -> DatabaseTrouble:
    fault = sqlite3.OperationalError(words)
    fault.sqlite_errorcode = code
    return OperationalError(words, None, fault)


TITLE = Both({"en": "Worry <time>", "de": "Grübelzeit"})


@dataclass
class Paper:
    """A channel that writes everything down, or fails as it is told to."""

    fault: SendError | None = None
    shown: list[tuple[str, Rendered]] = field(default_factory=list)
    menus: list[tuple[str | None, list[str], str]] = field(default_factory=list)
    name: str = "telegram"
    buttons: bool = True

    async def open(self) -> str:
        return "paper"

    async def listen_once(self, _keep: Keep, _timeout: float) -> int:
        return 0

    async def run(self, _keep: Keep) -> None:
        return

    def parse(self, _raw: str) -> Incoming | None:
        return None

    async def send(self, address: str, message: Rendered) -> str:
        if self.fault is not None:
            raise self.fault
        self.shown.append((address, message))
        return str(len(self.shown))

    async def set_menu(self, address: str | None, commands: Sequence[Command], language: str = "") -> None:
        if self.fault is not None:
            raise self.fault
        self.menus.append((address, [command.description for command in commands], language))

    async def close(self) -> None:
        return


@pytest.fixture
def paper() -> Paper:
    return Paper()


def deliverer(paper: Paper) -> Deliverer:
    return Deliverer({"telegram": cast("Channel", paper)})


def out(say: Say, language: str = "en", formality: str = "sie", channel: str = "telegram") -> OutboxMessage:
    return OutboxMessage(
        id=1,
        channel=channel,
        chat_key="k",
        address="42",
        lane=Lane.REPLY,
        person_id=None,
        payload={"say": say.to_json(), "language": language, "formality": formality},
        attempts=0,
        resend_if_uncertain=True,
        maybe_sent=False,
        unasked=False,
        subject=None,
        created_at=START,
        expires_at=None,
    )


@pytest.mark.parametrize(
    ("language", "formality", "words"),
    [
        ("en", "sie", "I can read text only. Please type it. /help is always there."),
        ("de", "sie", "Ich kann nur Text lesen. Bitte schreiben Sie es mir. /help ist immer da."),
        ("de", "du", "Ich kann nur Text lesen. Bitte schreib es mir. /help ist immer da."),
    ],
)
async def test_each_person_reads_their_own_language(
    paper: Paper, language: str, formality: str, words: str
) -> None:
    assert await deliverer(paper)(out(Say(Words("text-only")), language, formality)) == Sent("1")
    assert paper.shown == [("42", Rendered(words))]


async def test_buttons_are_plain_words_and_everything_else_is_passed_on(paper: Paper) -> None:
    choices = ((Choice(TITLE, "open:1", style="success"), Choice(Words("menu-help"), url="https://a.b/")),)
    say = Say(Words("text-only"), choices, edit="7", protect=True, qr="https://t.me/b?start=T")
    await deliverer(paper)(out(say))
    [(_, shown)] = paper.shown
    assert shown.buttons == (
        (
            Button("Worry <time>", "open:1", style="success"),
            Button("Help, emergency numbers, commands", url="https://a.b/"),
        ),
    )
    assert (shown.edit, shown.protect, shown.qr) == ("7", True, "https://t.me/b?start=T")


async def test_a_file_is_opened_only_when_it_is_shown_and_has_a_name_of_ours(paper: Paper) -> None:
    asked: list[int] = []

    async def file_of(file_id: int) -> tuple[str, bytes] | None:
        asked.append(file_id)
        return ("audio/mp4", b"sound") if file_id == 7 else None

    shows = Deliverer({"telegram": cast("Channel", paper)}, file_of)
    assert await shows(out(Say(Words("text-only"), file=7, protect=True))) == Sent("1")
    assert await shows(out(Say(Words("text-only"), file=8, protect=True), "de")) == Sent("2")
    assert await shows(out(Say(Words("text-only")))) == Sent("3")
    first, gone, words = [shown for _, shown in paper.shown]
    assert (first.file, first.protect) == (File("audio/mp4", "recording.m4a", b"sound"), True)
    assert (gone.file, gone.protect) == (None, True)
    assert "inzwischen zurückgenommen" in gone.html
    assert (asked, words.file) == ([7, 8], None)


@pytest.mark.parametrize(
    ("fault", "receipt"),
    [
        (SealBroken("another key"), GivenUp("sealed_file")),
        (trouble("database is locked", sqlite3.SQLITE_BUSY), Later(DATABASE_SECONDS, whole_chat=True)),
        (trouble("database disk image is malformed", sqlite3.SQLITE_CORRUPT), Later()),
    ],
)
async def test_a_file_that_does_not_open_is_not_shown(
    paper: Paper, fault: Exception, receipt: Receipt
) -> None:
    async def file_of(_file_id: int) -> None:
        raise fault

    shows = Deliverer({"telegram": cast("Channel", paper)}, file_of)
    assert await shows(out(Say(Words("text-only"), file=7))) == receipt
    assert paper.shown == []


async def test_where_there_are_no_buttons_the_words_say_the_choices(paper: Paper) -> None:
    paper.buttons = False
    choices = ((Choice(TITLE, "open:1"), Choice(Words("menu-help"), url="https://a.b/")),)
    await deliverer(paper)(out(Say(Words("text-only"), choices, protect=True)))
    [(_, shown)] = paper.shown
    assert shown.buttons == ()
    assert shown.html == (
        "<b>I can read text only. Please type it. /help is always there.</b>\n\n1  Worry &lt;time&gt;\n"
        "Help, emergency numbers, commands: https://a.b/\n\nReply with 1."
    )
    assert shown.protect


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("language", ["en", "de"])
async def test_each_role_has_its_menu_in_its_language(paper: Paper, role: Role, language: str) -> None:
    await deliverer(paper)(out(Say(Words("text-only"), menu=role), language))
    [(_, shown)] = paper.shown
    assert [command.name for command in shown.menu] == list(MENUS[role])
    assert all(command.description for command in shown.menu)


@pytest.mark.parametrize(
    ("fault", "receipt"),
    [
        (SendError("blocked", permanent=True, blocked=True), GivenUp("blocked", blocked=True)),
        (SendError("refused", permanent=True), GivenUp("refused")),
        (SendError("flood", retry_in=7.0), Later(7.0, whole_chat=True)),
        (SendError("pre_key", retry_in=9.0, until_heard=True), Later(9.0, until_heard=True)),
        (SendError("captcha", whole_channel=True, retry_in=60.0), Later(60.0, whole_channel=True)),
        (SendError("no_account", whole_channel=True, permanent=True), Later(whole_channel=True)),
        (SendError("no_answer", uncertain=True), Uncertain()),
        (SendError("no_answer", uncertain=True, whole_channel=True, retry_in=30.0), Uncertain(rests=30.0)),
        (SendError("unreachable"), Later()),
        (
            SendError("identity", permanent=True, changed_identity=True),
            GivenUp("identity", unproven=True),
        ),
    ],
)
async def test_each_fault_becomes_its_receipt(paper: Paper, fault: SendError, receipt: Receipt) -> None:
    paper.fault = fault
    assert await deliverer(paper)(out(Say(Words("text-only")))) == receipt


async def test_a_deed_is_handed_on_without_a_word(paper: Paper) -> None:
    await deliverer(paper)(out(Say(Words("door-expire"), deed="expire")))
    assert paper.shown == [("42", Rendered("", deed="expire"))]


@pytest.mark.parametrize(
    "payload",
    [
        {"say": Say(Words("no-such-key")).to_json(), "language": "en", "formality": "sie"},
        {"say": Say(Words("text-only")).to_json(), "language": "xx", "formality": "sie"},
        {"say": Say(Words("text-only"), menu="nobody").to_json(), "language": "en", "formality": "sie"},
        {"say": {}, "language": "en", "formality": "sie"},
        {},
    ],
)
async def test_what_has_no_words_is_given_up_and_nothing_is_sent(
    paper: Paper, payload: dict[str, Any]
) -> None:
    message = out(Say(Words("text-only")))
    message.payload.clear()
    message.payload.update(payload)
    assert await deliverer(paper)(message) == GivenUp("no_words")
    assert paper.shown == []


async def test_a_channel_that_is_gone_is_given_up(paper: Paper) -> None:
    message = out(Say(Words("text-only")), channel="signal")
    assert await deliverer(paper)(message) == GivenUp("no_such_channel")


async def test_strangers_see_a_menu_in_their_phone_s_language(paper: Paper) -> None:
    await deliverer(paper).prepare("telegram")
    assert [(address, language) for address, _, language in paper.menus] == [
        (None, ""),
        (None, "en"),
        (None, "de"),
    ]
    assert paper.menus[2][1] != paper.menus[1][1]


async def test_a_menu_that_cannot_be_set_stops_nothing(paper: Paper) -> None:
    paper.fault = SendError("server_error")
    await deliverer(paper).prepare("telegram")
    assert paper.menus == []


@dataclass
class Whole:
    """The way out, whole: outbox, dispatcher, words, Telegram over HTTP."""

    db: Database
    clock: HandClock
    playground: Playground
    wire: Wire
    anna: Phone
    dispatcher: Dispatcher

    async def says(self, key: str, phone: Phone | None = None, **more: Any) -> None:
        """Put a message out and send what may go."""
        address = str((phone or self.anna).chat_id)
        payload = {"say": Say(Words(key)).to_json(), "language": "en", "formality": "sie"}
        async with self.db.write() as tx:
            chat_key = tx.keys.index("telegram", address)
            new = NewMessage("telegram", chat_key, address, payload, **more)
            await outbox.add(tx, [new], self.clock.now())
        await self.goes_on()

    async def goes_on(self, **later: float) -> None:
        """Send what may go, some time later."""
        self.clock.forward(**later)
        while await self.dispatcher.once():
            pass


@pytest.fixture
async def whole(tmp_path: Path) -> AsyncIterator[Whole]:
    clock = HandClock(START)
    async with fresh_database(tmp_path, clock) as db, Playground(now=clock.now) as playground:
        channel = TelegramChannel(playground.token, playground.root, answer_seconds=0.3)
        await channel.open()
        wire = Wire(db, clock)
        to_telegram = Deliverer({channel.name: channel})
        dispatcher = Dispatcher(
            db, clock, to_telegram, wire.settled, Pace(clock), channel="telegram", luck=lambda: 0.5
        )
        anna = playground.phone("Anna")
        anna.starts()
        yield Whole(db, clock, playground, wire, anna, dispatcher)
        await channel.close()
        assert playground.violations == []


def bot_texts(phone: Phone) -> list[str]:
    return [shown.text.split()[0] for shown in phone.messages if shown.from_bot]


async def test_a_message_reaches_the_phone_and_is_told_with_its_number(whole: Whole) -> None:
    await whole.says("text-only", subject="o:1")
    assert whole.wire.told == [("o:1", Sent(str(whole.anna.last.message_id)))]


@pytest.mark.parametrize(("resend", "copies"), [(True, 2), (False, 1)])
async def test_an_answer_that_got_lost_is_repeated_once_or_never_as_the_writer_wished(
    whole: Whole,
    resend: bool,  # noqa: FBT001 - a parameter of the test
    copies: int,
) -> None:
    whole.playground.faults.next("sendMessage", kind="reset_after_delivery")
    await whole.says("text-only", resend_if_uncertain=resend)
    await whole.goes_on(minutes=1)
    await whole.goes_on(hours=1)
    assert bot_texts(whole.anna) == ["I"] * copies
    assert await whole.wire.states() == [OutboxState.SENT if resend else OutboxState.UNCERTAIN]


async def test_a_server_that_is_down_for_a_while_loses_nothing_and_keeps_the_order(whole: Whole) -> None:
    whole.playground.faults.next("sendMessage", kind="502", times=3)
    await whole.says("text-only")
    await whole.says("not-understood")
    for _ in range(5):
        await whole.goes_on(minutes=1)
    assert [shown.text[:12] for shown in whole.anna.messages if shown.from_bot] == [
        "I can read t",
        "I did not un",
    ]


async def test_a_flood_answer_parks_one_chat_while_another_is_served(whole: Whole) -> None:
    ben = whole.playground.phone("Ben")
    ben.starts()
    whole.playground.faults.next("sendMessage", chat=whole.anna, kind="429", retry_after=60)
    await whole.says("text-only")
    await whole.says("text-only", ben)
    assert (bot_texts(whole.anna), bot_texts(ben)) == ([], ["I"])
    await whole.goes_on(seconds=60)
    assert bot_texts(whole.anna) == ["I"]


async def test_who_blocked_us_is_told_of_as_blocked(whole: Whole) -> None:
    whole.anna.blocks()
    await whole.says("text-only", subject="o:1")
    assert whole.wire.told == [("o:1", GivenUp("blocked", blocked=True))]
