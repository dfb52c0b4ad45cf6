"""What our manual and our unit tell signal-cli to do is what it can do."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.signal_cli.running import helps, listens, starts

DOCS = Path(__file__).parents[2] / "docs"
COMMANDS = re.findall(r"as_signal (\w+)([^#\n`]*)", (DOCS / "signal.md").read_text(encoding="utf-8"))
UNIT = (DOCS / "operations" / "signal-cli.service").read_text(encoding="utf-8")


@pytest.mark.parametrize(("command", "rest"), COMMANDS)
async def test_signal_cli_knows_each_command_of_the_manual(command: str, rest: str) -> None:
    told = await helps(command)
    assert f"usage: signal-cli {command}" in told
    assert set(re.findall(r"--[a-z-]+", rest)) <= set(re.findall(r"--[a-z-]+", told))


async def test_signal_cli_knows_each_option_of_the_unit() -> None:
    started = re.search(r"^ExecStart=((?:.*\\\n)*.*)$", UNIT, re.MULTILINE)
    assert started is not None
    before, _, behind = started[1].partition(" daemon ")
    whole = await helps("")
    assert set(re.findall(r"--[a-z-]+", before)) <= set(re.findall(r"--[a-z-]+", whole))
    told = await helps("daemon")
    assert set(re.findall(r"--[a-z-]+", behind)) <= set(re.findall(r"--[a-z-]+", told))
    assert "manual" in told


def test_under_the_unit_s_umask_its_group_may_open_the_socket_and_the_keys_are_the_owner_s(
    folder: Path,
) -> None:
    umask = re.search(r"^UMask=(\d+)$", UNIT, re.MULTILINE)
    assert umask is not None
    process = starts(folder, int(umask[1], 8))
    try:
        assert Path(listens(process, folder)).stat().st_mode & 0o777 == 0o770
        kept = [each for each in (folder / "data").rglob("*") if each.is_file()]
        assert kept
        assert {each.stat().st_mode & 0o077 for each in [folder / "data", *kept]} == {0}
    finally:
        process.terminate()
        process.wait(30)
