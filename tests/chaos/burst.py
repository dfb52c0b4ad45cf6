"""Fifty patients with two exercises each, all due on the same noon, and perhaps a bot that is away meanwhile."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from scheduler.schedule import Pattern, Schedule
from tests.chaos.lives import Lives
from tests.e2e.acts import a_patient, a_therapist, agreed
from tests.e2e.practice import Practice

NOON = datetime(2026, 3, 5, 11, tzinfo=UTC)
PATIENTS = 50
EXERCISES = {"MIN-01": time(12), "BA-02": time(12, 30)}


class Burst:
    """`away`: how long the bot is away from a minute before noon on. Without it nobody is late."""

    def __init__(self, lives: Lives, away: timedelta = timedelta()) -> None:
        self.lives = lives
        self.away = away

    def plays(self) -> None:
        """Play all of it, up to two hours after the bot was back."""
        self.lives.does_undisturbed(self._fill)
        self.lives.moves_to(NOON - timedelta(minutes=1))
        self.lives.is_killed()
        self.lives.clock.set(NOON + self.away)
        self.lives.moves_to(NOON + self.away + timedelta(hours=2))

    async def _fill(self) -> None:
        app = self.lives.app
        assert app is not None
        practice = Practice(self.lives.playground, app, self.lives.clock)
        therapist = await a_therapist(practice)
        for number in range(PATIENTS):
            patient = await a_patient(practice, f"Patient {number}", therapist)
            for exercise, at in EXERCISES.items():
                daily = Schedule(pattern=Pattern.DAILY, starts=NOON.date(), times=(at,))
                await agreed(practice, patient, daily, exercise)
