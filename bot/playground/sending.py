"""The methods that put, change and take away messages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from bot.playground.chat import Chat, Message
from bot.playground.entities import Formatted, trimmed, well_nested, width, with_detected
from bot.playground.errors import bad_request
from bot.playground.files import File
from bot.playground.markup import parse_html
from bot.playground.world import World

Json = dict[str, Any]

TEXT_LENGTH = 4096
CAPTION_LENGTH = 1024
DELETABLE = timedelta(hours=48)  # "a message can only be deleted if it was sent less than 48 hours ago"
NO_KEYBOARD: Json = {"inline_keyboard": []}


def formatted(params: Json, name: str, entities_name: str) -> Formatted:
    """The text of a request with its entities, trimmed, however they were given."""
    text: str = params.get(name, "")
    mode = params.get("parse_mode", "")
    if mode:
        if mode.lower() != "html":
            raise bad_request(f'unsupported parse_mode "{mode}": this stand-in reads HTML')
        return parse_html(text)
    entities = tuple(params.get(entities_name, ()))
    end = width(text)
    if not all(0 <= e["offset"] < e["offset"] + e["length"] <= end for e in entities) or not well_nested(
        entities
    ):
        raise bad_request("can't parse entities: they lie outside of the text or overlap")
    return trimmed(Formatted(text, entities))


def text_of(params: Json) -> Formatted:
    """The text of a text message: 1-4096 characters after parsing."""
    body = formatted(params, "text", "entities")
    if not body.text:
        raise bad_request("message text is empty")
    if len(body.text) > TEXT_LENGTH:
        raise bad_request("message is too long")
    return with_detected(body)


def caption_of(params: Json) -> Formatted:
    """A caption: 0-1024 characters after parsing."""
    body = formatted(params, "caption", "caption_entities")
    if len(body.text) > CAPTION_LENGTH:
        raise bad_request("message caption is too long")
    return with_detected(body)


def send(world: World, params: Json, body: Formatted, file: File | None = None) -> Json:
    """Put a message of the bot into a chat."""
    chat = world.reachable(params["chat_id"])
    _check_reply(chat, params.get("reply_parameters"))
    markup: Json = params.get("reply_markup", NO_KEYBOARD)
    message = Message(
        message_id=chat.next_id(),
        from_bot=True,
        date=world.now(),
        body=body,
        keyboard=_inline(markup),
        file=file,
        protected=params.get("protect_content", False),
        silent=params.get("disable_notification", False),
        editable="inline_keyboard" in markup,
    )
    chat.add(message)
    world.changed()
    return world.message_json(chat, message)


def send_message(world: World, params: Json) -> Json:
    """Send a text."""
    return send(world, params, text_of(params))


def send_photo(world: World, params: Json) -> Json:
    """Send a picture."""
    world.reachable(params["chat_id"])
    return send(world, params, caption_of(params), world.files.sent("photo", params["photo"]))


def send_document(world: World, params: Json) -> Json:
    """Send a file."""
    world.reachable(params["chat_id"])
    return send(world, params, caption_of(params), world.files.sent("document", params["document"]))


def send_voice(world: World, params: Json) -> Json:
    """Send a voice message."""
    world.reachable(params["chat_id"])
    return send(world, params, caption_of(params), world.files.sent("voice", params["voice"]))


def send_audio(world: World, params: Json) -> Json:
    """Send a recording."""
    world.reachable(params["chat_id"])
    return send(world, params, caption_of(params), world.files.sent("audio", params["audio"]))


def edit_text(world: World, params: Json) -> Json:
    """Change a text; without a keyboard given, the message loses its own."""
    chat, message = _to_edit(world, params)
    body = text_of(params)
    if message.file is not None:
        raise bad_request("there is no text in the message to edit")
    return _changed(world, chat, message, body, _inline(params.get("reply_markup", NO_KEYBOARD)))


def edit_caption(world: World, params: Json) -> Json:
    """Change a caption; without a keyboard given, the message loses its own."""
    chat, message = _to_edit(world, params)
    body = caption_of(params)
    if message.file is None:
        raise bad_request("there is no caption in the message to edit")
    return _changed(world, chat, message, body, _inline(params.get("reply_markup", NO_KEYBOARD)))


def edit_keyboard(world: World, params: Json) -> Json:
    """Change the buttons; without a keyboard given, the message loses its own."""
    chat, message = _to_edit(world, params)
    return _changed(world, chat, message, message.body, _inline(params.get("reply_markup", NO_KEYBOARD)))


def delete_message(world: World, params: Json) -> bool:
    """Delete a message of either side within 48 hours."""
    chat = world.reachable(params["chat_id"])
    message = chat.messages.get(params["message_id"])
    if message is None:
        raise bad_request("message to delete not found", blame=False)
    if world.now() - message.date >= DELETABLE:
        raise bad_request("message can't be deleted for everyone", blame=False)
    del chat.messages[message.message_id]
    world.changed()
    return True


def delete_messages(world: World, params: Json) -> bool:
    """Delete several; what cannot be found or deleted is skipped."""
    chat = world.reachable(params["chat_id"])
    for message_id in params["message_ids"]:
        message = chat.messages.get(message_id)
        if message is not None and world.now() - message.date < DELETABLE:
            del chat.messages[message_id]
    world.changed()
    return True


def _check_reply(chat: Chat, reply: Json | None) -> None:
    if reply is None or reply.get("allow_sending_without_reply", False):
        return
    if reply.get("message_id") not in chat.messages:
        raise bad_request("message to be replied not found", blame=False)


def _inline(markup: Json) -> Json | None:
    """An inline keyboard that has buttons; any other markup never shows in a Message."""
    return {"inline_keyboard": markup["inline_keyboard"]} if markup.get("inline_keyboard") else None


def _to_edit(world: World, params: Json) -> tuple[Chat, Message]:
    if "inline_message_id" in params:
        raise bad_request("MESSAGE_ID_INVALID")
    chat = world.reachable(params["chat_id"])
    message = chat.messages.get(params["message_id"])
    if message is None:
        raise bad_request("message to edit not found", blame=False)
    if not (message.from_bot and message.editable):
        raise bad_request("message can't be edited")
    return chat, message


def _changed(world: World, chat: Chat, message: Message, body: Formatted, keyboard: Json | None) -> Json:
    if (body, keyboard) == (message.body, message.keyboard):
        raise bad_request(
            "message is not modified: specified new message content and reply markup are exactly the same "
            "as a current content and reply markup of the message",
            blame=False,
        )
    if body != message.body:
        message.edited_at = world.now()
    message.body, message.keyboard = body, keyboard
    world.changed()
    return world.message_json(chat, message)


SENDING: Mapping[str, Callable[[World, Json], object]] = {
    "sendMessage": send_message,
    "sendPhoto": send_photo,
    "sendDocument": send_document,
    "sendVoice": send_voice,
    "sendAudio": send_audio,
    "editMessageText": edit_text,
    "editMessageCaption": edit_caption,
    "editMessageReplyMarkup": edit_keyboard,
    "deleteMessage": delete_message,
    "deleteMessages": delete_messages,
}
