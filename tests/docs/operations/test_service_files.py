"""The service's files and the manual name only what is there: commands, settings, paths."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
from configparser import RawConfigParser
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.cli import app
from bot.operations import door
from bot.settings import Settings
from scheduler.dispatch import STOP_SECONDS
from storage.database import file_of

ROOT = Path(__file__).parents[3]
OPERATIONS = ROOT / "docs" / "operations"
HOME = Path("/srv/between")
COMMANDS = {
    command.name or command.callback.__name__ for command in app.registered_commands if command.callback
}
SETTINGS = {name.upper() for name in Settings.model_fields}
OF_POSTGRES = {"POSTGRES_USER", "POSTGRES_DB", "POSTGRES_PASSWORD"}


@pytest.fixture(scope="module")
def unit() -> RawConfigParser:
    parser = RawConfigParser(strict=False)
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    parser.read(OPERATIONS / "between.service")
    return parser


@pytest.fixture(scope="module")
def steps() -> list[tuple[str, str]]:
    """The Containerfile's instructions, each with what stands behind it."""
    text = (OPERATIONS / "Containerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    lines = (line.split(maxsplit=1) for line in text.splitlines() if line and not line.startswith("#"))
    return [(name, rest) for name, rest in lines]


@pytest.fixture(scope="module")
def compose() -> Any:
    return yaml.safe_load((OPERATIONS / "compose.yaml").read_text(encoding="utf-8"))


def test_the_unit_starts_the_program_and_waits_for_its_end(unit: RawConfigParser) -> None:
    service = unit["Service"]
    program, *rest = shlex.split(service["ExecStart"])
    assert Path(program) == Path(service["WorkingDirectory"]) / ".venv/bin/python"
    assert rest == ["-m", "bot", "run"]
    assert "run" in COMMANDS
    assert float(service["TimeoutStopSec"]) > STOP_SECONDS
    assert service["User"] != "root"


def test_the_unit_lets_all_be_written_that_is_kept(unit: RawConfigParser) -> None:
    service, defaults = unit["Service"], Settings.model_fields
    assert service["ProtectSystem"] == "strict"
    database = file_of(defaults["database_url"].default)
    for path in (database, defaults["encryption_key_file"].default, defaults["backup_folder"].default):
        assert (HOME / path).is_relative_to(service["ReadWritePaths"])


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not here")
def test_systemd_finds_no_fault_in_the_unit(tmp_path: Path) -> None:
    text = (OPERATIONS / "between.service").read_text(encoding="utf-8")
    (tmp_path / "between.service").write_text(text.replace(f"{HOME}/.venv/bin/python", "/bin/true"))
    verify = ["systemd-analyze", "verify", "--man=no", str(tmp_path / "between.service")]
    found = subprocess.run(verify, capture_output=True, text=True, check=False)
    assert "between.service" not in found.stderr


def test_the_image_holds_the_whole_program_and_nothing_secret(steps: list[tuple[str, str]]) -> None:
    copied = [rest.split()[:-1] for name, rest in steps if name == "COPY" and "--from" not in rest]
    sources = [source for each in copied for source in each]
    assert {"bot", "scheduler", "storage", "requirements.txt"} <= set(sources)
    ignoring = (OPERATIONS / "Containerfile.dockerignore").read_text(encoding="utf-8").splitlines()
    allowed = [line[1:] for line in ignoring if line.startswith("!")]
    for source in sources:
        assert (ROOT / source).exists()
        assert source in allowed
    assert "*" in ignoring
    assert not any(fnmatch(name, pattern) for name in (".env", "data", ".git") for pattern in allowed)


def test_the_image_runs_the_program_as_nobody_in_particular(steps: list[tuple[str, str]]) -> None:
    last = dict(steps)
    assert json.loads(last["ENTRYPOINT"]) == ["python", "-m", "bot"]
    assert json.loads(last["CMD"])[0] in COMMANDS
    assert last["USER"].split(":")[0] not in {"0", "root"}
    assert last["WORKDIR"] == str(HOME)
    assert last["VOLUME"] == str(HOME / "data")
    environment = dict(
        shlex.split(last["ENV"])[place].split("=", 1) for place in range(len(last["ENV"].split()))
    )
    assert {name for name in environment if not name.startswith(("PYTHON", "PATH"))} <= SETTINGS
    assert f":{environment['HEALTH_PORT']}/healthz" in last["HEALTHCHECK"]
    assert any("--require-hashes" in rest for name, rest in steps if name == "RUN")


def test_the_health_check_asks_what_is_answered(compose: Any) -> None:
    bot = compose["services"]["bot"]
    asked = re.search(r"http://127\.0\.0\.1:(\d+)(/\w+)", bot["healthcheck"]["test"][-1])
    assert asked is not None
    assert asked[1] == bot["environment"]["HEALTH_PORT"]
    assert f'"{asked[2]}"' in Path(door.__file__).read_text(encoding="utf-8")


def test_the_services_can_do_little_besides_their_work(compose: Any) -> None:
    for service in compose["services"].values():
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]
        assert "ports" not in service
        assert "/tmp" in service["tmpfs"][0]  # noqa: S108 - the container's own
    assert compose["services"]["database"]["networks"] == ["inside"]
    assert compose["networks"]["inside"]["internal"] is True


def test_the_compose_file_names_what_is_there(compose: Any) -> None:
    bot = compose["services"]["bot"]
    assert (ROOT / bot["build"]["context"] / bot["build"]["dockerfile"]).samefile(
        OPERATIONS / "Containerfile"
    )
    assert set(bot["environment"]) <= SETTINGS
    assert bot["volumes"] == [f"kept:{HOME / 'data'}"]
    named = {each.split(":")[0] for service in compose["services"].values() for each in service["volumes"]}
    assert named == set(compose["volumes"])
    networks = {each for service in compose["services"].values() for each in service["networks"]}
    assert networks == set(compose["networks"])
    assert int(bot["stop_grace_period"].rstrip("s")) > STOP_SECONDS


def test_the_prepared_signal_service_is_yaml_once_it_is_wanted(compose: Any) -> None:
    text = (OPERATIONS / "compose.yaml").read_text(encoding="utf-8")
    wanted = yaml.safe_load(re.sub(r"^  # (signal:|  )", r"  \1", text, flags=re.MULTILINE))
    assert set(wanted["services"]) == {*compose["services"], "signal"}
    assert wanted["services"]["signal"]["cap_drop"] == ["ALL"]


@pytest.mark.parametrize("page", ["docs/running.md", "README.md", "docs/operations/README.md"])
def test_the_manual_names_commands_and_settings_that_exist(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    named = re.findall(r"(?:`between|-m bot) ([a-z][a-z-]+)", text)
    assert set(named) <= COMMANDS
    settings = re.findall(
        r"\b((?:TELEGRAM|DATABASE|BACKUP|HEALTH|PING|PRACTICE|LOG|ENCRYPTION)_[A-Z_]+)\b", text
    )
    assert set(settings) <= SETTINGS | OF_POSTGRES


def test_the_manual_links_files_that_are_there() -> None:
    page = ROOT / "docs" / "running.md"
    for link in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
        assert (page.parent / link).exists(), link
