"""The meters say what runs here, however it was installed."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError

import pytest

from bot.operations import meters
from bot.operations.meters import Meters


def built(found: Meters) -> dict[str, str]:
    (build,) = [family for family in found.registry.collect() if family.name == "between_build"]
    return build.samples[0].labels


def test_run_from_its_folder_it_has_no_version_and_starts_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def not_installed(name: str) -> str:
        raise PackageNotFoundError(name)

    monkeypatch.setattr(meters, "version", not_installed)
    assert built(Meters("sqlite"))["version"] == "source"
    monkeypatch.setattr(meters, "version", lambda _: "1.2.3")
    assert built(Meters("sqlite"))["version"] == "1.2.3"
