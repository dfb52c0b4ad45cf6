"""Looks into the database from outside, past the bot: what is committed, and nothing else."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, create_engine, func, or_, select, text

from storage import tables as t
from storage.crypto import KeyRing
from storage.records import InboxState, OutboxState

FACTS = (
    t.people,
    t.addresses,
    t.consents,
    t.dialogs,
    t.assignments,
    t.assignment_changes,
    t.occurrences,
    t.checkins,
    t.checkin_revisions,
    t.notes,
    t.files,
    t.typed,
    t.series,
    t.appointments,
    t.digests,
    t.digest_items,
    t.due,
)
CHANCE = {"chat_key", "message_ref", "sent_in", "mark", "attempts"}
"""Columns that differ from run to run, beside ids and instants."""

Fact = tuple[str, str, str]


_out = t.outbox.c
_NOW = bindparam("now", type_=t.Instant)
_UNFINISHED = _out.state.in_([OutboxState.SENDING, OutboxState.PENDING])
_NEW = t.inbox.c.state == InboxState.NEW
_NEWS = select(t.inbox.c.id).where(_NEW, t.inbox.c.files_at.is_(None)).limit(1)
_WANTS_FILES = select(t.inbox.c.id).where(_NEW, t.inbox.c.files_at <= _NOW).limit(1)
_FILES_HELD = select(func.min(t.inbox.c.files_at)).where(_NEW, t.inbox.c.files_at > _NOW)
_DUE = select(t.due.c.id).where(t.due.c.parked_at.is_(None), t.due.c.due_at <= _NOW).limit(1)
_NEXT = select(func.min(t.due.c.due_at)).where(t.due.c.parked_at.is_(None))
_HELD = select(func.min(_out.lease_until)).where(_UNFINISHED, _out.lease_until > _NOW)
_FREE = (
    select(_out.id)
    .where(_UNFINISHED, _out.not_before <= _NOW)
    .where(or_(_out.lease_until.is_(None), _out.lease_until <= _NOW))
    .limit(1)
)


class Eye:
    """A look at a database that never waits for the bot."""

    def __init__(self, url: str, keys: KeyRing) -> None:
        self.shared = not url.startswith("sqlite")
        self._keys = keys
        self._engine = create_engine(url.replace("+asyncpg", "+psycopg"), isolation_level="AUTOCOMMIT")
        self._look = self._engine.connect()

    def one_was_struck_before(self) -> bool:
        """Say whether a message under way may have been sent by an earlier life.

        Such a message is not sent a third time; two kills of one and the same message may lose it, as promised. On a
        server also while it waits: whether a COMMIT that was cut off took effect is not known there.
        """
        of = [OutboxState.SENDING, *([OutboxState.PENDING] if self.shared else [])]
        return self._count(_out.maybe_sent, _out.state.in_(of)) > 0

    def has_news(self) -> bool:
        """Say whether an update is to be answered."""
        return self._first(_NEWS, {}) is not None

    def wants_files(self, now: datetime) -> bool:
        """Say whether a file is to be fetched."""
        return self._first(_WANTS_FILES, {"now": now}) is not None

    def something_is_due(self, now: datetime) -> bool:
        """Say whether something has come due."""
        return self._first(_DUE, {"now": now}) is not None

    def something_may_go(self, now: datetime) -> bool:
        """Say whether a message may be sent, or was being sent by somebody who is long gone."""
        return self._first(_FREE, {"now": now}) is not None

    def under_way(self) -> set[tuple[int, bool]]:
        """Return the messages that are being sent, and whether an earlier life had sent them perhaps."""
        query = select(_out.id, _out.maybe_sent).where(_out.state == OutboxState.SENDING)
        return {(row.id, row.maybe_sent) for row in self.rows(query)}

    def held_until(self, now: datetime) -> datetime | None:
        """Return when the first message or file that is held back, or held by the dead, may go on."""
        found: list[datetime | None] = [self._first(each, {"now": now}) for each in (_HELD, _FILES_HELD)]
        return min((each for each in found if each is not None), default=None)

    def next_due(self) -> datetime | None:
        """Return when the next thing comes due."""
        found: datetime | None = self._first(_NEXT, {})
        return found

    def kept(self) -> set[str]:
        """Return by which keys updates are kept, answered or not."""
        return {row.update_key for row in self.rows(select(t.inbox.c.update_key))}

    def rows(self, query: Any) -> list[Any]:
        """Return what a query finds."""
        return list(self._look.execute(query))

    def opened(self, table: Any, row: Any, column: str) -> Any:
        """Open a sealed value of a row."""
        value = row._mapping[column]
        return None if value is None else self._keys.open(value, f"{table.name}.{column}.{row.id}")

    def facts(self) -> list[Fact]:
        """Tell all that the practice knows, without what differs by chance: ids, instants, references."""
        codes = {row.id: row.code for row in self.rows(select(t.people))}
        told = []
        for table in FACTS:
            for row in self.rows(select(table)):
                whose = next(
                    (
                        codes[row._mapping[name]]
                        for name in ("patient_id", "person_id", "therapist_id", "id")
                        if name in row._mapping and row._mapping[name] in codes
                    ),
                    "",
                )
                told.append((table.name, whose, repr(self._plain(table, row))))
        return sorted(told)

    def ends_connections(self) -> None:
        """Let the server roll back what the dead had begun."""
        if not self.shared:
            return
        others = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        while self._look.execute(text(f"SELECT count(pg_terminate_backend(pid)) {others}")).scalar():
            continue

    def close(self) -> None:
        """Look no more."""
        self._look.close()
        self._engine.dispose()

    def _first(self, query: Any, values: dict[str, Any]) -> Any:
        return self._look.execute(query, values).scalar()

    def _count(self, *where: Any) -> int:
        return int(self._look.execute(select(func.count()).select_from(t.outbox).where(*where)).scalar() or 0)

    def _plain(self, table: Any, row: Any) -> dict[str, Any]:
        plain = {}
        for column in table.columns:
            if isinstance(column.type, t.Instant):
                if column.name in {"planned_at", "starts_at"}:
                    plain[column.name] = row._mapping[column.name]
            elif isinstance(column.type, t.Sealed):
                plain[column.name] = _without_ids(table, self.opened(table, row, column.name))
            elif column.name not in CHANCE and (
                column.name == "exercise_id" or not column.name.endswith("id")
            ):
                plain[column.name] = row._mapping[column.name]
        return plain


def _without_ids(table: Any, value: Any) -> str:
    """Leave out of what was sealed by what numbers it points at rows and messages, and moments in between.

    A dialog counts its messages too, which may have come twice.
    """
    number = r"\d+" if table is t.dialogs else r"\d{2,}"
    return re.sub(rf"\d{{4}}-\d\d-\d\dT[\d:.+]+|'[0-9a-f]{{6}}'|'[a-z]+:[^' ]+'|{number}", "#", repr(value))
