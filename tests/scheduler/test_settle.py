from __future__ import annotations

from datetime import timedelta

import pytest

from scheduler.receipts import GivenUp, Later, Receipt, Sent, Uncertain
from scheduler.settle import LONGEST_WAIT, MAX_ATTEMPTS, backoff, judge
from storage.outbox import FLOOD
from storage.records import Lane, OutboxMessage, OutboxState
from tests.wires import START


def out(*, attempts: int = 0, maybe_sent: bool = False, resend: bool = True) -> OutboxMessage:
    return OutboxMessage(
        id=7,
        channel="telegram",
        chat_key="anna",
        address="42",
        lane=Lane.REPLY,
        person_id=None,
        payload={},
        attempts=attempts,
        resend_if_uncertain=resend,
        maybe_sent=maybe_sent,
        unasked=False,
        subject=None,
        created_at=START,
        expires_at=None,
    )


def test_what_arrived_keeps_its_reference() -> None:
    settlement, end = judge(out(), Sent("77"), START, 0.5)
    assert (settlement.state, settlement.message_ref, end) == (OutboxState.SENT, "77", Sent("77"))


def test_what_surely_did_not_arrive_waits_longer_each_time_and_nobody_is_told() -> None:
    waits = []
    for attempts in range(4):
        settlement, end = judge(out(attempts=attempts), Later(), START, 0.5)
        assert (settlement.state, settlement.attempts, end) == (OutboxState.PENDING, attempts + 1, None)
        assert settlement.held_until is not None
        waits.append((settlement.held_until - START).total_seconds())
    assert waits == [1, 2, 4, 8]


def test_the_wait_is_spread_and_has_a_ceiling() -> None:
    assert (backoff(3, 0.0), backoff(3, 1.0)) == (2, 6)
    assert backoff(500, 0.5) == LONGEST_WAIT


def test_a_flood_costs_no_attempt_and_waits_exactly_as_long_as_asked() -> None:
    settlement, end = judge(out(attempts=MAX_ATTEMPTS - 1), Later(17, whole_chat=True), START, 0.9)
    assert settlement.state is OutboxState.PENDING
    assert settlement.attempts == MAX_ATTEMPTS - 1
    assert settlement.held_until == START + timedelta(seconds=17)
    assert (settlement.fault, end) == (FLOOD, None)


@pytest.mark.parametrize(
    ("maybe_sent", "state", "told"),
    [(False, OutboxState.DEAD, GivenUp("tries_used_up")), (True, OutboxState.UNCERTAIN, Uncertain())],
)
def test_after_the_last_attempt_it_is_given_up_unless_it_may_have_arrived(
    maybe_sent: bool,  # noqa: FBT001 - a parameter of the test
    state: OutboxState,
    told: Receipt,
) -> None:
    settlement, end = judge(out(attempts=MAX_ATTEMPTS - 1, maybe_sent=maybe_sent), Later(), START, 0.5)
    assert (settlement.state, end) == (state, told)


def test_what_may_have_arrived_goes_once_more_where_its_writer_allowed_it() -> None:
    settlement, end = judge(out(), Uncertain(), START, 0.5)
    assert (settlement.state, settlement.maybe_sent, end) == (OutboxState.PENDING, True, None)


@pytest.mark.parametrize("message", [out(resend=False), out(maybe_sent=True)])
def test_what_may_have_arrived_never_goes_where_it_would_be_one_too_many(message: OutboxMessage) -> None:
    settlement, end = judge(message, Uncertain(), START, 0.5)
    assert (settlement.state, end) == (OutboxState.UNCERTAIN, Uncertain())


@pytest.mark.parametrize("fault", ["expired", "unwanted"])
def test_what_was_never_begun_is_cancelled_but_what_may_have_arrived_is_never_called_unsent(
    fault: str,
) -> None:
    settlement, end = judge(out(), GivenUp(fault), START, 0.5)
    assert (settlement.state, end) == (OutboxState.CANCELLED, GivenUp(fault))
    settlement, end = judge(out(maybe_sent=True), GivenUp(fault), START, 0.5)
    assert (settlement.state, end) == (OutboxState.UNCERTAIN, Uncertain())


def test_a_refused_message_is_dead_with_its_fault() -> None:
    settlement, end = judge(out(), GivenUp("refused"), START, 0.5)
    assert (settlement.state, settlement.fault, end) == (OutboxState.DEAD, "refused", GivenUp("refused"))


def test_what_a_chat_in_unknown_hands_did_not_get_is_dead_and_told_as_that() -> None:
    settlement, end = judge(out(), GivenUp("identity", unproven=True), START, 0.5)
    assert (settlement.state, end) == (OutboxState.DEAD, GivenUp("identity", unproven=True))


@pytest.mark.parametrize(
    ("receipt", "of_the_chat"),
    [
        (GivenUp("refused"), False),
        (GivenUp("expired"), False),
        (GivenUp("gone", blocked=True), True),
        (GivenUp("identity", unproven=True), True),
        (GivenUp("blocked"), True),
        (GivenUp("unproven"), True),
    ],
)
def test_some_ends_are_not_the_message_s_own(receipt: GivenUp, of_the_chat: bool) -> None:  # noqa: FBT001 - a parameter of the test
    assert receipt.of_the_chat is of_the_chat
