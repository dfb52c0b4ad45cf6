from __future__ import annotations

import json

import httpx
import pytest
from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
)
from telegram.error import BadRequest, InvalidToken, TelegramError

from bot.playground import Phone, Playground
from bot.playground.pictures import DOT
from tests.bot.playground.conftest import NO_TLS

DONE = InlineKeyboardMarkup([[InlineKeyboardButton("Done", callback_data="done:1", style="success")]])


async def test_every_bad_request_is_a_violation(bot: Bot, anna: Phone, playground: Playground) -> None:
    with pytest.raises(BadRequest, match=r"(?i)can't parse entities"):
        await bot.send_message(anna.chat_id, "a < b", "HTML")
    with pytest.raises(BadRequest, match=r"(?i)chat not found"):
        await bot.send_message(77, "a")
    with pytest.raises(TelegramError, match=r"(?i)unsupported"):
        await bot.send_message(anna.chat_id, "a", "MarkdownV2")
    with pytest.raises(TelegramError):
        await bot.do_api_request("sendNothing")
    assert [violation.partition(":")[0] for violation in playground.violations] == [
        *["sendMessage"] * 3,
        "sendNothing",
    ]
    assert len(anna.messages) == 1


async def test_what_is_known_but_not_played_here_is_told_so(
    bot: Bot, anna: Phone, playground: Playground
) -> None:
    with pytest.raises(TelegramError, match="Not Implemented"):
        await bot.send_dice(anna.chat_id)
    assert playground.violations == ["sendDice: Not Implemented: sendDice in this stand-in"]


async def test_a_wrong_token_is_no_bot(playground: Playground) -> None:
    with pytest.raises(InvalidToken):
        await Bot("123456:OTHER", base_url=f"{playground.root}/bot").initialize()
    assert playground.violations == []


async def test_requests_may_come_as_an_address_a_form_or_json(playground: Playground, anna: Phone) -> None:
    address = f"{playground.root}/bot{playground.token}/sendMessage"
    given = {"chat_id": anna.chat_id, "text": "a"}
    async with httpx.AsyncClient(verify=NO_TLS) as client:
        answers = [
            await client.get(address, params=given),
            await client.post(address, data=given),
            await client.post(address, json={**given, "reply_markup": json.loads(DONE.to_json())}),
            await client.post(address, data=given, files={"unused": b"x"}),
            await client.post(address, content=b"[]", headers={"Content-Type": "application/json"}),
            await client.post(address, content=b"{", headers={"Content-Type": "application/json"}),
        ]
    assert [answer.json()["ok"] for answer in answers] == [True, True, True, False, False, False]
    assert [answer.status_code for answer in answers[3:]] == [400, 400, 400]
    assert len(anna.messages) == 4
    assert playground.requests[0] == ("sendMessage", given)


async def test_a_path_that_was_not_told_has_no_file(bot: Bot, anna: Phone, playground: Playground) -> None:
    photo = await bot.send_photo(anna.chat_id, DOT)
    async with httpx.AsyncClient(base_url=playground.root, verify=NO_TLS) as client:
        assert (await client.get(f"/file/bot{playground.token}/photos/x.png")).status_code == 404
        path = (await bot.get_file(photo.photo[-1].file_id)).file_path
        assert path is not None
        assert (await client.get(path)).status_code == 200
        assert (await client.get(path.replace("TEST", "OTHER"))).status_code == 401
