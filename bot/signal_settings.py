"""The knobs of Signal, read with all the others."""

from __future__ import annotations

import re

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings

FOUR_WEEKS = 2_419_200
"""Seconds. It spans the weeks between two sessions, also when one falls out; a judgement of ours."""
TCP = "tcp://"
_ACCOUNT = re.compile(r"\+[1-9]\d{6,14}")
_TCP_SOCKET = re.compile(r"tcp://(\[[0-9a-fA-F:.]+\]|[^\s/:\[\]]+):\d{1,5}")
_LINK = re.compile(r"https://signal\.me/#eu/[A-Za-z0-9_-]{16,}")
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class SignalSettings(BaseSettings):
    """What Signal needs; without an account there is no Signal, and all the rest stands for nothing."""

    signal_account: str = Field(default="", description="Our own number on Signal; empty = no Signal.")
    signal_socket: str = Field(
        default="/run/signal-cli/socket", description="Where signal-cli listens: a path, or tcp://host:port."
    )
    signal_link: str = Field(default="", description="The link that opens a chat with us on Signal.")
    signal_expiration: int = Field(
        default=FOUR_WEEKS, ge=0, description="Seconds until messages vanish from a phone; 0 = left alone."
    )
    signal_operator: str = Field(default="", description="Told of trouble on Signal; empty = nobody.")

    @field_validator("signal_account")
    @classmethod
    def _is_a_number(cls, value: str) -> str:
        if value and not _ACCOUNT.fullmatch(value):
            raise ValueError("is not a phone number with its country, such as +4915112345678")
        return value

    @field_validator("signal_socket")
    @classmethod
    def _is_a_socket(cls, value: str) -> str:
        if _TCP_SOCKET.fullmatch(value) if "://" in value else value:
            return value
        raise ValueError("has to be the path of signal-cli's socket, or tcp://host:port")

    @field_validator("signal_link")
    @classmethod
    def _is_a_link(cls, value: str) -> str:
        if value and not _LINK.fullmatch(value):
            raise ValueError(
                "is not the link of a username, such as https://signal.me/#eu/ and 64 characters"
            )
        return value

    @field_validator("signal_operator")
    @classmethod
    def _is_somebody(cls, value: str) -> str:
        if value and not _UUID.fullmatch(value):
            raise ValueError("is not an id of Signal, such as 01234567-89ab-cdef-0123-456789abcdef")
        return value
