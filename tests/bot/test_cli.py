"""The commands for who runs the server: one sentence for each fault, and never a traceback."""

from __future__ import annotations

import errno
import os
import re
import socket
from pathlib import Path

import pytest

from bot.faults import sentence_of
from bot.playground import Playground
from bot.sending import SendError
from bot.settings import SettingsError
from tests.bot.commands import NOBODY, TOKEN, ends, env_file, process, write_revision


async def test_without_settings_it_says_so_in_one_sentence(folder: Path) -> None:
    code, out, err = await process(folder, "run")
    assert (code, out) == (2, "")
    assert err == (
        "TELEGRAM_TOKEN and SIGNAL_ACCOUNT are both missing: set at least one in .env (see .env.example).\n"
    )
    assert os.listdir(folder) == []  # noqa: PTH208 - ruff warns of pathlib's way in async code


@pytest.mark.parametrize(
    ("values", "named"),
    [
        ({"telegram_token": "hello"}, "TELEGRAM_TOKEN is not a bot token"),
        ({"practice_timezone": "Berlin"}, "PRACTICE_TIMEZONE is not a time zone"),
        ({"practice_country": "Germany"}, "PRACTICE_COUNTRY is not a country"),
        ({"practice_language": "fr"}, "PRACTICE_LANGUAGE has to be 'en' or 'de'"),
        ({"database_url": "mysql://x"}, "DATABASE_URL has to begin with"),
        ({"telegram_api_url": "ftp://x"}, "TELEGRAM_API_URL has to begin with https://"),
        ({"telegram_webhook_url": "https://x.org"}, "TELEGRAM_WEBHOOK_SECRET is needed"),
        ({"log_level": "loud"}, "LOG_LEVEL has to be"),
        ({"telegram_webhook_port": "many"}, "TELEGRAM_WEBHOOK_PORT"),
        ({"health_port": "-1"}, "HEALTH_PORT"),
        ({"ping_url": "hc-ping.com/x"}, "PING_URL has to begin with https://"),
        ({"signal_account": "015112345678"}, "SIGNAL_ACCOUNT is not a phone number"),
        ({"telegram_operator_chat": "@me"}, "TELEGRAM_OPERATOR_CHAT is not the number of a private chat"),
        ({"telegram_tokn": "x"}, "TELEGRAM_TOKN in .env is not a setting of Between"),
    ],
)
def test_each_wrong_setting_is_named(
    folder: Path, capsys: pytest.CaptureFixture[str], values: dict[str, str], named: str
) -> None:
    env_file(folder, **{"telegram_token": TOKEN, **values})
    for command in ("run", "invite-therapist"):
        code, out, err = ends(capsys, command)
        assert (code, out) == (2, "")
        assert named in err
        assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({}, "Telegram did not accept the bot (unreachable)"),
        (
            {"database_url": "sqlite:////nowhere/at/all.db"},
            "cannot be used (FileNotFoundError: No such file or directory, ",
        ),
        ({"encryption_key_file": "/proc/nowhere/between.key"}, "check that file and its folder, or run"),
    ],
)
def test_what_stops_the_start_is_one_sentence(
    folder: Path, capsys: pytest.CaptureFixture[str], values: dict[str, str], said: str
) -> None:
    env_file(folder, **{"telegram_token": TOKEN, "telegram_api_url": NOBODY, **values})
    code, out, err = ends(capsys, "run")
    assert (code, out) == (2, "")
    assert said in err
    assert err.count("\n") == 1


def test_a_database_without_its_key_is_not_given_a_new_one(
    used: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (used / "data" / "between.key").unlink()
    code, _, err = ends(capsys, "run")
    assert code == 2
    assert "There is no key file" in err
    assert not (used / "data" / "between.key").exists()


def test_a_database_of_a_newer_program_stops_the_start(
    used: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_revision(used, "9999")
    code, _, err = ends(capsys, "run")
    assert code == 2
    assert "newer version of Between" in err


def test_a_file_that_is_no_database_stops_the_start(used: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (used / "data" / "between.db").write_bytes(b"no database at all, " * 500)
    code, _, err = ends(capsys, "run")
    assert (code, err.count("\n")) == (2, 1)
    assert "between.db is damaged. Nothing was changed" in err


def test_the_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = ends(capsys, "--help")
    assert code == 0
    for command in ("run", "demo", "doctor", "invite-therapist", "backup", "restore", "after-restore"):
        assert re.search(rf"^  {command}  +[A-Z][^…]*\.$", out, re.MULTILINE), out
    assert "..." not in out.partition("Commands:")[2]


def test_the_demo_speaks_two_languages(capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = ends(capsys, "demo", "--language", "fr")
    assert (code, err) == (2, "--language has to be en or de.\n")


def test_a_port_that_is_taken_is_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        code, _, err = ends(capsys, "demo", "--port", str(taken.getsockname()[1]))
    assert code == 2
    assert err.count("\n") == 1


async def test_a_therapist_is_invited_with_a_link_a_code_and_a_picture(folder: Path) -> None:
    async with Playground(token=TOKEN) as playground:
        code, out, err = await process(
            folder, "invite-therapist", TELEGRAM_TOKEN=TOKEN, TELEGRAM_API_URL=playground.root
        )
        assert (code, err) == (0, "")
        link = re.search(r"https://t\.me/between_test_bot\?start=[A-Za-z0-9_-]{20,64}", out)
        assert link is not None
        assert re.search(r"code to the bot:  [2-9A-Z]{4}-[2-9A-Z]{4}\n", out)
        assert "For T-1, once, until" in out
        assert len(re.findall(r"^[ █▀▄]{20,}$", out, re.MULTILINE)) > 10
        assert playground.violations == []
    kept = [folder / "data", *(folder / "data").iterdir()]
    assert {each.name for each in kept} >= {"data", "between.key", "between.db"}
    assert [each.name for each in kept if each.stat().st_mode & 0o077] == []


async def test_a_known_therapist_is_invited_anew_and_a_code_that_nobody_has_is_a_sentence(
    folder: Path,
) -> None:
    async with Playground(token=TOKEN) as playground:
        settings = {"TELEGRAM_TOKEN": TOKEN, "TELEGRAM_API_URL": playground.root}
        await process(folder, "invite-therapist", **settings)
        code, out, _ = await process(folder, "invite-therapist", "--again", "t-1", **settings)
        assert (code, "For T-1, once, until" in out) == (0, True)
        assert "somebody new" not in out
        code, out, _ = await process(folder, "invite-therapist", **settings)
        assert "For T-2, once, until" in out
        assert "T-2 is somebody new, without patients. There is T-1 already" in out
        assert "--again T-1" in out
        code, _, err = await process(folder, "invite-therapist", "--again", "P-9", **settings)
        assert (code, err) == (2, "There is no therapist with the code P-9.\n")


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (SettingsError("LOG_LEVEL has to be info."), "LOG_LEVEL has to be info."),
        (SendError("refused", permanent=True), "(refused)"),
        (OSError("what a driver says"), "(OSError): check DATABASE_URL"),
        (
            OSError(errno.ENOSPC, "x", "data/between.db.restoring"),
            "No space left on device, data/between.db.restoring",
        ),
        (OSError(errno.ENOSPC, "x"), "make room on that disk"),
        (PermissionError(Path("data/between.db")), "(PermissionError: data/between.db): check that file"),
    ],
)
def test_a_fault_while_all_parts_run_is_the_same_sentence_as_at_the_start(
    fault: Exception, said: str
) -> None:
    alone = sentence_of(fault)
    assert alone is not None
    assert said in alone
    assert sentence_of(ExceptionGroup("parts", [ExceptionGroup("inner", [fault])])) == alone


def test_a_fault_of_our_own_is_not_dressed_up() -> None:
    assert sentence_of(ExceptionGroup("parts", [ValueError("a defect")])) is None


async def test_a_demo_on_a_port_that_is_taken_says_which_and_what_to_do(folder: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        code, _, err = await process(folder, "demo", "--port", port)
    assert code == 2
    assert err == f"Port {port} is in use already: take another with --port, or --port 0.\n"


async def test_a_webhook_s_port_that_is_taken_is_named(folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        async with Playground(token=TOKEN) as playground:
            code, _, err = await process(
                folder,
                "run",
                TELEGRAM_TOKEN=TOKEN,
                TELEGRAM_API_URL=playground.root,
                TELEGRAM_WEBHOOK_URL="https://example.org/hook",
                TELEGRAM_WEBHOOK_SECRET="x" * 32,
                TELEGRAM_WEBHOOK_PORT=port,
                PRACTICE_COUNTY="AT",
            )
    assert code == 2
    assert err.splitlines()[-1] == (
        f"TELEGRAM_WEBHOOK_PORT {port} cannot be opened (Address already in use): choose another, and pass Telegram's "
        "requests on to it."
    )
    assert "settings.not_read" in err
    assert "PRACTICE_COUNTRY" in err
