"""The station as the app builds it: off until something is set, and a port that is taken is one sentence."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any, cast

import pytest

from bot.channels.base import Channel
from bot.operations.station import Station, new_vitals
from bot.settings import SettingsError
from scheduler.whole import Whole
from tests.bot.operations.watched import Watched
from tests.e2e.practice import settings_for


def station(watched: Watched, folder: Path, **values: Any) -> Station:
    settings = settings_for("http://127.0.0.1", folder, **values)
    channels = {"telegram": cast("Channel", watched.channel)}
    vitals = new_vitals(watched.db, watched.clock, settings.channels)
    return Station(settings, watched.db, watched.clock, channels, vitals)


async def test_nothing_is_served_and_nobody_is_told_until_it_is_set(watched: Watched, tmp_path: Path) -> None:
    quiet = station(watched, tmp_path)
    await quiet.serve()
    assert [job.name for job in quiet.jobs(Whole())] == ["alarm"]
    await watched.set_aside("due_parked")
    await quiet.alarm.once()
    assert await watched.told() == []


async def test_what_is_set_is_done_every_minute(watched: Watched, tmp_path: Path) -> None:
    loud = station(watched, tmp_path, ping_url="http://127.0.0.1:9/ping", telegram_operator_chat="4711")
    whole = Whole()
    alarm, ping = loud.jobs(whole)
    assert (alarm.seconds, ping.name, ping.seconds) == (60, "ping", 60)
    await watched.set_aside("due_parked")
    await alarm.work()
    assert len(await watched.told()) == 1


async def test_a_port_that_is_taken_is_one_sentence(watched: Watched, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        blocked = station(watched, tmp_path, health_port=taken.getsockname()[1])
        with pytest.raises(
            SettingsError, match=r"HEALTH_PORT \d+ on 127\.0\.0\.1 cannot be opened \(.* in use\)"
        ):
            await blocked.serve()
