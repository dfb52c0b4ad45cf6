"""A bot that was away while everybody was due: one gentle message each, and the rest is nobody's fault."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from storage import tables as t
from tests.chaos.burst import EXERCISES, PATIENTS, Burst
from tests.chaos.lives import Lives
from tests.chaos.test_deaths import unheard

CATCH_UP, EACH = "moments-catch-up", len(EXERCISES)


@unheard
@pytest.mark.timeout(600)
@pytest.mark.parametrize(
    ("away", "catches_up", "delivered", "not_delivered"),
    [
        (timedelta(minutes=10), 0, 2 * PATIENTS, 0),
        (timedelta(hours=5), PATIENTS, 2 * PATIENTS, 0),
        (timedelta(days=3, hours=5), PATIENTS, 2 * PATIENTS, 6 * PATIENTS),
    ],
    ids=["10 minutes", "5 hours", "3 days"],
)
def test_after_an_outage_everybody_hears_at_most_once_and_nothing_is_forgotten(
    tmp_path: Path,
    away: timedelta,
    catches_up: int,
    delivered: int,
    not_delivered: int,
    record_property: Callable[[str, object], None],
) -> None:
    with Lives(tmp_path) as lives:
        Burst(lives, away).plays()
        told = Counter(key for _, key, _ in lives.ledger.said.values())
        print(told)
        was = lives.eye.rows(select(t.occurrences).where(t.occurrences.c.planned_at <= lives.clock.now()))
        print(Counter((row.delivery, row.not_delivered_why) for row in was))
