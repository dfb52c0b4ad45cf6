"""A copy of everything that is kept of one patient: JSON for programs, a page for people, and the files beside them."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from bot.conversation.file_kinds import neutral_name
from bot.copy_page import Item, Section, sections
from bot.messages import Arg, Moment, Words
from bot.words import render
from scheduler.schedule import Pattern, Schedule
from storage import files
from storage import tables as t
from storage.copying import Kept, everything
from storage.crypto import SealBroken
from storage.database import Database
from storage.records import Person, Plan
from storage.unopened import BROKEN

_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem}"
    "h3{margin-bottom:0}p{margin:.2rem 0;white-space:pre-line}"
    "blockquote{margin:.2rem 0 .2rem 1rem;white-space:pre-wrap}"
)


_NO_PLAN = Plan(
    BROKEN, "", "", "", Schedule(pattern=Pattern.ON_EVENT, starts=date(1970, 1, 1)).to_json()
).to_json()


class CopyError(Exception):
    """No copy was made; the sentence says why."""


@dataclass(frozen=True)
class Copy:
    """What was written: the page, the JSON, and how many files beside them.

    `unopened`: how often a sealed value of which "table.field" could not be opened; all the rest is there.
    """

    page: Path
    data: Path
    files: int
    unopened: Counter[str]


async def copy_of(database: Database, patient: Person, folder: Path, now: datetime) -> Copy:
    """Write a copy into a folder, for its owner's eyes alone; nothing is written over. Raises CopyError, OSError."""
    page, data, beside = (folder / f"{patient.code}{end}" for end in (".html", ".json", "-files"))
    for each in (page, data, beside):
        if each.exists():
            raise CopyError(f"There is {each} already: name another folder. Nothing was written.")
    async with database.read(apart=True) as tx:
        kept = await everything(tx, patient, _NO_PLAN)
        stored = kept.rows["files"]
        _make(folder, *([beside] if stored else []))
        names = {}
        for number, row in enumerate(stored, 1):
            name = f"{beside.name}/{number:03}-{neutral_name(row['kind'])}"
            try:
                found = await files.content(tx, row["id"])
            except SealBroken:
                kept.unopened[f"{t.files.name}.{t.files.c.content.name}"] += 1
                continue
            _write(folder / name, found[1] if found is not None else b"")
            names[row["id"]] = name
    _write(data, _json(kept, names, now))
    _write(page, _page(kept, sections(kept, names), data.name, now))
    return Copy(page, data, len(names), kept.unopened)


def places_of(unopened: Mapping[str, int]) -> str:
    """Name what could not be opened: "assignments.plan, notes.text (2)"."""
    return ", ".join(name if n == 1 else f"{name} ({n})" for name, n in sorted(unopened.items()))


def _make(*folders: Path) -> None:
    for each in folders:
        each.mkdir(mode=0o700, parents=True, exist_ok=True)


def _write(path: Path, content: bytes) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)


def _json(kept: Kept, names: Mapping[int, str], now: datetime) -> bytes:
    """Write every row of every table: ids as text, since they are longer than other programs can count."""
    tables = {name: [_plain(row) for row in rows] for name, rows in kept.rows.items() if rows}
    for row, plain in zip(kept.rows["files"], tables.get("files", ()), strict=True):
        plain["file"] = names.get(row["id"], BROKEN)
    whole = {"about": "Everything that is kept of one person.", "code": kept.person.code, "made_at": now}
    missing = {"not_opened": dict(sorted(kept.unopened.items()))} if kept.unopened else {}
    return json.dumps(
        {**whole, **missing, "tables": tables}, ensure_ascii=False, indent=1, default=_said
    ).encode()


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: str(value) if _is_id(name, value) else value for name, value in row.items()}


def _is_id(name: str, value: object) -> bool:
    return isinstance(value, int) and (name == "id" or name.endswith("_id"))


def _said(value: Any) -> Any:
    return value.value if isinstance(value, Enum) else value.isoformat()


def _page(kept: Kept, told: Sequence[Section], data: str, now: datetime) -> bytes:
    person = kept.person

    def plain(arg: Arg) -> str:
        return render(arg, person.language, person.formality, markup=False)

    def words(arg: Arg) -> str:
        return plain(arg).replace(BROKEN, broken)

    broken = plain(Words("copy-broken"))

    title = words(Words("copy-title", {"code": person.code}))
    root = ET.Element("html", lang=person.language)
    head, body = ET.SubElement(root, "head"), ET.SubElement(root, "body")
    ET.SubElement(head, "meta", charset="utf-8")
    ET.SubElement(head, "title").text = title
    ET.SubElement(head, "style").text = _STYLE
    ET.SubElement(body, "h1").text = title
    made = Words("copy-made", {"at": Moment(now, person.zone, "dated"), "file": data})
    ET.SubElement(body, "p").text = words(made)
    if kept.unopened:
        ET.SubElement(body, "p").text = words(Words("copy-not-opened", {"places": places_of(kept.unopened)}))
    for heading, items in told:
        ET.SubElement(body, "h2").text = words(heading)
        if not items:
            ET.SubElement(body, "p").text = words(Words("copy-nothing"))
        for item in items:
            _put(body, item, words)
    return f"<!doctype html>\n{ET.tostring(root, encoding='unicode', method='html')}".encode()


def _put(body: ET.Element, item: Item, words: Any) -> None:
    ET.SubElement(body, "h3").text = words(item.head)
    for fact in item.facts:
        ET.SubElement(body, "p").text = words(fact)
    for label, text in item.quotes:
        if text:
            quote = ET.SubElement(body, "blockquote")
            said = words(text)
            quote.text = f"{words(label)}: {said}" if label else said
    for name in item.files:
        link = ET.SubElement(ET.SubElement(body, "p"), "a", href=name)
        link.text = name
