"""Names that signal-cli does not know are lost without a word, so that every one of ours is looked up in its help."""

from __future__ import annotations

import re

import pytest

from bot.playground.signal.parameters import PARAMETERS
from tests.signal_cli.running import helps

ONLY_ON_A_SOCKET = {"subscribeReceive", "unsubscribeReceive"}
METHODS = sorted(set(PARAMETERS) - ONLY_ON_A_SOCKET)


@pytest.mark.parametrize("method", METHODS)
async def test_signal_cli_knows_each_parameter(method: str) -> None:
    told = await helps(method)
    assert f"signal-cli {method}" in told
    options = {_camel(option) for option in re.findall(r"--([a-z][a-z-]+)", told)}
    places = set(re.findall(r"^  ([a-z]+) {4,}", told, re.MULTILINE))
    known = options | places
    unknown = {
        name for name in PARAMETERS[method] if name not in known and name.removesuffix("s") not in known
    }
    assert unknown == set()


def _camel(option: str) -> str:
    head, *rest = option.split("-")
    return head + "".join(part.title() for part in rest)
