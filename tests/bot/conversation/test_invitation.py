from __future__ import annotations

import re
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation import invitation
from bot.conversation.invitation import ALPHABET, read_code
from storage import invites, people
from storage.records import Role
from tests.talk import Talk

CODES = st.text(ALPHABET, min_size=8, max_size=8)


@given(CODES, st.sampled_from(["", "-", " ", " - ", "–", "."]))
def test_a_code_is_read_however_it_was_typed(signs: str, between: str) -> None:
    typed = f" {signs[:4].lower()}{between}{signs[4:]} "
    assert read_code(typed) == f"{signs[:4]}-{signs[4:]}"


@pytest.mark.parametrize("text", ["", "K7QP", "K7QP-3MWDX", "K7QP-3MW0", "K7QP-3MWI", "hello", "привет12"])
def test_what_cannot_be_a_code_is_none(text: str) -> None:
    assert read_code(text) is None


@given(st.text())
def test_any_text_is_read_as_a_code_or_not(text: str) -> None:
    found = read_code(text)
    assert found is None or re.fullmatch(rf"[{ALPHABET}]{{4}}-[{ALPHABET}]{{4}}", found)


def test_no_sign_of_a_code_looks_like_another() -> None:
    assert set(ALPHABET).isdisjoint("0O1IL")


@pytest.mark.parametrize(
    ("role", "lasts"), [(Role.PATIENT, timedelta(days=7)), (Role.THERAPIST, timedelta(hours=48))]
)
async def test_link_and_code_open_the_same_invitation(talk: Talk, role: Role, lasts: timedelta) -> None:
    now = talk.clock.now()
    async with talk.db.write() as tx:
        person = await people.add(tx, role, now=now, language="en", zone="Europe/Berlin")
        made = await invitation.create(tx, person.id, now)
        by_link = await invites.find(tx, made.token)
        by_code = await invites.find(tx, made.code)
    assert by_link is not None
    assert by_link == by_code
    assert by_link.person_id == person.id
    assert by_link.expires_at == made.expires_at == now + lasts
    assert re.fullmatch(r"[A-Za-z0-9_-]{1,64}", made.token)
    assert read_code(made.code) == made.code


async def test_a_new_invitation_ends_the_one_before(talk: Talk) -> None:
    now = talk.clock.now()
    async with talk.db.write() as tx:
        person = await people.add(tx, Role.PATIENT, now=now, language="en", zone="Europe/Berlin")
        first = await invitation.create(tx, person.id, now)
        second = await invitation.create(tx, person.id, now)
        assert await invites.find(tx, first.token) is None
        assert await invites.find(tx, first.code) is None
        assert await invites.find(tx, second.code) is not None


async def test_nobody_cannot_be_invited(talk: Talk) -> None:
    async with talk.db.write() as tx:
        with pytest.raises(LookupError):
            await invitation.create(tx, 12345, talk.clock.now())
