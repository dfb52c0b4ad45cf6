"""The commands about one patient, on a file and on a server; a kill in the middle leaves all of it or nothing."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from scheduler.clock import SystemClock
from storage import erased, notes, people
from storage import tables as t
from storage.crypto import load_key_file, new_key_file
from storage.database import Database, Tx
from storage.records import NoteKind, PersonState, Role
from storage.schema import bring_up_to_date
from tests.bot.commands import NOBODY, ROOT, TOKEN, env_file, process
from tests.databases import make_empty_on_server

WORDS = "the attic smells of apples"
KILLED = """
import asyncio, os, signal, sys
from pathlib import Path
from bot import one_patient
from bot.settings import load_settings
from storage import erased

async def dies(tx, person, now):
    os.kill(os.getpid(), signal.SIGKILL)

erased.note = dies
asyncio.run(one_patient._erase(load_settings(Path(".env")), "P-1", asked=False))
"""


@dataclass
class House:
    """A folder in which the commands are called, and the database that they find."""

    folder: Path
    database: Database

    async def calls(self, *args: str) -> tuple[int, str, str]:
        return await process(self.folder, *args)

    async def counts(self) -> dict[str, int]:
        found = {}
        async with self.database.read() as tx:
            for name, table in t.metadata.tables.items():
                found[name] = int(await tx.value(select(func.count()).select_from(table)))
        return {name: count for name, count in found.items() if count}


@pytest.fixture(params=["sqlite", "postgresql"])
async def house(tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[House]:
    """A therapist and two patients, of whom P-1 has a note."""
    on_server = request.param == "postgresql"
    url = make_empty_on_server(tmp_path / "one") if on_server else f"sqlite:///{tmp_path}/between.db"
    env_file(tmp_path, telegram_token=TOKEN, telegram_api_url=NOBODY, database_url=url)
    key = tmp_path / "data" / "between.key"
    new_key_file(key)
    database = Database(url, load_key_file(key), SystemClock().now)
    await bring_up_to_date(database)
    await database.open()
    async with database.write() as tx:
        await _people_in(tx, SystemClock().now())
    yield House(tmp_path, database)
    await database.close()


async def _people_in(tx: Tx, now: datetime) -> None:
    dr = await people.add(tx, Role.THERAPIST, now=now, language="de", zone="Europe/Berlin")
    await people.change(tx, dr.id, state=PersonState.ACTIVE)
    await people.bind(tx, dr.id, "telegram", "1")
    for address in ("2", "3"):
        one = await people.add(
            tx, Role.PATIENT, now=now, language="de", zone="Europe/Berlin", therapist_id=dr.id
        )
        await people.bind(tx, one.id, "telegram", address)
        if address == "2":
            await notes.add(tx, one.id, NoteKind.INSIGHT, WORDS, now)


async def test_a_copy_is_written_for_its_reader_alone_and_never_over_anything(house: House) -> None:
    code, out, err = await house.calls("copy", "p-1", "out")
    assert (code, err) == (0, "")
    assert out.startswith(
        "out/P-1.html is for reading, out/P-1.json for other programs; files beside them: 0.\n"
    )
    assert WORDS not in out
    page = (house.folder / "out" / "P-1.html").read_text()
    assert WORDS in page
    assert "Was über P-1 gespeichert ist" in page
    assert (house.folder / "out").stat().st_mode & 0o777 == 0o700
    code, _, err = await house.calls("copy", "P-1", "out")
    assert (code, err) == (2, "There is out/P-1.html already: name another folder. Nothing was written.\n")


async def test_what_does_not_open_is_named_by_where_it_stands_and_all_else_is_written(house: House) -> None:
    async with house.database.write() as tx:
        await notes.add(tx, await _id_of(tx, "P-1"), NoteKind.QUESTION, "a second one", SystemClock().now())
        first = await tx.value(select(func.min(t.notes.c.id)))
        await tx.run(update(t.notes).where(t.notes.c.id == first).values(text=b"damaged"))
    code, out, err = await house.calls("copy", "P-1", "out")
    assert code == 1
    assert out.startswith("out/P-1.html is for reading")
    assert err == (
        "Not all of it could be opened, and what could not is missing there: notes.text."
        " It is damaged, or sealed with a key that is not in the key file: a key file or a back-up of before may have it.\n"
    )
    page = (house.folder / "out" / "P-1.html").read_text()
    assert "a second one" in page
    assert "(nicht mehr lesbar)" in page
    assert WORDS not in page


async def _id_of(tx: Tx, code: str) -> int:
    found = await people.by_code(tx, code)
    assert found is not None
    return found.id


async def test_erasing_leaves_the_others_and_tells_the_therapist(house: House) -> None:
    code, out, err = await house.calls("erase", "P-1", "--yes")
    assert (code, err) == (0, "")
    assert out.startswith("P-1 is erased. Nothing was said to them; their therapist is told.\n")
    assert await house.counts() == {"addresses": 2, "erasures": 1, "outbox": 1, "people": 2}
    listed = erased.listed_in(house.folder / "data" / "backups")
    assert listed is not None
    assert len(listed) == 1
    assert "P-1" not in (house.folder / "data" / "backups" / erased.LIST).read_text()
    code, out, err = await house.calls("erase", "P-1", "--yes")
    assert (code, out, err) == (2, "", "There is no patient with the code P-1.\n")


async def test_a_therapist_whose_address_does_not_open_stops_no_erasing(house: House) -> None:
    async with house.database.write() as tx:
        mine = select(t.people.c.id).where(t.people.c.code == "T-1").scalar_subquery()
        await tx.run(update(t.addresses).where(t.addresses.c.person_id == mine).values(address=b"damaged"))
    code, out, _ = await house.calls("erase", "P-1", "--yes")
    assert code == 0
    assert out.startswith(
        "P-1 is erased. Nothing was said to them; their therapist cannot be told by the bot, so please tell them.\n"
    )
    assert await house.counts() == {"addresses": 2, "erasures": 1, "people": 2}


async def test_nobody_but_a_patient_is_copied_or_erased(house: House) -> None:
    before = await house.counts()
    for args in (("erase", "T-1", "--yes"), ("copy", "P-9", "out")):
        assert await house.calls(*args) == (2, "", f"There is no patient with the code {args[1]}.\n")
    assert await house.counts() == before


@pytest.mark.parametrize(("typed", "goes"), [("P-2", False), ("p-1", True)])
async def test_the_code_has_to_be_typed_once_more(house: House, typed: str, goes: bool) -> None:  # noqa: FBT001 - a parameter
    before = await house.counts()
    started = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "erase", "P-1"),
        cwd=house.folder,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)},
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await started.communicate(f"{typed}\n".encode())
    assert b"notes 1, files 0" in out
    assert started.returncode == (0 if goes else 2)
    if not goes:
        assert err.endswith(b"That was not the code: nothing was erased.\n")
        assert await house.counts() == before


async def test_a_kill_in_the_middle_leaves_everything_and_the_next_try_ends_it(house: House) -> None:
    before = await house.counts()
    started = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", KILLED),
        cwd=house.folder,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)},
    )
    assert await started.wait() == -signal.SIGKILL
    assert await house.counts() == before
    code, _, _ = await house.calls("erase", "P-1", "--yes")
    assert code == 0
    assert "notes" not in await house.counts()


async def test_where_there_is_no_database_it_says_so(tmp_path: Path) -> None:
    env_file(tmp_path, telegram_token=TOKEN, telegram_api_url=NOBODY)
    code, out, err = await process(tmp_path, "erase", "P-1", "--yes")
    assert (code, out, err) == (2, "", "There is no database at data/between.db: check DATABASE_URL.\n")
