"""What a step is, and the tables in which the rooms of the conversation say what they hear."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from types import ModuleType
from typing import Any

from bot.conversation.fields import Form
from bot.conversation.turn import Desk, Turn
from storage.records import DueRow, Typed

Step = Callable[[Turn, str], Awaitable[None]]
DueStep = Callable[[Desk, list[DueRow]], Awaitable[None]]
BackStep = Callable[[Turn, str], Awaitable[bool]]
"""Takes back what a button did, and says so; False where there is nothing (any more) to take back."""

WordsStep = Callable[[Turn, Typed], Awaitable[bool]]
"""Takes typed words out of what they became, without a word; False where nothing is kept of them."""


def merged(modules: Iterable[ModuleType], table: str) -> dict[Any, Any]:
    """Join the tables of one name of several modules. Raises ValueError where two hear the same."""
    joined: dict[Any, Any] = {}
    for module in modules:
        entries: Mapping[Any, Any] = getattr(module, table, {})
        twice = joined.keys() & entries.keys()
        if twice:
            raise ValueError(f"{module.__name__}: {table} has {sorted(map(str, twice))} a second time.")
        joined |= entries
    return joined


def all_forms(modules: Iterable[ModuleType]) -> dict[str, Form]:
    """Collect the forms of several modules by name. Raises ValueError where two share a name."""
    forms: dict[str, Form] = {}
    for module in modules:
        for form in getattr(module, "FORMS", ()):
            if forms.setdefault(form.name, form) is not form:
                raise ValueError(f"{module.__name__}: there is a second form named {form.name}.")
    return forms
