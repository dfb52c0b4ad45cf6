from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select, update

from storage import alerts, inbox
from storage import tables as t
from storage.database import Database
from storage.records import RawUpdate
from tests.wires import START


async def keep(db: Database, *keys: str, channel: str = "telegram") -> int:
    async with db.write() as tx:
        return await inbox.keep(
            tx, channel, [RawUpdate(key, f'{{"update_id":{key}}}', f"sender of {key}") for key in keys], START
        )


async def waiting(db: Database, limit: int = 100) -> list[str]:
    async with db.read() as tx:
        return [each.update_key for each in await inbox.claim(tx, limit)]


async def test_an_update_offered_again_is_kept_once(db: Database) -> None:
    assert await keep(db, "1", "2") == 2
    assert await keep(db, "2", "3") == 1
    assert await waiting(db) == ["1", "2", "3"]


async def test_the_same_key_on_another_channel_is_another_update(db: Database) -> None:
    await keep(db, "1")
    assert await keep(db, "1", channel="signal") == 1


async def test_nothing_to_keep_is_nothing(db: Database) -> None:
    assert await keep(db) == 0


async def test_the_oldest_are_taken_first_and_only_so_many(db: Database) -> None:
    await keep(db, *(str(number) for number in range(10)))
    assert await waiting(db, limit=3) == ["0", "1", "2"]


async def test_only_what_came_on_a_channel_that_is_served_is_taken(db: Database) -> None:
    await keep(db, "1", channel="signal")
    await keep(db, "2")
    async with db.write() as tx:
        assert [each.update_key for each in await inbox.claim(tx, 9, ["telegram"])] == ["2"]
        assert [each.update_key for each in await inbox.claim(tx, 9, ["telegram", "signal"])] == ["1", "2"]
        assert await inbox.claim(tx, 9, []) == []
        assert not await inbox.any_waiting(tx, ["pigeon"])
        assert await inbox.any_waiting(tx, ["signal"])


async def test_files_are_fetched_only_from_a_channel_that_is_served(db: Database) -> None:
    await keep(db, "1", channel="signal")
    async with db.write() as tx:
        await inbox.want_files(tx, [each.id for each in await inbox.claim(tx, 1)], START)
        lease = timedelta(minutes=1)
        assert not await inbox.any_wants_files(tx, START, ["telegram"])
        assert await inbox.claim_files(tx, START, 9, lease, ["telegram"]) == []
        assert await inbox.any_wants_files(tx, START, ["signal"])
        assert len(await inbox.claim_files(tx, START, 9, lease, ["telegram", "signal"])) == 1


async def test_strays_are_of_channels_that_are_not_served_and_old_enough(db: Database) -> None:
    await keep(db, "1", "2", channel="signal")
    await keep(db, "3")
    async with db.write() as tx:
        assert await inbox.strays(tx, 9, served=["telegram"], before=START - timedelta(seconds=1)) == {}
        found = await inbox.strays(tx, 9, served=["telegram"], before=START)
        assert list(found.values()) == ["signal", "signal"]
        assert len(await inbox.strays(tx, 1, served=["telegram"], before=START)) == 1
        for each in found:
            await inbox.dead(tx, each, "no_such_channel")
        assert await inbox.strays(tx, 9, served=["telegram"], before=START) == {}


async def test_what_is_answered_is_not_offered_again_and_its_content_is_erased(db: Database) -> None:
    await keep(db, "1", "2")
    async with db.write() as tx:
        first = (await inbox.claim(tx, 1))[0]
        assert await inbox.done(tx, [first.id]) == 1
    assert await waiting(db) == ["2"]
    assert await keep(db, "1") == 0
    async with db.read() as tx:
        assert await tx.value(select(t.inbox.c.raw).where(t.inbox.c.id == first.id)) is None


async def test_only_one_of_two_marks_an_update_answered(db: Database) -> None:
    await keep(db, "1")
    async with db.write() as tx:
        update_id = (await inbox.claim(tx, 1))[0].id
        assert [await inbox.done(tx, [update_id]), await inbox.done(tx, [update_id])] == [1, 0]


async def test_a_dead_letter_keeps_its_content_sealed_and_stops_nobody(db: Database) -> None:
    await keep(db, "1", "2")
    async with db.write() as tx:
        first = (await inbox.claim(tx, 1))[0]
        await inbox.dead(tx, first.id, "x" * 100)
    assert await waiting(db) == ["2"]
    async with db.read() as tx:
        row = (await tx.rows(select(t.inbox).where(t.inbox.c.id == first.id)))[0]
    assert row.fault == "x" * 64
    assert db.keys.open(row.raw, f"inbox.raw.{first.id}") == '{"update_id":1}'


async def test_attempts_are_counted(db: Database) -> None:
    await keep(db, "1")
    async with db.write() as tx:
        update_id = (await inbox.claim(tx, 1))[0].id
        await inbox.failed(tx, update_id)
        await inbox.failed(tx, update_id)
        assert (await inbox.claim(tx, 1))[0].attempts == 2


async def test_an_update_that_does_not_open_comes_empty_and_stops_nobody(db: Database) -> None:
    await keep(db, "1", "2")
    async with db.write() as tx:
        first, second = await inbox.claim(tx, 2)
        moved = select(t.inbox.c.raw).where(t.inbox.c.id == second.id).scalar_subquery()
        await tx.run(update(t.inbox).where(t.inbox.c.id == first.id).values(raw=moved))
        assert [each.raw for each in await inbox.claim(tx, 2)] == ["", '{"update_id":2}']


async def purged(db: Database, before: datetime, unseen_before: datetime = START) -> int:
    async with db.write() as tx:
        return await inbox.purge(tx, before, unseen_before=unseen_before)


async def test_purging_leaves_what_waits_and_what_is_young(db: Database) -> None:
    await keep(db, "answered", "dead", "waits")
    async with db.write() as tx:
        answered, dead, _ = await inbox.claim(tx, 3)
        await inbox.done(tx, [answered.id])
        await inbox.dead(tx, dead.id, "fault")
    assert await purged(db, START) == 0
    assert await purged(db, START + timedelta(seconds=1)) == 2
    assert await waiting(db) == ["waits"]


async def test_what_could_not_be_answered_stays_until_somebody_has_looked_at_its_alert(db: Database) -> None:
    await keep(db, "1", "2")
    async with db.write() as tx:
        first, second = await inbox.claim(tx, 2)
        for each in (first, second):
            await inbox.dead(tx, each.id, "fault")
            await alerts.raise_alert(tx, "update_parked", f"inbox:{each.id}", START)
    later = START + timedelta(days=14)
    assert await purged(db, later) == 0
    async with db.write() as tx:
        (alert, _) = await alerts.unseen(tx)
        await alerts.seen(tx, [alert.id], later)
    assert await purged(db, later) == 1
    async with db.read() as tx:
        assert [row.id for row in await tx.rows(select(t.inbox.c.id))] == [second.id]
    assert await purged(db, later, START + timedelta(seconds=1)) == 1, "but not for ever"


async def test_the_content_is_not_readable_in_the_file(db: Database) -> None:
    async with db.write() as tx:
        await inbox.keep(
            tx, "telegram", [RawUpdate("1", '{"text":"the neighbours were loud"}', "anna")], START
        )
        raw = await tx.value(select(t.inbox.c.raw))
    assert b"neighbours" not in raw
