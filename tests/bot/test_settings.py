"""What the settings take, and with which sentence they refuse."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.settings import Settings, SettingsError, load_settings
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
