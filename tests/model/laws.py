"""What must hold after every step, whatever was done: each law is a sentence, and raises where it is broken."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from storage.records import ANSWERS, Delivery, Outcome, Person, PersonState, Role
from tests.model.book import Book
from tests.model.oracle import Change, expected, is_quiet
from tests.model.phones import Showing

CHOSEN_FOR = timedelta(hours=2)
"""So long after its planned time a moment is still the one that the patient chose."""


def nothing_is_set_aside(book: Book) -> None:
    """No update, due row or message was more than the bot could answer."""
    assert book.parked == [], book.parked


def moments_are_as_promised(book: Book, plans: dict[int, list[Change]], now: datetime) -> None:
    """Each planned moment is there once, none is missing, and there is no other."""
    for assignment_id, changes in plans.items():
        there = sorted(
            each.planned_at
            for each in book.occurrences.values()
            if each.assignment_id == assignment_id and not each.extra and each.planned_at <= now
        )
        wanted = expected(changes, now)
        assert there == wanted, (
            f"assignment {assignment_id}: missing {_less(wanted, there)}, too many {_less(there, wanted)}"
        )


def _less(some: list[datetime], others: list[datetime]) -> list[str]:
    return [str(each) for each in (Counter(some) - Counter(others)).elements()]


def answers_stand_with_their_moments(book: Book) -> None:
    """A moment has an answer's outcome exactly where there is an answer that was not taken back, and it is the same."""
    said = {each.occurrence_id: each.outcome for each in book.checkins.values() if not each.withdrawn}
    for each in book.occurrences.values():
        kept = each.outcome if each.outcome in ANSWERS else None
        assert said.get(each.id) == kept, (each, said.get(each.id))


def nothing_comes_twice(log: Iterable[Showing], book: Book) -> None:
    """A message is shown once, or a second time where the first may have been lost; a key is shown by one message."""
    shown = Counter(each.message.id for each in log)
    again = Counter(each.message.id for each in log if each.message.maybe_sent)
    for message_id, times in shown.items():
        assert times <= 1 + min(again[message_id], 1), (message_id, times, book.out.get(message_id))
    keys = Counter(book.out[each].key for each in shown if each in book.out and book.out[each].key)
    assert all(times == 1 for times in keys.values()), keys


def nobody_sees_what_is_anothers(log: Iterable[Showing], owners: dict[str, set[str]]) -> None:
    """Marked words are shown to whom they belong, and to their therapist."""
    for each in log:
        for name, allowed in owners.items():
            assert f"{name}·" not in each.html or each.address in allowed, (each.address, each.html)


def unasked_messages_are_courteous(
    new: Iterable[Showing], log: list[Showing], before: Book, after: Book
) -> None:
    """What comes by itself comes to who is there for it, outside quiet hours, and not too often."""
    for each in new:
        if not each.message.unasked or each.message.person_id is None:
            continue
        earlier = before.people.get(each.message.person_id)
        person = after.people[each.message.person_id]
        both = [earlier or person, person]
        assert any(_listens(one, each.at) for one in both), ("not wanted", each.address, each.at, each.html)
        if not is_at_chosen_time(each, after):
            assert not all(_rests(one, each.at) for one in both), (
                f"in quiet hours: {each.address} {each.at} {each.html} {after.out[each.message.id]}"
            )
            if person.role is Role.PATIENT and len({one.zone for one in both}) == 1:
                _not_too_often(each, log, after, person)


def _listens(person: Person, at: datetime) -> bool:
    paused = person.paused_until is not None and person.paused_until > at
    return person.state is PersonState.ACTIVE and person.blocked_at is None and not paused


def _rests(person: Person, at: datetime) -> bool:
    return is_quiet(at, person.zone, person.quiet_from, person.quiet_to)


def is_at_chosen_time(showing: Showing, book: Book) -> bool:
    """Whether a message tells of a moment at its own time, or comes back when the patient said."""
    name, _, rest = book.out[showing.message.id].key.partition(":")
    if name in {"snooze", "digest"}:
        chosen = book.out[showing.message.id].created_at  # the therapist's lead time; what was late says so
        if name == "snooze":
            chosen = datetime.fromtimestamp(int(rest.split(":")[-2]), showing.at.tzinfo)
        return not rest.startswith("late:") and timedelta() <= showing.at - chosen <= CHOSEN_FOR
    ids = moments_of(showing)
    planned = [book.occurrences[each].planned_at for each in ids if each in book.occurrences]
    return any(timedelta() <= showing.at - at <= CHOSEN_FOR for at in planned)


def moments_of(showing: Showing) -> list[int]:
    """Return the moments of which a message tells."""
    subject = showing.message.subject or ""
    return [int(each) for each in subject.partition("moment:")[2].split(",") if each]


def _not_too_often(showing: Showing, log: list[Showing], book: Book, person: Person) -> None:
    zone = ZoneInfo(person.zone)
    day = showing.at.astimezone(zone).date()
    unwished = {
        each.message.id
        for each in log
        if each.message.unasked
        and each.message.person_id == person.id
        and each.at.astimezone(zone).date() == day
        and not book.out[each.message.id].key.startswith(("moment:", "snooze:"))
    }
    assert len(unwished) <= 2, (showing.address, day, [book.out[each] for each in unwished])


def each_state_is_in_one_digest(book: Book) -> None:
    """No state of an answer, note or change is in two summaries, none is in another patient's, none is of the future."""
    seen = Counter((each.kind, each.subject_id, each.revision) for each in book.items)
    assert all(times == 1 for times in seen.values()), seen
    for each in book.items:
        owner = book.digests[each.digest_id].patient_id
        if each.kind == "checkin":
            assert book.checkins[each.subject_id].patient_id == owner
            assert each.revision <= book.checkins[each.subject_id].revision
        elif each.kind == "unanswered":
            assert book.occurrences[each.subject_id].patient_id == owner


def every_moment_has_ended(book: Book, before: datetime) -> None:
    """A moment of before then has exactly one of the six outcomes, or was not delivered for a reason."""
    for each in book.occurrences.values():
        if each.extra or each.planned_at > before:
            continue
        lost = each.delivery is Delivery.NOT_DELIVERED and bool(each.not_delivered_why)
        assert lost or each.outcome is not None, each
        assert each.closed_at is not None, each
        assert each.outcome in {None, *Outcome}, each


def all_is_summed_up(book: Book, built: dict[int, datetime]) -> None:
    """Every answer that was there when a patient's last summary was built is in one, in the state that it had then."""
    newest: dict[int, int] = {}
    for each in book.items:
        if each.kind == "checkin":
            newest[each.subject_id] = max(newest.get(each.subject_id, 0), each.revision)
    for each in book.checkins.values():
        at = built.get(each.patient_id)
        if at is not None and each.changed_at < at:
            assert newest.get(each.id) == each.revision, (each, newest.get(each.id))
    answered = {each.occurrence_id for each in book.checkins.values()}  # also where it was taken back
    for moment in book.occurrences.values():
        at = built.get(moment.patient_id)
        ended = moment.closed_at is not None and at is not None and moment.closed_at < at
        untold = moment.delivery is Delivery.NOT_DELIVERED or moment.outcome in {
            Outcome.NO_ANSWER,
            Outcome.PAUSED,
        }
        if ended and untold and moment.id not in answered:
            told = [each for each in book.items if (each.kind, each.subject_id) == ("unanswered", moment.id)]
            assert len(told) == 1, moment
