"""What the settings take, and with which sentence they refuse."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.settings import Settings, SettingsError, load_settings, slips
from storage.urls import database_address
from tests.bot.commands import TOKEN, env_file

LINK = "https://signal.me/#eu/" + "aB-_" * 16


def loaded(folder: Path, **values: str) -> Settings:
    return load_settings(env_file(folder, **values))


@pytest.mark.parametrize(
    ("values", "channels"),
    [
        ({"telegram_token": TOKEN}, ("telegram",)),
        ({"signal_account": "+4915112345678"}, ("signal",)),
        ({"telegram_token": TOKEN, "signal_account": "+4915112345678"}, ("telegram", "signal")),
    ],
)
def test_each_channel_alone_and_both_together_can_be_set_up(
    tmp_path: Path, values: dict[str, str], channels: tuple[str, ...]
) -> None:
    assert loaded(tmp_path, **values).channels == channels


def test_without_any_channel_there_is_nothing_to_run(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="TELEGRAM_TOKEN and SIGNAL_ACCOUNT are both missing"):
        loaded(tmp_path)


def test_packs_of_the_practice_s_own_are_named_by_their_folders(tmp_path: Path) -> None:
    assert loaded(tmp_path, telegram_token=TOKEN).packs == ("starter",)
    both = loaded(tmp_path, telegram_token=TOKEN, library_packs="starter, /etc/between/our-pack,")
    assert both.packs == ("starter", "/etc/between/our-pack")


def test_a_link_is_read_whole_although_it_has_a_number_sign(tmp_path: Path) -> None:
    assert loaded(tmp_path, telegram_token=TOKEN, signal_link=LINK).signal_link == LINK


@pytest.mark.parametrize(
    "socket", ["/run/signal-cli/socket", "here/socket", "tcp://[::1]:7583", "tcp://signal:1"]
)
def test_a_socket_is_a_path_or_a_port(tmp_path: Path, socket: str) -> None:
    assert loaded(tmp_path, telegram_token=TOKEN, signal_socket=socket).signal_socket == socket


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("signal_account", "015112345678", "SIGNAL_ACCOUNT is not a phone number with its country"),
        ("signal_socket", "http://localhost:8080", "SIGNAL_SOCKET has to be the path"),
        ("signal_socket", "tcp://localhost", "SIGNAL_SOCKET has to be the path"),
        ("signal_socket", "", "SIGNAL_SOCKET has to be the path"),
        ("signal_link", "https://signal.me/#p/+4915112345678", "SIGNAL_LINK is not the link of a username"),
        ("signal_expiration", "-1", "SIGNAL_EXPIRATION"),
        ("signal_operator", "+4915112345678", "SIGNAL_OPERATOR is not an id of Signal"),
        ("library_packs", " , ", "LIBRARY_PACKS names no pack"),
        ("database_url", "between.db", "DATABASE_URL has to begin with sqlite:///"),
        ("database_url", "sqlite://", "DATABASE_URL has to name a file"),
        ("database_url", "sqlite:///:memory:", "DATABASE_URL has to name a file"),
    ],
)
def test_what_is_wrong_about_signal_is_named(tmp_path: Path, name: str, value: str, said: str) -> None:
    with pytest.raises(SettingsError) as refused:
        loaded(tmp_path, telegram_token=TOKEN, **{name: value})
    assert said in str(refused.value)


def test_a_webhook_needs_telegram(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="TELEGRAM_WEBHOOK_URL needs a TELEGRAM_TOKEN"):
        loaded(
            tmp_path,
            signal_account="+4915112345678",
            telegram_webhook_url="https://example.org",
            telegram_webhook_secret="x" * 16,
        )


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("postgresql://u:p@h/db?sslmode=require", "postgresql+asyncpg://u:p@h/db?ssl=require"),
        ("postgres://u@h/db?sslmode=verify-full", "postgresql+asyncpg://u@h/db?ssl=verify-full"),
        ("postgresql://u:a%40b%3Ac@h:5433/db", "postgresql+asyncpg://u:a%40b%3Ac@h:5433/db"),
        ("postgresql:///db?host=/run/postgresql", "postgresql+asyncpg:///db?host=/run/postgresql"),
        ("sqlite:///data/between.db", "sqlite:///data/between.db"),
        ("sqlite+aiosqlite:////srv/between.db", "sqlite:////srv/between.db"),
    ],
)
def test_an_address_of_a_database_is_said_as_the_driver_wants_it(
    written: str, meant: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGSSLROOTCERT", "/etc/ssl/root.crt")
    assert database_address(written) == meant


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("postgresql://u:hush@ss:hush@h/db", "is its port a number? And in a password, @ is written %40"),
        ("postgresql://u:hush@hush@h/db", "has more than one @, and in a password, @ is written %40"),
        ("postgresql://u:hush@h:hush/db", "is its port a number?"),
        ("postgresql://u:hush@h:77777/db", "has to have a port from 1 to 65535, or none"),
        (
            "postgresql://u:hush@h/db?sslmode=hush",
            "one of these behind sslmode=: disable, allow, prefer, require",
        ),
        (
            "postgresql://u:hush@h/db?sslmode=verify-full",
            "root certificate has to be in ~/.postgresql/root.crt",
        ),
        ("postgresql://u:hush@h/db?hush=1", "has more behind its ? than is known here"),
        (
            "sqlite://data/between.db",
            "needs three slashes before its file, such as sqlite:///data/between.db",
        ),
    ],
)
def test_an_address_that_cannot_be_read_is_refused_without_a_piece_of_its_password(
    tmp_path: Path, address: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("PGSSLROOTCERT", raising=False)
    with pytest.raises(SettingsError) as refused:
        loaded(tmp_path, telegram_token=TOKEN, database_url=address)
    assert str(refused.value).startswith("DATABASE_URL ")
    assert said in str(refused.value)
    assert "hush" not in str(refused.value)


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16"])
def test_a_file_in_another_encoding_is_said_to_be_so(tmp_path: Path, encoding: str) -> None:
    (tmp_path / ".env").write_bytes(f"# für uns\nTELEGRAM_TOKEN={TOKEN}\n".encode(encoding))
    with pytest.raises(SettingsError, match=r"\.env is not written in UTF-8: save it anew"):
        load_settings(tmp_path / ".env")


def test_the_mark_that_windows_sets_before_a_file_in_utf_8_is_no_part_of_it(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(f"TELEGRAM_TOKEN={TOKEN}\n".encode("utf-8-sig"))
    assert load_settings(tmp_path / ".env").telegram_token == TOKEN


def test_a_name_in_the_environment_that_looks_like_ours_is_a_slip() -> None:
    theirs = [
        "PATH",
        "HOME",
        "POSTGRES_PASSWORD",
        "DATABASE_HOST",
        "HEALTH_PORT",
        "practice_country",
        "TZ",
        "LANG",
    ]
    assert slips(theirs) == {}
    assert slips([*theirs, "PRACTICE_COUNTY", "TELEGRAM_TOKN", "database_uri"]) == {
        "PRACTICE_COUNTY": "PRACTICE_COUNTRY",
        "TELEGRAM_TOKN": "TELEGRAM_TOKEN",
        "database_uri": "DATABASE_URL",
    }
