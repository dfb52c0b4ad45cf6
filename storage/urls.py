"""The address of a database, as people write it: read once, and refused with the end of a sentence. It is never quoted.

What is wrong in it stands beside its password, or is a piece of it.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from sqlalchemy import URL
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

_FILE: Final = "sqlite://"
_SERVER: Final = "postgresql+asyncpg://"
_BEGINNINGS: Final = {
    "sqlite://": _FILE,
    "sqlite+aiosqlite://": _FILE,
    "postgresql://": _SERVER,
    "postgres://": _SERVER,
    "postgresql+asyncpg://": _SERVER,
}
"""How an address may begin, and what that means to us."""
_TLS: Final = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")
_ROOTS: Final = "~/.postgresql/root.crt"
_KNOWN: Final = frozenset({"ssl", "host", "port"})
_HIGHEST: Final = 65535
_ESCAPED: Final = "in a password, @ is written %40, : %3A, / %2F, # %23, ? %3F and % %25"


def database_address(value: str) -> str:
    """Say an address of a database as we name it. Raises ValueError with the end of a sentence."""
    for beginning, meant in _BEGINNINGS.items():
        if value.startswith(beginning):
            place = value.removeprefix(beginning)
            return _file(place) if meant == _FILE else _server(meant + place)
    raise ValueError("has to begin with sqlite:/// (a file) or postgresql:// (a server)")


def _file(place: str) -> str:
    if place.strip("/") in {"", ":memory:"}:
        raise ValueError(
            "has to name a file, such as sqlite:///data/between.db: nothing is kept in memory alone"
        )
    if not place.startswith("/"):
        raise ValueError(
            "needs three slashes before its file, such as sqlite:///data/between.db (four, if it begins at /)"
        )
    return _FILE + place


def _server(url: str) -> str:
    try:
        parts = make_url(url)
    except (ArgumentError, ValueError):
        raise ValueError(f"cannot be read: is its port a number? And {_ESCAPED}") from None
    if "@" in (parts.host or ""):
        raise ValueError(f"cannot be read: it has more than one @, and {_ESCAPED}")
    if not 0 < (parts.port or 1) <= _HIGHEST:
        raise ValueError(f"has to have a port from 1 to {_HIGHEST}, or none")
    if parts.query.keys() <= _KNOWN - {"ssl"}:
        return url
    return _with_tls(parts).render_as_string(hide_password=False)


def _with_tls(parts: URL) -> URL:
    """Say libpq's word for TLS as our driver says it; the values are the same."""
    mode = parts.query.get("sslmode", parts.query.get("ssl"))
    named = parts.difference_update_query(["sslmode"])
    unknown = named.query.keys() - _KNOWN
    if unknown:
        raise ValueError("has more behind its ? than is known here: sslmode, host and port are")
    if mode not in _TLS:
        raise ValueError(f"has to have one of these behind sslmode=: {', '.join(_TLS)}")
    if str(mode).startswith("verify-") and not _has_root_certificate():
        raise ValueError(
            f"has sslmode={mode}, for which the server's root certificate has to be in {_ROOTS} (or PGSSLROOTCERT)"
        )
    return named.update_query_dict({"ssl": str(mode)})


def _has_root_certificate() -> bool:
    """Look where our driver does."""
    return bool(os.environ.get("PGSSLROOTCERT")) or Path(_ROOTS).expanduser().is_file()
