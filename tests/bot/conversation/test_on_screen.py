"""From when on a message can have been on the screen, and what follows for something typed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest

from bot.conversation.on_screen import asked_at, came_later, hardly_read
from storage.records import Prompt, PromptState

SENT = datetime(2026, 3, 5, 12, tzinfo=UTC)
MILLISECONDS = int(SENT.timestamp() * 1000)


def prompt(ref: str) -> Prompt:
    return Prompt(
        1,
        ref,
        "",
        {},
        many=False,
        state=PromptState.OPEN,
        fresh=True,
        answered_by=None,
        answer=None,
        sent_at=SENT,
    )


def typed(seconds: float | None, *, shared: bool = False) -> Any:
    written = None if seconds is None else SENT + timedelta(seconds=seconds)
    return cast("Any", SimpleNamespace(written=written, tx=SimpleNamespace(shared=shared)))


@pytest.mark.parametrize(
    ("ref", "seconds"),
    [
        (str(MILLISECONDS - 400), -0.4),  # it set out before we noted that it was sent
        (str(MILLISECONDS - 60_000), -60),  # it was changed, and was there all the time
        (str(MILLISECONDS + 60_000), 0),  # the daemon's clock is ahead of ours
        ("", 0),
        ("m7", 0),
        ("1234", 0),
    ],
)
def test_a_message_is_there_from_when_it_set_out(ref: str, seconds: float) -> None:
    assert asked_at(prompt(ref)) == SENT + timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("seconds", "shared", "later"),
    [(-0.01, False, True), (0, False, False), (-0.9, True, False), (-1.1, True, True), (None, False, False)],
)
def test_on_several_machines_a_second_is_allowed_for_their_clocks(
    seconds: float | None, *, later: bool, shared: bool
) -> None:
    assert came_later(prompt(""), typed(seconds, shared=shared)) is later


@pytest.mark.parametrize(
    ("seconds", "hardly"), [(-1, False), (0.1, True), (1.4, True), (1.5, False), (None, False)]
)
def test_nobody_has_read_a_message_within_a_moment(seconds: float | None, *, hardly: bool) -> None:
    assert hardly_read(prompt(""), typed(seconds)) is hardly
