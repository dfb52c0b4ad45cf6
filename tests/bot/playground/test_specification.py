from __future__ import annotations

import json
from typing import Any

import pytest

from bot.playground.account import ACCOUNT
from bot.playground.errors import RefusalError
from bot.playground.receiving import RECEIVING
from bot.playground.rules import METHOD_RULES, TYPE_RULES
from bot.playground.sending import SENDING
from bot.playground.specification import specification
from bot.playground.values import Upload

CHAT = "884871252"
PHOTO = Upload("a.png", "image/png", b"\x89PNG")


def keyboard(**button: object) -> str:
    return json.dumps({"inline_keyboard": [[{"text": "Go", **button}]]})


BAD: dict[str, tuple[str, dict[str, object], str]] = {
    "an unknown method": ("sendMesage", {}, "method not found"),
    "an unknown parameter": ("sendMessage", {"chat_id": CHAT, "text": "a", "txt": "b"}, "unknown parameter"),
    "no chat": ("sendMessage", {"text": "a"}, "chat_id is empty"),
    "no text": ("sendMessage", {"chat_id": CHAT}, "text is empty"),
    "words for a number": ("deleteMessage", {"chat_id": CHAT, "message_id": "last"}, "valid Number"),
    "a fraction for a number": ("deleteMessage", {"chat_id": CHAT, "message_id": 1.5}, "type Number"),
    "a number that is too big": ("deleteMessage", {"chat_id": CHAT, "message_id": 2**63}, "type Number"),
    "yes for a boolean": ("sendMessage", {"chat_id": CHAT, "text": "a", "protect_content": "yes"}, "Boolean"),
    "a list for a text": ("sendMessage", {"chat_id": CHAT, "text": ["a"]}, "type String"),
    "half of a character": ("sendMessage", {"chat_id": CHAT, "text": "\ud83d"}, "UTF-8"),
    "broken JSON": ("sendMessage", {"chat_id": CHAT, "text": "a", "reply_markup": "{"}, "can't parse"),
    "a limit out of range": ("getUpdates", {"limit": "101"}, "1 to 100"),
    "a negative time-out": ("getUpdates", {"timeout": "-1"}, "non-negative"),
    "an unknown kind of update": ("getUpdates", {"allowed_updates": '["mesage"]'}, "unknown update type"),
    "65 bytes of data": (
        "sendMessage",
        {"chat_id": CHAT, "text": "a", "reply_markup": keyboard(callback_data="ä" * 32 + "x")},
        "BUTTON_DATA_INVALID",
    ),
    "a button without a deed": (
        "sendMessage",
        {"chat_id": CHAT, "text": "a", "reply_markup": keyboard()},
        "exactly one",
    ),
    "a button with two deeds": (
        "sendMessage",
        {"chat_id": CHAT, "text": "a", "reply_markup": keyboard(callback_data="x", url="https://a.example")},
        "exactly one",
    ),
    "a button without words": (
        "sendMessage",
        {"chat_id": CHAT, "text": "a", "reply_markup": keyboard(text=" ", callback_data="x")},
        "non-empty",
    ),
    "an unknown field in a button": (
        "sendMessage",
        {"chat_id": CHAT, "text": "a", "reply_markup": keyboard(callback_data="x", colour="red")},
        "unknown parameter",
    ),
    "an unknown style": (
        "sendMessage",
        {"chat_id": CHAT, "text": "a", "reply_markup": keyboard(callback_data="x", style="red")},
        "unknown style",
    ),
    "a relative link": (
        "sendMessage",
        {"chat_id": CHAT, "text": "a", "reply_markup": keyboard(url="example")},
        "Wrong HTTP URL",
    ),
    "an empty row": (
        "sendMessage",
        {"chat_id": CHAT, "text": "a", "reply_markup": '{"inline_keyboard": [[]]}'},
        "no buttons",
    ),
    "too many buttons": (
        "sendMessage",
        {
            "chat_id": CHAT,
            "text": "a",
            "reply_markup": json.dumps({"inline_keyboard": [[{"text": "a", "callback_data": "b"}]] * 101}),
        },
        "too long",
    ),
    "a toast that is too long": (
        "answerCallbackQuery",
        {"callback_query_id": "1", "text": "a" * 201},
        "MESSAGE_TOO_LONG",
    ),
    "a command in capitals": (
        "setMyCommands",
        {"commands": '[{"command": "Help", "description": "a"}]'},
        "BOT_COMMAND_INVALID",
    ),
    "a command without description": (
        "setMyCommands",
        {"commands": '[{"command": "help"}]'},
        '"description" of BotCommand is missing',
    ),
    "a command twice": (
        "setMyCommands",
        {"commands": json.dumps([{"command": "help", "description": "a"}] * 2)},
        "twice",
    ),
    "too many commands": (
        "setMyCommands",
        {"commands": json.dumps([{"command": f"c{n}", "description": "a"} for n in range(101)])},
        "too many",
    ),
    "an unknown scope": ("setMyCommands", {"commands": "[]", "scope": '{"type": "all"}'}, "unknown type"),
    "a scope without its chat": ("setMyCommands", {"commands": "[]", "scope": '{"type": "chat"}'}, "chat_id"),
    "a language by name": ("setMyCommands", {"commands": "[]", "language_code": "deutsch"}, "language code"),
    "a long name": ("setMyName", {"name": "a" * 65}, "0 to 64"),
    "an unknown action": (
        "sendChatAction",
        {"chat_id": CHAT, "action": "thinking"},
        "wrong parameter action",
    ),
    "an odd reaction": (
        "setMessageReaction",
        {"chat_id": CHAT, "message_id": 1, "reaction": '[{"type": "emoji", "emoji": "🍏"}]'},
        "REACTION_INVALID",
    ),
    "an edit of nothing": ("editMessageText", {"chat_id": CHAT, "text": "a"}, "message_id is empty"),
    "a file that was not attached": (
        "sendPhoto",
        {"chat_id": CHAT, "photo": "attach://p", "q": PHOTO},
        "unknown parameter",
    ),
    "a missing attachment": (
        "sendDocument",
        {"chat_id": CHAT, "document": "a", "thumbnail": "attach://p"},
        'attached file "p" not found',
    ),
    "a webhook without http": ("setWebhook", {"url": "example"}, "invalid webhook URL"),
    "a secret with spaces": ("setWebhook", {"url": "https://a.example", "secret_token": "a b"}, "unallowed"),
    "too many connections": (
        "setWebhook",
        {"url": "https://a.example", "max_connections": "101"},
        "1 to 100",
    ),
    "no messages to delete": ("deleteMessages", {"chat_id": CHAT, "message_ids": "[]"}, "1 to 100"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_request_is_refused_and_blamed_on_the_bot(name: str) -> None:
    method, given, reason = BAD[name]
    with pytest.raises(RefusalError) as refused:
        specification().read(method, given)
    assert reason in refused.value.sentence
    assert refused.value.blame


GOOD: list[tuple[str, dict[str, object], dict[str, Any]]] = [
    ("getMe", {}, {}),
    ("sendMessage", {"chat_id": CHAT, "text": "5"}, {"chat_id": int(CHAT), "text": "5"}),
    ("sendMessage", {"chat_id": "@somebody", "text": "a"}, {"chat_id": "@somebody", "text": "a"}),
    ("getUpdates", {"timeout": "30", "allowed_updates": '["message"]'}, {"timeout": 30, "allowed_updates": ["message"]}),
    ("setMyCommands", {"commands": "[]", "scope": '{"type":"all_private_chats"}'}, {"commands": [], "scope": {"type": "all_private_chats"}}),
    ("setChatMenuButton", {"menu_button": {"type": "commands"}}, {"menu_button": {"type": "commands"}}),
    ("sendPhoto", {"chat_id": 1, "photo": "attach://p", "p": PHOTO}, {"chat_id": 1, "photo": PHOTO}),
    ("sendPhoto", {"chat_id": 1, "photo": PHOTO}, {"chat_id": 1, "photo": PHOTO}),
    ("sendMessage", {"chat_id": 1, "text": "a" * 5000, "protect_content": "true"}, {"chat_id": 1, "text": "a" * 5000, "protect_content": True}),
    ("sendRichMessage", {"chat_id": 1, "rich_message": {"html": "<p>a</p>"}}, {"chat_id": 1, "rich_message": {"html": "<p>a</p>"}}),
]  # fmt: skip


@pytest.mark.parametrize(("method", "given", "read"), GOOD)
def test_a_good_request_is_read_in_its_types(
    method: str, given: dict[str, object], read: dict[str, Any]
) -> None:
    assert specification().read(method, given) == read


def test_64_bytes_of_data_fit_into_a_button() -> None:
    read = specification().read(
        "sendMessage", {"chat_id": 1, "text": "a", "reply_markup": keyboard(callback_data="ä" * 32)}
    )
    assert read["reply_markup"]["inline_keyboard"][0][0]["callback_data"] == "ä" * 32


def test_every_method_and_type_with_a_rule_or_an_answer_exists_in_the_specification() -> None:
    answered = {*SENDING, *ACCOUNT, *RECEIVING}
    assert {*METHOD_RULES, *answered} <= set(specification().methods)
    assert set(TYPE_RULES) <= set(specification().types)
    assert set(METHOD_RULES) <= answered
