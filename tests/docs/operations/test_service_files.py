"""The service's files and the manual name only what is there: commands, settings, paths."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
import tomllib
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


UNITS = ("between.service", "signal-cli.service")
PAGES = ("README.md", "docs/running.md", "docs/signal.md", "docs/operations/README.md")


def unit_of(name: str) -> RawConfigParser:
    parser = RawConfigParser(strict=False)
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    parser.read_string((OPERATIONS / name).read_text(encoding="utf-8").replace("\\\n", " "))
    return parser


@pytest.fixture(scope="module")
def unit() -> RawConfigParser:
    return unit_of("between.service")


@pytest.fixture(scope="module")
def daemon() -> RawConfigParser:
    return unit_of("signal-cli.service")


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


def test_signal_s_unit_makes_the_socket_that_we_look_for_and_opens_it_to_a_group_alone(
    daemon: RawConfigParser,
) -> None:
    service = daemon["Service"]
    socket = Path(Settings.model_fields["signal_socket"].default)
    words = shlex.split(service["ExecStart"])
    assert words[words.index("--socket") + 1] == str(socket)
    assert socket.parent == Path("/run") / service["RuntimeDirectory"]
    assert service["RuntimeDirectoryMode"] == "0750"
    assert 0o777 & ~int(service["UMask"], 8) == 0o770
    assert service["RuntimeDirectoryPreserve"] == "no"  # else the socket of a killed daemon would stay


def test_signal_s_unit_hears_nothing_before_we_listen_and_tells_the_journal_nothing(
    daemon: RawConfigParser,
) -> None:
    words = shlex.split(daemon["Service"]["ExecStart"])
    assert words[words.index("--receive-mode") + 1] == "manual"
    assert {"--no-receive-stdout", "--scrub-log"} <= set(words)
    assert Path(words[words.index("--config") + 1]) == Path("/var/lib") / daemon["Service"]["StateDirectory"]


def test_signal_s_unit_and_ours_see_nothing_of_each_other(
    unit: RawConfigParser, daemon: RawConfigParser
) -> None:
    ours, theirs = unit["Service"], daemon["Service"]
    assert len({"root", ours["User"], theirs["User"]}) == 3
    assert theirs["InaccessiblePaths"] == f"-{HOME}"
    assert theirs["StateDirectoryMode"] == "0700"
    assert theirs["ProtectSystem"] == "strict"
    assert "ReadWritePaths" not in theirs


@pytest.mark.parametrize("name", UNITS)
@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not here")
def test_systemd_finds_no_fault_in_the_units(name: str, tmp_path: Path) -> None:
    text = (OPERATIONS / name).read_text(encoding="utf-8")
    program = shlex.split(unit_of(name)["Service"]["ExecStart"])[0]
    (tmp_path / name).write_text(text.replace(program, "/bin/true"))
    verify = ["systemd-analyze", "verify", "--man=no", str(tmp_path / name)]
    found = subprocess.run(verify, capture_output=True, text=True, check=False)
    assert name not in found.stderr


def test_the_image_holds_the_whole_program_and_nothing_secret(steps: list[tuple[str, str]]) -> None:
    copied = [rest.split()[:-1] for name, rest in steps if name == "COPY" and "--from" not in rest]
    sources = [source for each in copied for source in each]
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]
    assert set(project["importlinter"]["root_packages"]) | {"requirements.txt", "between"} == set(sources)
    build, run = (rest.split()[0] for name, rest in steps if name == "FROM")
    assert run == f"{build}-slim"  # the virtual environment goes from one to the other
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
    readable = next(rest for name, rest in steps if name == "RUN" and "chmod" in rest)
    assert {"go=rX", "bot", "scheduler", "storage"} <= set(re.split(r"[ ,]", readable))


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
    socket = Path(Settings.model_fields["signal_socket"].default)
    assert bot["volumes"] == [f"kept:{HOME / 'data'}", f"signal-socket:{socket.parent}"]
    named = {each.split(":")[0] for service in compose["services"].values() for each in service["volumes"]}
    assert named == set(compose["volumes"])
    networks = {each for service in compose["services"].values() for each in service["networks"]}
    assert networks == set(compose["networks"])
    assert int(bot["stop_grace_period"].rstrip("s")) > STOP_SECONDS


def test_no_image_of_a_stranger_is_fetched_for_one_of_our_own(compose: Any) -> None:
    for service in compose["services"].values():
        official = service["image"].startswith("docker.io/library/")
        assert official or "build" in service or service["pull_policy"] == "never"


def test_the_database_is_not_healthy_before_it_answers_over_the_network(compose: Any) -> None:
    asked = shlex.split(compose["services"]["database"]["healthcheck"]["test"][1])
    assert asked[:4] == ["pg_isready", "-q", "-h", "127.0.0.1"]


def test_signal_s_service_starts_only_where_it_is_wanted_and_shares_its_socket_with_us(
    compose: Any, daemon: RawConfigParser
) -> None:
    signal, bot = compose["services"]["signal"], compose["services"]["bot"]
    assert signal["profiles"] == ["signal"]
    assert signal["user"] == "10001:10001"
    assert set(signal["volumes"]) & set(bot["volumes"]) == {"signal-socket:/run/signal-cli"}
    words = shlex.split(signal["entrypoint"][-1])
    socket = words[words.index("--socket") + 1]
    assert words[:3] == ["rm", "-f", socket]
    under_systemd = shlex.split(daemon["Service"]["ExecStart"])
    assert words[words.index("daemon") :] == under_systemd[under_systemd.index("daemon") :]


def test_what_every_sentence_calls_between_is_a_command_once_it_is_linked(tmp_path: Path) -> None:
    """From another folder, through the link, with the virtual environment of its own folder."""
    home = tmp_path / "srv"
    (home / ".venv" / "bin").mkdir(parents=True)
    shutil.copy(ROOT / "between", home)
    link = tmp_path / "between"
    link.symlink_to(home / "between")
    called = [str(link), "doctor", "a b"]
    not_yet = subprocess.run([str(home / "between")], capture_output=True, text=True, check=False)
    program = home / ".venv" / "bin" / "python"
    program.write_text('#!/bin/sh\npwd\nfor each; do echo "$each"; done\n')
    program.chmod(0o755)
    done = subprocess.run(called, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == [str(home), "-m", "bot", "doctor", "a b"]
    assert (not_yet.returncode, "is not set up" in not_yet.stderr) == (2, True)


@pytest.mark.parametrize("page", PAGES)
def test_the_manual_names_commands_and_settings_that_exist(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    named = re.findall(r"(?:(?:`|\./|bot )between|-m bot) ([a-z][a-z-]+)", text)
    assert set(named) <= COMMANDS
    settings = re.findall(
        r"\b((?:TELEGRAM|SIGNAL|DATABASE|BACKUP|HEALTH|PING|PRACTICE|LOG|ENCRYPTION)_[A-Z_]+)\b", text
    )
    assert set(settings) <= SETTINGS | OF_POSTGRES


@pytest.mark.parametrize("page", [*PAGES, *(f"docs/{each.name}" for each in (ROOT / "docs").glob("*.md"))])
def test_the_manual_links_files_and_headings_that_are_there(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    for link, heading in re.findall(r"\]\((?!https?:)([^)#]*)(?:#([^)]+))?\)", text):
        target = (ROOT / page).parent / link if link else ROOT / page
        assert target.exists(), link
        if heading:
            titles = re.findall(r"^#+ (.+)$", target.read_text(encoding="utf-8"), re.MULTILINE)
            assert heading in {re.sub(r"[^\w -]", "", title).lower().replace(" ", "-") for title in titles}
