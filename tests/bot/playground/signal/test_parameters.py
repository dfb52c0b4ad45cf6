from __future__ import annotations

from bot.channels.signal_methods import METHODS as OURS
from bot.playground.signal.methods import METHODS
from bot.playground.signal.parameters import PARAMETERS, WITHOUT_ACCOUNT


def test_every_method_has_its_parameters() -> None:
    assert set(PARAMETERS) == set(METHODS) | {"subscribeReceive", "unsubscribeReceive"}
    assert set(PARAMETERS) >= WITHOUT_ACCOUNT


def test_what_the_bot_sends_is_what_the_stand_in_takes() -> None:
    sent = {(method, name) for method, names in OURS.items() for name in names}
    taken = {(method, name) for method, names in PARAMETERS.items() for name in (*names, "account")}
    assert sent <= taken
    assert set(OURS) <= set(PARAMETERS)
