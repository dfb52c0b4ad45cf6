"""What the Bot API says in words only, beyond types and lengths (https://core.telegram.org/bots/api)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from bot.playground.errors import bad_request

Json = dict[str, Any]

LOOKS = ("text", "style", "icon_custom_emoji_id")
STYLES = ("danger", "success", "primary")
MOST_BUTTONS = 100
MOST_COMMANDS = 100
URL = re.compile(r"(?:https?://[^\s/]+|tg://)\S*")
COMMAND = re.compile(r"[a-z0-9_]{1,32}")
LANGUAGE = re.compile(r"(?:[a-z]{2})?")
SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
CHAT_ACTIONS = frozenset(
    {
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    }
)
EMOJI_OF_REACTIONS = (
    "❤ 👍 👎 🔥 🥰 👏 😁 🤔 🤯 😱 🤬 😢 🎉 🤩 🤮 💩 🙏 👌 🕊 🤡 🥱 🥴 😍 🐳 ❤‍🔥 🌚 🌭 💯 🤣 ⚡ 🍌 🏆 💔 🤨 😐"
    " 🍓 🍾 💋 🖕 😈 😴 😭 🤓 👻 👨‍💻 👀 🎃 🙈 😇 😨 🤝 ✍ 🤗 🫡 🎅 🎄 ☃ 💅 🤪 🗿 🆒 💘 🙉 🦄 😘 💊 🙊 😎 👾 🤷‍♂ 🤷 🤷‍♀ 😡"
)
REACTIONS = frozenset(EMOJI_OF_REACTIONS.split())


def button(value: Json) -> None:
    """Exactly one thing happens on a press; links are absolute; styles are known."""
    actions = [name for name in value if name not in LOOKS]
    if len(actions) != 1:
        raise bad_request(
            "can't parse inline keyboard button: exactly one of its optional fields must be used, "
            f"found {', '.join(actions) or 'none'}"
        )
    if not value["text"].strip():
        raise bad_request("can't parse inline keyboard button: its text must be non-empty")
    if "url" in value and not URL.fullmatch(value["url"]):
        raise bad_request(f"inline keyboard button URL '{value['url']}' is invalid: Wrong HTTP URL")
    if value.get("style", STYLES[0]) not in STYLES:
        raise bad_request(f'can\'t parse inline keyboard button: unknown style "{value["style"]}"')


def keyboard(value: Json) -> None:
    """No empty row, no more buttons than a client shows."""
    rows = value["inline_keyboard"]
    if not all(rows):
        raise bad_request("can't parse inline keyboard: a row has no buttons")
    if sum(map(len, rows)) > MOST_BUTTONS:
        raise bad_request("reply markup is too long")


def command(value: Json) -> None:
    """Commands are lowercase English letters, digits and underscores."""
    if not COMMAND.fullmatch(value["command"]):
        raise bad_request("BOT_COMMAND_INVALID")


def emoji_reaction(value: Json) -> None:
    """Only some emoji are reactions."""
    if value["emoji"].replace("\ufe0f", "") not in REACTIONS:
        raise bad_request("REACTION_INVALID")


def language(value: Json) -> None:
    """A two-letter ISO 639-1 code, or empty for everybody."""
    if not LANGUAGE.fullmatch(value.get("language_code", "")):
        raise bad_request("invalid language code specified")


def commands(value: Json) -> None:
    """At most a hundred commands, each once, for a valid language."""
    language(value)
    names = [item["command"] for item in value["commands"]]
    if len(names) > MOST_COMMANDS:
        raise bad_request("too many commands specified")
    if len(set(names)) != len(names):
        raise bad_request("a command is listed twice")


def chat_action(value: Json) -> None:
    """Only the listed actions exist."""
    if value["action"] not in CHAT_ACTIONS:
        raise bad_request("wrong parameter action in request")


def webhook(value: Json) -> None:
    """An absolute address (a local server of the Bot API takes http too) and a secret of plain characters."""
    if value["url"] and not re.fullmatch(r"https?://[^\s/]+\S*", value["url"]):
        raise bad_request("bad webhook: invalid webhook URL specified")
    if "secret_token" in value and not SECRET.fullmatch(value["secret_token"]):
        raise bad_request("secret token contains unallowed characters")
    if not 1 <= value.get("max_connections", 1) <= 100:  # noqa: PLR2004 - "1-100", setWebhook
        raise bad_request("max_connections must be 1 to 100")


def polling(value: Json) -> None:
    """A time-out is never negative."""
    if value.get("timeout", 0) < 0:
        raise bad_request("timeout must be non-negative")


def edit_target(value: Json) -> None:
    """Without an inline message, the chat and the message are both named."""
    for name in ("chat_id", "message_id"):
        if "inline_message_id" not in value and name not in value:
            raise bad_request(f"{name} is empty")


def several(value: Json) -> None:
    """1-100 messages at once."""
    if not 1 <= len(value["message_ids"]) <= 100:  # noqa: PLR2004 - "1-100 identifiers", deleteMessages
        raise bad_request("message_ids must name 1 to 100 messages")


def reactions(value: Json) -> None:
    """A bot sets at most one reaction."""
    if len(value.get("reaction", [])) > 1:
        raise bad_request("REACTIONS_TOO_MANY")


TYPE_RULES: Mapping[str, Callable[[Json], None]] = {
    "InlineKeyboardButton": button,
    "InlineKeyboardMarkup": keyboard,
    "BotCommand": command,
    "ReactionTypeEmoji": emoji_reaction,
}
METHOD_RULES: Mapping[str, Callable[[Json], None]] = {
    "getUpdates": polling,
    "setWebhook": webhook,
    "setMyCommands": commands,
    "getMyCommands": language,
    "deleteMyCommands": language,
    "setMyName": language,
    "setMyDescription": language,
    "setMyShortDescription": language,
    "sendChatAction": chat_action,
    "editMessageText": edit_target,
    "editMessageCaption": edit_target,
    "editMessageReplyMarkup": edit_target,
    "deleteMessages": several,
    "setMessageReaction": reactions,
}
