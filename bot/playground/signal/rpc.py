"""JSON-RPC 2.0 as signal-cli speaks it: one line in, at most one line out."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any

from bot.playground.signal.errors import BAD_JSON, BAD_REQUEST, RpcError

Json = dict[str, Any]
Perform = Callable[[str, Json], Awaitable[Any]]
KNOWN = frozenset({"jsonrpc", "id", "method", "params"})
TYPES = {type(None): "NULL", bool: "BOOLEAN", int: "NUMBER", float: "NUMBER", str: "STRING"}


async def answer(line: bytes, perform: Perform, note: Callable[[str, RpcError], None]) -> Any:
    """What is said to one line: an object, a list for a batch, None for a notification.

    `note` hears of each call that failed, under its method or "".
    """
    text = line.decode(errors="replace").strip()
    try:
        asked, _rest = json.JSONDecoder().raw_decode(text)
    except ValueError:
        why = "Unexpected character" if text else "Empty input line"
        return _refused(None, "", RpcError(BAD_JSON, why, blame=True), note)
    if isinstance(asked, dict):
        return await _one(asked, perform, note)
    if not isinstance(asked, list):
        wrong = RpcError(BAD_REQUEST, f"unexpected type: {TYPES[type(asked)]}", blame=True)
        return _refused(None, "", wrong, note)
    if not asked:
        return _refused(None, "", RpcError(BAD_REQUEST, "invalid request", blame=True), note)
    answers = [await _one(item, perform, note) for item in asked]
    return [given for given in answers if given is not None] or None


async def _one(asked: Any, perform: Perform, note: Callable[[str, RpcError], None]) -> Json | None:
    if not isinstance(asked, dict):
        return _refused(None, "", RpcError(BAD_REQUEST, "Cannot construct instance", blame=True), note)
    method = asked.get("method")
    try:
        params = _params(asked)
        result = await perform(str(method), params)
    except RpcError as error:
        return _refused(asked.get("id"), str(method or ""), error, note)
    return {"jsonrpc": "2.0", "result": result, "id": asked["id"]} if "id" in asked else None


def _params(asked: Json) -> Json:
    """The parameters of a well-formed request; RpcError for any other."""
    strange = sorted(set(asked) - KNOWN)
    if strange:
        raise RpcError(BAD_REQUEST, f'Unrecognized field "{strange[0]}"', blame=True)
    if asked.get("jsonrpc") != "2.0":
        raise RpcError(BAD_REQUEST, "only jsonrpc version 2.0 is supported", blame=True)
    if not isinstance(asked.get("method"), str):
        raise RpcError(BAD_REQUEST, "method field must be set", blame=True)
    params = asked.get("params")
    if params is not None and not isinstance(params, dict):
        raise RpcError(BAD_REQUEST, "Cannot deserialize value of type `java.util.LinkedHashMap`", blame=True)
    return params or {}


def _refused(call: Any, method: str, error: RpcError, note: Callable[[str, RpcError], None]) -> Json:
    note(method, error)
    return {"jsonrpc": "2.0", "error": error.as_json(), "id": call}
