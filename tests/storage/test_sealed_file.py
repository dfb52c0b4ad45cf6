"""Whole files, sealed as a stream: what was changed, cut off or sealed with another key does not open."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.crypto import load_key_file, new_key_file, throwaway_key_ring
from storage.sealed_file import Header, SealedFileError, open_file, seal_file
from tests.wires import START

RING = throwaway_key_ring()
AT = START + timedelta(microseconds=7)
HEADER, TAG = 32, 16


def sealed(folder: Path, content: bytes) -> Path:
    (folder / "plain").write_bytes(content)
    seal_file(folder / "plain", folder / "sealed", RING, AT)
    return folder / "sealed"


@pytest.mark.parametrize("content", [b"", b"x", b"words " * 100_000, os.urandom(200_000)])
def test_what_was_sealed_opens_unchanged(tmp_path: Path, content: bytes) -> None:
    file = sealed(tmp_path, content)
    assert b"".join(open_file(file, RING)) == content
    assert Header.read(file).at == AT
    assert oct(file.stat().st_mode)[-3:] == "600"


def test_nothing_of_it_can_be_read_without_the_key(tmp_path: Path) -> None:
    assert b"CREATE TABLE" not in sealed(tmp_path, b"CREATE TABLE people" * 9).read_bytes()
    assert sealed(tmp_path, b"same").read_bytes() != sealed(tmp_path, b"same").read_bytes()


@given(place=st.integers(min_value=0), bit=st.integers(0, 7))
def test_one_changed_bit_anywhere_is_noticed(
    tmp_path_factory: pytest.TempPathFactory, place: int, bit: int
) -> None:
    file = sealed(tmp_path_factory.mktemp("sealed"), b"a whole database")
    content = bytearray(file.read_bytes())
    content[place % len(content)] ^= 1 << bit
    file.write_bytes(content)
    with pytest.raises(SealedFileError):
        list(open_file(file, RING))


@pytest.mark.parametrize("length", [0, 7, HEADER - 1, HEADER, HEADER + TAG - 1, HEADER + TAG, -1, -TAG])
def test_a_file_that_was_cut_off_is_noticed(tmp_path: Path, length: int) -> None:
    file = sealed(tmp_path, os.urandom(100_000))
    file.write_bytes(file.read_bytes()[:length])
    with pytest.raises(SealedFileError):
        list(open_file(file, RING))


def test_a_moment_that_was_changed_is_noticed(tmp_path: Path) -> None:
    file = sealed(tmp_path, b"a whole database")
    content = bytearray(file.read_bytes())
    content[19] ^= 1
    file.write_bytes(content)
    assert Header.read(file).at != AT
    with pytest.raises(SealedFileError, match="damaged"):
        list(open_file(file, RING))


def test_another_practices_key_is_named_and_does_not_open_it(tmp_path: Path) -> None:
    file = sealed(tmp_path, b"a whole database")
    with pytest.raises(SealedFileError, match=f"key {RING.current.hex()}, which is not in the key file"):
        list(open_file(file, throwaway_key_ring()))


def test_the_same_key_file_opens_it_after_a_restart_and_any_other_file_is_none(tmp_path: Path) -> None:
    new_key_file(tmp_path / "key")
    (tmp_path / "plain").write_bytes(b"a whole database")
    seal_file(tmp_path / "plain", tmp_path / "sealed", load_key_file(tmp_path / "key"), AT)
    assert b"".join(open_file(tmp_path / "sealed", load_key_file(tmp_path / "key"))) == b"a whole database"
    with pytest.raises(SealedFileError, match="not a back-up of Between"):
        list(open_file(tmp_path / "plain", RING))
