"""Promise 7: whatever people, clocks, networks and deaths do in whatever order, the core keeps its word."""

from __future__ import annotations

import logging
import os

import pytest
import structlog
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.databases import ON_POSTGRES
from tests.model.machine import Between

EXAMPLES = int(os.environ.get("BETWEEN_MODEL_EXAMPLES", "0"))
"""So many games instead of the few of every day; then they are drawn anew each time."""

IN_SHORT, STEPS = 3 if ON_POSTGRES else 6, 30


@pytest.mark.timeout(0 if EXAMPLES else 300)
def test_whatever_happens_every_moment_ends_once_and_nobody_is_disturbed() -> None:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    rules = settings(
        max_examples=EXAMPLES or IN_SHORT,
        stateful_step_count=STEPS,
        derandomize=not EXAMPLES,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        print_blob=False,
    )
    run_state_machine_as_test(Between, settings=rules)
