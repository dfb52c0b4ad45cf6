"""The story served by 1, 2 and 4 workers that are killed, ended and halted: nothing is lost, and nothing is kept twice."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.e2e.bot_process import Nursery
from tests.e2e.mortal_story import Story
from tests.e2e.test_kill import at_most_what_was_in_flight_came_twice, nothing_is_lost_or_kept_twice
from tests.workers.crew import NUMBERS, CrewReaper, open_crew


@pytest.mark.parametrize("number", NUMBERS)
async def test_whichever_worker_is_killed_the_story_goes_on(
    nursery: Nursery, tmp_path: Path, number: int, record_testsuite_property: Callable[[str, object], None]
) -> None:
    async with open_crew(nursery, tmp_path, number) as (practice, crew, link):
        story, reaper = Story(practice), CrewReaper(practice, crew, number)
        async with reaper.about():
            await story.plays(link)
        record_testsuite_property(f"what happened to {number} workers", reaper.done)
        assert len(reaper.done) >= 3
        assert len(crew.pids) == number
        await practice.quiet()
        await nothing_is_lost_or_kept_twice(story)
        await at_most_what_was_in_flight_came_twice(story)
