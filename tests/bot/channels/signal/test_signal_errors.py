"""Each class of signal-cli's errors has its fate; told by the type of the result, then by the words."""

from __future__ import annotations

from typing import Any

import pytest

from bot.channels.signal_errors import CaptchaWanted, failures, of_result, send_error
from bot.channels.signal_patience import Patience
from bot.channels.signal_wire import RpcError, RpcLost, RpcRefused, result_of
from bot.sending import SendError
from tests.bot.channels.signal.scripted import RECORDED, scripted

FATES = ("permanent", "blocked", "retry_in", "uncertain", "whole_channel", "changed_identity")
NONE: dict[str, Any] = dict.fromkeys(FATES, False) | {"retry_in": None}


def fate(error: SendError) -> tuple[str, dict[str, Any]]:
    """What is to be done, where it differs from trying again soon."""
    found = {name: getattr(error, name) for name in FATES}
    return error.fault, {name: value for name, value in found.items() if value != NONE[name]}


def judged(answer: dict[str, Any]) -> SendError:
    with pytest.raises(RpcRefused) as caught:
        result_of(answer)
    return send_error(caught.value)


BLOCKED = {"permanent": True, "blocked": True}


@pytest.mark.parametrize(
    ("name", "fault", "expected"),
    [
        ("UNREGISTERED", "unregistered", BLOCKED),
        ("UNREGEXC", "unregistered", BLOCKED),
        ("IDENTITY", "new_identity", {"changed_identity": True}),
        ("RATELIMIT", "rate_limit", {}),
        ("PROOF", "captcha", {"whole_channel": True, "retry_in": 86400.0}),
        ("NETWORK", "network", {}),
        ("PREKEY", "invalid_pre_key", {}),
        ("IOEXC", "network", {}),
    ],
)
def test_each_recorded_fault_says_what_to_do(name: str, fault: str, expected: dict[str, Any]) -> None:
    assert fate(judged(scripted(name))) == (fault, expected)


def test_every_scripted_fault_that_was_recorded_is_judged() -> None:
    names = {each["scripted"] for each in RECORDED if each["scripted"]}
    assert names == {
        "UNREGISTERED",
        "UNREGEXC",
        "IDENTITY",
        "RATELIMIT",
        "PROOF",
        "NETWORK",
        "PREKEY",
        "IOEXC",
    }


@pytest.mark.parametrize(
    ("code", "words", "fault", "expected"),
    [
        (-32700, "Unexpected character", "refused", {"permanent": True}),
        (-32600, "Unrecognized field", "refused", {"permanent": True}),
        (-32601, "Method not implemented", "refused", {"permanent": True}),
        (-32602, "Specified account does not exist", "no_account", {"whole_channel": True, "retry_in": 60.0}),
        (-32602, "Method requires valid account parameter", "no_account", {"whole_channel": True, "retry_in": 60.0}),
        (-32603, "[401] (AuthorizationFailedException)", "no_account", {"whole_channel": True, "retry_in": 60.0}),
        (-32603, "[429] Rate Limited (RateLimitException)", "rate_limit", {}),
        (-5, "?", "rate_limit", {}),
        (-4, "?", "new_identity", {"changed_identity": True}),
        (-3, "Update contact error", "network", {}),
        (-1, "Failed to send message due to untrusted identities", "new_identity", {"changed_identity": True}),
        (-32603, "Failed to send message: No prekeys available (IOException)", "invalid_pre_key", {}),
        (-32603, "Something new", "daemon_failed", {}),
    ],
)  # fmt: skip
def test_other_faults_are_told_by_their_words_and_only_then_by_the_code(
    code: int, words: str, fault: str, expected: dict[str, Any]
) -> None:
    assert fate(judged({"error": {"code": code, "message": words, "data": None}})) == (fault, expected)


def test_every_recorded_refusal_of_a_wrong_parameter_is_for_good() -> None:
    for each in RECORDED:
        error = each["response"].get("error")
        if error and not each["scripted"] and each["request"]["method"] != "submitRateLimitChallenge":
            assert fate(judged(each["response"])) == ("refused", {"permanent": True})


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (RpcLost("unreachable", written=False), ("unreachable", {"whole_channel": True, "retry_in": 5.0})),
        (RpcLost("hung_up", written=True), ("hung_up", {"uncertain": True})),
        (
            RpcLost("no_answer", written=True),
            ("no_answer", {"uncertain": True, "whole_channel": True, "retry_in": 30.0}),
        ),
    ],
)
def test_what_never_left_us_waits_and_what_was_written_may_have_arrived(
    fault: RpcError, expected: tuple[str, dict[str, Any]]
) -> None:
    assert fate(send_error(fault)) == expected


def test_a_challenge_carries_its_token_and_a_rate_limit_its_seconds() -> None:
    wanted = judged(scripted("PROOF"))
    assert isinstance(wanted, CaptchaWanted)
    assert (wanted.token, wanted.wait) == ("a-challenge-token", 86400.0)
    limited = of_result({"type": "RATE_LIMIT_FAILURE", "retryAfterSeconds": 90})
    assert fate(limited) == ("rate_limit", {"retry_in": 90.0})


def test_a_result_of_a_kind_that_nobody_knows_may_have_arrived() -> None:
    assert fate(of_result({"type": "NEW_FAILURE"})) == ("unknown_result", {"uncertain": True})


def test_only_what_is_no_success_is_a_failure() -> None:
    some = {"type": "NETWORK_FAILURE"}
    assert failures({"results": [{"type": "SUCCESS"}, some]}) == [some]
    assert [failures(each) for each in ({}, None, {"results": None}, {"timestamp": 1})] == [[], [], [], []]


def test_no_fault_quotes_a_name_or_an_address() -> None:
    error = judged(scripted("UNREGEXC"))
    assert str(error) == "unregistered"


def test_a_flood_that_comes_again_is_waited_out_for_longer_up_to_an_hour_and_an_arrival_ends_it() -> None:
    patience = Patience()
    waits = [patience.judged("sam", SendError("rate_limit")).retry_in for _ in range(6)]
    assert waits == [300, 600, 1200, 2400, 3600, 3600]
    assert patience.judged("kim", SendError("rate_limit")).retry_in == 300
    patience.arrived("sam")
    assert patience.judged("sam", SendError("rate_limit")).retry_in == 300
    assert patience.judged("sam", SendError("rate_limit", retry_in=7.0)).retry_in == 7.0


def test_a_wrong_key_is_tried_three_times_an_hour_apart_and_then_given_up() -> None:
    patience = Patience()
    errors = [patience.judged("sam", SendError("invalid_pre_key")) for _ in range(5)]
    assert [(each.retry_in, each.permanent) for each in errors] == [
        (3600, False),
        (3600, False),
        (3600, False),
        (None, True),
        (3600, False),
    ]


def test_patience_forgets_when_it_has_counted_too_many_chats() -> None:
    patience = Patience()
    for number in range(3000):
        patience.judged(f"chat {number}", SendError("rate_limit"))
    assert len(patience._counts) <= 1025
