"""Telegram's errors, in our terms: does trying again help, and may the message have arrived?"""

from __future__ import annotations

from datetime import timedelta

import aiohttp
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from bot.sending import SendError

SURELY_UNSENT = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.ClientHttpProxyError)
_GONE = ("chat not found", "user not found", "peer_id_invalid", "user is deactivated")
_NOT_EDITABLE = (
    "message to edit not found",
    "message can't be edited",
    "there is no text in the message to edit",
    "message_id_invalid",
)


def send_error(fault: TelegramError) -> SendError:
    """Return what an error of a request means for the message.

    BadRequest and TimedOut are NetworkErrors to python-telegram-bot, so the order of the cases matters.
    """
    match fault:
        case RetryAfter():
            return SendError("flood", retry_in=seconds_of(fault))
        case Forbidden():
            return SendError("blocked", permanent=True, blocked=True)
        case BadRequest() | ChatMigrated():
            gone = any(words in fault.message.lower() for words in _GONE)
            return SendError("chat_gone" if gone else "refused", permanent=True, blocked=gone)
        case InvalidToken() | EndPointNotFound() | Conflict():
            # To a request in the Bot API's own terms the library says the second for the first.
            return SendError("conflict" if isinstance(fault, Conflict) else "token_refused")
        case NetworkError():
            return _network_error(fault)
        case _:
            return SendError("unknown", uncertain=True)


def _network_error(fault: NetworkError) -> SendError:
    """Tell by the cause: no connection, an answer that never came, or (no cause) an answer that is an error."""
    cause = fault.__cause__
    if isinstance(cause, SURELY_UNSENT):
        return SendError("unreachable")
    if cause is None or isinstance(cause, TelegramError):
        return SendError("server_error")
    return SendError("no_answer", uncertain=True)


def seconds_of(fault: RetryAfter) -> float:
    """Return how long Telegram wants us to wait, whichever type the library gives it."""
    wait = fault.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)


def is_unchanged(fault: BadRequest) -> bool:
    """Whether an edit was refused because the message already reads so."""
    return "message is not modified" in fault.message.lower()


def is_not_editable(fault: BadRequest) -> bool:
    """Whether an edit was refused because there is no such message (of words) any more."""
    return any(words in fault.message.lower() for words in _NOT_EDITABLE)
