"""A local stand-in of the Telegram Bot API, with phones to play on: for tests and for the demo."""

from bot.playground.any_phone import BlockedError
from bot.playground.clock_control import ClockControl
from bot.playground.faults import FaultKind
from bot.playground.menus import Command
from bot.playground.phone import Phone
from bot.playground.server import Playground
from bot.playground.shown import Button, Document, Shown

__all__ = [
    "BlockedError",
    "Button",
    "ClockControl",
    "Command",
    "Document",
    "FaultKind",
    "Phone",
    "Playground",
    "Shown",
]
