"""The connections to a PostgreSQL server. One that does not answer in time counts as lost, and a new one is made.

Without that, a firewall that forgot a connection, or a machine that lost its current, would let us wait for ever.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy import event
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

TO_CONNECT = 5.0
TO_ANSWER = 15.0
TO_ANSWER_AT_LENGTH = 1800.0
"""Seconds of one statement; the last is for long work: a change of all tables, the removal of what has ended."""
FOR_A_FREE_ONE = 10.0

_SETTINGS = {
    "application_name": "between",
    "idle_in_transaction_session_timeout": "10s",
    "tcp_keepalives_idle": "10",
    "tcp_keepalives_interval": "5",
    "tcp_keepalives_count": "3",
}
"""A process that stands still, or whose machine is gone, in the middle of a transaction holds its people no longer."""


class Server:
    """One database of a server. Nothing is connected before it is needed."""

    def __init__(self, url: str) -> None:
        self.engine = _engine(url, TO_ANSWER)
        self._at_length = _engine(url, TO_ANSWER_AT_LENGTH)

    @asynccontextmanager
    async def begin(self, *, apart: bool) -> AsyncIterator[AsyncConnection]:
        """Open a transaction; `apart` is for long work.

        Raises DatabaseTrouble, also for what the driver leaves as it comes from the network.
        """
        connection = (self._at_length if apart else self.engine).connect()
        try:
            await connection.start()
        except OSError as fault:
            raise OperationalError("connect", None, fault) from fault
        try:
            async with connection.begin():
                yield connection
        finally:
            await asyncio.shield(asyncio.ensure_future(connection.close()))

    async def close(self) -> None:
        """Close every connection."""
        await self.engine.dispose()
        await self._at_length.dispose()


def _engine(url: str, seconds: float) -> AsyncEngine:
    engine = create_async_engine(
        url,
        pool_timeout=FOR_A_FREE_ONE,
        connect_args={"timeout": TO_CONNECT, "command_timeout": seconds, "server_settings": _SETTINGS},
    )
    event.listen(engine.sync_engine, "handle_error", _lost)
    return engine


def _lost(context: ExceptionContext) -> Exception | None:
    """Let go of a connection that broke or fell silent; the others of its age are not trusted either."""
    fault = context.original_exception
    if not isinstance(fault, OSError):
        return None
    context.is_disconnect = True
    return OperationalError(context.statement, None, fault, connection_invalidated=True)
