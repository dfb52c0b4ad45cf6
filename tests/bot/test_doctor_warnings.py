"""What the doctor only warns of: it is printed with a word of its own, and the doctor does not fail for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.channels.signal import SignalChannel
from bot.channels.signal_program import Program
from bot.doctor import examine
from bot.finding import Degree, Finding
from bot.keys import key_ring
from bot.playground.signal import SignalDaemon
from bot.settings import load_settings
from scheduler.clock import HandClock
from storage.database import Database
from tests.bot.commands import env_file, process
from tests.wires import START

NEWER = (0, 99, 1)


def practice(folder: Path, daemon: SignalDaemon, **values: str) -> Path:
    known = {"signal_account": daemon.account, "signal_socket": daemon.socket, "signal_link": daemon.link}
    return env_file(folder, **known, practice_country="DE", **values)


async def listened(env: Path, daemon: SignalDaemon, clock: HandClock) -> None:
    """Let the bot's channel hear the daemon once, with the practice's own database."""

    async def keep(_: object) -> None:
        return

    settings = load_settings(env)
    database = Database(settings.database_url, key_ring(settings), clock.now)
    kept = Program(database, clock)
    channel = SignalChannel(daemon.account, daemon.socket, clock=clock, on_version=kept.answered)
    await channel.listen_once(keep, 0)
    await channel.close()
    await database.close()


def about(found: list[Finding], word: str) -> Finding:
    """What was found about one thing."""
    return next(each for each in found if word in each.sentence)


async def test_a_warning_has_its_own_word_and_the_doctor_does_not_fail_for_it(used: Path) -> None:
    async with SignalDaemon(release=(0, 13, 19)) as daemon:
        practice(used, daemon)
        code, out, err = await process(used, "doctor")
    lines = [line for line in out.splitlines() if "signal-cli 0.13.19" in line]
    assert [line[:7] for line in lines] == ["warn   "]
    assert (code, err) == (0, "")
    assert "FAULT" not in out


async def test_what_to_mind_is_a_warning(used: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PRACTICE_COUNTY", "AT")
    async with SignalDaemon() as daemon:
        off = await examine(practice(used, daemon, backup_folder=""))
        env = practice(used, daemon)
        assert (await process(used, "backup"))[0] == 0
        on = await examine(env)
    for found, word in (
        (off, "No back-ups are made"),
        (on, "on the same disk as the database"),
        (on, "nobody has verified them here"),
        (on, "PRACTICE_COUNTY in the environment is not a setting of Between"),
    ):
        assert about(found, word).degree is Degree.WARNING
    assert not [each for each in on if each.is_fault]


async def test_a_fault_beside_warnings_is_a_fault(used: Path) -> None:
    async with SignalDaemon(release=(0, 13, 19)) as daemon:
        practice(used, daemon)
        daemon.world.online = False
        code, out, _ = await process(used, "doctor")
    assert code == 1
    assert "FAULT  signal-cli does not know the account" in out


async def test_the_doctor_reads_since_when_the_bot_hears_a_release_that_it_does_not_know(used: Path) -> None:
    clock = HandClock(START)
    async with SignalDaemon(now=clock.now, release=NEWER) as daemon:
        env = practice(used, daemon)
        assert "look at its date" in about(await examine(env, clock), "0.99.1").sentence
        await listened(env, daemon, clock)
        clock.forward(days=90)
        young = about(await examine(env, clock), "0.99.1")
        assert (young.degree, "seen first on 2026-03-05" in young.sentence) == (Degree.FINE, True)
        clock.forward(days=30)
        await listened(env, daemon, clock)
        clock.forward(seconds=1)
        found = await examine(env, clock)
    assert about(found, "0.99.1").degree is Degree.WARNING
    assert not [each for each in found if each.is_fault]
    assert about(found, "set aside").degree is Degree.FINE
