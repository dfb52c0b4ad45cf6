"""A pause of everything: nothing is sent until it ends; what was planned meanwhile counts against nobody."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.conversation import courtesy, form, news
from bot.conversation.fields import Answers, Field, Form, Heard, Question, Unclear, Value, options
from bot.conversation.hearing.dates import hear_date, hear_duration
from bot.conversation.hearing.folding import fold
from bot.conversation.patient import planning
from bot.conversation.patient.reminding import wake
from bot.conversation.patient.resting import OPEN_END, is_paused
from bot.conversation.turn import Desk, Turn
from bot.messages import Moment, Say, Words
from scheduler.recurrence import instant
from storage import assignments, due, outbox, people
from storage.due import NewDue
from storage.records import AssignmentState, DueKind, DueRow, Person, PersonState

__all__ = ["OPEN_END", "PAUSE", "begin_pause", "is_paused", "pauses_end", "resume", "waking"]

OPEN: Final = "open"
"""Stands for the end of a pause that has none."""
_UNTIL: Final = re.compile(r"^(?:until|till|til|bis) +(?:(?:zum|zur|the) +)?")
"""What may stand before the first day with reminders again: "until Friday", "bis zum 12. März"."""
_WITHOUT_END: Final = frozenset({"further notice", "auf weiteres", "i say so", "ich mich melde"})
_WAKES: Final = "wakes"
_LONGEST: Final = timedelta(days=366)
_END, _WORD = 0, 1  # the slots of a due row: the pause ends; the word about it, when it may go
_SPANS: Final = (("1", "pref-pause-tomorrow"), ("3", "pref-pause-3-days"), ("7", "pref-pause-week"))


async def begin_pause(turn: Turn, *wakes: int) -> None:
    """Ask until when everything is to be silent. `wakes`: a quiet exercise that reminds again once that is set."""
    await form.begin(turn, PAUSE, waking(turn, *wakes))


def waking(turn: Turn, *exercises: int) -> Answers:
    """Return what the form begins with: which quiet exercises remind again after the pause; those of one that is open too."""
    open_ones = [each["answers"] for each in turn.dialog.get("stack", []) if each["form"] == PAUSE.name]
    before = [one for answers in open_ones for one in answers.get(_WAKES, ())]
    return {_WAKES: list(dict.fromkeys([*before, *exercises]))}


async def resume(turn: Turn) -> None:
    """End a pause at somebody's word, and show what was proposed meanwhile."""
    if not is_paused(turn.who, turn.now):
        turn.say("pref-not-paused")
        return
    await people.change(turn.tx, turn.who.id, paused_until=None)
    await due.cancel(turn.tx, [DueKind.RESUME], [turn.who.id])
    turn.person = await people.get(turn.tx, turn.who.id)
    turn.say("pref-resumed")
    await planning.show_waiting(turn)


async def pauses_end(desk: Desk, rows: list[DueRow]) -> None:
    """End pauses whose time has come, and say so once, at an hour that suits."""
    found = await people.get_many(desk.tx, {row.person_id for row in rows})
    for row in rows:
        person = found.get(row.person_id)
        if person is None or is_paused(person, desk.now):
            continue
        if row.slot == _END:
            await people.change(desk.tx, person.id, paused_until=None)
        if person.state is PersonState.ACTIVE and person.blocked_at is None:
            await _say_so(desk, replace(person, paused_until=None))


async def _say_so(desk: Desk, person: Person) -> None:
    at = await courtesy.may_go_at(desk, person)
    if at > desk.now:
        await due.plan(desk.tx, NewDue(DueKind.RESUME, at, person.id, person.id, _WORD))
        return
    key = f"resume:{person.id}:{desk.now.timestamp():.0f}"
    desk.tell(person, Say(Words("pref-pause-over")), unasked=True, resend_if_uncertain=False, dedupe_key=key)
    await planning.bring_waiting(desk, person.id)


def _today(turn: Turn) -> date:
    return turn.now.astimezone(ZoneInfo(turn.who.zone)).date()


def ends(turn: Turn) -> list[tuple[str, Words]]:
    """Offer when a pause may end: what `pause` takes, and what it is called."""
    today = _today(turn)
    spans = [((today + timedelta(days=int(days))).isoformat(), Words(key)) for days, key in _SPANS]
    return [*spans, (OPEN, Words("pref-pause-open"))]


def hear_end(turn: Turn, text: str) -> str | None:
    """Understand until when a pause is to last, as `pause` takes it; None where there is no such day in the text."""
    today, said = _today(turn), _UNTIL.sub("", fold(text))
    if said.rstrip(" .!") in _WITHOUT_END:
        return OPEN
    length = hear_duration(said)
    day = today + length if length else hear_date(said, today)
    return None if day is None or not today < day <= today + _LONGEST else day.isoformat()


async def _ask(turn: Turn, answers: Answers) -> Question:
    del answers
    return Question(Words("pref-pause-ask"), options(*ends(turn)))


async def _hear(turn: Turn, text: str, answers: Answers) -> Heard:
    del answers
    end = hear_end(turn, text)
    return Unclear(Words("pref-pause-unclear")) if end is None else Value(end)


async def _finish(turn: Turn, answers: Answers) -> None:
    await pause(turn, answers["until"], *answers.get(_WAKES, ()))


async def pause(turn: Turn, until: str, *wakes: int) -> None:
    """Be silent until this day ("2026-03-05"), or until the person says so ("open"), and say it.

    `wakes`: quiet exercises that remind again after it.
    """
    zone = ZoneInfo(turn.who.zone)
    end = OPEN_END if until == OPEN else instant(date.fromisoformat(until), time(), zone)
    if end <= turn.now:
        await begin_pause(turn, *wakes)  # it was offered on an earlier day
        return
    await people.change(turn.tx, turn.who.id, paused_until=end)
    await due.cancel(turn.tx, [DueKind.RESUME], [turn.who.id])
    if end < OPEN_END:
        await due.plan(turn.tx, NewDue(DueKind.RESUME, end, turn.who.id, turn.who.id))
    await outbox.cancel_for_person(turn.tx, turn.who.id, turn.now)
    turn.person = await people.get(turn.tx, turn.who.id)
    await _wake(turn, wakes)
    await news.plan(turn, turn.who)
    if end < OPEN_END:
        turn.say("pref-paused", until=Moment(end, turn.who.zone, "day"))
    else:
        turn.say("pref-paused-open")


async def _wake(turn: Turn, quiet: Sequence[int]) -> None:
    """Let what was quiet remind again once the pause is over."""
    found = await assignments.get_many(turn.tx, set(quiet))
    for exercise in found.values():
        if exercise.quiet and exercise.state is AssignmentState.AGREED and exercise.patient_id == turn.who.id:
            await wake(turn, exercise)


PAUSE: Final = Form(
    "pause",
    lambda _: (Field("until", ask=_ask, hear=_hear),),
    _finish,
    "pref-cancelled",
    rests_after=timedelta(hours=1),
)
