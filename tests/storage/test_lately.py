from __future__ import annotations

from datetime import timedelta

from storage import lately, outbox
from storage import tables as t
from storage.database import Database
from storage.records import OutboxMessage, OutboxState
from tests.wires import START, message

SECOND = timedelta(seconds=1)


async def test_what_was_sent_lately_to_a_chat_is_told_with_whether_it_was_a_change(db: Database) -> None:
    ended = [
        ("anna", 1, OutboxState.SENT, "7"),
        ("anna", 2, OutboxState.SENT, "8"),
        ("anna", 3, OutboxState.SENT, "8"),
        ("anna", 4, OutboxState.SENT, ""),
        ("anna", 5, OutboxState.UNCERTAIN, None),
        ("anna", 6, OutboxState.UNCERTAIN, None),
        ("anna", 6, OutboxState.DEAD, None),
        ("ben", 5, OutboxState.SENT, "9"),
    ]
    async with db.write() as tx:
        waiting = await outbox.add(tx, [message("asks")], START)
        for chat, second, state, ref in ended:
            (row,) = await outbox.add(tx, [message("a", chat)], START)
            await tx.change(t.outbox, row, state=state, message_ref=ref, settled_at=START + second * SECOND)
        query = t.outbox.select().where(t.outbox.c.id.in_(waiting))
        asking = await tx.all(OutboxMessage, t.outbox, query)
        found = await lately.sent(tx, asking, START + SECOND)
        assert await lately.sent(tx, [], START) == {}
    changes = [False, True, True, False, False]
    assert found == {"anna": [(START + (2 + place) * SECOND, change) for place, change in enumerate(changes)]}
