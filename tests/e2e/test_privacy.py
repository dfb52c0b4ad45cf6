"""After the whole story, nothing that anybody typed stands in the database file or in the logs."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from bot import logs
from tests.e2e.acts import code_in, link_in
from tests.e2e.practice import OnThePhone, Practice, Ways, on_both, open_practice, settings_for
from tests.e2e.test_story_english import ALL_WORDS, tell

SHORTEST = 5
"""Shorter words ("/note", a rating) may stand anywhere by chance."""
SAYS_NOTHING = {"Cancel"}
"""A choice of every question, which the tables' own words (`cancelled`) contain."""
GARBLED = "the raspberries are ripe"
NO_MESSAGE = {
    "telegram": {"message": {"text": GARBLED, "chat": "nobody"}},
    "signal": {"envelope": {"dataMessage": {"message": GARBLED, "timestamp": 1}}},
}
"""What comes from nobody and cannot be read."""


@pytest.fixture
def logging_restored() -> Iterator[None]:
    """Give the test's own logging back."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = handlers, level
    structlog.reset_defaults()


@on_both
async def test_nothing_of_the_story_stands_in_the_files_or_the_logs(
    tmp_path: Path, ways: Ways, capsys: pytest.CaptureFixture[str], logging_restored: None
) -> None:
    logs.set_up(settings_for("http://127.0.0.1", tmp_path, log_level="debug", log_format="json"))
    async with open_practice(tmp_path, ways=ways) as practice:
        dr, anna = await tell(practice)
        anna.phone.sends_raw(NO_MESSAGE[ways.patients])
        anna.gets_one_refused()
        await anna.types("/current")
        await practice.settle()
        secrets = _secrets(practice, dr)
        while_open = _files(tmp_path)
    closed = _files(tmp_path)
    logged = capsys.readouterr().err.encode()
    assert len(secrets) > len(ALL_WORDS) + 10
    for place, content in {"open": while_open, "closed": closed, "log": logged}.items():
        for secret in secrets:
            for form in _forms(secret):
                assert form not in content, f"{secret!r} stands in the {place} files"
    _what_may_be_read_is_found(while_open, closed, logged)
    assert GARBLED.encode() not in while_open + logged


def _what_may_be_read_is_found(while_open: bytes, closed: bytes, logged: bytes) -> None:
    """What is stored and logged openly is found in the same way, so that the search can fail."""
    for content in (while_open, closed):
        assert all(form in content for form in (b"P-1", b"Europe/Berlin", b"BA-02"))
    assert b"outbox.settled" in logged
    assert b"update.parked" in logged


def _secrets(practice: Practice, dr: OnThePhone) -> set[str]:
    """Everything that was typed, where it may be found, and what opens the door."""
    typed = {
        message.text for each in practice.people for message in each.phone.messages if not message.from_bot
    }
    invitation = next(shown.text for shown in dr.shown if "https://" in shown.text)
    token = link_in(invitation).partition("start=")[2] if "t.me" in invitation else ""
    addresses = {each.address for each in practice.people}
    secrets = {*typed, *ALL_WORDS, *addresses, token, code_in(invitation), GARBLED}
    return {each for each in secrets - SAYS_NOTHING if len(each) >= SHORTEST}


def _forms(secret: str) -> set[bytes]:
    """The ways in which words could be written down."""
    escaped = json.dumps(secret)[1:-1]
    return {secret.encode(), escaped.encode(), secret.casefold().encode(), secret.encode("utf-16-le")}


def _files(folder: Path) -> bytes:
    """The raw content of everything in the folder: the database, its log, whatever else."""
    return b"\n".join(path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file())
