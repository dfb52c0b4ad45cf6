"""kill -9 at every await point, statement, commit and request of the whole story: nothing is lost, nothing counts twice.

`make chaos` kills ten times as often and prints what it cost.
"""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path
from random import Random

import pytest

from tests.chaos.fate import Place
from tests.chaos.lives import Lives
from tests.chaos.oracle import Model, Toll, judged, model_of
from tests.chaos.story import Story
from tests.databases import ON_POSTGRES

DEATHS = int(os.environ.get("BETWEEN_CHAOS_DEATHS", "200" if ON_POSTGRES else "1000"))
IN_A_STORY, IN_TURN = 60, 45
STRIDE = 97
"""Places are numbered as they were first passed; this takes those of one story from all over it."""
SHARES = 4
"""So many tests divide the deaths among them, for as many processors."""


def a_model(folder: Path) -> Model:
    with Lives(folder) as lives:
        Story(lives).plays()
        return model_of(lives)


def chosen(model: Model, seed: int) -> dict[Place, set[int]]:
    """Choose the points of one story: most of them places in turn, so that each is reached, the rest as they come."""
    random = Random(seed)
    places = list(model.passed)
    turn = [places[(seed * IN_TURN + each) * STRIDE % len(places)] for each in range(IN_TURN)]
    often = random.choices(places, [*model.passed.values()], k=IN_A_STORY - IN_TURN)
    points: dict[Place, set[int]] = {}
    for place in turn + often:
        points.setdefault(place, set()).add(random.randint(1, model.passed[place]))
    return points


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("share", range(SHARES))
def test_whenever_it_is_killed_nothing_is_lost_and_nothing_counts_twice(
    tmp_path: Path, share: int, record_testsuite_property: object
) -> None:
    folder = tmp_path / "model"
    folder.mkdir()
    model, toll, seed = a_model(folder), Toll(), share
    died: Counter[Place] = Counter()
    while toll.deaths < DEATHS / SHARES:
        folder = tmp_path / str(seed)
        folder.mkdir()
        with Lives(folder, chosen(model, seed)) as lives:
            try:
                Story(lives).plays()
                toll += judged(lives, model)
            except BaseException:
                print(f"seed {seed}")
                raise
            died.update(lives.fate.deaths)
        seed += SHARES
    print(toll, f"at {len(died)} different places, of {len(model.passed)} without deaths")
