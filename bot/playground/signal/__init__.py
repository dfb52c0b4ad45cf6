"""A local stand-in of signal-cli's daemon, with Signal phones to play on."""

from bot.playground.signal.daemon import SignalDaemon
from bot.playground.signal.faults import SignalFault
from bot.playground.signal.phone import SignalPhone
from bot.playground.signal.shown import SignalShown

__all__ = ["SignalDaemon", "SignalFault", "SignalPhone", "SignalShown"]
