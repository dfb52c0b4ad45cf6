"""An exercise ends: nothing of it comes any more, and what was answered stays."""

from __future__ import annotations

from bot.conversation.turn import Turn
from scheduler.plan import take_back
from storage import assignments, due
from storage.records import Agreement, AssignmentEvent, AssignmentState, DueKind, Role


async def end_exercise(turn: Turn, assignment: Agreement, by: Role) -> None:
    """End an exercise that is open, whatever its state."""
    await assignments.change(
        turn.tx,
        assignment,
        AssignmentEvent.ENDED,
        by=by,
        now=turn.now,
        state=AssignmentState.ENDED,
        ended_at=turn.now,
    )
    await take_back(turn.tx, assignment.id, turn.now)
    await due.cancel(turn.tx, [DueKind.PROPOSAL, DueKind.QUIET_QUESTION], [assignment.id])
