"""A message to a therapist about several patients (their summaries are ready) that still waits when one of them is erased.

It offers one choice for each of them, `n` of its words counts these, and its subject ("digest:12,13") names the summaries.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Row, select

from storage import tables as t
from storage.bell import OUTBOX
from storage.crypto import SealBroken
from storage.database import Tx
from storage.mentions import Mentions
from storage.records import OutboxState

_KIND: Final = "digest"
_UNFINISHED: Final = (OutboxState.PENDING, OutboxState.SENDING)


async def put_anew(tx: Tx, row: Row[Any], payload: Any, mentions: Mentions) -> None:
    """Put what a message that was taken away says of the others into the outbox again, as a message of its own.

    A new one, since a sender may have read the old one ahead, or be sending it: then it counts as perhaps sent. Where it
    has ended, or was about nobody else, nothing is put in.
    """
    kind, _, ids = (row.subject or "").partition(":")
    if kind != _KIND or row.state not in _UNFINISHED or payload is None:
        return
    others = await _sessions(tx, [int(each) for each in ids.split(",") if not mentions.within(each)])
    say = _without(payload["say"], mentions)
    if not others or say is None:
        return
    try:
        address = tx.keys.open(row.address, f"outbox.address.{row.id}")
    except SealBroken:
        return
    key = [str(others[0].id) if mentions.within(each) else each for each in (row.dedupe_key or "").split(":")]
    left = {name: value for name, value in zip(t.outbox.c.keys(), row, strict=True) if name != "id"}
    under_way = {"state": OutboxState.PENDING, "maybe_sent": True, "lease_until": None}
    await tx.add(
        t.outbox,
        **{
            **left,
            **(under_way if row.state == OutboxState.SENDING else {}),
            "address": address,
            "payload": {**payload, "say": say},
            "subject": f"{_KIND}:{','.join(str(each.digest_id) for each in others)}",
            "dedupe_key": ":".join(key) or None,
            "expires_at": max(each.starts_at for each in others),
        },
    )
    tx.ring(OUTBOX)


async def _sessions(tx: Tx, digest_ids: Sequence[int]) -> Sequence[Row[Any]]:
    """Return the sessions of these summaries, earliest first."""
    digest, session = t.digests.c, t.appointments.c
    query = select(session.id, session.starts_at, digest.id.label("digest_id"))
    query = query.join(t.digests, digest.appointment_id == session.id).where(digest.id.in_(digest_ids))
    return await tx.rows(query.order_by(session.starts_at, session.id))


def _without(say: Mapping[str, Any], mentions: Mentions) -> dict[str, Any] | None:
    """Leave out one patient's choice, and count the others; None where nothing is left, or it is named elsewhere."""
    rows = [[each for each in row if not mentions.within(each)] for row in say["choices"]]
    words = {**say["words"], "args": {**say["words"]["args"], "n": sum(map(len, rows))}}
    left = {**say, "words": words, "choices": [row for row in rows if row]}
    return left if left["choices"] and not mentions.within(left) else None
