"""Invitations: a single-use link and a code that can be typed, of which only hashes are kept."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from storage import invites, people
from storage.database import Tx
from storage.records import Role

ALPHABET: Final = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""No 0 and O, no 1, I and L: they are mistaken for each other on paper. Eight of these are 39 bits."""

VALID_FOR: Final = {Role.PATIENT: timedelta(days=7), Role.THERAPIST: timedelta(hours=48)}
SECOND_VALID_FOR: Final = timedelta(hours=24)

_HALF: Final = 4
_TOKEN_BYTES: Final = 24
_BETWEEN: Final = re.compile(r"[\s\-‐-―−_.]+")


@dataclass(frozen=True)
class Invitation:
    """What the invited person gets: `token` for a link, `code` to be typed ("K7QP-3MWD")."""

    token: str
    code: str
    expires_at: datetime


async def create(tx: Tx, person_id: int, now: datetime, *, second: bool = False) -> Invitation:
    """Invite a person; an earlier invitation of theirs that is unused stops working. Raises LookupError.

    `second`: not to another phone, but to a second way on which they are reached too.
    """
    person = await people.get(tx, person_id)
    if person is None:
        raise LookupError("There is nobody with this id to invite.")
    lasts = SECOND_VALID_FOR if second else VALID_FOR[person.role]
    made = Invitation(secrets.token_urlsafe(_TOKEN_BYTES), _new_code(), now + lasts)
    await invites.keep(
        tx, person_id, token=made.token, code=made.code, expires_at=made.expires_at, second=second
    )
    return made


def read_code(text: str) -> str | None:
    """Read a code as it was typed ("k7qp 3mwd"), in the form in which it is kept; None where it can be none."""
    plain = _BETWEEN.sub("", text).upper()
    if len(plain) != 2 * _HALF or any(sign not in ALPHABET for sign in plain):
        return None
    return f"{plain[:_HALF]}-{plain[_HALF:]}"


def _new_code() -> str:
    signs = "".join(secrets.choice(ALPHABET) for _ in range(2 * _HALF))
    return f"{signs[:_HALF]}-{signs[_HALF:]}"
