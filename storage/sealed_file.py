"""A whole file, compressed and sealed as one stream, whatever its size.

Header (32 bytes, authenticated): "between1", key id (4), moment in microseconds since 1970 UTC (8), nonce (12). Then
the zlib stream under AES-256-GCM, and its tag (16). What is read is proven only when it has been read to its end.
"""

from __future__ import annotations

import os
import struct
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import BufferedReader
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import GCM

from storage.crypto import KeyRing

_MAGIC = b"between1"
_HEADER = struct.Struct(">8s4sq12s")
_NONCE, _TAG = 12, 16
_CHUNK = 1 << 16
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class SealedFileError(Exception):
    """A sealed file cannot be read; the sentence says why."""


def _nobody_minds() -> None:
    """Go on."""


def seal_file(
    plain: Path, sealed: Path, ring: KeyRing, at: datetime, *, going_on: Callable[[], None] = _nobody_minds
) -> None:
    """Write `sealed` (mode 0600, on the disk when this returns). `going_on` is called now and then, and may raise."""
    nonce = os.urandom(_NONCE)
    header = _HEADER.pack(_MAGIC, ring.current, (at - _EPOCH) // timedelta(microseconds=1), nonce)
    cipher = Cipher(AES(ring.backup_keys[ring.current]), GCM(nonce)).encryptor()
    cipher.authenticate_additional_data(header)
    packer = zlib.compressobj()
    handle = os.open(sealed, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with plain.open("rb") as source, os.fdopen(handle, "wb") as target:
        target.write(header)
        while chunk := source.read(_CHUNK):
            going_on()
            target.write(cipher.update(packer.compress(chunk)))
        target.write(cipher.update(packer.flush()) + cipher.finalize() + cipher.tag)
        target.flush()
        os.fsync(target.fileno())


@dataclass(frozen=True)
class Header:
    """What stands at the beginning of a sealed file; believe it only after the whole file was read."""

    key_id: bytes
    at: datetime
    nonce: bytes

    @classmethod
    def read(cls, sealed: Path) -> Header:
        """Read it. Raises SealedFileError, OSError."""
        with sealed.open("rb") as source:
            return cls._of(source.read(_HEADER.size), sealed)

    @classmethod
    def _of(cls, header: bytes, sealed: Path) -> Header:
        if len(header) < _HEADER.size or not header.startswith(_MAGIC):
            raise SealedFileError(f"{sealed} is not a back-up of Between.")
        _, key_id, moment, nonce = _HEADER.unpack(header)
        try:
            at = _EPOCH + timedelta(microseconds=moment)
        except OverflowError:
            raise SealedFileError(f"{sealed} is damaged: take another back-up.") from None
        return cls(key_id, at, nonce)


def open_file(sealed: Path, ring: KeyRing) -> Iterator[bytes]:
    """Give the plain bytes in pieces; they are what was sealed only if this comes to its end. Raises SealedFileError."""
    header = Header.read(sealed)
    key = ring.backup_keys.get(header.key_id)
    if key is None:
        raise SealedFileError(
            f"{sealed} was sealed with key {header.key_id.hex()}, which is not in the key file: put the copy of your "
            "key file back that belongs to it."
        )
    try:
        yield from _opened(sealed, key, header.nonce)
    except (InvalidTag, zlib.error):
        raise SealedFileError(f"{sealed} is damaged, or not whole: take another back-up.") from None


def _opened(sealed: Path, key: bytes, nonce: bytes) -> Iterator[bytes]:
    unpacker = zlib.decompressobj()
    with sealed.open("rb") as source:
        begin = source.read(_HEADER.size)
        source.seek(-_TAG, os.SEEK_END)
        end = source.tell()
        cipher = Cipher(AES(key), GCM(nonce, source.read(_TAG))).decryptor()
        cipher.authenticate_additional_data(begin)
        for chunk in _between(source, _HEADER.size, end):
            yield unpacker.decompress(cipher.update(chunk))
        cipher.finalize()
    if not unpacker.eof:
        raise zlib.error


def _between(source: BufferedReader, begin: int, end: int) -> Iterator[bytes]:
    if end < begin:
        raise zlib.error
    source.seek(begin)
    while begin < end:
        chunk = source.read(min(_CHUNK, end - begin))
        if not chunk:
            raise zlib.error
        begin += len(chunk)
        yield chunk
