"""The commands in each role's menu, in their order; "menu-<command>" of the catalogue says what each does."""

from __future__ import annotations

from typing import Final

from storage.records import Role

MENUS: Final[dict[Role, tuple[str, ...]]] = {
    Role.PATIENT: ("current", "note", "practise", "pause", "language", "timezone", "help"),
    Role.THERAPIST: ("patients", "assign", "invite", "library", "find", "session", "digest", "help"),
}
