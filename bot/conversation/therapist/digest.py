"""The summary before a session: announced neutrally, opened on one screen, with details by page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from bot.conversation.schedule_words import schedule_words
from bot.conversation.steps import DueStep, Step
from bot.conversation.therapist import sessions, whose
from bot.conversation.turn import Desk, Turn, button, long, press, rows
from bot.digest.details import pages
from bot.digest.facts import Facts, facts_of
from bot.digest.gather import gather, over
from bot.digest.text import first_screen
from bot.messages import Choice, Rows, Say, Words
from scheduler.receipts import Receipt, Sent
from storage import appointments, digests, people
from storage.ids import short
from storage.records import GONE, Appointment, AppointmentState, DueKind, DueRow, Lane, Person, PersonState
from storage.unasked import LATE

LATE_AFTER = timedelta(hours=2)
_SESSION, _PERSON = "a", "p"
_WIDTH = 4
_AT_ONCE = 12
"""So many summaries are announced by one message at most: their ids have to fit into its subject."""


async def digests_due(desk: Desk, rows_due: list[DueRow]) -> None:
    """Take up what waits for each session, add the next of its series, and tell each therapist once.

    What was taken up for a session that is over without its therapist having been told is taken up anew by the next.
    """
    found = await appointments.get_many(desk.tx, [row.subject_id for row in rows_due])
    ids = {person_id for each in found.values() for person_id in (each.patient_id, each.therapist_id)}
    persons = await people.get_many(desk.tx, ids)
    earliest_first = sorted(found.values(), key=lambda each: (each.starts_at, each.id))
    ready = [each for each in earliest_first if await _wanted(desk, each, persons[each.patient_id])]
    built = {}
    for each in ready:
        built[each.id] = (await digests.claim(desk.tx, each.patient_id, each.id, desk.now)).id
        await digests.mark_sent(desk.tx, built[each.id])
    await sessions.extend_all(desk, earliest_first)
    due_at = {row.subject_id: row.due_at for row in rows_due}
    for therapist_id in dict.fromkeys(each.therapist_id for each in ready):
        mine = [each for each in ready if each.therapist_id == therapist_id]
        for some in (mine[start : start + _AT_ONCE] for start in range(0, len(mine), _AT_ONCE)):
            late = all(desk.now - due_at[each.id] > LATE_AFTER for each in some)
            subject = f"digest:{','.join(str(built[each.id]) for each in some)}"
            _announce(desk, persons[therapist_id], some, persons, subject, late=late)


async def _wanted(desk: Desk, appointment: Appointment, patient: Person) -> bool:
    """Whether a session lies ahead; with somebody who has left only while there is something to tell."""
    if appointment.state is not AppointmentState.PLANNED or appointment.starts_at <= desk.now:
        return False
    if patient.state not in GONE:
        return True
    await digests.give_back(desk.tx, patient.id, desk.now)
    return bool(await digests.waiting(desk.tx, patient.id))


async def receipts(desk: Desk, told: Sequence[tuple[int, Receipt]]) -> None:
    """Keep of which summaries the announcement arrived; of all others nobody was told, unless they are opened."""
    await digests.mark_told(desk.tx, [digest_id for digest_id, receipt in told if isinstance(receipt, Sent)])


def _announce(
    desk: Desk,
    therapist: Person,
    ready: list[Appointment],
    persons: dict[int, Person],
    subject: str,
    *,
    late: bool,
) -> None:
    """Say that summaries are ready (earliest session first), and nothing else: several in one message.

    Late ones, after an outage, are told outside the therapist's quiet hours; the others at the time that they chose.
    """
    if therapist.state is not PersonState.ACTIVE or therapist.blocked_at is not None:
        return
    name = f"digest:{LATE}" if late else "digest"
    choices: Rows = rows(button("digest-open", "tdo", ready[0].id, style="primary"))
    if len(ready) > 1:
        codes = [(each, persons[each.patient_id].code) for each in ready]
        buttons = (button("digest-open-one", "tdn", each.id, code=code) for each, code in codes)
        choices = rows(*buttons, width=2)
    desk.tell(
        therapist,
        Say(Words("digest-ready", {"n": len(ready)}), choices, protect=True),
        lane=Lane.REMINDER,
        unasked=True,
        dedupe_key=f"{name}:{ready[0].id}:{int(desk.now.timestamp())}",
        expires_at=max(each.starts_at for each in ready),
        subject=subject,
    )


async def hear_command(turn: Turn, rest: str) -> None:
    """Show the summary of a patient as it is now; without a code ask whose."""
    patient, typed, more = await whose.named(turn, rest)
    mine = await people.patients_of(turn.tx, turn.who.id)
    if patient is not None:
        if more:
            turn.say("t-patients-code-only", words=more)
        await _show_person(turn, patient)
    elif rest:
        turn.say("t-session-unknown", typed=typed)
    elif not mine:
        turn.say("t-session-nobody")
    else:
        choices = rows(
            *(Choice(each.code, press("tdp", each.id)) for each in mine[-whose.MOST_BUTTONS :]), width=_WIDTH
        )
        turn.say("digest-whose", choices=choices)


async def open_person(turn: Turn, rest: str) -> None:
    """Show the summary of the patient whose button was pressed."""
    patient = await whose.by_id(turn, rest)
    if patient is None:
        turn.say_old()
    else:
        await _show_person(turn, patient)


async def open_here(turn: Turn, rest: str) -> None:
    """Open the summary of a session in the message that announced it."""
    found = await of_scope(turn, f"{_SESSION}{rest}")
    if found is not None:
        await _show(turn, *found, in_place=True)


async def open_new(turn: Turn, rest: str) -> None:
    """Open the summary of a session in a message of its own: the one that announced it has buttons for others."""
    found = await of_scope(turn, f"{_SESSION}{rest}")
    if found is not None and not turn.doubled:
        await _show(turn, *found, in_place=False)


async def refresh(turn: Turn, rest: str) -> None:
    """Show the first screen again, with what has come since."""
    found = await of_scope(turn, rest)
    if found is not None:
        await _show(turn, *found, in_place=True)


async def show_details(turn: Turn, rest: str) -> None:
    """Show a page of the details in place."""
    scope, _, page = rest.partition(":")
    found = await of_scope(turn, scope)
    if found is None:
        return
    facts = facts_of(await gather(turn.tx, turn.library, *found, turn.now))
    laid = pages(facts, schedule_words, turn.label)
    shown = min(long(page) or 0, len(laid) - 1)
    around = [(key, number) for key, number in (("earlier", shown - 1), ("later", shown + 1))]
    turned = tuple(
        button(f"digest-page-{key}", "tdd", scope, number)
        for key, number in around
        if 0 <= number < len(laid)
    )
    back = button("digest-back", "tdr", scope)
    ways = (*((turned,) if turned else ()), *_to_files(scope, facts), (back,))
    turn.reply(Say(laid[shown], ways, edit=turn.pressed, protect=True))


async def _show_person(turn: Turn, patient: Person) -> None:
    appointment = await appointments.next_of(turn.tx, patient.id, turn.now)
    await _show(turn, patient, appointment, in_place=False)


async def _show(turn: Turn, patient: Person, appointment: Appointment | None, *, in_place: bool) -> None:
    facts = facts_of(await gather(turn.tx, turn.library, patient, appointment, turn.now))
    edit = turn.pressed if in_place else ""
    turn.reply(Say(first_screen(facts), _ways_on(turn, patient, facts), edit=edit, protect=True))


def _ways_on(turn: Turn, patient: Person, facts: Facts) -> Rows:
    appointment = facts.material.appointment
    scope = _PERSON + short(patient.id) if appointment is None else _SESSION + short(appointment.id)
    details = button("digest-to-details", "tdd", scope, 0)
    again = button("digest-refresh", "tdr", scope)
    first = (details,) if appointment is not None and over(appointment, turn.now) else (details, again)
    adapt = (button("digest-adapt", "tadl", patient.id),) if facts.options else ()
    add = (button("digest-set-session", "tsadd", patient.id),) if appointment is None else ()
    return (first, *_to_files(scope, facts), *(each for each in (adapt, add) if each))


def _to_files(scope: str, facts: Facts) -> Rows:
    """Offer what was sent in place of words; it comes only when it is asked for."""
    count = len(facts.material.files)
    return rows(button("digest-to-files", "tdf", scope, 0, n=count)) if count else ()


async def of_scope(turn: Turn, scope: str) -> tuple[Person, Appointment | None] | None:
    """Return whose summary a button means and for which session; where there is none (any more), say so."""
    kind, shortened = scope[:1], scope[1:]
    appointment = None
    if kind == _PERSON:
        patient = await whose.by_id(turn, shortened)
    else:
        number = long(shortened)
        appointment = None if number is None else await appointments.get(turn.tx, number)
        mine = appointment is not None and appointment.therapist_id == turn.who.id
        patient = await people.get(turn.tx, appointment.patient_id) if appointment and mine else None
    if patient is None:
        turn.say_old()
        return None
    if appointment is not None and appointment.state is AppointmentState.CANCELLED:
        turn.say(
            "digest-cancelled",
            choices=rows(button("digest-open-one", "tdp", patient.id, code=patient.code)),
            code=patient.code,
        )
        return None
    if appointment is not None and over(appointment, turn.now):
        built = await digests.of_appointment(turn.tx, appointment.id)
        if built is None:  # it was given back, and is in the next one
            return patient, await appointments.next_of(turn.tx, patient.id, turn.now)
    return patient, appointment


COMMANDS: dict[str, Step] = {"digest": hear_command}
BUTTONS: dict[str, Step] = {
    "tdo": open_here,
    "tdn": open_new,
    "tdp": open_person,
    "tdr": refresh,
    "tdd": show_details,
}
DUE: dict[DueKind, DueStep] = {DueKind.DIGEST: digests_due}
