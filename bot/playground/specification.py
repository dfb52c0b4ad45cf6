"""Every request is held against the published facts of the Bot API: names, types, required fields, limits."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from http import HTTPStatus
from importlib import resources
from typing import Any

from bot.playground.errors import RefusalError, bad_request
from bot.playground.rules import METHOD_RULES, TYPE_RULES
from bot.playground.values import SCALARS, Upload, string, unpacked

Json = dict[str, Any]
ARRAY = "Array of "
ATTACHED = "attach://"
TOO_LONG = {
    "InlineKeyboardButton.callback_data": "BUTTON_DATA_INVALID",
    "answerCallbackQuery.text": "MESSAGE_TOO_LONG",
}


class Specification:
    """The methods, types and limits of one version of the Bot API."""

    def __init__(self, facts: Json) -> None:
        self.methods: Json = facts["methods"]
        self.types: Json = facts["types"]
        self.limits: Json = facts["limits"]
        self.update_kinds = frozenset(
            field["name"] for field in self.types["Update"]["fields"] if not field["required"]
        )

    def read(self, method: str, given: Mapping[str, object]) -> Json:
        """The parameters in their declared types.

        `given`: text (of a form), JSON values or `Upload` by name.
        Raises RefusalError: 404 for an unknown method, 400 for the first thing that is wrong.
        """
        if method not in self.methods:
            raise RefusalError(HTTPStatus.NOT_FOUND, "Not Found: method not found", blame=True)
        uploads = {name: value for name, value in given.items() if isinstance(value, Upload)}
        fields = self.methods[method].get("fields", [])
        values = {
            name: value for name, value in given.items() if not self._only_attached(name, given, fields)
        }
        read = self._fields(method, fields, values, uploads, loose=True)
        METHOD_RULES.get(method, _anything)(read)
        for kind in read.get("allowed_updates", []):
            if kind not in self.update_kinds:
                raise bad_request(f'unknown update type "{kind}" in allowed_updates')
        return read

    @staticmethod
    def _only_attached(name: str, given: Mapping[str, object], fields: list[Json]) -> bool:
        """Whether this is a file that another parameter names with attach://, no parameter of its own."""
        if not isinstance(given[name], Upload) or any(field["name"] == name for field in fields):
            return False
        return any(isinstance(value, str) and f"{ATTACHED}{name}" in value for value in given.values())

    def _fields(
        self,
        owner: str,
        fields: list[Json],
        given: Mapping[str, object],
        uploads: Mapping[str, Upload],
        *,
        loose: bool,
    ) -> Json:
        known = {field["name"]: field for field in fields}
        for name in given:
            if name not in known:
                raise bad_request(f'unknown parameter "{name}" of {owner}')
        read: Json = {}
        for name, field in known.items():
            if name in given:
                value = self._any_of(field["types"], given[name], f"{owner}.{name}", uploads, loose=loose)
                if not (
                    name in ("text", "caption") and "parse_mode" in known
                ):  # counted after parsing entities
                    self._check_limit(f"{owner}.{name}", value)
                read[name] = value
            elif field["required"]:
                raise bad_request(f"{name} is empty" if loose else f'field "{name}" of {owner} is missing')
        return read

    def _any_of(
        self, kinds: list[str], value: object, where: str, uploads: Mapping[str, Upload], *, loose: bool
    ) -> object:
        """The value as the first of the declared types that fits; the refusal of the first if none does."""
        if "InputFile" in kinds and isinstance(value, str) and value.startswith(ATTACHED):
            kinds = ["InputFile"]
        refusals: list[RefusalError] = []
        for kind in kinds:
            try:
                return self._one(kind, value, where, uploads, loose=loose)
            except RefusalError as refusal:
                refusals.append(refusal)
        raise refusals[0]

    def _one(
        self, kind: str, value: object, where: str, uploads: Mapping[str, Upload], *, loose: bool
    ) -> object:
        if kind == "InputFile":
            return _file(value, where, uploads)
        if kind in SCALARS:
            return SCALARS[kind](value, where, loose=loose)
        value = unpacked(value, where, loose=loose)
        if kind.startswith(ARRAY):
            if not isinstance(value, list):
                raise bad_request(f"{where} must be an Array")
            inner = kind.removeprefix(ARRAY)
            return [
                self._one(inner, item, f"{where}[{n}]", uploads, loose=False) for n, item in enumerate(value)
            ]
        if kind == "RichText" and isinstance(value, str):  # "can be either a String, …"
            return string(value, where, loose=False)
        if not isinstance(value, dict):
            raise bad_request(f"{where} must be an Object")
        return self._object(kind, value, where, uploads)

    def _object(self, kind: str, value: Json, where: str, uploads: Mapping[str, Upload]) -> object:
        shape = self.types[kind]
        if "subtypes" in shape:
            kinds = [name for name in shape["subtypes"] if _is_of(name, value)]
            if not kinds:
                raise bad_request(f'{where} has the unknown type "{value.get("type")}"')
            return self._any_of(kinds, value, where, uploads, loose=False)
        read = self._fields(kind, shape.get("fields", []), value, uploads, loose=False)
        TYPE_RULES.get(kind, _anything)(read)
        return read

    def _check_limit(self, name: str, value: object) -> None:
        limit = self.limits.get(name, {})
        if isinstance(value, str):
            size, low, high = len(value), "min_len", "max_len"
            if limit.get("unit") == "bytes":
                size = len(value.encode())
        elif isinstance(value, list):
            size, low, high = len(value), "min_items", "max_items"
        elif isinstance(value, int):
            size, low, high = value, "min", "max"
        else:
            return
        if not limit.get(low, size) <= size <= limit.get(high, size):
            raise bad_request(TOO_LONG.get(name, f"{name} must be {_range(limit)}, is {size}"))


@cache
def specification() -> Specification:
    """The version that this package carries."""
    text = resources.files("bot.playground").joinpath("telegram_bot_api.json").read_text("utf-8")
    return Specification(json.loads(text))


def _anything(_read: Json) -> None:
    """No rule beyond the specification."""


def _file(value: object, where: str, uploads: Mapping[str, Upload]) -> Upload:
    if isinstance(value, Upload):
        return value
    if isinstance(value, str) and value.startswith(ATTACHED):
        name = value.removeprefix(ATTACHED)
        if name not in uploads:
            raise bad_request(f'attached file "{name}" not found')
        return uploads[name]
    raise bad_request(f"{where} must be a file")


def _is_of(subtype: str, value: Json) -> bool:
    """Whether {"type": "all_private_chats"} says BotCommandScopeAllPrivateChats; true where no type is told."""
    kind = value.get("type")
    return not isinstance(kind, str) or re.sub(r"(?<!^)(?=[A-Z])", "_", subtype).lower().endswith(f"_{kind}")


def _range(limit: Json) -> str:
    numbers = [str(value) for key, value in limit.items() if key.startswith(("min", "max"))]
    return f"{' to '.join(numbers)} {limit.get('unit', '')}".strip()
