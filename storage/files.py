"""Files that patients sent: sealed like words, and tied to the message in which they came."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, exists, func, or_, select

from storage import tables as t
from storage.database import Tx
from storage.records import StoredFile

_file, _typed = t.files.c, t.typed.c
_WITHOUT_CONTENT = [each for each in t.files.c if each.name != "content"]
_HAS_BECOME_SOMETHING = and_(_typed.person_id == _file.person_id, _typed.message_ref == _file.message_ref)


async def add(
    tx: Tx,
    *,
    person_id: int,
    message_ref: str,
    update_id: int,
    place: int,
    kind: str,
    content: bytes,
    now: datetime,
) -> bool:
    """Keep the file that stands at this place of an update; False where it is there already."""
    row = {
        "person_id": person_id,
        "message_ref": message_ref,
        "update_id": update_id,
        "place": place,
        "kind": kind,
        "size": len(content),
        "at": now,
        "content": base64.b64encode(content).decode(),  # what is sealed is JSON
    }
    return bool(await tx.add_absent(t.files, [row], "update_id", "place"))


async def places_of(tx: Tx, update_id: int) -> set[int]:
    """Return the places of an update whose files are kept."""
    return {row.place for row in await tx.rows(select(_file.place).where(_file.update_id == update_id))}


async def of_update(tx: Tx, update_id: int) -> list[StoredFile]:
    """Return the files that came with an update, in their order."""
    return await _found(tx, _select().where(_file.update_id == update_id).order_by(_file.place))


async def of_message(tx: Tx, person_id: int, message_ref: str) -> list[StoredFile]:
    """Return the files of a message, in their order."""
    where = (_file.person_id == person_id, _file.message_ref == message_ref)
    return await _found(tx, _select().where(*where).order_by(_file.update_id, _file.place))


async def said(tx: Tx, person_id: int, subjects: Iterable[tuple[str, int]]) -> list[StoredFile]:
    """Return the files that belong to what was said, oldest first; `subjects`: ("checkin" or another kind, its id).

    Where a later message took the place of an earlier one, only those of the later.
    """
    ids: dict[str, list[int]] = {}
    for kind, subject_id in subjects:
        ids.setdefault(kind, []).append(subject_id)
    if not ids:
        return []
    among = or_(*(and_(_typed.kind == kind, _typed.subject_id.in_(found)) for kind, found in ids.items()))
    newest = (
        select(func.max(_typed.id))
        .where(_typed.person_id == person_id, among)
        .group_by(_typed.kind, _typed.subject_id, _typed.field)
    )
    query = _select().join(t.typed, _HAS_BECOME_SOMETHING).where(_typed.id.in_(newest))
    return await _found(tx, query.order_by(_file.id))


async def one_said(tx: Tx, file_id: int) -> StoredFile | None:
    """Return a file that belongs to something that was said; None also where it only waits to be."""
    query = _select().where(_file.id == file_id, exists().where(_HAS_BECOME_SOMETHING))
    return next(iter(await _found(tx, query)), None)


async def content(tx: Tx, file_id: int) -> tuple[str, bytes] | None:
    """Open a file: its media type, and what is in it; None where it was taken back."""
    row = next(iter(await tx.rows(select(_file.kind, _file.content).where(_file.id == file_id))), None)
    if row is None:
        return None
    return row.kind, base64.b64decode(tx.keys.open(row.content, f"files.content.{file_id}"))


async def belong(tx: Tx, update_id: int, message_ref: str) -> None:
    """Let the files of an update belong to another message of the same person."""
    for each in await of_update(tx, update_id):
        await tx.change(t.files, each.id, message_ref=message_ref)


async def erase(tx: Tx, person_id: int, message_ref: str) -> int:
    """Erase the files of a message; return how many there were."""
    return await tx.remove(t.files, _file.person_id == person_id, _file.message_ref == message_ref)


async def purge(tx: Tx, before: datetime) -> int:
    """Erase what came before this moment and has become nothing; return how much that was."""
    return await tx.remove(t.files, _file.at < before, ~exists().where(_HAS_BECOME_SOMETHING))


def _select() -> Select[Any]:
    return select(*_WITHOUT_CONTENT)


async def _found(tx: Tx, query: Select[Any]) -> list[StoredFile]:
    return await tx.all(StoredFile, t.files, query)
