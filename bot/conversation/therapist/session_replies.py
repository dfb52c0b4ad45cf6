"""What is said once sessions are set, moved or called off, and where one is set already."""

from __future__ import annotations

from bot.conversation.fields import Answers
from bot.conversation.therapist import session_form, session_list, sessions
from bot.conversation.turn import Turn, button, rows
from bot.messages import Lines, Moment
from storage import appointments, people
from storage.records import Appointment, Person


def called_off(turn: Turn, key: str, appointment: Appointment, patient: Person) -> None:
    """Say what does not take place."""
    turn.edit(
        key,
        choices=rows(button("t-session-all", "tslist", patient.id, code=patient.code)),
        code=patient.code,
        when=session_list.when(appointment),
    )


async def there_already(turn: Turn, patient: Person, answers: Answers) -> None:
    """Say what is set for that time, and how another rhythm comes about; below stands what can be done about it."""
    same = await sessions.same_as(turn, turn.who, patient, session_form.starts_at(turn, answers))
    series = await appointments.series_of(turn.tx, [same.series_id] if same and same.series_id else [])
    weeks = next((each.every_weeks for each in series.values()), 0)
    stands, wish = session_list.rhythm(weeks), session_list.rhythm(answers["weeks"])
    if answers["weeks"] in {0, weeks}:
        turn.say("t-session-there-already", code=patient.code, rhythm=stands)
    else:
        turn.say("t-session-other-rhythm", code=patient.code, rhythm=stands, wish=wish)
    await session_list.show(turn, patient, selected=same.id if same else None)


async def kept(turn: Turn, key: str, patient: Person, found: list[Appointment], weeks: int) -> None:
    """Say what is set now, when its summary comes, and which other sessions lie at the same time."""
    first = found[0]
    clashes = await sessions.clashing(turn, found)
    codes = await people.get_many(turn.tx, {each.patient_id for each in clashes})
    overlaps = tuple(
        session_list.overlap(each, codes[each.patient_id].code)
        for each in clashes
        if each.patient_id in codes
    )
    summary = max(sessions.digest_at(turn.who, first), turn.now)
    begun = await session_list.of_begun(
        turn, patient
    )  # the second, which this may replace, only while it is under way
    turn.say(
        key,
        choices=(*rows(button("t-session-all", "tslist", patient.id, code=patient.code)), *begun[1:]),
        code=patient.code,
        when=session_list.when(first),
        rhythm=session_list.rhythm(weeks),
        summary=Moment(summary, turn.who.zone),
        overlaps=Lines(("\n", Lines(overlaps)), joiner="") if overlaps else "",
    )
