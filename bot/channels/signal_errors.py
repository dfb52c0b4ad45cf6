"""signal-cli's errors, in our terms: told by the type of the result, then by the words, never by the code alone.

The code -1 is a wrong parameter, a network that fails, and somebody who has left Signal.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.channels.signal_wire import NO_ANSWER, RpcError, RpcLost, RpcRefused
from bot.sending import SendError

DAEMON_AWAY_SECONDS = 5.0
ACCOUNT_AWAY_SECONDS = 60.0
SILENT_SECONDS = 30.0
_WRONG_REQUEST = {-1, -32700, -32600, -32601, -32602}
_IO_ERROR, _IDENTITY, _RATE_LIMIT = -3, -4, -5


class CaptchaWanted(SendError):  # noqa: N818 - it names what Signal wants
    """Nothing can be sent to anybody until a person has solved a captcha. `token` says which; `wait` when it ends by itself."""

    def __init__(self, token: str, wait: float | None) -> None:
        super().__init__("captcha", whole_channel=True, retry_in=wait)
        self.token = token
        self.wait = wait


def failures(answer: Any) -> list[dict[str, Any]]:
    """Return those results of an answer that are no success."""
    found = answer.get("results") if isinstance(answer, dict) else None
    results = [each for each in found or () if isinstance(each, dict)]
    return [each for each in results if each.get("type") != "SUCCESS"]


def of_result(result: dict[str, Any]) -> SendError:
    """Return what a result that is no success means for the message."""
    match result.get("type"):
        case "UNREGISTERED_FAILURE":
            return _unregistered()
        case "IDENTITY_FAILURE":
            return _new_identity()
        case "RATE_LIMIT_FAILURE":
            return _rate_limit(result)
        case "INVALID_PRE_KEY_FAILURE":
            return SendError("invalid_pre_key")
        case "NETWORK_FAILURE":
            return SendError("network")
        case _:
            return SendError("unknown_result", uncertain=True)


def send_error(fault: RpcError) -> SendError:
    """Return what an error of a call means for the message."""
    match fault:
        case RpcLost(written=True) if str(fault) == NO_ANSWER:  # the next one would fare no better
            return SendError(NO_ANSWER, uncertain=True, whole_channel=True, retry_in=SILENT_SECONDS)
        case RpcLost(written=True):
            return SendError(str(fault), uncertain=True)
        case RpcRefused():
            return _refused(fault)
        case _:
            return SendError(str(fault), whole_channel=True, retry_in=DAEMON_AWAY_SECONDS)


def is_rejected_captcha(fault: RpcRefused) -> bool:
    """Whether Signal did not take the captcha; the code is -1, and -6 since 0.14.3."""
    return "captcha rejected" in fault.text.lower()


def _refused(fault: RpcRefused) -> SendError:
    response = fault.data.get("response") if isinstance(fault.data, dict) else None
    failed = failures(response)
    if failed:
        return of_result(failed[0])
    return _by_words(fault.text.lower()) or _by_code(fault.code)


def _by_words(words: str) -> SendError | None:
    return next((make() for signs, make in _WORDS if any(each in words for each in signs)), None)


def _by_code(code: int) -> SendError:
    if code == _IDENTITY:
        return _new_identity()
    if code == _RATE_LIMIT:
        return SendError("rate_limit")
    if code == _IO_ERROR:
        return SendError("network")
    if code in _WRONG_REQUEST:
        return _of_ours()  # it would be wrong again
    return SendError("daemon_failed")


def _unregistered() -> SendError:
    return SendError("unregistered", permanent=True, blocked=True)


def _new_identity() -> SendError:
    return SendError("new_identity", changed_identity=True)


def _rate_limit(result: dict[str, Any]) -> SendError:
    token, wait = result.get("token"), result.get("retryAfterSeconds")
    seconds = float(wait) if isinstance(wait, int | float) else None
    if isinstance(token, str) and token:
        return CaptchaWanted(token, seconds)
    return SendError("rate_limit", retry_in=seconds)


def _no_account() -> SendError:
    return SendError("no_account", whole_channel=True, retry_in=ACCOUNT_AWAY_SECONDS)


def _of_ours() -> SendError:
    return SendError("refused", permanent=True)


_WORDS: tuple[tuple[tuple[str, ...], Callable[[], SendError]], ...] = (
    (("specified account does not exist", "requires valid account", "authorizationfailed"), _no_account),
    (("is not registered",), _unregistered),
    (("untrusted identit",), _new_identity),
    (("ratelimit", "rate limit"), lambda: SendError("rate_limit")),
    (("no prekeys available",), lambda: SendError("invalid_pre_key")),
    (("classcastexception", "nullpointerexception", "illegalargumentexception"), _of_ours),
    (("ioexception",), lambda: SendError("network")),
)
"""The first that fits counts."""
