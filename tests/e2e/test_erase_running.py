"""Erased beside the running bot, on its own file: it knows nothing of them any more, and nothing of them stays in its log."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from bot.keys import first_key_ring
from bot.playground import Playground
from bot.settings import load_settings
from scheduler.clock import SystemClock
from storage import notes, people
from storage.database import Database
from storage.records import NoteKind, PersonState, Role
from storage.schema import bring_up_to_date
from tests.bot.commands import env_file, process
from tests.e2e.mortal import PATIENCE
from tests.e2e.practice import TOKEN
from tests.e2e.test_second_instance import running

NOTED, LATER = "the gate was locked", "the gate was open at last"


async def test_the_running_bot_takes_somebody_erased_for_a_stranger(tmp_path: Path) -> None:
    async with Playground(token=TOKEN) as playground:
        dr, anna = playground.phone("Dr. Stern"), playground.phone("Anna")
        env = env_file(
            tmp_path,
            telegram_token=TOKEN,
            telegram_api_url=playground.root,
            database_url=f"sqlite:///{tmp_path}/between.db",
            encryption_key_file=str(tmp_path / "between.key"),
            backup_folder=str(tmp_path / "backups"),
            keep_months_after_leaving="12",
        )
        settings, clock = load_settings(env), SystemClock()
        keys = await first_key_ring(settings, clock.now)
        database = Database(settings.database_url, keys, clock.now)
        await bring_up_to_date(database)
        async with database.write() as tx:
            found = {}
            for role, phone in ((Role.THERAPIST, dr), (Role.PATIENT, anna)):
                phone.chat.started = True
                owner = found.get(Role.THERAPIST)
                found[role] = await people.add(
                    tx, role, now=clock.now(), language="en", zone="UTC", therapist_id=owner and owner.id
                )
                await people.change(tx, found[role].id, state=PersonState.ACTIVE, quiet_from=0, quiet_to=0)
                await people.bind(tx, found[role].id, "telegram", str(phone.chat_id))
            gone = await people.add(
                tx,
                Role.PATIENT,
                now=clock.now(),
                language="en",
                zone="UTC",
                therapist_id=found[Role.THERAPIST].id,
            )
            await people.change(tx, gone.id, state=PersonState.LEFT)
            await people.record_consent(
                tx,
                gone.id,
                version="1",
                channel="telegram",
                given=False,
                at=clock.now() - timedelta(days=400),
            )
            await notes.add(tx, found[Role.PATIENT].id, NoteKind.INSIGHT, NOTED, clock.now())
        await database.close()
        async with running(playground, tmp_path):
            anna.types(f"/note question {LATER}")
            await playground.until(lambda: "Saved" in anna.screen, PATIENCE)
            async with database.read() as tx:
                assert await people.by_code(tx, gone.code) is None, "who left long ago is erased at the start"
            await database.close()
            code, out, err = await process(tmp_path, "erase", "P-1", "--yes")
            assert (code, err) == (0, "")
            assert "could not be emptied" not in out
            told = "Everything that was kept of P-1 has been erased."
            await playground.until(lambda: told in dr.screen, PATIENCE)
            anna.types("/current")
            await playground.until(lambda: "Hello. Please send the code" in anna.screen, PATIENCE)
            async with database.read() as tx:
                assert await people.by_code(tx, "P-1") is None
            await database.close()
        assert playground.violations == []
