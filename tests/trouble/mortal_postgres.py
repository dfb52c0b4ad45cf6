"""A PostgreSQL server with fsync that a test may kill and start again on the same data and port, and a line to it."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path

import psycopg

from tests.postgres import BINARIES, ROLE, RUN_AS, _free_port, _initialised, _ready

_BESIDE = """
exec 3<&0
"$@" & server=$!
{ read -r _ <&3; kill -s QUIT "$server"; } 2>/dev/null & reader=$!
wait "$server"
kill -s KILL "$reader" 2>/dev/null
"""
"""Like that of tests.postgres, but the data stay when the server ends; it too does not outlive us."""
TRIES = 40


class MortalServer:
    """One server. `url` has no driver."""

    def __init__(self) -> None:
        self._folder = _initialised()
        self._port = _free_port()
        self._beside: subprocess.Popen[bytes] | None = None
        self.start()

    @property
    def url(self) -> str:
        """Its address, for psycopg."""
        return f"postgresql://{ROLE}@127.0.0.1:{self._port}/postgres"

    @property
    def port(self) -> int:
        """Where it listens."""
        return self._port

    def start(self) -> None:
        """Start it; what a killed one left in memory may have to be given up first."""
        for _ in range(TRIES):
            self._beside = self._started()
            if _ready(self._folder, self._beside):
                return
        raise RuntimeError("PostgreSQL does not start.")

    def kill(self) -> None:
        """Kill it as a loss of power would: nothing is written down, no connection is closed in order."""
        pidfile = self._folder / "data" / "postmaster.pid"
        postmaster = int(pidfile.read_text().split()[0])
        children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split()
        for pid in (postmaster, *map(int, children)):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        assert self._beside is not None
        self._beside.wait()
        pidfile.unlink()

    def kill_a_backend(self) -> int:
        """Kill -9 the process that serves one of our connections: the server takes all of them down, and recovers."""
        with psycopg.connect(self.url, autocommit=True) as admin:
            found = admin.execute(
                "SELECT pid FROM pg_stat_activity WHERE application_name = 'between' ORDER BY xact_start NULLS LAST"
            ).fetchone()
        if found is None:
            return 0
        os.kill(found[0], signal.SIGKILL)
        return 1

    def hang_up(self) -> int:
        """End every connection of ours, whatever it is doing; return how many there were."""
        with psycopg.connect(self.url, autocommit=True) as admin:
            found = admin.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'between'"
            ).fetchall()
        return len(found)

    def close(self) -> None:
        """End it, and remove its data."""
        assert self._beside is not None
        if self._beside.stdin:
            self._beside.stdin.close()
        self._beside.wait()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _started(self) -> subprocess.Popen[bytes]:
        wanted = [
            f"port={self._port}",
            "listen_addresses=127.0.0.1",
            f"unix_socket_directories={self._folder}",
            "max_connections=60",
        ]
        options = [part for setting in wanted for part in ("-c", setting)]
        return subprocess.Popen(
            ["/bin/sh", "-c", _BESIDE, "sh", BINARIES / "postgres", "-D", self._folder / "data", *options],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=self._folder,
            start_new_session=True,
            user=RUN_AS,
            group=RUN_AS,
        )


@contextmanager
def mortal_server() -> Iterator[MortalServer]:
    """Run one until the block is over."""
    server = MortalServer()
    try:
        yield server
    finally:
        server.close()


class Line:
    """A network between us and the server. Silent, it takes what is said and passes nothing on: a half-open connection."""

    def __init__(self, port: int) -> None:
        self._to = port
        self._open = asyncio.Event()
        self._open.set()
        self._pairs: set[asyncio.Task[None]] = set()
        self.port = 0

    def falls_silent(self) -> None:
        """Pass nothing on any more, on old connections and on new ones."""
        self._open.clear()

    def speaks_again(self) -> None:
        """Serve new connections; the old ones are never heard of again, as after a firewall forgot them."""
        for pair in self._pairs:
            pair.cancel()
        self._open.set()

    @asynccontextmanager
    async def laid(self) -> AsyncIterator[Line]:
        """Listen until the block is over."""
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            server.close()
            for pair in self._pairs:
                pair.cancel()
            await asyncio.gather(*self._pairs, return_exceptions=True)

    async def _serve(self, ours: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        pair = asyncio.ensure_future(self._pass_on(ours, back))
        self._pairs.add(pair)
        try:
            await pair
        except asyncio.CancelledError:
            if not pair.cancelled():
                raise
            await asyncio.Event().wait()  # it stays open, and nobody answers
        finally:
            back.close()

    async def _pass_on(self, ours: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        await self._open.wait()
        theirs, on = await asyncio.open_connection("127.0.0.1", self._to)
        try:
            async with asyncio.TaskGroup() as both:
                both.create_task(self._copy(ours, on))
                both.create_task(self._copy(theirs, back))
        finally:
            on.close()

    async def _copy(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while data := await source.read(1 << 16):
                await self._open.wait()
                sink.write(data)
                await sink.drain()
            sink.close()
