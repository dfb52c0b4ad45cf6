"""`between migrate-database`: what it says, and when it refuses."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from scheduler.clock import HandClock
from storage import people
from storage.crypto import new_key_file, throwaway_key_ring
from storage.database import Database
from storage.records import Role
from storage.schema import bring_up_to_date
from storage.single import only_one
from tests.bot.commands import ends
from tests.databases import make_empty_on_server
from tests.wires import START


@pytest.fixture
def source(tmp_path: Path) -> str:
    """A file with one person in it."""
    url = f"sqlite:///{tmp_path / 'between.db'}"

    async def fill() -> None:
        db = Database(url, throwaway_key_ring(), HandClock(START).now)
        await bring_up_to_date(db)
        async with db.write() as tx:
            await people.add(tx, Role.THERAPIST, now=START, language="en", zone="UTC")
        await db.close()

    asyncio.run(fill())
    return url


def test_it_says_what_it_does_and_what_to_do_next(
    source: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = make_empty_on_server(tmp_path / "target").replace("+asyncpg", "")
    code, out, err = ends(capsys, "migrate-database", source, target)
    assert (code, err) == (0, "")
    assert "\n  people: 1\n" in out
    assert "All 1 rows are there and the same (0 had been moved before)." in out
    assert "set DATABASE_URL to the second address" in out
    assert "The key file stays the same." in out
    code, out, err = ends(capsys, "migrate-database", source, target)
    assert (code, err) == (0, "")
    assert "(1 had been moved before)" in out


def test_it_refuses_a_database_on_which_a_bot_runs(
    source: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = f"sqlite:///{tmp_path / 'other.db'}"
    for used in (source, target):
        with only_one(used):
            code, _, err = ends(capsys, "migrate-database", source, target)
        assert code == 2
        assert err.startswith("A bot is running on ")


@pytest.mark.parametrize(
    ("source", "target", "sentence"),
    [
        ("sqlite:///nowhere.db", "sqlite:///x.db", "There is no database at nowhere.db"),
        ("sqlite:///x.db", "sqlite+aiosqlite:///x.db", "Both addresses are the same"),
        ("mysql://x", "sqlite:///x.db", "The address of a database has to begin with sqlite:///"),
    ],
)
def test_an_address_that_makes_no_sense_is_refused_with_a_sentence(
    source: str, target: str, sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, _, err = ends(capsys, "migrate-database", source, target)
    assert (code, err.startswith(sentence)) == (2, True)
    assert not Path("nowhere.db").exists()


def test_an_address_that_does_not_answer_is_said_without_its_password(
    source: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, _, err = ends(capsys, "migrate-database", source, "postgresql://between:hush@127.0.0.1:9/between")
    assert code == 2
    assert "hush" not in err
    assert err.startswith("The second database cannot be used (not_reached): check the second address")


@pytest.mark.parametrize("address", ["postgresql://u:hush@h:hush/db", "postgresql://u:hush@a:hush@h/db"])
def test_an_address_that_cannot_be_read_is_refused_without_a_piece_of_its_password(
    source: str, address: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = ends(capsys, "migrate-database", source, address)
    assert (code, err.count("\n"), "hush" in out + err) == (2, 1, False)
    assert err.startswith("The address of a database cannot be read: is its port a number?")


def test_beside_settings_their_key_has_to_be_the_one_of_the_first_database(
    used: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    key = used / "data" / "between.key"
    addresses = "sqlite:///data/between.db", "sqlite:///other.db"
    kept = key.rename(used / "kept")
    code, _, err = ends(capsys, "migrate-database", *addresses)
    assert (code, err.startswith("There is no key file at data/between.key")) == (2, True)
    new_key_file(key)
    code, _, err = ends(capsys, "migrate-database", *addresses)
    assert (code, "does not belong to this database" in err) == (2, True)
    kept.replace(key)
    assert ends(capsys, "migrate-database", *addresses)[0] == 0
