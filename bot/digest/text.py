"""The first screen of a summary: at most 24 lines, in the order of DOMAIN.md, section 3."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Final, TypeVar
from zoneinfo import ZoneInfo

from bot.digest import said
from bot.digest.agreements import agreements
from bot.digest.facts import Appreciation, ExerciseFacts, Facts, Quote
from bot.digest.material import Entry, Ladder, Material
from bot.digest.measures import Measure, Point
from bot.messages import Arg, Both, Lines, Words
from storage.records import Note

T = TypeVar("T")

LOW_CONFIDENCE: Final = 6
"""Up to here the patient's own confidence is shown beside the exercise (DOMAIN.md, claim 17); nothing is concluded."""

_LONGEST_QUOTE: Final = 140
_LONGEST_HURDLE: Final = 60
_LONGEST_ASIDE: Final = 40
_EXERCISES, _MEASURES, _POINTS, _FEW = 5, 4, 7, 2
_KNOWN_STEMS: Final = frozenset({"mood", "suds", "likelihood", "emotion_strength"})


def first_screen(facts: Facts) -> Words:
    """Say the whole first screen."""
    parts = (
        _head(facts),
        _counts(facts),
        _exercises(facts.exercises),
        _apart(facts),
        _saved(facts),
        _few("digest-afterwards", _told_otherwise(facts), lambda told: told, "; "),
        agreements(facts.material),
        _reasons(facts),
        _quote("digest-hard", facts.hard, facts),
        _quote("digest-learned", facts.learned, facts),
        _quote("digest-question", facts.questions, facts),
        _trends(facts),
        _appreciation(facts.appreciation),
        Words("digest-debrief"),
        _options(facts.options),
    )
    return Words("digest-screen", {"parts": Lines(parts)})


def _head(facts: Facts) -> Arg:
    material = facts.material
    zone = ZoneInfo(material.zone)
    first, last = (moment.astimezone(zone).date() for moment in (material.since, material.until))
    days = said.day(first) if first == last else Lines((said.day(first), said.day(last)), joiner=" – ")
    session = said.session(material) if material.appointment else Words("digest-no-session")
    return Lines((Words("digest-head", {"code": material.code, "days": days}), session), joiner=" · ")


def _counts(facts: Facts) -> Arg:
    due: Arg = ""
    if facts.due:
        due = Words("digest-due", {"n": facts.due, "counts": said.counts(facts.counts)})
    if facts.reports:
        number = sum(facts.reports.values())
        reports = Words("digest-reports", {"n": number, "counts": said.counts(facts.reports)})
        return Lines((due, reports))
    if not facts.quiet:
        return due or Words("digest-nothing-due")
    since = said.day(facts.material.since.astimezone(ZoneInfo(facts.material.zone)).date())
    key = "digest-quiet" if facts.due else "digest-quiet-nothing-due"
    return Lines((due, Words(key, {"since": since})))


def _exercises(exercises: Sequence[ExerciseFacts]) -> Arg:
    lines: list[Arg] = []
    for each in exercises[:_EXERCISES]:
        line = Words(
            "digest-exercise-on-event" if each.on_event else "digest-exercise",
            {"title": said.title(each.assignment), "n": each.number, "counts": said.counts(each.counts)},
        )
        confidence = each.assignment.plan.confidence
        low = confidence is not None and confidence <= LOW_CONFIDENCE
        lines.append(Lines((line, Words("digest-confidence", {"n": confidence or 0}) if low else "")))
    return Lines((*lines, _more(len(exercises) - _EXERCISES)))


def _apart(facts: Facts) -> Arg:
    found = [(name.replace("_", "-"), number) for name, number in vars(facts.apart).items() if number]
    parts = tuple(said.count(name, number) for name, number in found)
    return Words("digest-apart", {"parts": Lines(parts, joiner=", ")}) if parts else ""


def _told_otherwise(facts: Facts) -> Sequence[Arg]:
    """Say of each answer and each note of an earlier summary that it is another now, or was taken back."""
    answers = tuple(_afterwards(entry, facts) for entry in facts.afterwards)
    return (*answers, *(note_back(note, facts.material) for note in facts.material.notes_back))


def note_back(note: Note, material: Material) -> Words:
    """Say that a note was taken back, and when it had been written; nothing of what it said."""
    local = note.at.astimezone(ZoneInfo(material.zone)).date()
    return Words("digest-note-back", {"day": said.day(local)})


def _afterwards(entry: Entry, facts: Facts) -> Arg:
    """Say what an earlier summary told differently: "Walk, Fri 6 Mar: no answer → done"."""
    if entry.checkin is None or entry.earlier is None:
        return ""
    end = "taken-back" if entry.taken_back and entry.corrects else _key(entry.checkin.outcome)
    args: dict[str, Arg] = {
        "title": said.title(facts.material.assignment(entry.occurrence.assignment_id)),
        "day": said.day(entry.occurrence.local_date),
        "now": Words(f"digest-end-{end}"),
        "before": Words(f"digest-end-{_key(entry.earlier)}"),
    }
    key = "digest-added-to" if entry.earlier is entry.checkin.outcome else "digest-became"
    if key == "digest-added-to" and (entry.words_back or entry.corrected):
        key = "digest-words-back" if entry.words_back else "digest-reworded"
    said_now = (entry.checkin.hard, entry.checkin.instead, entry.checkin.insight)
    quotes = [said.quoted(said.excerpt(each, _LONGEST_QUOTE)) for each in said_now if each]
    return Lines((Words(key, args), *quotes), " ")


def _saved(facts: Facts) -> Arg:
    """Name each exercise at which something was saved for the session, and at which reasons."""
    parts = tuple(
        Words(
            "digest-saved-at", {"title": said.title(each.assignment), "reasons": said.reasons(each.reasons)}
        )
        for each in facts.saved
    )
    return _labelled("digest-saved", Lines(parts, joiner="; ") if parts else "")


def _reasons(facts: Facts) -> Arg:
    parts = tuple(
        Words("digest-reason", {"reason": Words(f"digest-reason-{_key(reason)}"), "n": n})
        for reason, n in facts.reasons
    )
    own = tuple(
        Words("digest-reason", {"reason": said.quoted(said.excerpt(words, _LONGEST_HURDLE)), "n": n})
        for words, n in facts.foreseen
    )
    return _labelled("digest-reasons", Lines((*parts, *own), joiner=", ") if parts or own else "")


def _quote(key: str, quotes: tuple[Quote, ...], facts: Facts) -> Arg:
    return _labelled(key, said.newest(quotes, _LONGEST_QUOTE, in_a_week=facts.in_a_week))


def _trends(facts: Facts) -> Arg:
    """Say the raw values, one line per measure; the exercise's name stands before it where two share a measure."""
    found = [(trend.assignment, measure) for trend in facts.trends for measure in trend.measures]
    stems = Counter(measure.stem for _, measure in found)
    lines = tuple(
        Lines(
            (
                Words("digest-trend-of", {"title": said.title(assignment)})
                if stems[measure.stem] > 1
                else "",
                measure_words(measure, in_a_week=facts.in_a_week, newest=_POINTS),
            ),
            joiner=" ",
        )
        for assignment, measure in found[:_MEASURES]
    )
    return Lines((*lines, _more(len(found) - _MEASURES)))


def measure_words(measure: Measure, *, in_a_week: bool, newest: int) -> Arg:
    """Say the raw values of a measure with its full scale, gaps as such; only the newest `newest` points."""
    shown = measure.points[-newest:]
    known = measure.stem in _KNOWN_STEMS
    label: Arg = Words(f"digest-measure-{_key(measure.stem)}") if known else Both(measure.labels[0])
    args: dict[str, Arg] = {
        "label": label,
        "top": measure.top,
        "points": Lines(tuple(_point(point, in_a_week=in_a_week) for point in shown), joiner=", "),
    }
    key = "digest-measure-peak" if len(measure.keys) > _FEW else "digest-measure"
    if measure.stem == "likelihood":
        key = "digest-measure-percent"
    earlier = len(measure.points) - len(shown)
    return Lines((Words(key, args), _more(earlier)), joiner=" ")


def _point(point: Point, *, in_a_week: bool) -> Arg:
    values = ["–" if value is None else str(value) for value in point.values]
    joiner = "/" if len(values) > _FEW else "→"
    about: Arg = said.quoted(said.excerpt(point.about, _LONGEST_ASIDE)) if point.about else ""
    when = said.near_day(point.day, in_a_week=in_a_week)
    return Lines((when, about, joiner.join(values)), joiner=" ")


def _appreciation(found: Appreciation) -> Arg:
    if not found:
        return ""
    instead: Arg = said.quoted(said.excerpt(found.instead, _LONGEST_ASIDE)) if found.instead else ""
    adapted = Lines((said.count("adapted", found.adapted), instead), joiner=": ")
    parts: tuple[Arg, ...] = (
        Words("digest-tried", {"n": found.tried, "due": found.due}) if found.tried else "",
        said.count("reported", found.reported),
        adapted,
        said.count("harder-days", found.harder),
        said.count("beyond", found.extra),
        said.count("notes", found.notes),
    )
    return Words("digest-appreciate", {"parts": Lines(parts, joiner="; ")})


def _options(ladders: Sequence[Ladder]) -> Arg:
    """Offer the same steps for every exercise that is agreed, without ranking; their names stand in the details."""
    groups: dict[tuple[str, ...], list[Arg]] = {}
    for each in ladders:
        there = (("easier", each.easier), ("same", each), ("harder", each.harder), ("other", each))
        steps = tuple(name for name, step in there if step is not None)
        groups.setdefault(steps, []).append(said.title(each.assignment))
    alike = len(groups) == 1 and len(ladders) > 1
    return Lines(
        tuple(
            _option(steps, Words("digest-options-each") if alike else Lines(tuple(titles), joiner=", "))
            for steps, titles in groups.items()
        )
    )


def _option(steps: Sequence[str], titles: Arg) -> Arg:
    offered = tuple(Words(f"digest-option-{name}") for name in steps)
    return Words("digest-options", {"titles": titles, "steps": Lines(offered, joiner=" / ")})


def _few(key: str, found: Sequence[T], say: Callable[[T], Arg], joiner: str) -> Arg:
    shown = tuple(say(each) for each in found[:_FEW])
    parts = (Lines(shown, joiner=joiner), _more(len(found) - len(shown)))
    return _labelled(key, Lines(parts, joiner=" ")) if found else ""


def _more(number: int) -> Arg:
    return Words("digest-more", {"n": number}) if number > 0 else ""


def _labelled(key: str, text: Arg) -> Arg:
    return Words(key, {"text": text}) if text else ""


def _key(name: str) -> str:
    return name.replace("_", "-")
