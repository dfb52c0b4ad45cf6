"""News of a patient reach their therapist: one neutral message for all that happened within a few minutes."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from bot.conversation.courtesy import manners
from bot.conversation.news import MINUTE
from bot.conversation.therapist import news_words, whose
from bot.conversation.turn import Desk, Turn, button, long, rows
from bot.messages import Arg, Lines, Say, Words
from scheduler.courtesy import after_quiet
from storage import addresses, assignments, due, history, people
from storage.due import NewDue
from storage.records import GONE, DueKind, DueRow, Person, PersonState

LONGEST: Final = 3000
"""Characters of one message, so that what the catalogue adds still fits into 4096."""


async def come(desk: Desk, rows_due: list[DueRow]) -> None:
    """Tell each therapist, neutrally, that there are news; in their quiet hours it waits for the morning."""
    found = await people.get_many(
        desk.tx, {one for row in rows_due for one in (row.person_id, row.subject_id)}
    )
    for row in rows_due:
        therapist, patient = found.get(row.person_id), found.get(row.subject_id)
        if therapist is None or patient is None or therapist.state is not PersonState.ACTIVE:
            continue
        at = after_quiet(desk.now, manners(therapist))
        if at > desk.now:
            await due.plan(desk.tx, NewDue(row.kind, at, row.person_id, row.subject_id, row.slot))
            continue
        desk.tell(
            therapist,
            Say(
                Words("t-news", {"code": patient.code}),
                rows(button("t-news-open", "tnews", patient.id, row.slot)),
            ),
            unasked=True,
            dedupe_key=f"news:{row.subject_id}:{row.slot}",
        )


async def open_news(turn: Turn, rest: str) -> None:
    """Show what happened since the first of these news: what was agreed, changed or said, each in the patient's words."""
    number, _, minute = rest.partition(":")
    patient, slot = await whose.by_id(turn, number), long(minute)
    if patient is None or slot is None:
        turn.say_old()
        return
    since = datetime.fromtimestamp(slot * MINUTE, UTC)
    changes = await history.changes_of(turn.tx, patient.id)
    exercises = await assignments.get_many(turn.tx, {change.assignment_id for change in changes})
    told = news_words.told(changes, exercises, since, turn.who.zone)
    ways = (await addresses.all_of(turn.tx, {patient.id})).get(patient.id, [])
    parts = [*news_words.standing(patient, ways, turn.now, turn.who.zone), *told]
    if not parts:
        parts = [Words("t-news-reachable", {"code": patient.code})]
    _show(turn, patient, parts)


def _show(turn: Turn, patient: Person, parts: list[Arg]) -> None:
    """Put the parts on as few messages as they fit on; the first takes the place of the one that was pressed."""
    summary = (button("t-patients-digest", "tpd", patient.id),) if patient.state in GONE else ()
    ways = rows(button("t-news-patient", "tp", patient.id), *summary, width=2)
    screens: list[list[Arg]] = [[]]
    room = LONGEST
    for part in parts:
        size = len(turn.label(part))
        if size > room and screens[-1]:
            screens.append([])
            room = LONGEST
        screens[-1].append(part)
        room -= size
    for index, screen in enumerate(screens):
        words = Words("t-news-of", {"code": patient.code, "parts": Lines(tuple(screen), joiner="\n\n")})
        choices = ways if index == len(screens) - 1 else ()
        turn.reply(Say(words, choices, edit="" if index else turn.pressed))


BUTTONS = {"tnews": open_news}
DUE = {DueKind.NEWS: come}
