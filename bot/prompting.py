"""Which of our messages offer choices where a phone has no buttons: kept when they have arrived, closed when replaced."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import astuple, replace
from datetime import datetime

from bot.channels.base import Channel
from bot.conversation.turn import Outgoing
from bot.messages import Say
from bot.numbered import numbered
from scheduler.receipts import Receipt, Sent, Uncertain
from storage import prompts
from storage.database import Tx
from storage.records import OutboxMessage


async def in_place(tx: Tx, channel: Channel | None, chat_key: str, out: Outgoing) -> Outgoing | None:
    """Return what a change of an older message becomes where answers are written; None where nothing is to be said.

    The answer stands below that message, and so does what comes of it: as a message of its own. Its choices are over.
    Only a question of which several answers can be picked is changed where it stands.
    """
    say = out.say
    if channel is None or channel.buttons or not say.edit or (say.many and say.choices):
        return out
    await prompts.close(tx, chat_key, say.edit)
    return None if say.settles else replace(out, say=replace(say, edit=""))


async def arrived(
    tx: Tx,
    pairs: Sequence[tuple[OutboxMessage, Receipt]],
    channels: Mapping[str, Channel],
    now: datetime,
) -> None:
    """Keep what the messages offer that have arrived, or may have, on phones without buttons."""
    for message, receipt in pairs:
        channel = channels.get(message.channel)
        if channel is None or channel.buttons or not isinstance(receipt, Sent | Uncertain):
            continue
        ref = receipt.message_ref if isinstance(receipt, Sent) else ""
        manner = (message.payload["language"], message.payload["formality"])
        await keep(
            tx, (message.channel, message.chat_key), Say.from_json(message.payload["say"]), manner, ref, now
        )


async def keep(
    tx: Tx, chat: tuple[str, str], say: Say, manner: tuple[str, str], ref: str, now: datetime
) -> None:
    """Keep what one message offers, in place of what it offered before. `chat` is channel and key."""
    shown = numbered(say, *manner)
    if shown.options:
        await prompts.add(
            tx,
            *chat,
            ref=ref,
            topic=shown.topic,
            content={
                "title": shown.title,
                "options": [astuple(each) for each in shown.options],
                "careful": shown.careful,
            },
            many=say.many,
            now=now,
        )
    elif say.edit and ref:
        await prompts.remove(tx, chat[1], ref)
