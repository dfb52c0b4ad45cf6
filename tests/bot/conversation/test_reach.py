"""Who blocked us gets nothing more, and their therapist is told."""

from __future__ import annotations

from storage import alerts, due
from storage.records import DueKind
from tests.talk import Talk


async def news_of(talk: Talk, patient_id: int) -> int:
    async with talk.read() as tx:
        return len(await due.of_subjects(tx, [DueKind.NEWS], [patient_id]))


async def test_blocking_is_noted_once_and_told_to_the_therapist(talk: Talk) -> None:
    anna = await talk.patient()
    me = await talk.person(anna)
    await anna.blocks()
    since = (await talk.person(anna)).blocked_at
    assert since == talk.clock.now()
    assert await news_of(talk, me.id) == 1
    await talk.moves(minutes=1)
    await anna.blocks()
    assert (await talk.person(anna)).blocked_at == since


async def test_a_proposal_waits_while_somebody_cannot_be_reached_and_comes_when_they_are_back(
    talk: Talk,
) -> None:
    from bot.conversation.patient import planning
    from bot.conversation.turn import Desk
    from tests.talk import LIBRARY

    anna = await talk.patient()
    await anna.blocks()
    assignment_id = await talk.assigned(anna, agreed=False)
    async with talk.db.write() as tx:
        desk = Desk(tx, talk.clock.now(), LIBRARY, talk.practice)
        await planning.propose(desk, await talk.person(anna), assignment_id)
    assert desk.out == []
    await anna.unblocks()
    assert (await talk.person(anna)).blocked_at is None
    assert anna.messages == []
    await talk.moves(minutes=1)
    assert anna.unasked == ["A new exercise is waiting. Agree, change, or talk first?"]


async def test_whoever_writes_can_be_reached_again(talk: Talk) -> None:
    anna = await talk.patient()
    await anna.blocks()
    await anna.types("/current")
    assert (await talk.person(anna)).blocked_at is None


async def test_unblocking_without_having_blocked_changes_nothing(talk: Talk) -> None:
    anna = await talk.patient()
    await anna.unblocks()
    assert await news_of(talk, (await talk.person(anna)).id) == 0


async def test_a_therapist_who_cannot_be_reached_is_an_alert_for_the_practice(talk: Talk) -> None:
    doctor = await talk.a_therapist()
    await doctor.blocks()
    async with talk.read() as tx:
        assert [each.kind for each in await alerts.unseen(tx)] == ["therapist_unreachable"]


async def test_that_a_therapist_is_back_needs_no_hand_to_be_marked(talk: Talk) -> None:
    doctor = await talk.a_therapist()
    other = await talk.a_therapist("Ito")
    await doctor.blocks()
    await other.blocks()
    await doctor.unblocks()
    theirs = f"person:{(await talk.person(other)).id}"
    async with talk.read() as tx:
        assert [each.subject for each in await alerts.unseen(tx)] == [theirs]
    await other.types("/patients")
    async with talk.read() as tx:
        assert await alerts.unseen(tx) == []
