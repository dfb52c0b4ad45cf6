"""The house stays in order: rules that no linter knows."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
CODE = [file for folder in ("bot", "scheduler", "storage") for file in (ROOT / folder).rglob("*.py")]
MAY_ASK_THE_TIME = {
    "storage/new_migration.py",
    "scheduler/clock.py",
    "bot/demo.py",
    "bot/doctor.py",
    "bot/doctor_database.py",
    "bot/playground/faults.py",
    "bot/playground/server.py",
    "bot/playground/wall_clock.py",
}
LONGEST_FILE = 260
LONGEST_FUNCTION = 45


def name(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


def test_only_the_clock_asks_the_time() -> None:
    asking = re.compile(r"\b(datetime\.(now|utcnow|today)\(|date\.today\(|time\.(time|time_ns|monotonic)\b)")
    found = [
        name(file) for file in CODE if name(file) not in MAY_ASK_THE_TIME and asking.search(file.read_text())
    ]
    assert found == []


def test_the_conversation_waits_for_nothing() -> None:
    found = [
        name(file)
        for file in (ROOT / "bot" / "conversation").rglob("*.py")
        if re.search(r"^(import|from) (asyncio|threading|socket|httpx)\b", file.read_text(), re.MULTILINE)
    ]
    assert found == []


def test_no_file_and_no_function_holds_two_things() -> None:
    long = []
    for file in CODE:
        text = file.read_text()
        if file.parent.name == "versions":
            continue  # a migration is one list of steps
        if text.count("\n") > LONGEST_FILE:
            long.append(name(file))
        long += [
            f"{name(file)}:{node.name}"
            for node in ast.walk(ast.parse(text))
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
            and (node.end_lineno or 0) - node.lineno > LONGEST_FUNCTION
        ]
    assert long == []


def test_every_setting_is_in_the_example_and_the_other_way_round() -> None:
    from bot.settings import Settings

    example = re.findall(r"^([A-Z_]+)=(.*)$", (ROOT / ".env.example").read_text(), re.MULTILINE)
    assert {key for key, _ in example} == {field.upper() for field in Settings.model_fields}
    for key, value in example:
        field = Settings.model_fields[key.lower()]
        if not field.is_required():
            assert value == str(field.default), key
