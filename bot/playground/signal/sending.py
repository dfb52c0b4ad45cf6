"""The methods that carry something to people's phones."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from uuid import UUID

from bot.playground.entities import Entity, Formatted, width
from bot.playground.signal.chat import Message, SignalChat
from bot.playground.signal.data_uri import attached
from bot.playground.signal.envelopes import delivered
from bot.playground.signal.errors import INTERNAL, RATE_LIMITED, UNTRUSTED, USER_ERROR, RpcError, mistaken
from bot.playground.signal.faults import RESULTS, Fault
from bot.playground.signal.parameters import several
from bot.playground.signal.world import SignalWorld

Json = dict[str, Any]
STYLES = {
    "BOLD": "bold",
    "ITALIC": "italic",
    "SPOILER": "spoiler",
    "STRIKETHROUGH": "strikethrough",
    "MONOSPACE": "code",
}
STYLE = re.compile(r"(\d+):(\d+):(.+)")
EMPTY = "Sending empty message is not allowed, either a message, attachment or sticker must be given."
WHOLE_FAILURES = {
    "IDENTITY_FAILURE": (UNTRUSTED, "Failed to send message due to untrusted identities"),
    "RATE_LIMIT_FAILURE": (RATE_LIMITED, "Failed to send message due to rate limiting"),
}


def send(world: SignalWorld, params: Json, fault: Fault | None) -> Json:
    """Show a message, or the new version of one."""
    text = str(params.get("message") or "")
    files = tuple(attached(world, uri) for uri in several(params, "attachment"))
    if not text and not files:
        raise mistaken(EMPTY)
    body = Formatted(text, styles_of(text, several(params, "textStyle")))
    quote = params.get("quoteTimestamp")
    if quote is not None and not params.get("quoteAuthor"):
        raise mistaken("Quote author parameter is missing")
    stamp = world.stamp()

    def show(chat: SignalChat) -> None:
        if not chat.started:
            world.violations.append(f"send: {chat.name} never wrote, and was written to")
        if params.get("editTimestamp") is not None:
            _change(world, chat, params["editTimestamp"], stamp, body)
        else:
            date = world.now()
            chat.add(Message(stamp, True, date, body, files, quote, chat.expiration))  # noqa: FBT003 - from the bot
        if world.receipts:
            world.put(chat, delivered(stamp, world.last_stamp + 1))

    return to_each(world, params, stamp, show, fault)


def send_reaction(world: SignalWorld, params: Json, fault: Fault | None) -> Json:
    """Put an emoji on a message, or take it away."""
    target = params.get("targetTimestamp")
    if target is None:
        java = 'Cannot invoke "java.lang.Long.longValue()" because "targetTimestamp" is null'
        raise RpcError(INTERNAL, f"{java} (NullPointerException)", blame=True)

    def show(chat: SignalChat) -> None:
        message = chat.find(target)
        if message is None:
            world.violations.append("sendReaction: there is no such message")
        elif params.get("remove"):
            message.reactions.pop("bot", None)
        else:
            message.reactions["bot"] = params.get("emoji", "")
            chat.notify(f"Reacted {params.get('emoji', '')} to: “{message.preview()}”", world.now())

    return to_each(world, params, world.stamp(), show, fault)


def send_receipt(world: SignalWorld, params: Json, fault: Fault | None) -> Json:
    """Tell somebody that what they wrote was read."""
    kind = params.get("type") or "read"
    if kind not in ("read", "viewed"):
        raise mistaken(f"Unknown receipt type: {kind}")
    stamps = several(params, "targetTimestamp")

    def show(chat: SignalChat) -> None:
        chat.heard.append((kind, tuple(stamps)))
        for stamp in stamps:
            message = chat.find(stamp, from_bot=False)
            if message is None:
                world.violations.append("sendReceipt: there is no such message")
            else:
                message.marks.add(kind)

    return to_each(world, params, world.stamp(), show, fault)


def send_typing(world: SignalWorld, params: Json, fault: Fault | None) -> Json:
    """Show that the bot is typing, or no longer."""

    def show(chat: SignalChat) -> None:
        chat.typing = not params.get("stop")

    return to_each(world, params, world.stamp(), show, fault)


def remote_delete(world: SignalWorld, params: Json, fault: Fault | None) -> Json:
    """Take back a message of the bot."""

    def show(chat: SignalChat) -> None:
        message = chat.find(params.get("targetTimestamp", 0), from_bot=True)
        if message is None:
            world.violations.append("remoteDelete: there is no such message of ours")
        else:
            message.deleted, message.body, message.attachments = True, Formatted(""), ()

    return to_each(world, params, world.stamp(), show, fault)


def to_each(
    world: SignalWorld, params: Json, stamp: int, show: Callable[[SignalChat], None], fault: Fault | None
) -> Json:
    """Carry something to each recipient; RpcError where it reached nobody, as signal-cli tells it."""
    recipients = several(params, "recipient")
    if not recipients:
        raise mistaken("No recipients given")
    results = []
    for recipient in recipients:
        address = {"uuid": None, "number": None, "username": None, **_address(recipient)}
        chat = world.named(recipient)
        fate = _fate(world, chat, fault)
        if chat is not None and fate["type"] == "SUCCESS" and not chat.blocked:
            show(chat)
        results.append({"recipientAddress": address, **fate})
    world.changed()
    response = {"timestamp": stamp, "results": results}
    types = {result["type"] for result in results}
    if "SUCCESS" in types:
        return response
    failure = WHOLE_FAILURES.get(*types) if len(types) == 1 else None
    code, sentence = failure or (USER_ERROR, "Failed to send message")
    raise RpcError(code, sentence, data={"response": response})


def styles_of(text: str, given: list[str]) -> tuple[Entity, ...]:
    """Styles as entities; RpcError for what signal-cli refuses, and for what lies outside of the text."""
    found: list[Entity] = []
    for style in given:
        parts = STYLE.fullmatch(style)
        if parts is None:
            raise mistaken(f"Invalid textStyle syntax ({style}) expected 'start:length:STYLE'")
        start, length, name = int(parts[1]), int(parts[2]), parts[3]
        if name not in STYLES:
            raise mistaken(f"Invalid style: {name}")
        if not length or start + length > width(text):
            raise mistaken(f"a style lies outside of the text ({style})")
        found.append({"type": STYLES[name], "offset": start, "length": length})
    return tuple(sorted(found, key=lambda entity: (entity["offset"], -entity["length"])))


def _change(world: SignalWorld, chat: SignalChat, target: int, stamp: int, body: Formatted) -> None:
    message = chat.find(target, from_bot=True)
    if message is None or message.gone(world.now()):
        world.violations.append("send: the message to be edited is not there, so nobody sees this")
    elif not message.editable(world.now()):
        world.violations.append("send: phones show no edit after 24 hours, nor more than ten")
    else:
        message.body = body
        message.versions.append(stamp)


def _fate(world: SignalWorld, chat: SignalChat | None, fault: Fault | None) -> Json:
    """What becomes of something for one recipient."""
    if fault is not None and fault.kind in RESULTS:
        later = {} if fault.retry_after is None else {"retryAfterSeconds": fault.retry_after}
        return {"type": RESULTS[fault.kind], **later}
    if chat is None or not chat.registered:
        return {"type": "UNREGISTERED_FAILURE"}
    if world.challenge is not None:
        waits = {"token": world.challenge.token, "retryAfterSeconds": world.challenge.retry_after}
        return {"type": "RATE_LIMIT_FAILURE", **waits}
    return {"type": "SUCCESS" if chat.trusted else "IDENTITY_FAILURE"}


def _address(recipient: str) -> Json:
    if recipient.startswith("u:"):
        return {"username": recipient[2:]}
    if recipient.startswith("+"):
        return {"number": recipient}
    try:
        return {"uuid": str(UUID(recipient))}
    except ValueError:
        raise mistaken(f"Invalid phone number '{recipient}': No valid characters found.") from None
