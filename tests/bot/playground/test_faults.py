from __future__ import annotations

import pytest
from telegram import Bot
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TelegramError, TimedOut

from bot.playground import FaultKind, Phone, Playground
from bot.playground.errors import RefusalError
from bot.playground.faults import SendingLimits
from tests.bot.playground.conftest import a_bot

pytestmark = pytest.mark.filterwarnings(
    "ignore:Deprecated since version v22.2"
)  # reading retry_after in seconds


@pytest.mark.parametrize(
    ("kind", "error", "delivered"),
    [
        ("timeout_before", TimedOut, 0),
        ("timeout_after_delivery", TimedOut, 1),
        ("reset_before", NetworkError, 0),
        ("reset_after_delivery", NetworkError, 1),
        ("400", BadRequest, 0),
        ("403", Forbidden, 0),
        ("403_deactivated", Forbidden, 0),
        ("429", RetryAfter, 0),
        ("500", NetworkError, 0),
        ("502", NetworkError, 0),
    ],
)
async def test_each_fault_fails_once_as_ordered(
    bot: Bot, anna: Phone, playground: Playground, kind: str, error: type[TelegramError], delivered: int
) -> None:
    playground.faults.next("sendMessage", chat=anna, kind=kind, retry_after=7)
    with pytest.raises(error) as failed:
        await bot.send_message(anna.chat_id, "a", read_timeout=0.2 if FaultKind(kind).hangs else 5)
    assert failed.type is error
    if isinstance(failed.value, RetryAfter):
        assert failed.value.retry_after == 7
    assert len(anna.messages) == 1 + delivered
    await bot.send_message(anna.chat_id, "b")
    assert anna.last.text == "b"
    assert playground.violations == []
    assert [method for method, _ in playground.requests] == ["getMe", "sendMessage", "sendMessage"]


def test_every_kind_of_fault_has_a_meaning() -> None:
    kinds = {kind: (kind.delivers, kind.hangs) for kind in FaultKind}
    assert {kind.value for kind, (delivers, _) in kinds.items() if delivers} == {
        "timeout_after_delivery",
        "reset_after_delivery",
    }
    assert {kind.value for kind, (_, hangs) in kinds.items() if hangs} == {
        "timeout_before",
        "timeout_after_delivery",
    }


async def test_a_fault_befalls_only_its_chat_and_method(
    bot: Bot, anna: Phone, playground: Playground
) -> None:
    ben = playground.phone("Ben")
    ben.starts()
    playground.faults.next("sendMessage", chat=anna, kind="403", times=2)
    await bot.send_message(ben.chat_id, "a")
    await bot.send_chat_action(anna.chat_id, "typing")
    for _ in range(2):
        with pytest.raises(Forbidden):
            await bot.send_message(anna.chat_id, "a")
    await bot.send_message(anna.chat_id, "a")


async def test_a_fault_may_befall_anything_until_it_is_withdrawn(
    bot: Bot, anna: Phone, playground: Playground
) -> None:
    playground.faults.next(kind="500", times=100)
    with pytest.raises(NetworkError):
        await bot.get_me()
    playground.faults.clear()
    await bot.get_me()


async def test_a_bad_request_stays_a_violation_behind_a_fault(
    bot: Bot, anna: Phone, playground: Playground
) -> None:
    playground.faults.next("sendChatAction", kind="500")
    with pytest.raises(BadRequest):
        await bot.send_chat_action(anna.chat_id, "thinking")
    assert len(playground.violations) == 1


def test_a_chat_takes_a_small_burst_then_one_message_a_second() -> None:
    now = 0.0
    limits = SendingLimits(lambda: now)
    for _ in range(3):
        limits.check(1)
    with pytest.raises(RefusalError) as refused:
        limits.check(1)
    assert refused.value.as_json()["parameters"] == {"retry_after": 1}
    limits.check(2)
    now = 1.0
    limits.check(1)
    with pytest.raises(RefusalError):
        limits.check(1)


def test_all_chats_together_take_thirty_messages_a_second() -> None:
    now = 0.0
    limits = SendingLimits(lambda: now)
    for chat_id in range(30):
        limits.check(chat_id)
    with pytest.raises(RefusalError):
        limits.check(99)
    now = 0.5
    for chat_id in range(15):
        limits.check(100 + chat_id)
    with pytest.raises(RefusalError):
        limits.check(99)


def test_changes_count_with_the_messages_of_a_chat() -> None:
    limits = SendingLimits(lambda: 0.0)
    for _ in range(3):
        limits.check(1)
    for _ in range(7):
        limits.check(1, change=True)
    with pytest.raises(RefusalError):
        limits.check(1, change=True)


def test_what_is_paid_for_has_a_limit_of_its_own() -> None:
    limits = SendingLimits(lambda: 0.0)
    for chat_id in range(30):
        limits.check(chat_id)
    for chat_id in range(1000):
        limits.check(100 + chat_id, paid=True)
    with pytest.raises(RefusalError):
        limits.check(99, paid=True)
    with pytest.raises(RefusalError):
        limits.check(99)


async def test_limits_are_enforced_where_a_test_wants_them() -> None:
    async with Playground(limits=True) as playground, a_bot(playground) as bot:
        anna = playground.phone("Anna")
        anna.starts()
        for _ in range(3):
            await bot.send_message(anna.chat_id, "a")
        with pytest.raises(RetryAfter):
            await bot.send_message(anna.chat_id, "a")
        assert playground.violations == []
