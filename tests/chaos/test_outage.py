"""A bot that was away while everybody was due: one gentle message each, and the rest is nobody's fault."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from storage import tables as t
from storage.records import Delivery
from tests.chaos.burst import EXERCISES, NOON, PATIENTS, Burst
from tests.chaos.lives import Lives
from tests.chaos.oracle import model_of
from tests.chaos.test_deaths import IN_A_BURST, killed, unheard

EACH = len(EXERCISES)
LATE = timedelta(hours=5)


@unheard
@pytest.mark.timeout(600)
@pytest.mark.parametrize(
    ("away", "messages", "forgiven"),
    [
        (timedelta(minutes=10), {"moments-due-": EACH * PATIENTS}, 0),  # the second is not late at all
        (LATE, {"moments-several": PATIENTS}, 0),
        (timedelta(days=3) + LATE, {"moments-several": PATIENTS}, 3 * EACH * PATIENTS),
    ],
    ids=["10 minutes", "5 hours", "3 days"],
)
def test_after_an_outage_everybody_hears_once_and_what_is_too_old_is_nobodys_fault(
    tmp_path: Path,
    away: timedelta,
    messages: dict[str, int],
    forgiven: int,
    record_property: Callable[[str, object], None],
) -> None:
    def outage(lives: Lives) -> None:
        Burst(lives, away).plays()

    (tmp_path / "model").mkdir()
    with Lives(tmp_path / "model") as lives:
        outage(lives)
        model = model_of(lives)
        assert Counter(key for _, key, _ in lives.ledger.said.values()) == messages
        assert set(Counter(address for address, _, _ in lives.ledger.said.values()).values()) == {
            sum(messages.values()) // PATIENTS
        }
        moments = select(t.occurrences).where(t.occurrences.c.planned_at <= NOON + away + timedelta(hours=1))
        assert Counter((row.delivery, row.not_delivered_why) for row in lives.eye.rows(moments)) == Counter(
            {
                (Delivery.DELIVERED.value, None): EACH * PATIENTS,
                (Delivery.NOT_DELIVERED.value, "outage"): forgiven,
            }
        )
    toll = killed(tmp_path / "killed", outage, model, 1, IN_A_BURST, 0)
    assert toll.deaths > IN_A_BURST / 2
    record_property("outage", toll.figures(model))
