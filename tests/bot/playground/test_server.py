from __future__ import annotations

import ast
import socket
from pathlib import Path

import httpx
import pytest
from telegram import Bot

import bot.playground
from bot.playground import Phone, Playground
from bot.playground.listener import HOST


async def test_it_listens_on_this_machine_alone_and_ends_at_once(playground: Playground) -> None:
    assert playground.root.startswith("http://127.0.0.1:")
    port = int(playground.root.rpartition(":")[2])
    await playground.stop()
    with socket.socket() as client:
        assert client.connect_ex((HOST, port)) != 0


async def test_a_wanted_port_is_taken_again_right_after_the_end(playground: Playground) -> None:
    port = int(playground.root.rpartition(":")[2])
    async with httpx.AsyncClient() as client:
        await client.get(f"{playground.root}/api/state")
        await playground.stop()
    async with Playground(port=port) as again:
        assert again.root == playground.root
        with pytest.raises(OSError, match="in use"):
            await Playground(port=port).start()


async def test_a_test_can_wait_for_what_it_wants_to_see(
    bot: Bot, anna: Phone, playground: Playground
) -> None:
    await bot.send_message(anna.chat_id, "Worry time")
    assert await playground.until(lambda: "Worry" in anna.screen)
    with pytest.raises(TimeoutError, match="nothing came"):
        await playground.until(lambda: "Walk" in anna.screen, seconds=0.01)


def test_a_phone_is_found_again_by_its_name(playground: Playground) -> None:
    playground.phone("Berg", language="de", title="Therapist")
    again = playground.phone("Berg", start_link=playground.link("abc"))
    assert (again.chat.language, again.chat.title, again.chat.start_link) == (
        "de",
        "Therapist",
        "https://t.me/between_test_bot?start=abc",
    )


def test_the_stand_in_knows_nothing_of_the_bot_that_it_tests() -> None:
    folder = Path(bot.playground.__file__).parent
    for source in folder.glob("*.py"):
        for node in ast.walk(ast.parse(source.read_text("utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            for name in names:
                assert name.startswith("bot.playground") or name.partition(".")[0] not in (
                    "bot",
                    "storage",
                    "scheduler",
                    "telegram",
                ), source.name
