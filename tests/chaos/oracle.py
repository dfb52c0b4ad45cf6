"""What must be true of a story in which the bot died again and again, beside one in which it never died."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from storage import tables as t
from storage.records import OutboxState
from tests.chaos.eye import Fact
from tests.chaos.fate import Place
from tests.chaos.lives import Lives

IN_FLIGHT = 8


@dataclass
class Model:
    """A story without deaths: what is known at its end, what was said to whom, and every point that there is."""

    facts: list[Fact]
    said: Counter[tuple[str, str, int]]
    passed: Counter[Place]


@dataclass
class Toll:
    """What many deaths did together.

    `doubled`: messages that reached a phone twice. `withheld`: reminders that were under way at a death, may have
    arrived, and were not sent again, as their policy is. `lost`: messages that never arrived and that nobody marked.
    `again`: what people sent again, since it had been handed over and not been stored.
    """

    deaths: int = 0
    lost: int = 0
    doubled: int = 0
    withheld: int = 0
    again: int = 0
    most_in_flight: int = 0
    places: frozenset[str] = frozenset()

    def __add__(self, other: Toll) -> Toll:
        return Toll(
            self.deaths + other.deaths,
            self.lost + other.lost,
            self.doubled + other.doubled,
            self.withheld + other.withheld,
            self.again + other.again,
            max(self.most_in_flight, other.most_in_flight),
            self.places | other.places,
        )

    def figures(self, model: Model) -> dict[str, Any]:
        """Tell all of it in what can be sent to another process."""
        there_are = sorted(named(place) for place in model.passed)
        return {**vars(self), "places": sorted(self.places), "there_are": there_are}


def named(place: Place) -> str:
    """Name a place by its kind and its lines."""
    kind, lines = place
    return " < ".join([kind, *(f"{code.co_qualname}:{line}" for code, line in lines)])


def model_of(lives: Lives) -> Model:
    """Remember a story without deaths."""
    assert not lives.fate.deaths
    return Model(lives.eye.facts(), said(lives), lives.fate.passed)


def said(lives: Lives) -> Counter[tuple[str, str, int]]:
    """Tell what reached whom, each message once however often it came."""
    return Counter(what for row, what in lives.ledger.said.items() if lives.ledger.times(row))


def judged(lives: Lives, model: Model, *, parked: int = 0) -> Toll:
    """Compare with the model, and say what the deaths did. `parked`: how many updates nobody could have read."""
    assert lives.violations == []
    assert [row.kind for row in lives.eye.rows(select(t.alerts.c.kind))] == ["update_parked"] * parked
    known = lives.eye.facts()
    assert known == model.facts, differences(model.facts, known)
    toll = Toll(
        deaths=len(lives.fate.deaths),
        again=lives.again,
        most_in_flight=max(lives.in_flight, default=0),
        places=frozenset(named(place) for place in lives.fate.deaths),
    )
    for row in lives.eye.rows(select(t.outbox)):
        times = lives.ledger.times(row.id)
        assert times <= (2 if row.maybe_sent else 1), (row.id, times, row.state)
        assert row.state in {OutboxState.SENT, OutboxState.UNCERTAIN}, (row.id, row.state, row.fault)
        if times == 2:
            toll.doubled += 1
        if times == 0:
            # Where it was under way at a death its row says so, and its policy forbids to send it again.
            marked = row.state == OutboxState.UNCERTAIN and not row.resend_if_uncertain
            toll.withheld += marked
            toll.lost += not marked
    assert toll.lost == 0
    assert toll.most_in_flight <= IN_FLIGHT
    assert toll.doubled <= sum(lives.in_flight)
    missing, more = model.said - said(lives), said(lives) - model.said
    assert not more, more
    assert missing.total() <= toll.withheld, missing
    return toll


def differences(without: list[Fact], with_deaths: list[Fact]) -> str:
    """Tell what only one of them knows; of the first pair what surrounds the difference."""
    first, second = [
        sorted((Counter(a) - Counter(b)).elements())
        for a, b in ((without, with_deaths), (with_deaths, without))
    ]
    if not (first and second):
        return f"only without deaths: {first}\nonly with deaths: {second}"
    one, other = str(first[0]), str(second[0])
    differs = next((at for at, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]), 0)
    at = max(differs - 150, 0)
    return f"{len(first)} and {len(second)}: {one[:30]}\n{one[at : at + 400]}\n{other[at : at + 400]}"
