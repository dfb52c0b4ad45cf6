"""Encryption at rest: a key ring, sealed values bound to their place, and a keyed blind index.

A sealed value is `version (1 byte) + key id (4) + nonce (12) + AES-256-GCM ciphertext and tag`. The associated data
is "table.column.row", so that a value copied to another row, column or table no longer opens.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_VERSION = b"\x01"
_KEY_ID = 4
_NONCE = 12
_KEY = 32
_HEADER = 1 + _KEY_ID + _NONCE


class KeyFileError(Exception):
    """The key file cannot be used; the sentence says what to do."""


class SealBroken(Exception):  # noqa: N818 - it names what happened to the value
    """A sealed value does not open: another key, another place, or damaged bytes."""


@dataclass(frozen=True)
class KeyRing:
    """All keys by id; `current` seals, every one opens. `index_key` makes blind indexes and code hashes.

    `backup_keys`, by the same ids, seal whole back-ups: derived, so that no key ever serves two ends.
    """

    current: bytes
    keys: dict[bytes, AESGCM]
    index_key: bytes = field(repr=False)
    backup_keys: dict[bytes, bytes] = field(repr=False)

    def seal(self, value: Any, place: str) -> bytes:
        """Encrypt a JSON value (whole numbers up to 64 bits) for one place ("table.column.row")."""
        plain = orjson.dumps(value, option=orjson.OPT_NON_STR_KEYS)
        nonce = os.urandom(_NONCE)
        sealed = self.keys[self.current].encrypt(nonce, plain, place.encode())
        return _VERSION + self.current + nonce + sealed

    def open(self, sealed: bytes, place: str) -> Any:
        """Decrypt what was sealed for this very place. Raises SealBroken."""
        key = self.keys.get(bytes(sealed[1 : 1 + _KEY_ID]))
        if sealed[:1] != _VERSION or key is None:
            raise SealBroken(
                f"The value at {place.rsplit('.', 1)[0]} was sealed with a key that is not in the key file."
            )
        try:
            plain = key.decrypt(sealed[1 + _KEY_ID : _HEADER], sealed[_HEADER:], place.encode())
        except (InvalidTag, ValueError) as broken:
            raise SealBroken(f"A value at {place.rsplit('.', 1)[0]} is damaged or was moved.") from broken
        return orjson.loads(plain)

    def index(self, kind: str, value: str) -> str:
        """Return the keyed blind index (32 hex digits) of a value: equal values match, nobody can read it back."""
        return hmac.new(self.index_key, f"{kind}\x00{value}".encode(), hashlib.sha256).hexdigest()[:32]


def _ring(secrets_by_id: dict[str, str], current: str, index_secret: str) -> KeyRing:
    keys = {bytes.fromhex(key_id): AESGCM(bytes.fromhex(secret)) for key_id, secret in secrets_by_id.items()}
    backup_keys = {
        bytes.fromhex(key_id): _derived(secret, b"between backup") for key_id, secret in secrets_by_id.items()
    }
    return KeyRing(
        current=bytes.fromhex(current),
        keys=keys,
        index_key=_derived(index_secret, b"between blind index"),
        backup_keys=backup_keys,
    )


def _derived(secret: str, purpose: bytes) -> bytes:
    hkdf = HKDF(algorithm=hashes.SHA256(), length=_KEY, salt=None, info=purpose)
    return hkdf.derive(bytes.fromhex(secret))


def new_key_file(path: Path) -> None:
    """Write a fresh key file that only its owner can read (mode 0600); never overwrites one."""
    key_id = secrets.token_hex(_KEY_ID)
    content = {
        "about": "The keys of Between. Without this file the database cannot be read. Keep a copy apart from the database.",
        "current": key_id,
        "keys": {key_id: secrets.token_hex(_KEY)},
        "index": secrets.token_hex(_KEY),
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_name(
        f"{path.name}.{secrets.token_hex(4)}"
    )  # whole before it has its name, also after a kill
    with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        json.dump(content, file, indent=2)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(half, path)
    finally:
        half.unlink()


def load_key_file(path: Path) -> KeyRing:
    """Read the key ring. Raises KeyFileError with a sentence that says what to do."""
    try:
        if path.stat().st_mode & 0o077:
            raise KeyFileError(f"The key file {path} can be read by others; run: chmod 600 {path}")
        content = json.loads(path.read_text(encoding="utf-8"))
        return _ring(content["keys"], content["current"], content["index"])
    except FileNotFoundError:
        raise KeyFileError(
            f"There is no key file at {path}; set ENCRYPTION_KEY_FILE or put your copy back."
        ) from None
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as fault:
        raise KeyFileError(
            f"The key file {path} cannot be used ({type(fault).__name__}); put your copy back."
        ) from fault


def throwaway_key_ring() -> KeyRing:
    """Make a key ring that lives in memory only, for tests and benchmarks."""
    key_id = secrets.token_hex(_KEY_ID)
    return _ring({key_id: secrets.token_hex(_KEY)}, key_id, secrets.token_hex(_KEY))
