"""An exercise ends: nothing of it comes any more, and what was answered stays."""

from __future__ import annotations

from bot.conversation.turn import Desk
from scheduler.plan import take_back
from storage import assignments, due
from storage.records import Agreement, AssignmentEvent, AssignmentState, DueKind, Role


async def end_exercise(desk: Desk, assignment: Agreement, by: Role) -> None:
    """End an exercise that is open, whatever its state."""
    await assignments.change(
        desk.tx,
        assignment,
        AssignmentEvent.ENDED,
        by=by,
        now=desk.now,
        state=AssignmentState.ENDED,
        ended_at=desk.now,
    )
    await take_back(desk.tx, assignment.id, desk.now)
    await due.cancel(desk.tx, [DueKind.PROPOSAL, DueKind.QUIET_QUESTION], [assignment.id])
