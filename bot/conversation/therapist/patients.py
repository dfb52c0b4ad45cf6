"""A therapist's patients: who there is, how they are doing, and what one may do for each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.conversation.patient import card
from bot.conversation.schedule_words import schedule_words
from bot.conversation.therapist import adapting, digest, ending, erasing, farewell, inviting, whose
from bot.conversation.therapist import appointments as sessions
from bot.conversation.therapist.news_words import fallen_back
from bot.conversation.turn import Turn, button, press, rows
from bot.messages import Arg, Choice, Lines, Moment, Rows, Words
from scheduler.schedule import Schedule
from storage import addresses, appointments, assignments, checkins, invites, people
from storage.records import (
    GONE,
    Address,
    Appointment,
    Assignment,
    AssignmentState,
    Invite,
    Person,
    PersonState,
    Reach,
)

_ON_A_PAGE: Final = 12
_WIDTH: Final = 4
_PROPOSED: Final = (AssignmentState.PROPOSED, AssignmentState.TALK_FIRST)


@dataclass(frozen=True)
class Standing:
    """Where a patient stands: what a line of the list and the head of their page say."""

    person: Person
    running: int
    proposed: int
    session: Appointment | None
    last_answer: datetime | None
    invite: Invite | None
    ways: tuple[Address, ...] = ()


async def hear_patients(turn: Turn, rest: str) -> None:
    """Show all patients; with a code after the command, that one's page."""
    if not rest:
        await _list(turn, 0)
        return
    patient, typed, more = await whose.named(turn, rest)
    if patient is None:
        turn.say("t-patients-unknown", typed=typed)
        return
    if more:
        turn.say("t-patients-code-only", words=more)
    await show(turn, patient)


async def turn_page(turn: Turn, rest: str) -> None:
    """Show another part of the list, in place."""
    await _list(turn, int(rest) if rest.isdecimal() else 0)


async def open_patient(turn: Turn, rest: str) -> None:
    """Show the page of the patient whose button was pressed, in place."""
    patient = await whose.by_id(turn, rest)
    if patient is None:
        turn.say_old()
    else:
        await show(turn, patient)


async def open_sessions(turn: Turn, rest: str) -> None:
    """Go on to the sessions of a patient."""
    patient = await whose.by_id(turn, rest)
    if patient is None:
        turn.say_old()
    else:
        await sessions.COMMANDS["session"](turn, patient.code)


async def open_digest(turn: Turn, rest: str) -> None:
    """Go on to the summary of a patient."""
    patient = await whose.by_id(turn, rest)
    if patient is None:
        turn.say_old()
    else:
        await digest.COMMANDS["digest"](turn, patient.code)


async def show(turn: Turn, patient: Person) -> None:
    """Show one patient's page: how they stand, what is open with them, and the ways on."""
    standing = (await _standings(turn, [patient]))[0]
    open_ones = await assignments.of_patient(turn.tx, patient.id, assignments.OPEN)
    turn.edit(
        "t-patients-page",
        choices=_ways_on(standing, open_ones),
        code=patient.code,
        facts=Lines((_state(turn, standing), *_facts(turn, standing))),
        exercises=Lines(("\n", Lines(tuple(_exercise(each) for each in open_ones), mark="•")), joiner="")
        if open_ones
        else "",
    )


async def _list(turn: Turn, page: int) -> None:
    everybody = await people.patients_of(turn.tx, turn.who.id)
    if not everybody:
        turn.say("t-patients-none")
        return
    shown = everybody[page * _ON_A_PAGE :][:_ON_A_PAGE] or everybody[:_ON_A_PAGE]
    lines = tuple(_line(turn, standing) for standing in await _standings(turn, shown))
    choices = rows(*(Choice(each.code, press("tp", each.id)) for each in shown), width=_WIDTH)
    pages = range((len(everybody) + _ON_A_PAGE - 1) // _ON_A_PAGE)
    if len(pages) > 1:
        others = tuple(Choice(_span(everybody, one), press("tpl", str(one))) for one in pages)
        choices = (*choices, *rows(*others, width=_WIDTH))
    turn.edit("t-patients-list", choices=choices, lines=Lines(lines), count=len(everybody))


def _span(everybody: list[Person], page: int) -> str:
    shown = everybody[page * _ON_A_PAGE :][:_ON_A_PAGE]
    return f"{shown[0].code} – {shown[-1].code}"


async def _standings(turn: Turn, shown: list[Person]) -> list[Standing]:
    ids = [person.id for person in shown]
    counts = await assignments.counts_of(turn.tx, ids)
    coming = await appointments.next_of_many(turn.tx, ids, turn.now)
    answers = await checkins.last_answers(turn.tx, ids)
    waiting = await invites.waiting(turn.tx, ids)
    ways = await addresses.all_of(turn.tx, [each.id for each in shown if each.reach is Reach.FALL_BACK])
    return [
        Standing(
            person,
            running=sum(counts.get(person.id, {}).get(state, 0) for state in assignments.RUNNING),
            proposed=sum(counts.get(person.id, {}).get(state, 0) for state in _PROPOSED),
            session=coming.get(person.id),
            last_answer=answers.get(person.id),
            invite=waiting.get(person.id),
            ways=tuple(ways.get(person.id, ())),
        )
        for person in shown
    ]


def _line(turn: Turn, standing: Standing) -> Words:
    facts = Lines((_state(turn, standing), *_facts(turn, standing)), joiner=" · ")
    return Words("t-patients-line", {"code": standing.person.code, "facts": facts})


def _state(turn: Turn, standing: Standing) -> Words:
    """Say where somebody stands; that we cannot reach them comes before that they take a break."""
    person, invite = standing.person, standing.invite
    if person.state is PersonState.INVITED and invite is not None:
        key = "t-patients-state-invited" if invite.expires_at > turn.now else "t-patients-state-expired"
        return Words(key, {"until": Moment(invite.expires_at, turn.who.zone)})
    if person.state is PersonState.ACTIVE and person.blocked_at is not None:
        return Words(
            "t-patients-state-unreachable", {"since": Moment(person.blocked_at, turn.who.zone, "day")}
        )
    if person.state not in GONE and person.reach is Reach.UNPROVEN:
        return Words("t-patients-state-unproven", {"code": person.code})
    if (
        person.state is PersonState.ACTIVE
        and person.paused_until is not None
        and person.paused_until > turn.now
    ):
        return Words("t-patients-state-paused")
    return Words("t-patients-state", {"state": str(person.state)})


def _facts(turn: Turn, standing: Standing) -> tuple[Arg, ...]:
    facts: list[Arg] = []
    if len(standing.ways) > 1:
        key = (
            "t-patients-fall-back" if standing.ways[1].held_since is None else "t-patients-fall-back-unproven"
        )
        facts.append(Words(key, {"code": standing.person.code, **fallen_back(standing.ways)}))
    if standing.running:
        facts.append(Words("t-patients-running", {"count": standing.running}))
    if standing.proposed:
        facts.append(Words("t-patients-proposed", {"count": standing.proposed}))
    if standing.session is not None:
        at = Moment(standing.session.starts_at, standing.session.zone)
        facts.append(Words("t-patients-session", {"at": at}))
    if standing.last_answer is not None:
        day = Moment(standing.last_answer, turn.who.zone, "day")
        facts.append(Words("t-patients-last-answer", {"day": day}))
    return tuple(facts)


def _exercise(assignment: Assignment) -> Words:
    return Words(
        "t-patients-exercise",
        {
            "id": assignment.exercise_id,
            "title": card.title(assignment),
            "schedule": schedule_words(Schedule.from_json(assignment.plan.schedule)),
            "state": "quiet" if assignment.quiet else str(assignment.state),
        },
    )


def _ways_on(standing: Standing, open_ones: list[Assignment]) -> Rows:
    patient, ways = standing.person, list[Choice]()
    if patient.state not in GONE:
        ways += [
            button("t-patients-assign", "tassign", patient.id, style="primary"),
            button("t-patients-sessions", "tps", patient.id),
        ]
    ways.append(button("t-patients-digest", "tpd", patient.id))
    if any(each.state in assignments.RUNNING for each in open_ones) and patient.state not in GONE:
        ways.append(button("t-patients-adapt", "tadl", patient.id))
    if open_ones:
        ways.append(button("t-patients-end", "tend", patient.id))
    ways.append(button("t-patients-new-code", "tinvite", patient.id))
    if standing.invite is not None:
        ways.append(button("t-patients-take-back", "tuninv", patient.id))
    if patient.state in {PersonState.CONSENTING, PersonState.ACTIVE}:
        ways.append(button("t-patients-part", "tpart", patient.id))
    if patient.state in GONE:
        ways.append(button("t-erase", "terase", patient.id))
    return (*rows(*ways, width=2), (button("t-patients-back", "tpl", "0"),))


COMMANDS = {"patients": hear_patients, **inviting.COMMANDS, **ending.COMMANDS, **erasing.COMMANDS}
BUTTONS = {
    "tp": open_patient,
    "tpl": turn_page,
    "tps": open_sessions,
    "tpd": open_digest,
    **inviting.BUTTONS,
    **ending.BUTTONS,
    **erasing.BUTTONS,
    **adapting.BUTTONS,
    **farewell.BUTTONS,
}
