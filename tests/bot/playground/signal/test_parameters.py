from __future__ import annotations

import pytest

from bot.playground.signal.methods import METHODS
from bot.playground.signal.parameters import PARAMETERS, WITHOUT_ACCOUNT


def test_every_method_has_its_parameters() -> None:
    assert set(PARAMETERS) == set(METHODS) | {"subscribeReceive", "unsubscribeReceive"}
    assert set(PARAMETERS) >= WITHOUT_ACCOUNT


def test_what_the_bot_sends_is_what_the_stand_in_takes() -> None:
    ours = pytest.importorskip("bot.channels.signal_methods").METHODS
    sent = {(method, name) for method, names in ours.items() for name in names}
    taken = {(method, name) for method, names in PARAMETERS.items() for name in (*names, "account")}
    assert sent <= taken
    assert set(ours) <= set(PARAMETERS)
