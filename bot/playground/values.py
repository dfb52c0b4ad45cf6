"""Reading single values of a request as the Bot API does: forms carry everything as text, JSON does not."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass

from bot.playground.errors import bad_request

INT64 = 2**63
TRUE_WORDS = {"true": True, "True": True, "1": True, "false": False, "False": False, "0": False}


@dataclass(frozen=True)
class Upload:
    """A file that came with a multipart request."""

    name: str
    content_type: str
    data: bytes


def whole(value: object, where: str, *, loose: bool) -> int:
    """An integer of 64 bits; as text only where the request is a form (`loose`)."""
    if loose and isinstance(value, str):
        try:
            value = int(value)
        except ValueError:
            raise bad_request(f'field "{where}" must be a valid Number') from None
    if isinstance(value, bool) or not isinstance(value, int) or not -INT64 <= value < INT64:
        raise bad_request(f'field "{where}" must be of type Number')
    return value


def number(value: object, where: str, *, loose: bool) -> float:
    """A finite number."""
    if loose and isinstance(value, str):
        try:
            value = float(value)
        except ValueError:
            raise bad_request(f'field "{where}" must be a valid Number') from None
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise bad_request(f'field "{where}" must be of type Number')
    return float(value)


def yes_or_no(value: object, where: str, *, loose: bool) -> bool:
    """A boolean."""
    if loose and isinstance(value, str) and value in TRUE_WORDS:
        return TRUE_WORDS[value]
    if not isinstance(value, bool):
        raise bad_request(f'field "{where}" must be of type Boolean')
    return value


def true(value: object, where: str, *, loose: bool) -> bool:
    """The literal `true`, the only value of the type True."""
    if not yes_or_no(value, where, loose=loose):
        raise bad_request(f'field "{where}" must be True')
    return True


def string(value: object, where: str, *, loose: bool) -> str:
    """Text that can be written as UTF-8; `loose` makes no difference."""
    del loose
    if not isinstance(value, str):
        raise bad_request(f'field "{where}" must be of type String')
    try:
        value.encode()
    except UnicodeEncodeError:
        raise bad_request("strings must be encoded in UTF-8") from None
    return value


SCALARS = {"Integer": whole, "Float": number, "Boolean": yes_or_no, "True": true, "String": string}


def unpacked(value: object, where: str, *, loose: bool) -> object:
    """A list or an object; forms carry it as JSON text."""
    if not (loose and isinstance(value, str)):
        return value
    try:
        return json.loads(value)
    except ValueError:
        raise bad_request(f"can't parse {where} JSON object") from None
