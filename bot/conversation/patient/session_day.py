"""The morning of a session: a neutral hello, and once it is opened the question whether there is something to add."""

from __future__ import annotations

from bot.conversation.courtesy import may_go_at_many
from bot.conversation.patient import notes
from bot.conversation.steps import DueStep, Step
from bot.conversation.turn import Desk, Turn, button, long, rows
from bot.messages import Say, Words
from storage import appointments, due, people
from storage.appointments import SESSION_LENGTH
from storage.due import NewDue
from storage.records import Appointment, AppointmentState, DueKind, DueRow, Lane, Person, PersonState


async def mornings_due(desk: Desk, rows_due: list[DueRow]) -> None:
    """Greet each patient once, unless they rest; what may not go now comes later, if still before the session."""
    found = await appointments.get_many(desk.tx, [row.subject_id for row in rows_due])
    persons = await people.get_many(desk.tx, {each.patient_id for each in found.values()})
    first: dict[int, Appointment] = {}
    for each in sorted(found.values(), key=lambda one: (one.starts_at, one.id)):
        ahead = each.state is AppointmentState.PLANNED and each.starts_at > desk.now
        if ahead and _reachable(desk, persons[each.patient_id]):
            first.setdefault(each.patient_id, each)
    allowed = await may_go_at_many(desk, [persons[person_id] for person_id in first])
    later: list[NewDue] = []
    for person_id, each in first.items():
        at = allowed[person_id]
        if at <= desk.now:
            _greet(desk, persons[person_id], each)
        elif at < each.starts_at:
            later.append(NewDue(DueKind.SESSION_DAY, at, person_id, each.id))
    await due.plan(desk.tx, *later)


def _reachable(desk: Desk, patient: Person) -> bool:
    resting = patient.paused_until is not None and patient.paused_until > desk.now
    return patient.state is PersonState.ACTIVE and patient.blocked_at is None and not resting


def _greet(desk: Desk, patient: Person, appointment: Appointment) -> None:
    desk.tell(
        patient,
        Say(
            Words("session-day-hello"),
            rows(button("session-day-open", "sdopen", appointment.id, style="primary")),
            protect=True,
        ),
        lane=Lane.REMINDER,
        unasked=True,
        dedupe_key=f"session-day:{appointment.id}:{int(appointment.starts_at.timestamp())}",
        expires_at=appointment.starts_at,
    )


async def open_question(turn: Turn, rest: str) -> None:
    """Ask, in place of the hello."""
    number = long(rest)
    found = None if number is None else await appointments.get(turn.tx, number)
    if found is None or found.patient_id != turn.who.id:
        turn.say("button-old")
    elif found.state is AppointmentState.CANCELLED or turn.now >= found.starts_at + SESSION_LENGTH:
        turn.edit("session-day-over", choices=rows(button("session-day-add", "sdadd")), protect=True)
    else:
        choices = rows(button("session-day-add", "sdadd"), button("session-day-nothing", "sdno"), width=2)
        turn.edit("session-day-question", choices=choices, protect=True)


async def add_something(turn: Turn, rest: str) -> None:
    """Begin a note."""
    if not turn.doubled:
        await notes.hear_note(turn, rest)


async def nothing_to_add(turn: Turn, rest: str) -> None:
    """Leave it at that."""
    del rest
    turn.edit("session-day-fine", protect=True)


BUTTONS: dict[str, Step] = {"sdopen": open_question, "sdadd": add_something, "sdno": nothing_to_add}
DUE: dict[DueKind, DueStep] = {DueKind.SESSION_DAY: mornings_due}
