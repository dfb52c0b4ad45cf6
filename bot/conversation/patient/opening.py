"""Open: what was planned, step by step, with the buttons that answer it."""

from __future__ import annotations

from bot.conversation.file_kinds import words_of
from bot.conversation.patient.card import exercise_card
from bot.conversation.patient.cases import Case, OpenCase, mine
from bot.conversation.patient.moment_messages import AMONG, ANSWER, FROM_CARD, LATER, OPEN
from bot.conversation.steps import Step
from bot.conversation.turn import Turn, button
from bot.messages import Arg, Choice, Lines, Rows, Say, Words
from storage import checkins, occurrences
from storage.records import ANSWERS, Delivery


async def hear_open(turn: Turn, rest: str) -> None:
    """Show the whole card in place of the neutral message, so that no new one shows it on a lock screen.

    A channel is asked that it cannot be passed on.
    """
    shortened, _, among = rest.partition(":")
    case = await mine(turn, shortened)
    if case is None:
        turn.say("button-old")
    else:
        await seen(turn, case)
        await show(turn, case, edit="" if among == AMONG else turn.pressed)


async def show(turn: Turn, case: OpenCase, *, edit: str = "") -> None:
    """Say the card of a moment, with what was answered so far and what may be answered."""
    occurrence = case.occurrence
    insight = await checkins.last_insight(turn.tx, case.assignment.id) if case.assignment.replay else ""
    at = None if occurrence.extra else occurrence.local_time
    parts: list[Arg] = [exercise_card(case.assignment, at=at, insight=insight if words_of(insight) else "")]
    if occurrence.outcome in ANSWERS:
        parts.append(Words("moments-so-far", {"outcome": Words(f"checkin-{_name(occurrence.outcome)}")}))
    else:
        parts.append(Words("checkin-ask"))
    card = Words("card", {"parts": Lines(tuple(parts), joiner="\n\n")})
    turn.reply(Say(card, choices(case), edit=edit, protect=True))


def answers(occurrence_id: int) -> Rows:
    """Lay out the four answers; none is first among them but by order."""
    four = [button(f"checkin-{_name(each)}", ANSWER, occurrence_id, each) for each in ANSWERS]
    return tuple(tuple(four[start : start + 2]) for start in range(0, len(four), 2))


def choices(case: OpenCase) -> Rows:
    """Lay out the answers, and below them Later (while it is open) and Help."""
    below: list[Choice] = [Choice(Words("moments-help"), "help")]
    if case.occurrence.outcome not in ANSWERS and not case.occurrence.extra:
        below.insert(0, button("moments-later", LATER, case.occurrence.id, FROM_CARD))
    return (*answers(case.occurrence.id), tuple(below))


async def seen(turn: Turn, case: Case) -> None:
    """Whose button was pressed has the message; but one that was not delivered in its time has ended, and stays so.

    A summary may have told of it, and nothing would come due any more to end it once again.
    """
    if case.occurrence.delivery is not Delivery.NOT_DELIVERED:
        await arrived(turn, case)


async def arrived(turn: Turn, case: Case) -> None:
    """Keep that somebody has the message, whatever its receipt said or has yet to say: they answer it, or want it back."""
    if case.occurrence.delivery in {Delivery.WAITING, Delivery.MAYBE, Delivery.NOT_DELIVERED}:
        await occurrences.set_delivery(
            turn.tx,
            [case.occurrence.id],
            Delivery.DELIVERED,
            at=case.occurrence.delivered_at or turn.now,
            message_ref=turn.pressed or None,
        )


def _name(outcome: str) -> str:
    return outcome.replace("_", "-")


BUTTONS: dict[str, Step] = {OPEN: hear_open}
