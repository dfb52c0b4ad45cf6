"""What tables are made of: moments, sealed bytes, ids and references."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, LargeBinary, MetaData, TypeDecorator
from sqlalchemy.engine import Dialect

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    },
)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Instant(TypeDecorator[datetime]):
    """A moment as whole microseconds since 1970 UTC: the same on every database, and it sorts."""

    impl = BigInteger
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Any:
        """Refuse a naive moment; a wall clock without its zone must never get in.

        No method of ours stands between: a message reads and writes a dozen moments in its life.
        """
        del dialect
        return _stored

    def result_processor(self, dialect: Dialect, coltype: object) -> Any:
        """Give the moment back in UTC."""
        del dialect, coltype
        return _moment


def _stored(value: datetime | None) -> int | None:
    if value is None:
        return None
    if value.tzinfo is None:
        raise ValueError("A moment without a time zone cannot be stored.")
    delta = value - _EPOCH
    return (delta.days * 86_400 + delta.seconds) * 1_000_000 + delta.microseconds


def _moment(value: int | None) -> datetime | None:
    return None if value is None else _EPOCH + timedelta(microseconds=value)


class Sealed(LargeBinary):
    """Bytes that only the key ring can read; storage.database seals and opens them."""


def row_id() -> Column[int]:
    """Give the column of a row's id, which storage.ids makes and no database counts."""
    return Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False)


def reference(name: str, target: str, *, nullable: bool = False, index: bool = True) -> Column[int]:
    """Give a column that holds the id of a row of the table `target`."""
    return Column(name, BigInteger, ForeignKey(f"{target}.id"), nullable=nullable, index=index)
