"""What a copy tells, for people: sections of items, as words that are put into the person's language later. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from bot.conversation.file_kinds import what_of
from bot.conversation.patient import card
from bot.conversation.schedule_words import schedule_words
from bot.conversation.therapist.news_words import differences
from bot.digest.details import answered
from bot.messages import Arg, Lines, Moment, Words
from bot.words.places import place_words
from bot.words.wishes import wish_words
from scheduler.schedule import Schedule
from storage.copying import Kept
from storage.records import Assignment, AssignmentEvent, Delivery, Occurrence, Plan
from storage.unopened import BROKEN, known_plans

Row = Mapping[str, Any]
Quote = tuple[Arg, str]
Args = Mapping[str, Arg]

_OPEN: Final = {Delivery.PLANNED: "copy-end-planned", Delivery.CANCELLED: "copy-end-cancelled"}
_HOUR: Final = 60


@dataclass(frozen=True)
class Item:
    """One thing of a section: what it is, facts about it, words verbatim with what they are, names of files."""

    head: Arg
    facts: Sequence[Arg] = ()
    quotes: Sequence[Quote] = ()
    files: Sequence[str] = ()


Section = tuple[Words, list[Item]]


def sections(kept: Kept, names: Mapping[int, str]) -> list[Section]:
    """Tell everything. `names`: id of a stored file → what it is called beside the page, if it could be opened."""
    return [
        (Words("copy-you"), [_person(kept)]),
        (Words("copy-exercises"), [*_exercises(kept)]),
        (Words("copy-moments"), [*_moments(kept, _files_of(kept, names))]),
        (Words("copy-notes"), [*_notes(kept, _files_of(kept, names))]),
        (Words("copy-sessions"), [*_sessions(kept)]),
        (Words("copy-summaries"), [*_summaries(kept)]),
        (Words("copy-files"), [*_files(kept, names)]),
    ]


def _fact(key: str, value: Arg) -> Words:
    return Words("copy-fact", {"label": Words(key), "value": value})


def _person(kept: Kept) -> Item:
    person = kept.person
    hours: Args = {"from": _minutes(person.quiet_from), "to": _minutes(person.quiet_to)}
    facts: list[Arg] = [
        _fact("copy-since", Moment(person.created_at, person.zone, "dated")),
        _fact("copy-language", person.language),
        _fact("copy-zone", person.zone),
        _fact("copy-quiet", Words("copy-from-to", hours)),
    ]
    for row in kept.rows["addresses"]:
        named: Args = {"channel": _channel(row), "address": str(row["address"])}
        facts.append(Words("copy-address", named))
    for row in kept.rows["consents"]:
        about = {
            "given": "yes" if row["given"] else "no",
            "version": row["version"],
            "channel": _channel(row),
        }
        facts.append(Words("copy-consent", {"at": Moment(row["at"], person.zone, "dated"), **about}))
    return Item(_fact("copy-code", person.code), facts)


def _minutes(minute: int) -> str:
    return f"{minute // _HOUR:02}:{minute % _HOUR:02}"


def _channel(row: Row) -> Words:
    return Words("channel-name", {"channel": row["channel"]})


def _exercises(kept: Kept) -> Iterator[Item]:
    known = known_plans(kept.rows)
    for each in kept.assignments:
        plan = each.plan
        rhythm = schedule_words(Schedule.from_json(plan.schedule)) if each.id in known else BROKEN
        facts: list[Arg] = [
            _fact("digest-label-goal", plan.goal),
            _fact("copy-why", plan.why),
            _fact("digest-label-situation", plan.situation),
            _fact("copy-place", place_words(plan.place)),
            _fact("copy-schedule", rhythm),
            _fact("copy-steps", Lines((card.steps(each),), joiner="\n")),
        ]
        if plan.confidence is not None:
            facts.append(Words("digest-plan-confidence", {"n": plan.confidence}))
        if plan.expected_difficulty is not None:
            facts.append(Words("digest-plan-difficulty", {"n": plan.expected_difficulty}))
        quotes: list[Quote] = []
        for hurdle in plan.hurdles:
            quotes.append((Words("digest-label-hurdle"), hurdle.hurdle))
            quotes.append((Words("digest-label-counter"), hurdle.counter))
        quotes.append((Words("copy-teach-back"), plan.teach_back))
        quotes.append((Words("copy-coping"), plan.coping))
        title: Args = {"title": card.title(each), "state": str(each.state)}
        yield Item(Words("copy-exercise", title), facts, quotes)
        yield from _history(kept, each)


def _history(kept: Kept, assignment: Assignment) -> Iterator[Item]:
    before: Plan | None = None
    broken = {row["id"] for row in kept.rows["assignment_changes"] if row["plan"] == BROKEN}
    for change in kept.changes:
        if change.assignment_id != assignment.id:
            continue
        about: Args = {
            "at": Moment(change.at, kept.person.zone, "dated"),
            "event": str(change.event),
            "by": "nobody" if change.event is AssignmentEvent.COURSE_OVER else str(change.by),
        }
        changed: list[Arg] = [] if before is None else [*differences(before, change.plan)]
        changed = [BROKEN] if change.id in broken else changed
        head = Lines((card.title(assignment), Words("copy-event", about)), joiner=" · ")
        facts = [*changed, wish_words(change.chosen)] if change.chosen else changed
        yield Item(head, facts, [] if change.chosen else [("", change.words)])
        before = change.plan


def _moments(kept: Kept, files: Mapping[tuple[str, int], list[str]]) -> Iterator[Item]:
    exercises = {each.id: each for each in kept.assignments}
    answers = {each.occurrence_id: each for each in kept.checkins}
    earlier: defaultdict[int, list[Row]] = defaultdict(list)
    for row in kept.rows["checkin_revisions"]:
        earlier[row["checkin_id"]].append(row)
    for moment in sorted(kept.occurrences, key=lambda each: each.planned_at):
        exercise = exercises[moment.assignment_id]
        when = Lines((Moment(moment.planned_at, moment.zone, "dated"), card.title(exercise)), joiner=" · ")
        found = answers.get(moment.id)
        if found is None:
            yield Item(when, [_end(moment)])
            continue
        facts, quotes = _said(exercise, vars(found))
        yield Item(when, [_outcome(found.outcome), *facts], quotes, files.get(("checkin", found.id), ()))
        for row in earlier[found.id]:
            content: Row = row["content"] if row["content"] != BROKEN else {}
            at = Moment(row["at"], kept.person.zone, "dated")
            end = _outcome(content.get("outcome", "no_answer")) if content else BROKEN
            was = Words("copy-earlier", {"at": at, "end": end})
            facts, quotes = _said(exercise, content)
            yield Item(Lines((when, was), joiner=" · "), facts, quotes)


def _outcome(outcome: str) -> Words:
    return Words(f"digest-end-{outcome.replace('_', '-')}")


def _end(moment: Occurrence) -> Words:
    if moment.outcome is not None:
        return _outcome(moment.outcome)
    if moment.delivery is Delivery.NOT_DELIVERED:
        return Words("digest-end-not-delivered")
    return Words(_OPEN.get(moment.delivery, "copy-end-open"))


def _said(exercise: Assignment, content: Row) -> tuple[list[Arg], list[Quote]]:
    """Tell what an answer says, or said."""
    facts: list[Arg] = []
    reasons = tuple(Words(f"checkin-reason-{each.replace('_', '-')}") for each in content.get("reasons", ()))
    if reasons:
        facts.append(Words("digest-because", {"reasons": Lines(reasons, joiner=", ")}))
    quotes: list[Quote] = [
        (Words(f"digest-label-{name}"), content.get(name, "")) for name in ("hard", "instead", "insight")
    ]
    values, texts = answered(exercise, content.get("answers", {}))
    return [*facts, *values], [*quotes, *texts]


def _notes(kept: Kept, files: Mapping[tuple[str, int], list[str]]) -> Iterator[Item]:
    for row in kept.rows["notes"]:
        about: Args = {
            "at": Moment(row["at"], kept.person.zone, "dated"),
            "kind": Words(f"note-{row['kind']}"),
        }
        before = row["before"] if row["before"] != BROKEN else [BROKEN]
        earlier: list[Quote] = [(Words("copy-note-earlier"), text) for text in before]
        facts = [] if row["text"] else [Words("copy-taken-back")]
        quotes: list[Quote] = [("", row["text"]), *earlier]
        yield Item(Words("copy-note", about), facts, quotes, files.get(("note", row["id"]), ()))


def _sessions(kept: Kept) -> Iterator[Item]:
    for each in sorted(kept.appointments, key=lambda one: one.starts_at):
        about: Args = {"at": Moment(each.starts_at, each.zone, "dated"), "state": str(each.state)}
        yield Item(Words("copy-session", about))


def _summaries(kept: Kept) -> Iterator[Item]:
    sessions = {each.id: each for each in kept.appointments}
    taken: defaultdict[int, Counter[str]] = defaultdict(Counter)
    for row in kept.rows["digest_items"]:
        taken[row["digest_id"]][row["kind"]] += 1
    for row in kept.rows["digests"]:
        at, held = Moment(row["built_at"], kept.person.zone, "dated"), taken[row["id"]]
        session = sessions.get(row["appointment_id"])
        head = Words("copy-summary-alone", {"at": at})
        if session is not None:
            head = Words(
                "copy-summary", {"at": at, "session": Moment(session.starts_at, session.zone, "dated")}
            )
        counts: Args = {
            "answers": held["checkin"],
            "unanswered": held["unanswered"],
            "notes": held["note"],
            "changes": held["change"],
        }
        yield Item(head, [Words("copy-took-up", counts)])


def _files(kept: Kept, names: Mapping[int, str]) -> Iterator[Item]:
    for row in kept.rows["files"]:
        at: datetime = row["at"]
        about: Args = {
            "at": Moment(at, kept.person.zone, "dated"),
            "what": what_of(row["kind"]) or row["kind"],
        }
        there = row["id"] in names
        yield Item(
            Words("copy-file", about), [] if there else [BROKEN], files=[names[row["id"]]] if there else ()
        )


def _files_of(kept: Kept, names: Mapping[int, str]) -> Mapping[tuple[str, int], list[str]]:
    """Find the files that belong to what was said: kind and id of that → their names."""
    became = {row["message_ref"]: (row["kind"], row["subject_id"]) for row in kept.rows["typed"]}
    found: defaultdict[tuple[str, int], list[str]] = defaultdict(list)
    for row in kept.rows["files"]:
        if row["message_ref"] in became and row["id"] in names:
            found[became[row["message_ref"]]].append(names[row["id"]])
    return found
