"""The methods about the bot itself, its menus, and small signs to people."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bot.playground.errors import bad_request
from bot.playground.files import DOWNLOAD_BYTES
from bot.playground.menus import Command, scope_of
from bot.playground.updates import PRESS_LIFETIME
from bot.playground.world import World

Json = dict[str, Any]
TOO_OLD = "query is too old and response timeout expired or query ID is invalid"


def get_me(world: World, _params: Json) -> Json:
    """Who the bot is."""
    return {
        **world.bot_user(),
        "can_join_groups": False,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
    }


def answer_press(world: World, params: Json) -> bool:
    """Stop the waiting sign of a button, with a toast or without: each press once, and soon."""
    press = world.presses.get(params["callback_query_id"])
    if press is None:
        raise bad_request(TOO_OLD)
    if press.answered or world.now() - press.at >= PRESS_LIFETIME:
        raise bad_request(TOO_OLD, blame=False)
    press.answered = True
    press.chat.toasts.append(params.get("text", ""))
    world.changed()
    return True


def chat_action(world: World, params: Json) -> bool:
    """Show that the bot is typing, which a phone here does not."""
    world.reachable(params["chat_id"])
    return True


def react(world: World, params: Json) -> bool:
    """Put an emoji on a message, which a phone here does not show."""
    chat = world.reachable(params["chat_id"])
    if params["message_id"] not in chat.messages:
        raise bad_request("message to react not found", blame=False)
    return True


def get_chat(world: World, params: Json) -> Json:
    """What is known of a chat."""
    chat = world.chat(params["chat_id"])
    unused = dict.fromkeys(
        ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels"),
        False,
    )
    return {**chat.as_json(), "accent_color_id": 0, "max_reaction_count": 1, "accepted_gift_types": unused}


def get_file(world: World, params: Json) -> Json:
    """Where a file can be downloaded."""
    file = world.files.get(params["file_id"])
    if len(file.data) > DOWNLOAD_BYTES:
        raise bad_request("file is too big")
    return {**file.as_json(), "file_path": file.path}


def set_commands(world: World, params: Json) -> bool:
    """Set the menu of one scope and language."""
    commands = [Command(item["command"], item["description"]) for item in params["commands"]]
    world.menus.set(_scope(world, params), params.get("language_code", ""), commands)
    world.changed()
    return True


def get_commands(world: World, params: Json) -> list[Json]:
    """The menu of exactly one scope and language."""
    found = world.menus.get(_scope(world, params), params.get("language_code", ""))
    return [{"command": item.command, "description": item.description} for item in found]


def delete_commands(world: World, params: Json) -> bool:
    """Take away the menu of one scope and language."""
    return set_commands(world, {**params, "commands": []})


def set_menu_button(world: World, params: Json) -> bool:
    """Set the menu button of one chat or of all."""
    if "chat_id" in params:
        world.chat(params["chat_id"])
    world.menu_buttons[params.get("chat_id")] = params.get("menu_button", {"type": "default"})
    return True


def get_menu_button(world: World, params: Json) -> Json:
    """The menu button of one chat, or what all have."""
    common = world.menu_buttons.get(None, {"type": "commands"})
    return world.menu_buttons.get(params.get("chat_id"), common)


def done(_world: World, _params: Json) -> bool:
    """There is nothing to end here."""
    return True


def _scope(world: World, params: Json) -> tuple[str, int | None]:
    given = params.get("scope")
    if given is not None and "chat_id" in given:
        world.chat(given["chat_id"])
    return scope_of(given)


def _profile_setter(name: str) -> Callable[[World, Json], bool]:
    def set_profile(world: World, params: Json) -> bool:
        world.profile[name, params.get("language_code", "")] = params.get(name, "")
        world.changed()
        return True

    return set_profile


def _profile_getter(name: str) -> Callable[[World, Json], Json]:
    def get_profile(world: World, params: Json) -> Json:
        everybody = world.profile.get((name, ""), world.bot_name if name == "name" else "")
        return {name: world.profile.get((name, params.get("language_code", "")), "") or everybody}

    return get_profile


ACCOUNT: Mapping[str, Callable[[World, Json], object]] = {
    "getMe": get_me,
    "answerCallbackQuery": answer_press,
    "sendChatAction": chat_action,
    "setMessageReaction": react,
    "getChat": get_chat,
    "getFile": get_file,
    "setMyCommands": set_commands,
    "getMyCommands": get_commands,
    "deleteMyCommands": delete_commands,
    "setChatMenuButton": set_menu_button,
    "getChatMenuButton": get_menu_button,
    "setMyName": _profile_setter("name"),
    "setMyDescription": _profile_setter("description"),
    "setMyShortDescription": _profile_setter("short_description"),
    "getMyName": _profile_getter("name"),
    "getMyDescription": _profile_getter("description"),
    "getMyShortDescription": _profile_getter("short_description"),
    "logOut": done,
    "close": done,
}
