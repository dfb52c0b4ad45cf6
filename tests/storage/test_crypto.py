from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.crypto import KeyFileError, SealBroken, load_key_file, new_key_file, throwaway_key_ring

RING = throwaway_key_ring()
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(JSON)
def test_what_was_sealed_opens_in_its_place(value: object) -> None:
    assert RING.open(RING.seal(value, "notes.text.1"), "notes.text.1") == value


def test_the_same_words_never_look_the_same() -> None:
    assert RING.seal("loud", "notes.text.1") != RING.seal("loud", "notes.text.1")


@pytest.mark.parametrize("elsewhere", ["notes.text.2", "notes.before.1", "checkins.text.1"])
def test_a_value_moved_elsewhere_does_not_open(elsewhere: str) -> None:
    with pytest.raises(SealBroken, match="damaged or was moved"):
        RING.open(RING.seal("loud", "notes.text.1"), elsewhere)


def test_a_flipped_bit_anywhere_is_noticed() -> None:
    sealed = RING.seal("loud", "notes.text.1")
    for place in range(len(sealed)):
        damaged = bytearray(sealed)
        damaged[place] ^= 1
        with pytest.raises(SealBroken):
            RING.open(bytes(damaged), "notes.text.1")


def test_a_cut_value_is_noticed() -> None:
    sealed = RING.seal("loud", "notes.text.1")
    for length in range(len(sealed)):
        with pytest.raises(SealBroken):
            RING.open(sealed[:length], "notes.text.1")


def test_another_key_ring_does_not_open_it_and_the_fault_names_no_row() -> None:
    with pytest.raises(SealBroken, match=r"^The value at notes\.text was sealed with a key that is not"):
        throwaway_key_ring().open(RING.seal("loud", "notes.text.1"), "notes.text.1")


def test_a_blind_index_matches_equal_values_only_and_only_with_the_same_key() -> None:
    assert RING.index("telegram", "42") == RING.index("telegram", "42")
    assert RING.index("telegram", "42") != RING.index("signal", "42")
    assert RING.index("telegram", "42") != throwaway_key_ring().index("telegram", "42")
    assert len(RING.index("telegram", "42")) == 32


def test_a_new_key_file_is_for_its_owner_only_and_loads(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "between.key"
    new_key_file(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    sealed = load_key_file(path).seal("loud", "notes.text.1")
    assert load_key_file(path).open(sealed, "notes.text.1") == "loud"


def test_a_key_file_is_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "between.key"
    new_key_file(path)
    before = path.read_bytes()
    with pytest.raises(FileExistsError):
        new_key_file(path)
    assert path.read_bytes() == before


def test_a_key_file_that_others_can_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "between.key"
    new_key_file(path)
    path.chmod(0o640)
    with pytest.raises(KeyFileError, match="chmod 600"):
        load_key_file(path)


def test_a_missing_key_file_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(KeyFileError, match="ENCRYPTION_KEY_FILE"):
        load_key_file(tmp_path / "nowhere.key")


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        "{}",
        '{"current": "zz", "keys": {}, "index": "00"}',
        '{"current": "00", "keys": [], "index": "00"}',
    ],
)
def test_a_damaged_key_file_is_one_sentence_without_its_content(tmp_path: Path, content: str) -> None:
    path = tmp_path / "between.key"
    path.write_text(content)
    path.chmod(0o600)
    with pytest.raises(KeyFileError, match="put your copy back"):
        load_key_file(path)


def test_after_a_change_of_key_old_values_still_open_and_new_ones_use_the_new_key(tmp_path: Path) -> None:
    path = tmp_path / "between.key"
    new_key_file(path)
    old = load_key_file(path).seal("loud", "notes.text.1")
    content = json.loads(path.read_text())
    content["keys"]["0badcafe"] = "11" * 32
    content["current"] = "0badcafe"
    path.write_text(json.dumps(content))
    ring = load_key_file(path)
    assert ring.open(old, "notes.text.1") == "loud"
    assert ring.seal("loud", "notes.text.1")[1:5] == bytes.fromhex("0badcafe")
