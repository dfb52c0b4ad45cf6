"""Webhooks to all workers behind a balancer: each update is answered once, in its chat's order, whoever gets it, and how often."""

from __future__ import annotations

import signal
from collections import Counter
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from storage import people
from storage import tables as t
from storage.records import InboxState
from tests.e2e.bot_process import Nursery
from tests.e2e.mortal import PATIENCE
from tests.e2e.test_kill import _free_port as free_port
from tests.workers.balancer import balancing
from tests.workers.crew import open_crew

INVITATIONS = 8
INVITED = "is invited"


async def test_behind_a_balancer_each_update_is_answered_once_and_in_order_though_it_comes_to_two_workers(
    nursery: Nursery, tmp_path: Path
) -> None:
    async with balancing() as balancer:
        behind: dict[str, Any] = {
            "telegram_webhook_url": f"http://127.0.0.1:{balancer.port}/updates",
            "telegram_webhook_secret": "a-secret-of-the-tests",
        }
        async with open_crew(nursery, tmp_path, 0, **behind) as (practice, crew, link):
            for _ in range(3):
                balancer.ports.append(free_port())
                await crew.start(telegram_webhook_port=balancer.ports[-1])
            balancer.twice = True
            stern, strangers = practice.playground.phone("Dr. Stern"), 4
            stern.opens(link)
            others = [practice.playground.phone(f"Stranger {each}") for each in range(strangers)]
            for turn in range(INVITATIONS):
                stern.types("/invite")
                others[turn % strangers].types("/help")
                if turn == INVITATIONS // 2:
                    await practice.playground.until(lambda: INVITED in stern.screen, PATIENCE)
                    await practice.quiet()
                    assert await crew.end(signal.SIGKILL, crew.pids[0]) == -signal.SIGKILL
            await practice.quiet()
            codes = [shown.text.split()[0] for shown in stern.messages if INVITED in shown.text]
            assert codes == [f"P-{number}" for number in range(1, INVITATIONS + 1)]
            helped = [each.screen.count("is in danger right now") for each in others]
            assert helped == [INVITATIONS // strangers] * strangers
            assert len(balancer.taken) == 3
            async with practice.database.read() as tx:
                states = await tx.rows(
                    select(t.inbox.c.state, func.count().label("n")).group_by(t.inbox.c.state)
                )
                therapist = await people.at_address(tx, "telegram", str(stern.chat_id))
                assert therapist is not None
                assert len(await people.patients_of(tx, therapist.id)) == INVITATIONS
            assert {row.state: row.n for row in states} == {InboxState.DONE: 1 + 2 * INVITATIONS}
            asked = Counter(method for method, _ in practice.playground.requests)
            assert asked["getUpdates"] == 0
