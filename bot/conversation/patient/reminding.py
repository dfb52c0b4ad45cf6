"""Whether an exercise reminds: the patient lets it rest, wakes it or ends it, at any time and without a reason."""

from __future__ import annotations

from dataclasses import replace

from bot.conversation import news
from bot.conversation.ended import end_exercise
from bot.conversation.turn import Turn, long
from scheduler.plan import plan_ahead, take_back
from storage import assignments, due, history, occurrences
from storage.database import Tx
from storage.records import Agreement, Assignment, AssignmentEvent, AssignmentState, DueKind, Occurrence, Role

_OF_A_MOMENT = (DueKind.FOLLOW_UP, DueKind.EXPIRY, DueKind.SNOOZED)


async def mine(turn: Turn, shortened: str) -> Assignment | None:
    """Load the exercise that a button names, if it belongs to whom we talk with and is going on."""
    assignment_id = long(shortened)
    found = await assignments.get(turn.tx, assignment_id) if assignment_id is not None else None
    if found is None or found.patient_id != turn.who.id:
        return None
    return found if found.state in assignments.RUNNING else None


async def rest(turn: Turn, assignment: Assignment, *, words: str = "") -> None:
    """Stop reminding of an exercise until the patient wakes it; the therapist is told."""
    if assignment.state is not AssignmentState.AGREED:
        return  # what is over stays so, however late its last answer comes
    await assignments.change(
        turn.tx,
        assignment,
        AssignmentEvent.PAUSED,
        by=Role.PATIENT,
        now=turn.now,
        state=AssignmentState.PAUSED,
        words=words,
    )
    await _clear(turn, assignment)
    await news.plan(turn, turn.who)


async def wake(turn: Turn, assignment: Assignment) -> Occurrence | None:
    """Remind again, from now on; return the next moment."""
    resting = assignment.state is AssignmentState.PAUSED
    if resting or assignment.quiet:
        await assignments.change(
            turn.tx,
            assignment,
            AssignmentEvent.RESUMED,
            by=Role.PATIENT,
            now=turn.now,
            state=AssignmentState.AGREED,
            unanswered=0,
            quiet=False,
        )
    await due.cancel(turn.tx, [DueKind.QUIET_QUESTION], [assignment.id])
    woken = await assignments.get(turn.tx, assignment.id) or assignment
    await plan_ahead(turn.tx, [woken], {turn.who.id: turn.who.zone}, turn.now)
    if resting:
        await news.plan(turn, turn.who)
    return await next_moment(turn, woken)


async def stop(turn: Turn, assignment: Assignment) -> None:
    """End an exercise for good; what was answered stays, and the therapist is told."""
    await end_exercise(turn, assignment, Role.PATIENT)
    await _clear(turn, assignment)
    await news.plan(turn, turn.who)


async def has_run_its_course(tx: Tx, assignment: Agreement) -> bool:
    """Whether an exercise has ended by itself, and not because somebody wanted it to."""
    if assignment.state is not AssignmentState.ENDED:
        return False
    over = await history.newest_change(tx, assignment.id, AssignmentEvent.COURSE_OVER)
    ended = await history.newest_change(tx, assignment.id, AssignmentEvent.ENDED)
    return over is not None and (ended is None or ended < over)


async def take_up(turn: Turn, assignment: Agreement) -> None:
    """Let an exercise that had run its course go on until the moment is over that shall come again."""
    await assignments.change(
        turn.tx,
        assignment,
        AssignmentEvent.RESUMED,
        by=Role.PATIENT,
        now=turn.now,
        state=AssignmentState.AGREED,
        ended_at=None,
    )


async def heard_from(tx: Tx, occurrence: Occurrence, assignment: Assignment) -> None:
    """After any answer nothing more is asked about this moment, and silence is counted anew."""
    await due.cancel(tx, _OF_A_MOMENT, [occurrence.id])
    await break_silence(tx, assignment)


async def break_silence(tx: Tx, assignment: Assignment) -> Assignment:
    """Count unanswered moments anew, because the patient is here; return the exercise as it is now."""
    if assignment.unanswered or assignment.quiet:
        await assignments.set_unanswered(tx, [assignment.id], 0, quiet=False)
        await due.cancel(tx, [DueKind.QUIET_QUESTION], [assignment.id])
    return replace(assignment, unanswered=0, quiet=False)


async def next_moment(turn: Turn, assignment: Assignment) -> Occurrence | None:
    """Return the next planned moment of an exercise."""
    coming = await occurrences.of_assignment(turn.tx, assignment.id, after=turn.now)
    return next((each for each in coming if each.outcome is None and not each.extra), None)


async def _clear(turn: Turn, assignment: Assignment) -> None:
    """Take back what was still to come, for moments that are open too."""
    await take_back(turn.tx, assignment.id, turn.now)
    moments = await occurrences.of_assignment(turn.tx, assignment.id)
    open_ones = [each.id for each in moments if each.outcome is None and each.closed_at is None]
    await due.cancel(turn.tx, [DueKind.FOLLOW_UP, DueKind.SNOOZED], open_ones)
    await due.cancel(turn.tx, [DueKind.QUIET_QUESTION], [assignment.id])
