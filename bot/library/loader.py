"""Reads packs and checks everything; a library with any fault is not given out, and all its faults are told at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from bot.library import checks, links
from bot.library.catalogue import Library
from bot.library.reading import read_file
from bot.library.schema import AnswerField, Exercise, ExerciseFile, FieldKind, Pack

REQUIRED_LANGUAGES = ("en", "de")
"""The languages in which the product speaks; a pack may have more."""

STARTER = "starter"
"""How the pack is named that comes with the program."""

_PACKS = files("bot.library") / "packs"
_PACK_FILE = "pack.yaml"
_TYPES_FILE = "response_types.yaml"
_Types = dict[str, tuple[AnswerField, ...]]


class LibraryError(Exception):
    """The packs have faults. `faults` holds one sentence for each, naming file and field."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = tuple(faults)


@dataclass
class _Reading:
    """What was read so far, and what was wrong with it. `unread` names exercises whose file could not be read."""

    faults: list[str] = field(default_factory=list)
    packs: list[tuple[str, Pack]] = field(default_factory=list)
    exercises: dict[str, tuple[str, ExerciseFile]] = field(default_factory=dict)
    home: dict[str, Pack] = field(default_factory=dict)
    unread: set[str] = field(default_factory=set)
    types: _Types = field(default_factory=dict)
    types_unread: bool = False


def load_library(packs: Sequence[Path | str] = (STARTER,)) -> Library:
    """Load packs, each by its folder or, where it comes with the program, by its name. Raises LibraryError with all faults.

    The response types of the product are known to every pack; a pack may add its own response_types.yaml.
    """
    roots: list[Traversable] = [_PACKS / STARTER if each == STARTER else Path(each) for each in packs]
    reading = _Reading()
    _read_types(_PACKS / _TYPES_FILE, _TYPES_FILE, REQUIRED_LANGUAGES, reading)
    for root in roots:
        _read_pack(root, reading)
    reading.faults.extend(_check(reading))
    if reading.faults:
        raise LibraryError(reading.faults)
    return Library(
        packs=[pack for _, pack in reading.packs],
        exercises=[_resolve(exercise, reading) for _, exercise in reading.exercises.values()],
    )


def _read_types(source: Traversable, name: str, languages: Sequence[str], reading: _Reading) -> None:
    types = read_file(source, name, _Types, reading.faults)
    if types is None:
        reading.types_unread = True
        return
    for kind, fields in types.items():
        if kind in reading.types:
            reading.faults.append(f"{name}: {kind}: this response type is already known.")
        reading.faults.extend(checks.check_localized(name, checks.field_texts(kind, fields), languages))
        reading.types.setdefault(kind, fields)


def _read_pack(root: Traversable, reading: _Reading) -> None:
    """Read one folder: its head, its own response types, its exercises."""
    names = sorted(entry.name for entry in root.iterdir()) if root.is_dir() else []
    if _PACK_FILE not in names:
        reading.faults.append(f"{root.name}: is not the folder of a pack (there is no {_PACK_FILE}).")
        return
    pack = read_file(root / _PACK_FILE, f"{root.name}/{_PACK_FILE}", Pack, reading.faults)
    if pack is not None:
        if pack.id in {other.id for _, other in reading.packs}:
            reading.faults.append(f"{root.name}/{_PACK_FILE}: id: there are two packs called {pack.id!r}.")
        reading.packs.append((f"{root.name}/{_PACK_FILE}", pack))
    if _TYPES_FILE in names:
        languages = pack.languages if pack else REQUIRED_LANGUAGES
        _read_types(root / _TYPES_FILE, f"{root.name}/{_TYPES_FILE}", languages, reading)
    for name in names:
        if name.endswith(".yaml") and name not in {_PACK_FILE, _TYPES_FILE}:
            _read_exercise(root / name, f"{root.name}/{name}", pack, reading)


def _read_exercise(source: Traversable, name: str, pack: Pack | None, reading: _Reading) -> None:
    exercise = read_file(source, name, ExerciseFile, reading.faults)
    if exercise is None or pack is None:
        reading.unread.add(source.name.removesuffix(".yaml"))
    elif exercise.id in reading.exercises:
        reading.faults.append(f"{name}: id: {exercise.id} stands in {reading.exercises[exercise.id][0]} too.")
    else:
        reading.exercises[exercise.id] = (name, exercise)
        reading.home[exercise.id] = pack


def _check(reading: _Reading) -> Iterator[str]:
    """Everything that can be said only when all files were read."""
    for name, pack in reading.packs:
        for language in REQUIRED_LANGUAGES:
            if language not in pack.languages:
                yield f"{name}: languages: {language!r} is missing."
        yield from checks.check_localized(name, checks.pack_texts(pack), pack.languages)
        own = {key: each for key, each in reading.exercises.items() if reading.home[key] is pack}
        yield from links.check_ladders(name, pack.ladders, own, reading.unread)
    types = None if reading.types_unread else reading.types
    for exercise_id, (name, exercise) in reading.exercises.items():
        yield from checks.check_exercise(name, exercise, reading.home[exercise_id], types)
    yield from links.check_links(reading.exercises, reading.unread)
    yield from links.check_prerequisites(reading.exercises, reading.unread)


def _resolve(exercise: ExerciseFile, reading: _Reading) -> Exercise:
    """Give an exercise its questions: those of its response types, with its own items to tick."""
    pack = reading.home[exercise.id]
    items = {language: text.checklist_items or text.steps for language, text in exercise.text.items()}
    fields = tuple(
        each.model_copy(update={"items": items}) if each.kind is FieldKind.CHECKLIST else each
        for name in exercise.responses
        for each in reading.types[name]
    )
    return Exercise(**dict(exercise), pack=pack.id, pack_version=pack.version, answer_fields=fields)
