"""The process in which one thing is measured: python -m benchmarks.child module:function '{"argument": 1}'."""

from __future__ import annotations

import asyncio
import inspect
import json
import logging
import resource
import sys
from importlib import import_module
from typing import Any

import structlog


def main() -> None:
    """Call the function, await it where it is asynchronous, and print its figures as the last line."""
    module, _, name = sys.argv[1].partition(":")
    logging.disable(
        logging.CRITICAL
    )  # thousands of lines about late jobs would be a measurement of the terminal
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    found: Any = getattr(import_module(module), name)(**json.loads(sys.argv[2]))
    figures = asyncio.run(found) if inspect.iscoroutine(found) else found
    used = resource.getrusage(resource.RUSAGE_SELF)
    kilobytes = used.ru_maxrss / (1024 if sys.platform == "darwin" else 1)
    figures |= {"cpu_seconds": used.ru_utime + used.ru_stime, "peak_mb": kilobytes / 1024}
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
