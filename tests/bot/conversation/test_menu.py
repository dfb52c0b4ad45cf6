from __future__ import annotations

import pytest

from bot.conversation import router
from bot.conversation.menu import MENUS
from bot.messages import Words
from bot.words import LANGUAGES, render
from storage.records import Role

HEARD_BY_THE_ROUTER = {"help"}


@pytest.mark.parametrize("role", Role)
def test_every_command_of_a_menu_is_heard(role: Role) -> None:
    assert set(MENUS[role]) <= set(router.COMMANDS[role]) | HEARD_BY_THE_ROUTER


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("role", Role)
def test_every_command_is_described_in_a_few_words(role: Role, language: str) -> None:
    for command in MENUS[role]:
        assert 3 < len(render(Words(f"menu-{command}"), language, "sie")) <= 60
