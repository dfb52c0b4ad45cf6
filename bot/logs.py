"""One line per event: ids and kinds, never words, names, codes or addresses."""

from __future__ import annotations

import logging
import sys

import structlog

from bot.settings import Settings

_QUIET = (
    "httpx",
    "httpcore",
    "telegram",
    "apscheduler",
    "asyncpg",
    "sqlalchemy",
    "alembic",
    "uvicorn",
    "asyncio",
)


def set_up(settings: Settings) -> None:
    """Write log lines to standard error, as text or JSON.

    The libraries log addresses and tokens (httpx prints every URL), so they may only warn, and without their words.
    """
    level = logging.getLevelNamesMapping()[settings.log_level.upper()]
    renderer = (
        structlog.processors.JSONRenderer()
        if settings.log_format == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    logging.basicConfig(level=logging.ERROR, handlers=[_NamesOnly()], force=True)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.ERROR)


class _NamesOnly(logging.Handler):
    """Passes on that a library complained, and which, but not its sentence: it may hold an address or a token."""

    def emit(self, record: logging.LogRecord) -> None:
        """Log the library's name and the kind of exception."""
        kind = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else None
        structlog.get_logger().warning("library.complained", library=record.name, fault=kind)
