"""The key of a database: made once, and never another one beside a database that has been in use."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.app import built
from bot.backups import after_restore, by_hand, restore
from bot.doctor import examine
from bot.inviting import invite_a_therapist
from bot.playground import Playground
from bot.settings import Settings
from scheduler.clock import HandClock
from storage.crypto import KeyFileError, new_key_file
from tests.bot.commands import TOKEN, ends, env_file
from tests.databases import make_empty_on_server
from tests.e2e.practice import START, settings_for

PLACES = {"file": lambda folder: f"sqlite:///{folder / 'between.db'}", "server": make_empty_on_server}
places = pytest.mark.parametrize("place", list(PLACES))


async def begun(root: str, folder: Path, place: str) -> Settings:
    """Start a practice for the first time, and invite somebody."""
    url = PLACES[place](folder)
    settings = settings_for(root, folder).model_copy(update={"database_url": url})
    async with built(settings, HandClock(START)) as app:
        await invite_a_therapist(app)
    return settings


async def starts(settings: Settings) -> None:
    async with built(settings, HandClock(START)):
        pass


@places
async def test_a_lost_key_is_not_made_anew_beside_a_database_in_use(tmp_path: Path, place: str) -> None:
    async with Playground(token=TOKEN) as playground:
        settings = await begun(playground.root, tmp_path, place)
        key = settings.encryption_key_file
        kept = key.rename(tmp_path / "kept")
        with pytest.raises(KeyFileError, match=r"There is no key file at .*put the copy that you kept there"):
            await starts(settings)
        assert not key.exists()
        kept.rename(key)
        await starts(settings)


@places
async def test_another_key_is_refused_and_the_right_one_goes_on(tmp_path: Path, place: str) -> None:
    async with Playground(token=TOKEN) as playground:
        settings = await begun(playground.root, tmp_path, place)
        key = settings.encryption_key_file
        kept = key.rename(tmp_path / "kept")
        new_key_file(key)
        with pytest.raises(KeyFileError, match="does not belong to this database: put the copy"):
            await starts(settings)
        with pytest.raises(KeyFileError, match="does not belong to this database"):
            await after_restore(settings, HandClock(START))
        kept.replace(key)
        await starts(settings)


async def test_no_backup_is_made_nor_put_back_with_another_key(tmp_path: Path) -> None:
    async with Playground(token=TOKEN) as playground:
        settings = await begun(playground.root, tmp_path, "file")
    key, clock = settings.encryption_key_file, HandClock(START)
    made = await by_hand(settings, clock)
    content = key.read_text()
    key.write_text(json.dumps({**json.loads(content), "index": "ab" * 32}))
    with pytest.raises(KeyFileError, match="does not belong to this database"):
        await by_hand(settings, clock)
    (tmp_path / "between.db").unlink()
    with pytest.raises(KeyFileError, match="does not belong to this database"):
        await restore(settings, made.path, clock)
    assert not (tmp_path / "between.db").exists()
    key.write_text(content)
    await restore(settings, made.path, clock)


@places
async def test_the_doctor_calls_a_lost_key_and_another_key_a_fault(
    folder: Path, capsys: pytest.CaptureFixture[str], place: str
) -> None:
    async with Playground(token=TOKEN) as playground:
        settings = await begun(playground.root, folder, place)
        env = env_file(
            folder,
            telegram_token=TOKEN,
            telegram_api_url=playground.root,
            database_url=settings.database_url,
            encryption_key_file=str(settings.encryption_key_file),
        )
        assert [each.sentence for each in await examine(env) if each.is_fault] == []
        settings.encryption_key_file.rename(folder / "kept")
        (lost,) = [each for each in await examine(env) if each.is_fault]
        assert "There is no key file at" in lost.sentence
        assert "put the copy that you kept there" in lost.sentence
        assert not settings.encryption_key_file.exists()
        new_key_file(settings.encryption_key_file)
        found = await examine(env)
        (other,) = [each for each in found if each.is_fault]
        assert "does not belong to this database" in other.sentence
        assert "Nothing is set aside." in [each.sentence for each in found]


def test_nobody_is_invited_with_another_key(used: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (used / "data" / "between.key").unlink()
    new_key_file(used / "data" / "between.key")
    for command in ("invite-therapist", "run", "backup"):
        code, out, err = ends(capsys, command)
        assert (code, out) == (2, "")
        assert "does not belong to this database" in err
        assert err.count("\n") == 1
