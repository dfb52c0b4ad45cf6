"""Where commands are called."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.settings import Settings
from tests.bot.commands import NOBODY, TOKEN, ends, env_file


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working directory, in an environment without settings."""
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    return tmp_path


@pytest.fixture
def used(folder: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """A folder with a key and an empty database, as a first start leaves it."""
    env_file(folder, telegram_token=TOKEN, telegram_api_url=NOBODY)
    ends(capsys, "run")
    return folder
