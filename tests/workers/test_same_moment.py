"""Two workers, one moment: of all that a circle of people does at once, one thing after the other happens."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import select

from storage import tables as t
from storage.records import AssignmentState, InboxState, Outcome
from tests.e2e.bot_process import Nursery
from tests.e2e.mortal_story import Story
from tests.workers.crew import open_crew

DEEDS = 8


async def test_quick_taps_and_what_the_therapist_does_meanwhile_come_one_after_the_other(
    nursery: Nursery, tmp_path: Path
) -> None:
    """Both tap and type without waiting; four workers answer. Nothing is done twice, mixed up or parked."""
    async with open_crew(nursery, tmp_path, 4) as (practice, _, link):
        story = Story(practice)
        await story._arrive(link)
        await story._propose()
        await story._agree()
        await story._moves_to(datetime(2026, 3, 5, 16, tzinfo=UTC))
        anna, stern = story.anna, story.stern
        rung = await story._comes(anna, "", "Open")
        for _ in range(5):
            anna.taps("Open", message_id=rung.message_id)
        asked = await story._comes(anna, "How did it go?", "Done")
        for number in range(DEEDS):
            anna.taps("Done", message_id=asked.message_id)
            anna.types("/current")
            stern.types("/invite" if number % 2 else "/session P-1 2026-03-09 11:00")
        await practice.quiet()
        async with practice.database.read() as tx:
            checkins = await tx.rows(select(t.checkins))
            codes = [row.code for row in await tx.rows(select(t.people.c.code).order_by(t.people.c.id))]
            unanswered = await tx.rows(select(t.inbox.c.id).where(t.inbox.c.state != InboxState.DONE))
            agreed = await tx.rows(select(t.assignments.c.state))
            alerts = await tx.rows(select(t.alerts.c.kind))
        assert [row.outcome for row in checkins] == [Outcome.DONE]
        assert codes == ["T-1", "P-1", *(f"P-{number}" for number in range(2, DEEDS // 2 + 2))]
        assert [row.state for row in agreed] == [AssignmentState.AGREED]
        assert (unanswered, alerts) == ([], [])
