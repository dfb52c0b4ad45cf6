"""What each method may be given. signal-cli ignores what it does not know, so that a slip of the pen is a lost option."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from bot.playground.signal.errors import RpcError, not_a

Json = dict[str, Any]

STRING, LONG, INTEGER = "java.lang.String", "java.lang.Long", "java.lang.Integer"


class Kind(StrEnum):
    """What a value may be; SEVERAL and NUMBERS also take one alone."""

    TEXT = "a text"
    FLAG = "true or false"
    NUMBER = "a whole number"
    NUMBERS = "whole numbers"
    ONE = "one text"
    SEVERAL = "texts"


_TO_ALL = {"recipient": Kind.SEVERAL}
_TO_ONE = {"recipient": Kind.ONE}

PARAMETERS: Mapping[str, Mapping[str, Kind]] = {
    "version": {},
    "listAccounts": {},
    "getUserStatus": {**_TO_ALL, "username": Kind.SEVERAL},
    "listContacts": {**_TO_ALL, "allRecipients": Kind.FLAG},
    "subscribeReceive": {},
    "unsubscribeReceive": {"subscription": Kind.NUMBER},
    "send": {
        **_TO_ALL,
        "message": Kind.TEXT,
        "attachment": Kind.SEVERAL,
        "attachments": Kind.SEVERAL,
        "textStyle": Kind.SEVERAL,
        "textStyles": Kind.SEVERAL,
        "quoteTimestamp": Kind.NUMBER,
        "quoteAuthor": Kind.TEXT,
        "quoteMessage": Kind.TEXT,
        "editTimestamp": Kind.NUMBER,
        "notifySelf": Kind.FLAG,
        "previewUrl": Kind.TEXT,
        "previewTitle": Kind.TEXT,
        "previewDescription": Kind.TEXT,
    },
    "sendReaction": {
        **_TO_ALL,
        "emoji": Kind.TEXT,
        "targetAuthor": Kind.TEXT,
        "targetTimestamp": Kind.NUMBER,
        "remove": Kind.FLAG,
    },
    "sendReceipt": {
        **_TO_ONE,
        "targetTimestamp": Kind.NUMBERS,
        "targetTimestamps": Kind.NUMBERS,
        "type": Kind.TEXT,
    },
    "sendTyping": {**_TO_ALL, "stop": Kind.FLAG},
    "remoteDelete": {**_TO_ALL, "targetTimestamp": Kind.NUMBER},
    "updateContact": {**_TO_ONE, "name": Kind.TEXT, "expiration": Kind.NUMBER},
    "updateAccount": {
        "username": Kind.TEXT,
        "discoverableByNumber": Kind.FLAG,
        "numberSharing": Kind.FLAG,
    },
    "updateProfile": {"givenName": Kind.TEXT, "about": Kind.TEXT, "avatar": Kind.TEXT},
    "trust": {**_TO_ONE, "trustAllKnownKeys": Kind.FLAG, "verifiedSafetyNumber": Kind.TEXT},
    "getAttachment": {**_TO_ONE, "id": Kind.TEXT},
    "submitRateLimitChallenge": {"challenge": Kind.TEXT, "captcha": Kind.TEXT},
}
"""The methods that this stand-in knows, with their parameters; `account` is known to all."""

WITHOUT_ACCOUNT = frozenset({"version", "listAccounts", "subscribeReceive", "unsubscribeReceive"})


def faults_of(method: str, params: Json) -> list[str]:
    """What is wrong although signal-cli takes it. RpcError where it would not."""
    known = {**PARAMETERS[method], "account": Kind.TEXT}
    found = []
    for name, value in params.items():
        if name not in known:
            found.append(f"{method}: signal-cli ignores {name!r}")
        elif value is not None and not _fits(known[name], value):
            _check(known[name], value)
            found.append(f"{method}: {name} is not {known[name]}")
    return found


def several(params: Json, name: str) -> list[Any]:
    """The values of a parameter that may be one or a list, under its singular or its plural name."""
    found: list[Any] = []
    for key in (name, f"{name}s"):
        value = params.get(key)
        found += value if isinstance(value, list) else [] if value is None else [value]
    return found


def _fits(kind: Kind, value: Any) -> bool:
    match kind:
        case Kind.TEXT | Kind.ONE:
            return isinstance(value, str)
        case Kind.FLAG:
            return isinstance(value, bool)
        case Kind.NUMBER:
            return _is_number(value)
        case Kind.NUMBERS:
            return all(_is_number(item) for item in value) if isinstance(value, list) else _is_number(value)
        case Kind.SEVERAL:
            return isinstance(value, str) or (
                isinstance(value, list) and all(isinstance(item, str) for item in value)
            )


def _check(kind: Kind, value: Any) -> None:
    """Raise what Java raises; it takes a number for a text, but no text for a number."""
    first = value[0] if isinstance(value, list) and value else value
    if kind in (Kind.NUMBER, Kind.NUMBERS) and isinstance(first, str):
        raise not_a(LONG, STRING)
    if kind is Kind.SEVERAL and isinstance(value, list):
        raise not_a(STRING, INTEGER)
    if kind is Kind.ONE:
        raise _not_one()


def _not_one() -> RpcError:
    return not_a(STRING, "java.util.ArrayList")


def _is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
