"""Opening several channels: who is away keeps nobody else out, who refuses us is named."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import pytest
from structlog.testing import capture_logs

from bot.channels.base import Channel
from bot.doors import Doors, NotAcceptedError, Refusals
from bot.sending import SendError
from scheduler.clock import HandClock
from storage import alerts
from tests.wires import START, fresh_database


@dataclass
class Service:
    """Answers after so many questions, or with a fault."""

    name: str
    away: int = 0
    refuses: bool = False
    closed: bool = False
    stuck: bool = False
    asked: int = 0

    async def open(self) -> str:
        self.asked += 1
        if self.refuses:
            raise SendError("token_refused", permanent=True)
        if self.away:
            self.away -= 1
            raise SendError("unreachable")
        return f"our name on {self.name}"

    async def close(self) -> None:
        if self.stuck:
            raise OSError("stuck")
        self.closed = True


def doors(*services: Service, needed: tuple[str, ...] = (), **more: Any) -> Doors:
    return Doors({each.name: cast("Channel", each) for each in services}, needed, **more)


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.doors.FIRST_WAIT", 0.0)


async def test_each_service_that_answers_tells_how_we_are_called() -> None:
    found = doors(Service("telegram"), Service("signal"))
    await found.open()
    assert found.names == {"telegram": "our name on telegram", "signal": "our name on signal"}
    await found.opened("signal")


async def test_a_service_that_is_away_keeps_no_other_out_and_is_asked_until_it_answers() -> None:
    found = doors(Service("telegram"), Service("signal", away=4))
    await found.open()
    assert set(found.names) == {"telegram"}
    await asyncio.wait_for(found.opened("signal"), 5)
    assert set(found.names) == {"telegram", "signal"}


async def test_the_only_one_that_is_away_is_named_and_so_is_one_that_refuses_us() -> None:
    with pytest.raises(NotAcceptedError, match=r"Telegram did not accept the bot \(unreachable\)"):
        await doors(Service("telegram", away=1), needed=("telegram",)).open()
    with pytest.raises(NotAcceptedError, match=r"Signal did not accept the bot \(token_refused\)"):
        await doors(Service("telegram", refuses=True), Service("signal", refuses=True)).open()


async def test_the_only_one_that_refuses_us_later_is_not_asked_for_ever() -> None:
    service = Service("telegram", away=1)
    found = doors(service)
    await found.open()
    service.refuses = True
    with pytest.raises(NotAcceptedError, match="Telegram did not accept"):
        await found.opened("telegram")


@pytest.mark.parametrize("at_once", [True, False])
async def test_one_that_refuses_us_keeps_no_other_closed_and_is_told_once(
    monkeypatch: pytest.MonkeyPatch,
    at_once: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    monkeypatch.setattr("bot.doors.REFUSED_WAIT", 0.0)
    telegram, told = Service("telegram", away=1, refuses=at_once), []

    async def refused(name: str) -> None:
        told.append(name)
        if len(told) == 1:
            raise OSError("the database is away")

    found = doors(telegram, Service("signal"), refused=refused)
    await found.open()
    assert set(found.names) == {"signal"}
    telegram.refuses = True
    opening = asyncio.create_task(found.opened("telegram"))
    async with asyncio.timeout(5):
        while telegram.asked < 6:  # noqa: ASYNC110 - what changes is in another task
            await asyncio.sleep(0)
    assert told == ["telegram", "telegram"]  # the first time it could not be written down
    telegram.refuses = False
    await asyncio.wait_for(opening, 5)
    assert set(found.names) == {"telegram", "signal"}


async def test_all_are_closed() -> None:
    services = Service("telegram"), Service("signal", away=1)
    await doors(*services).close()
    assert all(each.closed for each in services)


async def test_one_that_cannot_be_closed_keeps_no_other_open() -> None:
    services = Service("telegram", stuck=True), Service("signal")
    with capture_logs() as logs:
        await doors(*services).close()
    assert services[1].closed
    assert [(each["event"], each["channel"]) for each in logs] == [("channel.not_closed", "telegram")]


async def test_who_refused_us_and_lets_us_in_is_told_so() -> None:
    told: list[str] = []

    async def refused(name: str) -> None:
        told.append(f"{name} refuses")

    async def accepted(name: str) -> None:
        told.append(f"{name} accepts")
        raise OSError("nobody could write it down")

    telegram = Service("telegram", refuses=True)
    found = doors(telegram, Service("signal"), refused=refused, accepted=accepted)
    await found.open()
    telegram.refuses = False
    await found.opened("telegram")
    assert told == ["telegram refuses", "signal accepts", "telegram accepts"]
    assert set(found.names) == {"telegram", "signal"}


async def test_a_refusal_is_an_alert_until_the_service_lets_us_in(tmp_path: Path) -> None:
    clock = HandClock(START)
    async with fresh_database(tmp_path, clock) as db:
        refusals = Refusals(db, clock)
        for name in ("telegram", "telegram", "signal"):
            await refusals.raised(name)
        await refusals.over("telegram")
        async with db.read() as tx:
            assert [each.subject for each in await alerts.unseen(tx)] == ["signal"]
