"""A burst through HTTP to a loopback server without limits, beside bare Bot.send_message to the same server."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.measure import Contestant, Figures, begun, fresh
from benchmarks.places import Server, in_a_file
from benchmarks.scenarios import Scenario
from benchmarks.targets import Target

SQLITE = "Between, SQLite, whole pipeline"
BARE, LEAN = "bare Bot.send_message", "bare Bot.send_message on our wire"


@contextmanager
def _server() -> Iterator[str]:
    """Run the loopback server in a process of its own; yield its address."""
    child = begun("benchmarks.loopback:serve")
    try:
        yield child.stdout.readline().strip() if child.stdout else ""
    finally:
        child.kill()
        child.communicate()


def _ours(folder: Path, count: int) -> Figures:
    where = {"url": in_a_file(folder), "folder": str(folder)}
    fresh("benchmarks.ours.burst:register", count=count, due=count, **where)
    with _server() as api_url:
        found = fresh("benchmarks.ours.burst:burst", count=count, api_url=api_url, **where)
    return {"per_second": count / found["seconds"], "cpu_ms_each": found["cpu_ms_each"]}


def _bare(count: int, *, lean: bool) -> Figures:
    with _server() as api_url:
        found = fresh("benchmarks.peers.bare_bot:send", api_url=api_url, count=count, lean=lean)
    return {name: found[name] for name in ("per_second", "cpu_ms_each")}


def _contestants(count: int, server: Server) -> list[Contestant]:
    del server
    return [
        Contestant(SQLITE, lambda folder: _ours(folder, count)),
        Contestant(BARE, lambda _: _bare(count, lean=False)),
        Contestant(LEAN, lambda _: _bare(count, lean=True)),
    ]


SCENARIO = Scenario(
    "http",
    "Through HTTP",
    _contestants,
    sizes=(5_000,),
    targets=(
        Target("at least 0.8 of what bare Bot.send_message reaches, eight in flight",
               (SQLITE, "per_second"), 0.8, per=(BARE, "per_second"), least=True),
        Target("above thirty times Telegram's free 30 a second", (SQLITE, "per_second"), 900, least=True),
        Target("beyond the paid 1,000 a second", (SQLITE, "per_second"), 1_000, least=True),
    ),
)  # fmt: skip
