"""kill -9 at every await point, statement, commit and request of the whole story: nothing is lost, nothing counts twice.

`make chaos` kills ten times as often and prints what it cost.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from tests.chaos.burst import Burst
from tests.chaos.fate import Place
from tests.chaos.lives import Lives
from tests.chaos.oracle import IN_FLIGHT, Model, Toll, judged, model_of
from tests.chaos.signal_lives import SignalLives
from tests.chaos.signal_story import SignalStory
from tests.chaos.story import Story
from tests.databases import ON_POSTGRES

DEATHS = int(os.environ.get("BETWEEN_CHAOS_DEATHS", "200" if ON_POSTGRES else "1000"))
IN_A_STORY, IN_TURN = 66, 48
STRIDE = 97
"""Places are numbered as they were first passed; this takes those of one story from all over it."""
SHARES = 4
"""So many tests divide the deaths among them, for as many processors."""
IN_A_BURST = 20
ON_SIGNAL = 8
"""One in so many deaths is died on Signal too."""

Plays = Callable[[Lives], None]
unheard = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
"""What the dead say when their memory is swept away."""


def story(lives: Lives) -> None:
    Story(lives).plays()


def signal_story(lives: Lives) -> None:
    assert isinstance(lives, SignalLives)
    SignalStory(lives).plays()


def burst(lives: Lives) -> None:
    Burst(lives).plays()


def a_model(folder: Path, plays: Plays, kind: type[Lives] = Lives) -> Model:
    """Play once without deaths."""
    folder.mkdir()
    with kind(folder) as lives:
        plays(lives)
        return model_of(lives)


def killed(
    folder: Path,
    plays: Plays,
    model: Model,
    seed: int,
    deaths: int,
    in_turn: int,
    kind: type[Lives] = Lives,
) -> Toll:
    """Play with deaths, and judge."""
    folder.mkdir()
    with kind(folder, chosen(model, seed, deaths, in_turn)) as lives:
        try:
            plays(lives)
            return judged(lives, model)
        except BaseException as fault:
            fault.add_note(f"seed {seed}")
            raise


def chosen(model: Model, seed: int, deaths: int, in_turn: int) -> dict[Place, set[int]]:
    """Choose the points of one story: some of them places in turn, so that each is reached, the rest as they come."""
    random = Random(seed)
    places = list(model.passed)
    turn = [places[(seed * in_turn + each) * STRIDE % len(places)] for each in range(in_turn)]
    often = random.choices(places, [*model.passed.values()], k=deaths - in_turn)
    points: dict[Place, set[int]] = {}
    for place in turn + often:
        points.setdefault(place, set()).add(random.randint(1, model.passed[place]))
    return points


@unheard
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("share", range(SHARES))
def test_whenever_it_is_killed_nothing_is_lost_and_nothing_counts_twice(
    tmp_path: Path, share: int, record_property: Callable[[str, object], None]
) -> None:
    model, toll, seed = a_model(tmp_path / "model", story), Toll(), share
    while toll.deaths < DEATHS / SHARES:
        toll += killed(tmp_path / str(seed), story, model, seed, IN_A_STORY, IN_TURN)
        seed += SHARES
    record_property("story", toll.figures(model))


@unheard
@pytest.mark.timeout(3600)
def test_on_signal_nothing_is_lost_that_has_a_receipt_and_what_has_none_is_sent_again(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    model, toll, seed = a_model(tmp_path / "model", signal_story, SignalLives), Toll(), 0
    enough = DEATHS / ON_SIGNAL  # a death between socket and commit, which is rare, must be among them
    while toll.deaths < enough or (not toll.again and toll.deaths < 6 * enough):
        toll += killed(tmp_path / str(seed), signal_story, model, seed, IN_A_STORY, IN_TURN, SignalLives)
        seed += 1
    assert toll.again > 0
    record_property("story on Signal", toll.figures(model))


@unheard
@pytest.mark.timeout(3600)
def test_killed_in_a_burst_at_most_what_was_in_flight_comes_twice(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    model, toll, seed = a_model(tmp_path / "model", burst), Toll(), 0
    while toll.deaths < DEATHS / 20:
        toll += killed(tmp_path / str(seed), burst, model, seed, IN_A_BURST, 0)
        seed += 1
    assert 1 < toll.most_in_flight <= IN_FLIGHT
    record_property("burst", toll.figures(model))
