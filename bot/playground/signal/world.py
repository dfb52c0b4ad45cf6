"""All that exists behind the daemon: its account, the people, and what waits on Signal's server; no sockets."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from bot.playground.record import Record
from bot.playground.signal.chat import Attachment, SignalChat
from bot.playground.signal.faults import SignalFaults

Json = dict[str, Any]
KEPT_UNDECRYPTED = timedelta(days=14)  # what came under an unknown safety number is kept two weeks


@dataclass(frozen=True)
class Challenge:
    """Nothing goes out until a captcha is solved, or the time is over."""

    token: str
    retry_after: int
    solution: str


@dataclass
class SignalWorld(Record):
    """The state behind the daemon. `receipts`: phones confirm what reached them, as real ones do.

    `waiting`: what Signal's server keeps until somebody listens. `online`: whether the daemon has its account; one
    that was started without a network has none until it is started anew. `links`: whose account the link of a
    username leads to. `neighbours` hear of each change. `release` is the daemon's own version.
    """

    account: str
    account_uuid: str
    now: Callable[[], datetime]
    release: tuple[int, ...]
    receipts: bool = True
    people: dict[str, SignalChat] = field(default_factory=dict)
    attachments: dict[str, Attachment] = field(default_factory=dict)
    waiting: deque[Json] = field(default_factory=deque)
    faults: SignalFaults = field(default_factory=SignalFaults)
    challenge: Challenge | None = None
    online: bool = True
    profile: Json = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)
    neighbours: list[Callable[[], None]] = field(default_factory=list)
    last_stamp: int = 0

    def changed(self) -> None:
        """Tell everybody who waits."""
        super().changed()
        for neighbour in self.neighbours:
            neighbour()

    def stamp(self) -> int:
        """A timestamp in milliseconds that nothing else has."""
        self.last_stamp = max(self.last_stamp + 1, int(self.now().timestamp() * 1000))
        return self.last_stamp

    def person(self, name: str, language: str, title: str) -> SignalChat:
        """The person of this name, new or known; the account depends on the name alone."""
        uuid = str(UUID(bytes=hashlib.sha256(f"signal {name}".encode()).digest()[:16], version=4))
        if uuid not in self.people:
            self.people[uuid] = SignalChat(uuid, name=name, language=language, title=title)
            self.changed()
        return self.people[uuid]

    def named(self, recipient: str) -> SignalChat | None:
        """The person whose account or number this is."""
        found = self.people.get(recipient)
        return found or next((chat for chat in self.people.values() if chat.number == recipient), None)

    def put(self, chat: SignalChat, body: Json, *, stamp: int | None = None) -> int:
        """Send an envelope of this person to the server; the timestamp that it has."""
        stamp = stamp or self.stamp()
        envelope = self._envelope(chat, stamp, body)
        if chat.trusted:
            self.waiting.append({"envelope": envelope, "account": self.account})
        else:
            chat.undecrypted.append((self.now(), envelope))
            sentence = f"Untrusted identity: {chat.uuid}"
            exception = {"message": sentence, "type": "UntrustedIdentityException"}
            bare = self._envelope(chat, stamp, {})
            self.waiting.append({"envelope": bare, "exception": exception, "account": self.account})
        self.changed()
        return stamp

    def delivered(self, result: Json) -> None:
        """Note on an envelope when it leaves Signal's server."""
        envelope = result.get("envelope")
        if isinstance(envelope, dict) and isinstance(came := envelope.get("serverReceivedTimestamp"), int):
            envelope["serverDeliveredTimestamp"] = max(came, int(self.now().timestamp() * 1000))

    def put_raw(self, result: Json) -> None:
        """Let anything at all come in, as the result of a subscription."""
        self.waiting.append(result)
        self.changed()

    def trust(self, chat: SignalChat) -> None:
        """Learn the new safety number, and read what came under it in the last two weeks."""
        kept, chat.undecrypted = chat.undecrypted, []
        chat.trusted = True
        for at, envelope in kept:
            if self.now() - at < KEPT_UNDECRYPTED:
                self.waiting.append({"envelope": envelope, "account": self.account})
        self.changed()

    def keep(self, name: str, content_type: str, data: bytes, ending: str) -> Attachment:
        """Store a file that somebody sends."""
        kept = Attachment(f"A{len(self.attachments) + 1:06d}.{ending}", name, content_type, data)
        self.attachments[kept.id] = kept
        return kept

    def moment(self, stamp: int) -> datetime:
        """The moment of a timestamp."""
        return datetime.fromtimestamp(stamp / 1000, UTC)

    def _envelope(self, chat: SignalChat, stamp: int, body: Json) -> Json:
        return {
            "source": chat.number or chat.uuid,
            "sourceNumber": chat.number,
            "sourceUuid": chat.uuid,
            "sourceName": chat.name,
            "sourceDevice": 1,
            "timestamp": stamp,
            "serverReceivedTimestamp": stamp,
            "serverDeliveredTimestamp": stamp,
            **body,
        }
