"""Who was erased: keyed blind indexes that name nobody to whom the keys are not known, and when that was.

A back-up of before still holds them. So the list also stands beside the back-ups, and whoever puts one back has them
erased again by it. A code that was somebody's is given to nobody else.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from sqlalchemy import select

from storage import tables as t
from storage.backup import sync_folder
from storage.database import Tx
from storage.records import Person, Role

LIST: Final = "erased.list"
_PERSON, _CODE = "erased person", "erased code"
_ABOUT = "# Who was erased (keyed, naming nobody), and when. Keep it with the back-ups: restoring erases them again by it.\n"


class ErasedListError(Exception):
    """The list beside the back-ups cannot be read; the sentence says which line, and what to do."""


@dataclass(frozen=True, order=True)
class Erasure:
    """One person who was erased, by the blind indexes of their row and of their code."""

    at: datetime
    person_key: str
    code_key: str


async def note(tx: Tx, person: Person, now: datetime) -> None:
    """Keep that a person is erased, in the transaction that does it."""
    await take_up(tx, [Erasure(now, *_keys(tx, person))])


async def take_up(tx: Tx, found: Iterable[Erasure]) -> None:
    """Keep what is not known yet."""
    rows = [{"at": each.at, "person_key": each.person_key, "code_key": each.code_key} for each in found]
    await tx.add_absent(t.erasures, rows, "person_key")


async def known(tx: Tx) -> list[Erasure]:
    """Return all that are known, oldest first."""
    table = t.erasures.c
    rows = await tx.rows(select(table.at, table.person_key, table.code_key))
    return sorted(Erasure(row.at, row.person_key, row.code_key) for row in rows)


async def was_given(tx: Tx, code: str) -> bool:
    """Say whether a code was somebody's who was erased."""
    query = select(t.erasures.c.id).where(t.erasures.c.code_key == tx.keys.index(_CODE, code))
    return await tx.value(query.limit(1)) is not None


async def come_back(tx: Tx) -> list[Person]:
    """Return the patients who are here although they were erased."""
    keys = {each.person_key for each in await known(tx)}
    if not keys:
        return []
    patients = await tx.all(Person, t.people, select(t.people).where(t.people.c.role == Role.PATIENT))
    return [each for each in patients if _keys(tx, each)[0] in keys]


def _keys(tx: Tx, person: Person) -> tuple[str, str]:
    return tx.keys.index(_PERSON, str(person.id)), tx.keys.index(_CODE, person.code)


def listed_in(folder: Path) -> list[Erasure] | None:
    """Read the list in a folder; None where there is none. Raises ErasedListError, OSError."""
    path = folder / LIST
    try:
        lines = path.read_text(encoding="ascii").splitlines()
    except FileNotFoundError:
        return None
    except UnicodeDecodeError:
        lines = [""]
    found = []
    for number, line in enumerate(lines, 1):
        if line.startswith("#"):
            continue
        try:
            at, person_key, code_key = line.split()
            found.append(Erasure(datetime.fromisoformat(at), person_key, code_key))
        except ValueError:
            raise ErasedListError(
                f"Line {number} of {path} cannot be read: put a good copy of it there. Nothing was changed."
            ) from None
    return sorted(found)


def list_in(folder: Path, found: Iterable[Erasure]) -> bool:
    """Add to the list in a folder what it lacks; say whether it had to be written. Raises ErasedListError, OSError."""
    before = set(listed_in(folder) or ())
    whole = before | set(found)
    if whole == before:
        return False
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = folder / f"{LIST}.{os.getpid()}.part"
    lines = (f"{each.at.isoformat()} {each.person_key} {each.code_key}\n" for each in sorted(whole))
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii") as new:
        new.write(_ABOUT)
        new.writelines(lines)
        new.flush()
        os.fsync(new.fileno())
    part.replace(folder / LIST)
    sync_folder(folder)
    return True
