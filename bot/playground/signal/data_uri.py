"""Files inside a call, as data:TYPE;filename=NAME;base64,DATA."""

from __future__ import annotations

import base64
import binascii
import re

from bot.playground.signal.chat import Attachment
from bot.playground.signal.errors import mistaken
from bot.playground.signal.world import SignalWorld

DATA = re.compile(r"data:(?P<type>[\w.+/-]+)(?:;filename=(?P<name>[^;,]+))?;base64,(?P<data>[A-Za-z0-9+/=]*)")


def attached(world: SignalWorld, uri: str) -> Attachment:
    """Keep the file that a data URI holds; RpcError for anything else, since the daemon sees no file of the bot."""
    parts = DATA.fullmatch(uri)
    if parts is None:
        raise mistaken("an attachment is not a data URI in base64")
    try:
        data = base64.b64decode(parts["data"], validate=True)
    except binascii.Error:
        raise mistaken("an attachment is not in base64") from None
    return world.keep(parts["name"] or "", parts["type"], data, parts["type"].rpartition("/")[2])
