"""What the doctor finds about Signal, on real sockets: each fault with the exact thing to do."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.doctor import examine
from bot.doctor_signal import signal_findings
from bot.finding import Degree, Finding
from bot.settings import Settings
from storage.programs import Program
from tests.bot.channels.signal.scripted import ACCOUNT, LINK, SAM, refused, running, says_nothing
from tests.bot.commands import TOKEN, env_file

NEW: dict[str, Any] = {"result": {"version": "0.14.6"}}
PINGED = {"ping_url": "https://hc-ping.com/x"}
NOW = datetime(2026, 8, 1, 12, tzinfo=UTC)
THREE_MONTHS = timedelta(days=92)


@pytest.fixture
def socket() -> Iterator[str]:
    """A path short enough for a socket."""
    with tempfile.TemporaryDirectory() as folder:
        yield f"{folder}/signal"


def settings(socket: str, **values: Any) -> Settings:
    known = {"signal_account": ACCOUNT, "signal_socket": socket, "signal_link": LINK, **PINGED, **values}
    return Settings(_env_file=None, **known)  # type: ignore[call-arg]


async def faults(socket: str, **values: Any) -> list[str]:
    """The sentences about what is wrong."""
    found = await signal_findings(settings(socket, **values), None, NOW)
    return [each.sentence for each in found if each.is_fault]


async def of_release(
    socket: str, version: str, *, noted: Program | None = None, now: datetime = NOW
) -> Finding:
    """What is found about a daemon of this version."""
    async with running(socket) as daemon:
        daemon.answers["version"].append({"result": {"version": version}})
        found = await signal_findings(settings(socket), noted, now)
    return found[0]


async def test_nothing_is_wrong_with_a_new_daemon_that_knows_us(socket: str) -> None:
    async with running(socket) as daemon:
        daemon.answers["version"].append(NEW)
        found = await signal_findings(settings(socket), None, NOW)
    assert [each.degree for each in found] == [Degree.FINE] * 4
    assert found[0].sentence.startswith("signal-cli 0.14.6 answers, released on 2026-07-13;")


@pytest.mark.parametrize(
    ("version", "old"),
    [("0.13.19", True), ("0.14.10", False), ("1.0", False), ("0.14.5-SNAPSHOT", True), ("", True)],
)
async def test_a_release_older_than_what_we_were_written_for_is_a_warning(
    socket: str, version: str, *, old: bool
) -> None:
    found = await of_release(socket, version)
    assert found.degree is (Degree.WARNING if old else Degree.FINE)
    assert ("is older than 0.14.6" in found.sentence) is old
    assert "https://github.com/AsamK/signal-cli/releases" in found.sentence


async def test_a_release_whose_day_is_known_is_a_warning_after_three_months(socket: str) -> None:
    assert (await of_release(socket, "0.14.6", now=NOW + timedelta(days=60))).degree is Degree.FINE
    late = await of_release(socket, "0.14.6", now=NOW + THREE_MONTHS)
    assert late.degree is Degree.WARNING
    assert "signal-cli 0.14.6 is of 2026-07-13, more than three months old" in late.sentence


async def test_a_release_newer_than_all_we_know_is_told_by_since_when_it_answers_here(socket: str) -> None:
    unknown = await of_release(socket, "0.15.2", now=NOW + THREE_MONTHS)
    assert unknown.degree is Degree.FINE
    assert "newer than what this Between knows: look at its date" in unknown.sentence
    noted = Program("signal", "0.15.2", NOW)
    young = await of_release(socket, "0.15.2", noted=noted, now=NOW + timedelta(days=60))
    assert young.degree is Degree.FINE
    assert "seen first on 2026-08-01;" in young.sentence
    late = await of_release(socket, "0.15.2", noted=noted, now=NOW + THREE_MONTHS)
    assert late.degree is Degree.WARNING
    assert "seen first on 2026-08-01, over three months ago" in late.sentence
    renewed = await of_release(socket, "0.15.3", noted=noted, now=NOW + THREE_MONTHS)
    assert "newer than what this Between knows" in renewed.sentence


async def test_an_account_that_is_not_registered_is_named_with_the_command(socket: str) -> None:
    async with running(socket) as daemon:
        daemon.answers["version"].append(NEW)
        (unknown,) = await faults(socket, signal_account="+4915112345678")
    assert "`signal-cli -a +4915112345678 register`" in unknown


async def test_a_daemon_of_one_account_cannot_list_it_and_that_is_fine(socket: str) -> None:
    async with running(socket) as daemon:
        daemon.answers["version"].append(NEW)
        daemon.answers["listAccounts"].append(refused(-32601, "Method not implemented"))
        assert await faults(socket) == []


async def test_where_no_daemon_is_the_command_that_starts_it_is_said(socket: str) -> None:
    (away,) = await faults(socket)
    assert f"`signal-cli daemon --socket {socket} --receive-mode manual`" in away
    (far,) = await faults("tcp://127.0.0.1:9")
    assert "`signal-cli daemon --tcp 127.0.0.1:9 --receive-mode manual`" in far


@pytest.fixture
def stale(socket: str) -> str:
    """A path where nobody listens any more."""
    Path(socket).touch()
    return socket


async def test_a_socket_that_a_killed_daemon_left_behind_is_to_be_deleted(stale: str) -> None:
    (left,) = await faults(stale)
    assert "if not, delete the file and start it with" in left


async def test_a_daemon_that_hangs_is_not_waited_for(socket: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.doctor_signal._PATIENCE", 0.05)
    async with running(socket) as daemon:
        daemon.answers["version"].append(says_nothing)
        (hangs,) = await faults(socket)
    assert "does not answer" in hangs


async def test_without_a_link_nobody_can_be_invited(socket: str) -> None:
    async with running(socket) as daemon:
        daemon.answers["version"].append(NEW)
        (missing,) = await faults(socket, signal_link="")
    assert f"`signal-cli -a {ACCOUNT} updateAccount -u NAME.01`" in missing


async def test_the_doctor_looks_only_at_the_channels_that_are_set_up(
    tmp_path: Path, socket: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with running(socket):
        found = await examine(env_file(tmp_path, signal_account=ACCOUNT, signal_socket=socket))
    said = "\n".join(each.sentence for each in found)
    assert "signal-cli knows the account" in said
    assert "Telegram" not in said


@pytest.mark.parametrize(
    ("values", "degree"),
    [
        ({}, Degree.FINE),
        ({"ping_url": ""}, Degree.WARNING),
        ({"ping_url": "", "signal_operator": SAM}, Degree.WARNING),
        ({"ping_url": "", "telegram_operator_chat": "1"}, Degree.WARNING),
        ({"ping_url": "", "telegram_operator_chat": "1", "telegram_token": TOKEN}, Degree.FINE),
    ],
)
async def test_a_captcha_of_which_nobody_would_hear_is_a_warning(
    socket: str, values: dict[str, str], degree: Degree
) -> None:
    """SIGNAL_OPERATOR hears of nothing over a Signal that sends nothing."""
    found = await signal_findings(settings(socket, **values), None, NOW)
    assert (found[-1].degree, "wants a captcha" in found[-1].sentence) == (degree, True)
