"""Sessions as the therapist sets them: `/session P-1 2026-03-12 10:00 weekly`, or step by step; moved, cancelled, ended."""

from __future__ import annotations

from datetime import date, time

from bot.conversation import form
from bot.conversation.fields import Answers, Form
from bot.conversation.hearing.command_line import hear_session
from bot.conversation.steps import Step
from bot.conversation.therapist import lead, session_form, session_list, session_replies, sessions, whose
from bot.conversation.turn import Turn, button, long, rows
from storage import appointments, people
from storage.records import GONE, Appointment, AppointmentState, Person


async def hear_command(turn: Turn, rest: str) -> None:
    """Set a session with what the line says, asking for the rest; with only a code, show what is set."""
    line = hear_session(rest, session_form.today(turn))
    patient = await whose.by_code(turn, line.code) if line.code else None
    if patient is not None and patient.state in GONE:
        await session_list.show(turn, patient)
        return
    if patient is None and all(each.state in GONE for each in await people.patients_of(turn.tx, turn.who.id)):
        turn.say("t-session-nobody")
        return
    if line.code and patient is None:
        turn.say("t-session-unknown", typed=line.code)
        return
    if line.leftovers:
        turn.say("t-session-overheard", words=line.leftovers)
    answers, faults = session_form.take_line(turn, line)
    if patient is not None and not answers and not faults:
        await session_list.show(turn, patient)
        return
    for fault in faults:
        turn.say(fault)
    await _begin(turn, {"patient": patient.code, **answers} if patient else answers)


async def add_for(turn: Turn, rest: str) -> None:
    """Ask for one more session of a patient."""
    patient = await whose.by_id(turn, rest)
    if patient is None:
        turn.say_old()
    elif not turn.doubled:
        await _begin(turn, {"patient": patient.code})


async def select(turn: Turn, rest: str) -> None:
    """Show the list with another session chosen."""
    found = await _mine(turn, rest)
    if found is not None:
        await session_list.show(turn, found[1], selected=found[0].id)


async def ask_move(turn: Turn, rest: str) -> None:
    """Ask when a session shall be instead."""
    found = await _mine(turn, rest)
    if found is not None and not turn.doubled:
        await form.begin(turn, MOVE, {"_session": found[0].id})


async def ask_cancel(turn: Turn, rest: str) -> None:
    """Ask once before a session is cancelled; of one that has begun, whether it did not take place."""
    found = await _mine(turn, rest)
    if found is None:
        return
    appointment, patient = found
    ahead = appointment.starts_at > turn.now
    turn.edit(
        "t-session-cancel-ask" if ahead else "t-session-not-held-ask",
        choices=rows(
            button(
                "t-session-cancel-yes" if ahead else "t-session-not-held-yes",
                "tscany",
                appointment.id,
                style="danger",
            ),
            button("t-session-keep", "tssel", appointment.id),
        ),
        code=patient.code,
        when=session_list.when(appointment),
    )


async def cancel(turn: Turn, rest: str) -> None:
    """Cancel one session, or say that it did not take place; its series goes on."""
    found = await _mine(turn, rest)
    if found is None:
        return
    appointment, patient = found
    await sessions.call_off(turn, [appointment])
    await sessions.extend_all(turn, [appointment])
    key = "t-session-cancelled" if appointment.starts_at > turn.now else "t-session-not-held"
    session_replies.called_off(turn, key, appointment, patient)


async def ask_end(turn: Turn, rest: str) -> None:
    """Ask once before a series ends."""
    found = await _mine(turn, rest)
    if found is None:
        return
    appointment, patient = found
    turn.edit(
        "t-session-end-ask",
        choices=rows(
            button("t-session-end-yes", "tsendy", appointment.id, style="danger"),
            button("t-session-keep", "tssel", appointment.id),
        ),
        code=patient.code,
    )


async def end(turn: Turn, rest: str) -> None:
    """End the series of a session: none of its coming sessions takes place; one that is under way does."""
    found = await _mine(turn, rest)
    if found is None:
        return
    appointment, patient = found
    if appointment.series_id is None:
        turn.say_old()
        return
    await appointments.end_series(turn.tx, appointment.series_id, turn.now)
    coming = await appointments.coming_of_series(turn.tx, appointment.series_id, turn.now)
    await sessions.call_off(turn, [each for each in coming if each.starts_at > turn.now])
    session_replies.called_off(turn, "t-session-ended", appointment, patient)


async def show_list(turn: Turn, rest: str) -> None:
    """Show all sessions of a patient."""
    patient = await whose.by_id(turn, rest)
    if patient is None:
        turn.say_old()
    else:
        await session_list.show(turn, patient)


async def _mine(turn: Turn, rest: str) -> tuple[Appointment, Person] | None:
    """Return the session that a button names and whose it is; where nothing can be done any more, say why."""
    number = long(rest)
    found = None if number is None else await appointments.get(turn.tx, number)
    patient = None if found is None else await people.get(turn.tx, found.patient_id)
    if found is None or patient is None or found.therapist_id != turn.who.id:
        turn.say_old()
    elif found.state is AppointmentState.CANCELLED:
        turn.say("t-session-cancelled-already", when=session_list.when(found))
    elif not await _can_change(turn, found):
        turn.say("t-session-begun", when=session_list.when(found))
    else:
        return found, patient
    return None


async def _can_change(turn: Turn, appointment: Appointment) -> bool:
    """Say whether something can still be done about a session: it lies ahead, or none has begun since it began."""
    if appointment.starts_at > turn.now:
        return True
    last = await appointments.last_begun(turn.tx, appointment.patient_id, turn.now)
    return last is not None and last.id == appointment.id


async def _begin(turn: Turn, answers: Answers) -> None:
    await form.begin(turn, NEW, answers)


async def _keep(turn: Turn, answers: Answers) -> None:
    """Keep what was answered; where the time has passed meanwhile, ask for another."""
    patient = await people.patient_by_code(turn.tx, turn.who.id, answers["patient"])
    if patient is None or patient.state in GONE:
        turn.say("t-session-gone", code=answers["patient"])
        return
    if session_form.starts_at(turn, answers) <= turn.now:
        turn.say("t-session-past")
        await _begin(turn, {name: answers[name] for name in ("patient", "weeks")})
        return
    day, clock = date.fromisoformat(answers["date"]), time.fromisoformat(answers["time"])
    kept = await sessions.add(turn, turn.who, patient, day, clock, answers["weeks"])
    if not kept:
        await session_replies.there_already(turn, patient, answers)
        return
    await session_replies.kept(turn, "t-session-kept", patient, kept, answers["weeks"])


async def _move(turn: Turn, answers: Answers) -> None:
    appointment = await appointments.get(turn.tx, answers["_session"])
    patient = None if appointment is None else await people.get(turn.tx, appointment.patient_id)
    if appointment is None or patient is None or appointment.state is AppointmentState.CANCELLED:
        turn.say_old()
    elif not await _can_change(turn, appointment):
        turn.say("t-session-begun", when=session_list.when(appointment))
    elif session_form.starts_at(turn, answers) <= turn.now:
        turn.say("t-session-past")
        await form.begin(turn, MOVE, {"_session": appointment.id})
    else:
        day, clock = date.fromisoformat(answers["date"]), time.fromisoformat(answers["time"])
        moved = await sessions.move(turn, turn.who, patient, appointment, day, clock)
        await session_replies.kept(turn, "t-session-moved", patient, [moved], 0)


NEW = Form("tsession", session_form.new_fields, _keep)
MOVE = Form("tsessionmove", session_form.move_fields, _move)
FORMS = (NEW, MOVE, *lead.FORMS)
COMMANDS: dict[str, Step] = {"session": hear_command, **lead.COMMANDS}
BUTTONS: dict[str, Step] = {
    "tslist": show_list,
    "tssel": select,
    "tsadd": add_for,
    "tsmov": ask_move,
    "tscan": ask_cancel,
    "tscany": cancel,
    "tsend": ask_end,
    "tsendy": end,
    **lead.BUTTONS,
}
