"""A patient's coming sessions, one of them chosen, with what can be done about it."""

from __future__ import annotations

from bot.conversation.turn import Turn, button, press, rows
from bot.messages import Arg, Choice, Lines, Moment, Rows, Words
from storage import appointments
from storage.records import GONE, Appointment, Person, Series

_SHOWN = 8


async def show(turn: Turn, patient: Person, *, selected: int | None = None) -> None:
    """Show the coming sessions; the next one is chosen unless another is."""
    coming = await appointments.coming(turn.tx, patient.id, turn.now, limit=_SHOWN)
    gone = patient.state in GONE
    add, lead = button("t-session-add", "tsadd", patient.id), button("t-session-lead", "tlead")
    ways = (*await of_begun(turn, patient), *(() if gone else ((add, lead),)))
    if not coming:
        turn.edit("t-session-gone" if gone else "t-session-none", choices=ways, code=patient.code)
        return
    series = await appointments.series_of(turn.tx, {each.series_id for each in coming if each.series_id})
    ahead = [each for each in coming if each.starts_at > turn.now]
    chosen = next((each for each in ahead if each.id == selected), ahead[0] if ahead else None)
    others = tuple(Choice(when(each), press("tssel", each.id)) for each in ahead if each is not chosen)
    turn.edit(
        "t-session-list",
        choices=(*_deeds(chosen, series), *rows(*others, width=2), *ways),
        code=patient.code,
        lines=Lines(tuple(_line(each, series, chosen=each is chosen) for each in coming)),
    )


def _deeds(chosen: Appointment | None, series: dict[int, Series]) -> tuple[tuple[Choice, ...], ...]:
    if chosen is None:
        return ()
    first = (
        button("t-session-move", "tsmov", chosen.id),
        button("t-session-cancel", "tscan", chosen.id),
    )
    recurs = chosen.series_id in series and series[chosen.series_id].ended_at is None
    return (first, (button("t-session-end", "tsend", chosen.id),)) if recurs else (first,)


async def of_begun(turn: Turn, patient: Person) -> Rows:
    """Offer to say, until another one begins, that the last session that has begun did not take place."""
    begun = await appointments.last_begun(turn.tx, patient.id, turn.now)
    if begun is None:
        return ()
    off = button("t-session-begun-off", "tscan", begun.id, when=when(begun))
    if begun.starts_at + appointments.UNDER_WAY <= turn.now:
        return ((off,),)
    return ((button("t-session-begun-move", "tsmov", begun.id, when=when(begun)),), (off,))


def _line(appointment: Appointment, series: dict[int, Series], *, chosen: bool) -> Arg:
    rule = series.get(appointment.series_id) if appointment.series_id is not None else None
    recurs = rhythm(rule.every_weeks) if rule is not None and rule.ended_at is None else ""
    said = Lines((when(appointment), recurs), joiner=" · ")
    return Words("t-session-chosen" if chosen else "t-session-line", {"session": said})


def when(appointment: Appointment) -> Moment:
    """Say day and time of a session on the clock on which it was agreed."""
    return Moment(appointment.starts_at, appointment.zone)


def rhythm(weeks: int) -> Words:
    """Say how often a session recurs; 0 = it does not."""
    return Words("t-session-rhythm", {"weeks": weeks})


def overlap(appointment: Appointment, code: str) -> Words:
    """Say that another session lies at the same time."""
    return Words("t-session-overlap", {"code": code, "when": when(appointment)})
