"""What the doctor finds, and what it says to do."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.doctor import Finding, examine
from bot.playground import Playground
from tests.bot.commands import NOBODY, TOKEN, env_file, process, write_revision


async def faults(folder: Path, **values: str) -> list[Finding]:
    """What the doctor finds wrong."""
    found = await examine(env_file(folder, **{"telegram_token": TOKEN, **values}))
    return [finding for finding in found if finding.is_fault]


def sentences(found: list[Finding]) -> str:
    return "\n".join(finding.sentence for finding in found)


async def test_the_doctor_finds_nothing_where_nothing_is_wrong(folder: Path) -> None:
    async with Playground(token=TOKEN) as playground:
        assert await faults(folder, telegram_api_url=playground.root) == []
        code, out, err = await process(folder, "doctor")
    assert (code, err) == (0, "")
    assert "FAULT" not in out
    assert "the bot is @between_test_bot" in out


async def test_the_doctor_says_what_to_do_about_each_fault(folder: Path) -> None:
    assert "TELEGRAM_TOKEN is not a bot token" in sentences(await faults(folder, telegram_token="x"))
    async with Playground(token=TOKEN) as playground:
        root = playground.root
        wrong = await faults(folder, telegram_api_url=root, telegram_token="123456:WRONG")
        assert "copy the token again from BotFather" in sentences(wrong)
        (pack,) = await faults(folder, telegram_api_url=root, library_packs="starter,nowhere")
        assert "LIBRARY_PACKS cannot be used: nowhere: is not the folder of a pack" in pack.sentence
        (listed,) = await faults(folder, telegram_api_url=root, practice_country="ZZ")
        assert "set PRACTICE_COUNTRY" in listed.sentence
        (readable,) = await faults(folder, telegram_api_url=root, encryption_key_file=str(bad_key(folder)))
        assert "chmod 600" in readable.sentence
    async with Playground(token=TOKEN, now=lambda: datetime.now(UTC) - timedelta(hours=1)) as playground:
        (late,) = await faults(folder, telegram_api_url=playground.root)
        assert re.search(r"This machine's clock is \+3(599|60[01]) s off", late.sentence)
    away = sentences(await faults(folder, telegram_api_url=NOBODY))
    assert "check the network and TELEGRAM_API_URL" in away
    assert "The clock could not be compared" in away


def bad_key(folder: Path) -> Path:
    path = folder / "open.key"
    path.write_text("{}")
    path.chmod(0o644)
    return path


async def test_the_doctor_looks_into_the_database(used: Path) -> None:
    async with Playground(token=TOKEN) as playground:
        assert await faults(used, telegram_api_url=playground.root) == []
        write_alert(used)
        (alert,) = await faults(used, telegram_api_url=playground.root)
        assert "update_parked (inbox:7)" in alert.sentence
        write_update(used)
        alert, late = await faults(used, telegram_api_url=playground.root)
        assert "update_parked (inbox:7)" in alert.sentence
        assert re.search(r"Late: an update for \d+ minutes. Does the bot run", late.sentence)
        write_revision(used, "9999")
        (newer,) = await faults(used, telegram_api_url=playground.root)
        assert "newer version of Between" in newer.sentence
        (used / "data" / "between.db").write_bytes(b"no database at all, " * 500)
        (broken,) = await faults(used, telegram_api_url=playground.root)
        assert "The database is damaged: stop the bot" in broken.sentence


def write_alert(folder: Path) -> None:
    with closing(sqlite3.connect(folder / "data" / "between.db")) as database:
        database.execute(
            "insert into alerts (id, at, kind, subject) values (1, 1, 'update_parked', 'inbox:7')"
        )
        database.commit()


async def test_the_doctor_tells_how_old_the_newest_backup_is(used: Path) -> None:
    async with Playground(token=TOKEN) as playground:
        root = playground.root
        assert "(BACKUP_FOLDER is empty)" in await all_of(used, telegram_api_url=root, backup_folder="")
        assert "no back-up in data/backups yet" in await all_of(used, telegram_api_url=root)
        assert (await process(used, "backup"))[0] == 0
        assert re.search(
            r"newest of 1 back-ups in data/backups is 0 h old, on the same disk as the database: copy them",
            await all_of(used, telegram_api_url=root),
        )
        (made,) = (used / "data" / "backups").iterdir()
        old = datetime.now(UTC) - timedelta(hours=49)
        made.rename(made.with_name(f"between-{old:%Y%m%dT%H%M%SZ}.backup"))
        (late,) = await faults(used, telegram_api_url=root)
        assert "is 49 h old: `between backup` says why" in late.sentence
        assert await faults(used, telegram_api_url=root, backup_hours="48") == []


async def all_of(folder: Path, **values: str) -> str:
    return sentences(await examine(env_file(folder, **{"telegram_token": TOKEN, **values})))


def write_update(folder: Path) -> None:
    """Leave an update behind that nobody has answered since 1970."""
    with closing(sqlite3.connect(folder / "data" / "between.db")) as database:
        database.execute(
            "insert into inbox (id, channel, update_key, received_at, state, attempts)"
            " values (1, 'telegram', '1', 1, 'new', 0)"
        )
        database.commit()
