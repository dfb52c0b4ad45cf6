"""What belongs to one person is closed to every other, whatever button of whatever age is pressed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Table, select

from bot.conversation import router
from storage import tables as t
from storage.ids import short
from storage.records import Role
from tests.talk import Phone, Talk

THINGS = (t.assignments, t.occurrences, t.appointments, t.digests, t.notes)
SECRETS = ("get out more", "kitchen table", "when I come home", "a heavy day", "P-1", "https://")


@pytest.fixture
async def phones(talk: Talk) -> dict[Role, Phone]:
    """A patient of one therapist, with one of everything; and a therapist and a patient who have no part in it."""
    stern, mond = await talk.a_therapist("Dr. Stern"), await talk.a_therapist("Dr. Mond")
    anna = await talk.patient("Anna", therapist=stern)
    await talk.assigned(anna)
    await talk.assigned(anna, "MIN-01", agreed=False)
    await anna.types("/note difficulty a heavy day")
    await stern.types("/session P-1 2026-03-04 10:00 weekly")
    await talk.moves(days=1, hours=12)
    assert "Summary ready." in stern.unasked
    return {Role.THERAPIST: mond, Role.PATIENT: await talk.patient("Ben", therapist=mond)}


async def everything(talk: Talk, *tables: Table) -> list[tuple[object, ...]]:
    """Every row of these tables, as it is stored."""
    async with talk.read() as tx:
        return [tuple(row) for table in tables for row in await tx.rows(select(table).order_by(table.c.id))]


async def ids_of_others(talk: Talk) -> set[str]:
    """The ids of the first patient and of all that is theirs, as buttons carry them."""
    async with talk.read() as tx:
        found = {(await tx.rows(select(table.c.id).limit(1)))[0].id for table in THINGS}
        patient = await tx.value(select(t.people.c.id).where(t.people.c.code == "P-1"))
    return {short(each) for each in (*found, patient)}


@pytest.mark.parametrize("role", list(Role))
async def test_no_button_opens_or_changes_what_is_somebody_else_s(
    talk: Talk, phones: dict[Role, Phone], role: Role
) -> None:
    eve, ids = phones[role], await ids_of_others(talk)
    before = await everything(talk, *THINGS, t.checkins, t.due, t.invites)
    for verb in router.BUTTONS[role]:
        for each in ids:
            for data in (f"{verb}:{each}", f"{verb}:{each}:not_done", f"{verb}:{each}:0"):
                await eve.presses(data)
        await talk.moves_to(talk.clock.now() + timedelta(seconds=11))
    for secret in SECRETS:
        assert secret not in eve.screen, secret
    assert await everything(talk, *THINGS, t.checkins, t.due, t.invites) == before


async def test_the_same_buttons_open_it_for_whom_it_belongs_to(talk: Talk, phones: dict[Role, Phone]) -> None:
    del phones
    for name, role in (("Dr. Stern", Role.THERAPIST), ("Anna", Role.PATIENT)):
        owner = talk.phone(name)
        owner.messages.clear()
        for verb in ("tp", "tpd") if role is Role.THERAPIST else ("open",):
            for each in await ids_of_others(talk):
                await owner.presses(f"{verb}:{each}")
        assert any(secret in owner.screen for secret in SECRETS)
