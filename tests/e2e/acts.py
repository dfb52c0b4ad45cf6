"""What happens in every story: coming in, and having an exercise agreed already."""

from __future__ import annotations

import re
from datetime import date, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.conversation.patient.consent import CONSENT_VERSION
from bot.library.snapshot import snapshot
from scheduler.plan import plan_ahead
from scheduler.schedule import Pattern, Schedule
from storage import assignments, people
from storage.records import (
    Assignment,
    AssignmentEvent,
    AssignmentState,
    Hurdle,
    Person,
    PersonState,
    Plan,
    Role,
)
from tests.e2e.practice import OnThePhone, Practice

ARRIVAL = {
    "English": ("Continue", "Continue", "Agree", "Yes, Berlin"),
    "Deutsch (Sie)": ("Weiter", "Weiter", "Zustimmen", "Ja, Berlin"),
    "Deutsch (du)": ("Weiter", "Weiter", "Zustimmen", "Ja, Berlin"),
}
"""What a newcomer taps after the language, up to the plan of the first exercise."""

MOST_UNASKED = 350

ENGLISH = re.compile(
    r"\b(the|and|your|with|you|what|when|exercise|session|is|of|to|open|done|partly|later)\b", re.IGNORECASE
)
GERMAN = re.compile(
    r"\b(und|der|das|ist|nicht|wenn|Sie|ein|eine|für|mit|Übung\w*|Sitzung|Öffnen|Uhr|Montag|Woche\w*|[Ee]rledigt)\b"
)

GOAL, PLACE, SITUATION = "see friends again", "the allotment hut", "after the late shift"


def link_in(text: str) -> str:
    """The invitation's link, as the therapist got it."""
    found = re.search(r"https://t\.me/\S+", text)
    assert found is not None, text
    return found[0]


def code_in(text: str) -> str:
    """The invitation's code, as the therapist got it."""
    found = re.search(r"\b[2-9A-Z]{4}-[2-9A-Z]{4}\b", text)
    assert found is not None, text
    return found[0]


async def comes_in(
    practice: Practice, therapist: OnThePhone, name: str, language: str = "English", phone: str = "en"
) -> OnThePhone:
    """Invite somebody, and let them come in as a newcomer does."""
    await therapist.types("/invite")
    patient = practice.somebody(name, phone)
    await patient.enters(therapist.answer)
    return await patient.taps(language, *ARRIVAL[language])


async def a_therapist(practice: Practice, name: str = "Dr. Stern", language: str = "en") -> OnThePhone:
    """Somebody who came in long ago as a therapist."""
    return await _known(practice, Role.THERAPIST, name, language, "Europe/Berlin", None)


async def a_patient(
    practice: Practice,
    name: str,
    therapist: OnThePhone,
    language: str = "en",
    zone: str = "Europe/Berlin",
) -> OnThePhone:
    """Somebody who came in long ago as a patient."""
    return await _known(practice, Role.PATIENT, name, language, zone, await therapist.person())


async def _known(
    practice: Practice, role: Role, name: str, language: str, zone: str, therapist: Person | None
) -> OnThePhone:
    ways = practice.ways
    found = practice.somebody(name, language, ways.therapists if role is Role.THERAPIST else ways.patients)
    found.phone.chat.started = True
    now = practice.clock.now()
    therapist_id = therapist.id if therapist else None
    async with practice.app.database.write() as tx:
        person = await people.add(tx, role, now=now, language=language, zone=zone, therapist_id=therapist_id)
        await people.change(tx, person.id, state=PersonState.ACTIVE)
        await people.bind(tx, person.id, found.channel, found.address)
        await people.record_consent(
            tx, person.id, version=CONSENT_VERSION, channel=found.channel, given=True, at=now
        )
    return found


def daily(practice: Practice, at: time, *, days: int | None = None) -> Schedule:
    """Every day from today on."""
    today = practice.clock.now().astimezone(ZoneInfo("Europe/Berlin")).date()
    ends = None if days is None else today + timedelta(days=days - 1)
    return Schedule(pattern=Pattern.DAILY, starts=today, times=(at,), ends=ends)


def once(day: date, at: time) -> Schedule:
    """A single moment."""
    return Schedule(pattern=Pattern.ONCE, starts=day, times=(at,))


async def agreed(
    practice: Practice, patient: OnThePhone, schedule: Schedule, exercise: str = "MIN-01", follow_up: int = 0
) -> Assignment:
    """An exercise that was agreed a moment ago. `follow_up` in minutes, 0 for none."""
    person, now = await patient.person(), practice.clock.now()
    found = practice.app.answerer.library.get(exercise)
    assert found is not None
    plan = Plan(
        goal=GOAL,
        why="It helps to begin.",
        situation=SITUATION,
        place=PLACE,
        hurdles=(Hurdle("noise", "earplugs"),),
        schedule=schedule.to_json(),
    )
    async with practice.app.database.write() as tx:
        made = await assignments.propose(
            tx,
            patient_id=person.id,
            therapist_id=person.therapist_id or 0,
            exercise_id=found.id,
            exercise=snapshot(found),
            plan=plan,
            follow_up_minutes=follow_up,
            now=now,
        )
        proposed = await assignments.get(tx, made)
        assert proposed is not None
        await assignments.change(
            tx,
            proposed,
            AssignmentEvent.AGREED,
            by=Role.PATIENT,
            now=now,
            state=AssignmentState.AGREED,
            agreed_at=now,
        )
        kept = await assignments.get(tx, made)
        assert kept is not None
        await plan_ahead(tx, [kept], {person.id: person.zone}, now)
    return kept


def is_neutral(somebody: OnThePhone, *words: str) -> None:
    """Whatever came unasked fits on a lock screen and says nothing of what it is about."""
    assert somebody.unasked
    for shown in somebody.unasked:
        text = whole(shown).casefold()
        assert len(text) <= MOST_UNASKED, text
        for word in ("therap", *words):
            assert word.casefold() not in text, text


def whole(shown: Any) -> str:
    """All that a message shows beside its buttons: on a phone without any that is more than its words."""
    text: str = getattr(shown, "whole", shown.text)
    return text


def in_order(text: str, *parts: str) -> None:
    """All parts are there, one after the other."""
    places = [text.find(part) for part in parts]
    assert -1 not in places, f"{parts[places.index(-1)]!r} is not in:\n{text}"
    assert places == sorted(places), text


def says_no_word_in(foreign: re.Pattern[str], somebody: OnThePhone, *verbatim: str) -> None:
    """No text, button or command of ours is in the other language; words of people are left as they are.

    The question for the language, and the button that changes it, speak both.
    """
    asked = [place for place, shown in enumerate(somebody.shown) if "In welcher Sprache" in shown.text]
    ours = [
        part
        for shown in somebody.shown[asked[0] + 1 if asked else 0 :]
        for part in (whole(shown), *shown.labels)
        if part not in {"Weiter auf Deutsch", "Continue in English"}
    ]
    ours += [command.description for command in somebody.commands]
    text = "\n".join(ours)
    for words in verbatim:
        text = text.replace(words, "")
    found = foreign.search(text)
    assert found is None, text[max(found.start() - 90, 0) : found.end() + 90]
