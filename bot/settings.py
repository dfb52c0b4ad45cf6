"""Every knob, typed, read once from the environment and `.env`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path
from typing import Literal
from zoneinfo import available_timezones

from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_settings import SettingsConfigDict

from bot.signal_settings import SignalSettings
from storage.urls import database_address

TELEGRAM, SIGNAL = "telegram", "signal"
"""How the channels are called in stored rows."""
OFFICIAL_API = "https://api.telegram.org"
_TOKEN = re.compile(r"\d{3,}:[A-Za-z0-9_-]{3,}")


_ALIKE = 0.87
"""From which likeness on (0 to 1) a name counts as a slip: about two letters of one of ours."""


class SettingsError(Exception):
    """A setting is missing or wrong; the sentence says which and what to do."""


class Settings(SignalSettings):
    """All settings. Each is explained for the person who runs the server in `.env.example`."""

    model_config = SettingsConfigDict(
        env_file=".env", env_file_encoding="utf-8-sig", extra="forbid", frozen=True
    )

    telegram_token: str = Field(
        default="", description="The token that BotFather gave you; empty = no Telegram."
    )
    telegram_api_url: str = Field(default=OFFICIAL_API, description="Root of the Bot API server.")
    telegram_webhook_url: str = Field(
        default="", description="Public address for webhooks; empty = long polling."
    )
    telegram_webhook_secret: str = Field(default="", description="Shared secret of the webhook.")
    telegram_webhook_port: int = Field(default=8080, ge=0, le=65535, description="Local port of the webhook.")
    telegram_paid_messages_per_day: int = Field(
        default=0, ge=0, description="So many reminders a day may be paid for, when they would come late."
    )
    database_url: str = Field(default="sqlite:///data/between.db", description="Where everything is kept.")
    encryption_key_file: Path = Field(
        default=Path("data/between.key"), description="The keys of the database."
    )
    practice_timezone: str = Field(default="Europe/Berlin", description="The practice's wall clock.")
    practice_language: Literal["en", "de"] = Field(
        default="en", description="Language until a person chooses."
    )
    practice_country: str = Field(default="DE", description="Country of the crisis numbers.")
    library_packs: str = Field(
        default="starter", description="Packs of exercises: starter, and folders of your own, by commas."
    )
    health_port: int = Field(default=0, ge=0, le=65535, description="Port of health and metrics; 0 = none.")
    health_host: str = Field(default="127.0.0.1", description="Address at which the health port listens.")
    ping_url: str = Field(default="", description="Told every minute that we live; empty = nobody.")
    telegram_operator_chat: str = Field(default="", description="Chat told of trouble; empty = none.")
    backup_folder: Path | None = Field(
        default=Path("data/backups"), description="Where back-ups of SQLite are kept; empty = none are made."
    )
    backup_hours: int = Field(default=24, ge=1, le=168, description="How old the newest back-up may become.")
    backup_days: int = Field(default=14, ge=1, description="Of so many days the last back-up is kept.")
    backup_weeks: int = Field(default=8, ge=0, description="Of so many weeks the last back-up is kept.")
    keep_months_after_leaving: int = Field(
        default=0, ge=0, le=1200, description="Who left so many months ago is erased; 0 = nobody by itself."
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="How much is logged."
    )
    log_format: Literal["text", "json"] = Field(default="text", description="How log lines look.")

    @property
    def packs(self) -> tuple[str, ...]:
        """The packs of exercises, by the word `starter` or by their folder."""
        return tuple(each.strip() for each in self.library_packs.split(",") if each.strip())

    @property
    def channels(self) -> tuple[str, ...]:
        """The names of the channels that are set up."""
        wanted = {TELEGRAM: self.telegram_token, SIGNAL: self.signal_account}
        return tuple(name for name, value in wanted.items() if value)

    @field_validator("backup_folder", mode="before")
    @classmethod
    def _may_be_empty(cls, value: object) -> object:
        return None if value == "" else value

    @field_validator("telegram_token")
    @classmethod
    def _is_a_token(cls, value: str) -> str:
        if value and not _TOKEN.fullmatch(value):
            raise ValueError(
                "is not a bot token; copy the line that BotFather gave you, such as 123456:ABC-DEF"
            )
        return value

    @field_validator("telegram_api_url", "telegram_webhook_url", "ping_url")
    @classmethod
    def _is_an_address(cls, value: str) -> str:
        if value and not value.startswith(("http://", "https://")):
            raise ValueError("has to begin with https:// (or http://)")
        return value.rstrip("/")

    @field_validator("database_url")
    @classmethod
    def _is_a_database(cls, value: str) -> str:
        return database_address(value)

    @field_validator("library_packs")
    @classmethod
    def _names_a_pack(cls, value: str) -> str:
        if not value.replace(",", "").strip():
            raise ValueError(
                "names no pack; write starter, or the folder of your own pack, or both with a comma"
            )
        return value

    @field_validator("telegram_operator_chat")
    @classmethod
    def _is_a_private_chat(cls, value: str) -> str:
        if not re.fullmatch(r"\d{0,20}", value):
            raise ValueError("is not the number of a private chat, such as 123456789 (the bot leaves groups)")
        return value

    @field_validator("practice_timezone")
    @classmethod
    def _is_a_zone(cls, value: str) -> str:
        if value not in available_timezones():
            raise ValueError("is not a time zone; use a name such as Europe/Berlin")
        return value

    @field_validator("practice_country")
    @classmethod
    def _is_a_country(cls, value: str) -> str:
        if not re.fullmatch(r"[A-Za-z]{2}", value):
            raise ValueError("is not a country; use two letters such as DE, AT, CH, GB or US")
        return value.upper()

    @model_validator(mode="after")
    def _somebody_can_be_reached(self) -> Settings:
        if not self.telegram_token and not self.signal_account:
            raise ValueError(
                "TELEGRAM_TOKEN and SIGNAL_ACCOUNT are both missing: set at least one in .env (see .env.example)"
            )
        if self.telegram_webhook_url and not self.telegram_token:
            raise ValueError("TELEGRAM_WEBHOOK_URL needs a TELEGRAM_TOKEN")
        return self

    @model_validator(mode="after")
    def _webhook_has_a_secret(self) -> Settings:
        secret = self.telegram_webhook_secret
        if self.telegram_webhook_url and not re.fullmatch(r"[A-Za-z0-9_-]{16,256}", secret):
            raise ValueError(
                "TELEGRAM_WEBHOOK_SECRET is needed with TELEGRAM_WEBHOOK_URL: 16 to 256 of the characters A-Z a-z 0-9 _ -"
            )
        return self


def load_settings(env_file: Path | None = Path(".env")) -> Settings:
    """Read the settings. Raises SettingsError with one clear sentence for each fault."""
    try:
        return Settings(_env_file=env_file)  # type: ignore[call-arg]
    except UnicodeDecodeError:
        raise SettingsError(
            f"{env_file} is not written in UTF-8: save it anew in that encoding (an editor on Windows may have used its own)."
        ) from None
    except ValidationError as faults:
        raise SettingsError(" ".join(_sentence(fault) for fault in faults.errors())) from None


def slips(environment: Iterable[str]) -> dict[str, str]:
    """Name the variables of the environment that nobody reads and that look like a setting, each with that setting.

    In a file such a name is refused; the environment holds what is others' too.
    """
    known = {name.upper() for name in Settings.model_fields}
    found = {}
    for name in sorted(set(environment)):
        meant = get_close_matches(name.upper(), known, n=1, cutoff=_ALIKE)
        if meant and name.upper() not in known:
            found[name] = meant[0]
    return found


def _sentence(fault: object) -> str:
    found = dict(fault)  # type: ignore[call-overload]
    name = ".".join(str(part) for part in found["loc"]).upper()
    match found["type"]:
        case "missing":
            return f"{name} is missing: set it in .env (see .env.example)."
        case "extra_forbidden":
            return f"{name} in .env is not a setting of Between: correct or remove it (see .env.example)."
        case "literal_error":
            return f"{name} has to be {found['ctx']['expected']}."
        case "value_error" if name:
            return f"{name} {found['ctx']['error']}."
        case "value_error":
            return f"{found['ctx']['error']}."
        case _:
            return f"{name}: {found['msg']}."
