"""The operator's phone: one neutral message when something was set aside, on a real wire."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from bot.playground import Playground
from tests.e2e.practice import TOKEN, open_practice


async def test_what_was_set_aside_reaches_the_operators_phone_once_and_quotes_nobody(tmp_path: Path) -> None:
    number = Playground(token=TOKEN).phone("Olga").chat_id
    async with open_practice(tmp_path, telegram_operator_chat=str(number)) as practice:
        olga, anna = practice.somebody("Olga"), practice.somebody("Anna")
        await olga.does("starts")
        before = len(olga.shown)
        anna.phone.sends_raw({"message": {"text": "the raspberries are ripe", "chat": "nobody"}})
        for _ in range(3):
            practice.clock.set(practice.clock.now() + timedelta(minutes=1))
            await practice.settle()
            await practice.app.station.alarm.once()
            await practice.settle()
        (told,) = olga.shown[before:]
        assert "Messages that could not be answered: 1" in told.text
        assert "raspberries" not in told.text
        assert anna.shown == []
