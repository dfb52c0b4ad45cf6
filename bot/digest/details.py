"""The details of a summary: every moment with its date and the patient's words, in pages that fit a message."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from bot.digest import said
from bot.digest.agreements import change_words
from bot.digest.facts import Facts
from bot.digest.hindrances import HINDERED, named
from bot.digest.material import Entry, Material
from bot.digest.text import note_back
from bot.library.schema import FieldKind
from bot.messages import Arg, Both, Lines, Moment, Words
from bot.words.places import place_words
from bot.words.wishes import wish_words
from scheduler.schedule import Schedule
from storage.checkins import BESIDE
from storage.records import (
    FOR_SESSION,
    USE_PLAN,
    Assignment,
    AssignmentEvent,
    AssignmentState,
    CheckIn,
    Note,
    Occurrence,
    Outcome,
    Plan,
)
from storage.restored import RESTORED

FITS: Final = 3500
"""UTF-16 units of a page; a message of the smallest channel holds 4,096."""

_PIECE: Final = 1500
"""A longer text goes on in the next block, so that every block fits a page."""

_LONGEST_AGREED: Final = 300


def pages(facts: Facts, schedule: Callable[[Schedule], Arg], sound: Callable[[Arg], str]) -> list[Words]:
    """Lay all details out in pages, at least one. `schedule` says a rule; `sound` gives the plain text of words."""
    laid: list[list[Arg]] = [[]]
    room = FITS
    for block in _blocks(facts, schedule):
        needed = len(sound(block).encode("utf-16-le")) // 2 + 2
        if needed > room and laid[-1]:
            laid.append([])
            room = FITS
        laid[-1].append(block)
        room -= needed
    return [
        Words(
            "digest-details",
            {
                "code": facts.material.code,
                "page": number,
                "pages": len(laid),
                "blocks": Lines(tuple(blocks), joiner="\n\n"),
            },
        )
        for number, blocks in enumerate(laid, 1)
    ]


def _blocks(facts: Facts, schedule: Callable[[Schedule], Arg]) -> Iterator[Arg]:
    material = facts.material
    for entry in material.entries:
        yield from _entry(entry, material)
    for occurrence in material.still_open:
        head = _moment_head(occurrence, material.assignment(occurrence.assignment_id))
        yield Lines((head, Words("digest-still-open")))
    for note in material.notes:
        yield from _note(note, facts)
    for note in material.notes_back:
        yield note_back(note, material)
    for change in (*material.not_agreed, *material.changes):
        words: Arg = wish_words(change.chosen) or (said.quoted(change.words) if change.words else "")
        by = "" if change.event is AssignmentEvent.COURSE_OVER else Words(f"digest-by-{change.by}")
        yield Lines((Lines((change_words(change, material), by), joiner=" · "), words))
    for assignment in material.assignments:
        yield from _plan(assignment, schedule)
    for ladder in facts.options:
        names = {"easier": ladder.easier or "–", "harder": ladder.harder or "–"}
        yield Words("digest-ladder", {"title": said.title(ladder.assignment), **names})
    if not material.entries and not material.notes and not material.assignments:
        yield Words("digest-no-details")


def _moment_head(occurrence: Occurrence, assignment: Assignment) -> Arg:
    when = Moment(occurrence.planned_at, occurrence.zone)
    return Words("digest-moment", {"when": when, "title": said.title(assignment)})


def _entry(entry: Entry, material: Material) -> Iterator[Arg]:
    """Tell one moment: how it ended, what marks it, reasons, ratings, and everything in the patient's words."""
    assignment = material.assignment(entry.occurrence.assignment_id)
    lost = "restored" if entry.occurrence.not_delivered_why == RESTORED else "not-delivered"
    end = lost if entry.end is None else entry.end.replace("_", "-")
    if entry.taken_back and entry.corrects:
        end = "taken-back"
    marks = (
        ("late", entry.late),
        ("corrected", entry.corrected),
        ("maybe", entry.maybe),
        ("extra", material.beyond(entry.occurrence)),
        ("after-no-answer", entry.earlier is Outcome.NO_ANSWER),
        ("changed-after", entry.corrects and not entry.words_back),
        ("words-back", entry.words_back),
    )
    shown = tuple(Words(f"digest-mark-{name}") for name, there in marks if there)
    first = Lines((Words(f"digest-end-{end}"), *shown), joiner=" · ")
    lines: list[Arg] = [_moment_head(entry.occurrence, assignment), first]
    texts: list[tuple[Arg, str]] = []
    if entry.checkin is not None:
        found = entry.checkin
        lines += _because(found)
        told = {"hard": found.hard, "instead": found.instead, "insight": found.insight}
        texts += [(Words(f"digest-label-{name}"), text) for name, text in told.items() if text]
        values, written = answered(assignment, found.answers)
        lines += values
        texts += written
    yield from _with_texts(lines, texts)


def _because(checkin: CheckIn) -> Iterator[Arg]:
    """Say what got in the way, foreseen hurdles in the patient's words, and what was chosen because of it."""
    if checkin.outcome in HINDERED or checkin.withdrawn:
        reasons = (*said.reasons(named(checkin)).parts, *(said.quoted(each) for each in checkin.hurdles))
        if reasons:
            yield Words("digest-because", {"reasons": Lines(reasons, joiner=", ")})
    for what in (FOR_SESSION, USE_PLAN):
        at = checkin.wished(what)
        if at:
            yield Words(f"digest-chosen-{what}", {"reasons": said.reasons(at)})


def answered(assignment: Assignment, answers: Mapping[str, Any]) -> tuple[list[Arg], list[tuple[Arg, str]]]:
    """Split what was answered to the exercise's own questions: short values, and texts to be quoted.

    What was said instead of a value, or before it, is quoted with the question.
    """
    values: list[Arg] = []
    texts: list[tuple[Arg, str]] = []
    for asked in assignment.exercise["answer_fields"]:
        value, label = answers.get(asked["key"]), Both(asked["label"])
        beside = f"{asked['key']}{BESIDE}"
        texts += [(label, str(words)) for key, words in answers.items() if key.startswith(beside)]
        if value is None:
            continue
        if asked["kind"] == FieldKind.TEXT:
            texts.append((label, str(value)))
        else:
            values.append(Words("digest-value", {"label": label, "value": _value(asked, value)}))
    return values, texts


def _value(asked: Mapping[str, Any], value: Any) -> Arg:
    match FieldKind(asked["kind"]):
        case FieldKind.SCALE_0_10:
            return Words("digest-of", {"value": value, "top": 10})
        case FieldKind.SCALE_0_100:
            return Words("digest-of", {"value": value, "top": 100})
        case FieldKind.NUMBER:
            return Lines((value, Both(asked["unit"])), joiner=" ")
        case FieldKind.CHOICE:
            labels = {each["value"]: Both(each["label"]) for each in asked["options"]}
            return labels.get(value, str(value))
        case FieldKind.CHECKLIST:
            ticked = (
                {language: items[place] for language, items in asked["items"].items() if place < len(items)}
                for place in value
            )
            return Lines(tuple(Both(each) for each in ticked if each), joiner=", ")
        case _:
            return str(value)


def _note(note: Note, facts: Facts) -> Iterator[Arg]:
    material = facts.material
    head = Words(
        "digest-note",
        {"when": Moment(note.at, material.zone), "kind": Words(f"digest-label-{note.kind}")},
    )
    edited = Words("digest-mark-changed-after") if note.id in material.edited_notes else ""
    of = [said.title(each) for each in material.assignments if each.id == note.assignment_id]
    yield from _with_texts([Lines((head, *of, edited), joiner=" · ")], [("", note.text)])


def _plan(assignment: Assignment, schedule: Callable[[Schedule], Arg]) -> Iterator[Arg]:
    """Tell what is agreed about an exercise, with hurdles, counter-plans and the patient's own numbers."""
    plan: Plan = assignment.plan
    lines: list[Arg] = [
        Words(_agreed(assignment), {"title": said.title(assignment), "version": assignment.version}),
        Lines(
            (schedule(Schedule.from_json(plan.schedule)), place_words(plan.place, inside=True)), joiner=" · "
        ),
    ]
    if plan.confidence is not None:
        lines.append(Words("digest-plan-confidence", {"n": plan.confidence}))
    if plan.expected_difficulty is not None:
        lines.append(Words("digest-plan-difficulty", {"n": plan.expected_difficulty}))
    for name, text in (("goal", plan.goal), ("situation", plan.situation)):
        if text:
            value = said.excerpt(text, _LONGEST_AGREED)
            lines.append(Words("digest-value", {"label": Words(f"digest-label-{name}"), "value": value}))
    texts: list[tuple[Arg, str]] = [(Words("digest-label-teach-back"), plan.teach_back)]
    for each in plan.hurdles:
        texts += [
            (Words("digest-label-hurdle"), each.hurdle),
            (Words("digest-label-counter"), each.counter),
        ]
    yield from _with_texts(lines, texts)


def _agreed(assignment: Assignment) -> str:
    """Say which head a plan has: as it is agreed, was until it ended, or is only proposed."""
    if assignment.agreed_at is None:
        return "digest-proposed"
    return "digest-was-agreed" if assignment.state is AssignmentState.ENDED else "digest-agreed"


def _with_texts(lines: list[Arg], texts: list[tuple[Arg, str]]) -> Iterator[Arg]:
    """Build a block and quote the texts in it; one that is too long goes on in blocks of its own."""
    room = _PIECE
    for label, text in texts:
        pieces = [text[start : start + _PIECE] for start in range(0, len(text), _PIECE)]
        for number, piece in enumerate(pieces):
            if len(piece) > room:
                yield Lines(tuple(lines))
                lines, room = [], _PIECE
            room -= len(piece)
            quote = said.quoted(piece)
            named = bool(label) and number == 0
            lines.append(Words("digest-value", {"label": label, "value": quote}) if named else quote)
    yield Lines(tuple(lines))
