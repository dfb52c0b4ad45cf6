"""Conditions on a state written out as literals: only so can SQLite see that a partial index serves them."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import ColumnElement, literal, or_


def in_state(column: ColumnElement[str], *states: StrEnum) -> ColumnElement[bool]:
    """Say that a state column has one of these states, with no bound parameter."""
    return or_(*(column == literal(str(state), literal_execute=True) for state in states))
