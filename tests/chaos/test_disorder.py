"""Updates that come twice, in another order, or are none at all; and steps that raise."""

from __future__ import annotations

from pathlib import Path
from random import Random
from unittest.mock import patch

import pytest
from sqlalchemy import select

from bot.conversation import router
from bot.conversation.turn import Turn
from bot.messages import IncomingKind
from storage import tables as t
from storage.records import InboxState
from tests.chaos.disorder import NONE_AT_ALL, Disorder
from tests.chaos.lives import Lives
from tests.chaos.oracle import judged
from tests.chaos.story import Story
from tests.chaos.test_deaths import a_model, chosen, story, unheard
from tests.e2e.acts import a_patient, a_therapist
from tests.e2e.practice import OnThePhone, Practice

SORRY = "Something went wrong"
NOTES = [f"thought number {number}" for number in range(6)]


class Disorderly(Lives):
    """People among whom somebody sends what no bot can read."""

    strange = 0

    def quiet(self) -> None:
        """Let the bot do all that waits, and something strange before it now and then."""
        if self.random.random() < 0.3:
            self.phone("Somebody").phone.sends_raw(self.random.choice(NONE_AT_ALL))
            self.strange += 1
        super().quiet()

    random = Random(0)


@unheard
@pytest.mark.timeout(600)
@pytest.mark.parametrize("deaths", [0, 20])
def test_updates_that_come_twice_or_overtake_others_or_are_none_change_nothing(
    tmp_path: Path, deaths: int
) -> None:
    model = a_model(tmp_path / "model", story)
    (tmp_path / "disorder").mkdir()
    with Disorderly(tmp_path / "disorder", chosen(model, 5, deaths, 0) if deaths else {}) as lives:
        lives.random = Random(5)
        queue = lives.playground.world.updates = Disorder(5)
        Story(lives).plays()
        lives.quiet()
        parked = lives.eye.rows(select(t.inbox).where(t.inbox.c.state == InboxState.DEAD))
        assert len(parked) == lives.strange > 5
        assert queue.repeated > 20
        assert queue.overtaken > 2
        judged(lives, model, parked=lives.strange)


def test_a_step_that_raises_is_parked_and_said_to_be_and_everybody_else_goes_on(tmp_path: Path) -> None:
    random, raised, step = Random(3), [], router.hear

    async def hear(turn: Turn) -> None:
        await step(turn)
        if turn.heard.kind is IncomingKind.TEXT and random.random() < 0.2:
            raised.append((turn.heard.address, turn.heard.text.removeprefix("/note question ")))
            raise RuntimeError("a defect, after everything was written")

    with Lives(tmp_path) as lives:
        phones: list[OnThePhone] = []

        async def fill() -> None:
            assert lives.app is not None
            practice = Practice(lives.playground, lives.app, lives.clock)
            therapist = await a_therapist(practice)
            phones.extend([await a_patient(practice, f"Patient {number}", therapist) for number in range(12)])

        lives.does_undisturbed(fill)
        with patch("bot.answer.router.hear", hear):
            for words in NOTES:
                for each in phones:
                    each.phone.types(f"/note question {words}")
                lives.quiet()
        lives.quiet()
        assert 5 < len(raised) < 40
        for each in phones:
            mine = [words for address, words in raised if address == str(each.phone.chat_id)]
            assert each.screen.count(SORRY) == len(mine)
        kept = [
            (row.patient_id, lives.eye.opened(t.notes, row, "text"))
            for row in lives.eye.rows(select(t.notes))
        ]
        assert len(kept) == len(set(kept)) == len(phones) * len(NOTES) - len(raised)
        alerts = [row.kind for row in lives.eye.rows(select(t.alerts.c.kind))]
        assert alerts == ["update_parked"] * len(raised)
