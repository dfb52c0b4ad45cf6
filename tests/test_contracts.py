"""Each import contract breaks when it is violated: a contract that nothing can break protects nothing."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
VIOLATIONS = {
    "bot stands on the scheduler": ("storage/notes.py", "import scheduler.clock"),
    "inside bot, from the door to the words": ("bot/words/__init__.py", "import bot.conversation.turn"),
    "Telegram's library stays in its channel": ("bot/deliver.py", "import telegram"),
    "no channel knows another": ("bot/channels/signal.py", "import bot.channels.telegram"),
    "SQL stays in storage": ("bot/conversation/patient/notes.py", "import sqlalchemy"),
    "APScheduler stays in scheduler.jobs": ("scheduler/tick.py", "import apscheduler"),
    "the playground knows nothing of the bot": ("bot/playground/world.py", "import bot.messages"),
    "siblings do not go round in circles": ("storage/tables/people.py", "import storage.people"),
}


@pytest.mark.parametrize("contract", VIOLATIONS)
def test_a_contract_breaks_when_it_is_violated(contract: str, tmp_path: Path) -> None:
    place, line = VIOLATIONS[contract]
    skip = shutil.ignore_patterns("__pycache__", "page", "packs", "*.ftl")
    for folder in ("bot", "scheduler", "storage"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=skip)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    file = tmp_path / place
    file.write_text(f"{file.read_text(encoding='utf-8')}\n{line}\n", encoding="utf-8")
    command = [
        sys.executable,
        "-c",
        "from importlinter.cli import lint_imports_command as run; run()",
        "--no-cache",
    ]
    ended = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    broken = [each for each in ended.stdout.splitlines() if each.endswith("BROKEN")]
    assert any(each.startswith(contract) for each in broken), ended.stdout + ended.stderr
