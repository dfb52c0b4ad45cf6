"""Files on Telegram: downloading what somebody sent, and showing one as what it is."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from telegram import Bot, InlineKeyboardMarkup, Message
from telegram.constants import ParseMode
from telegram.error import BadRequest, InvalidToken, TelegramError

from bot.channels.base import File
from bot.channels.telegram_errors import send_error
from bot.sending import SendError


async def fetched(bot: Bot, file_id: str) -> bytes:
    """Return what is in a file. Raises SendError, `permanent` where Telegram has it no more.

    Telegram says where a file is, and keeps it there for an hour.
    """
    try:
        place = await bot.get_file(file_id)
    except TelegramError as fault:
        raise send_error(fault) from fault
    try:
        return bytes(await place.download_as_bytearray())
    except InvalidToken as fault:  # "not found", to the library; the token was good a moment ago
        raise SendError("gone", permanent=True) from fault
    except TelegramError as fault:
        raise send_error(fault) from fault


UPLOAD_SECONDS = 45.0
"""Below the time for which a message is ours to send."""


async def show_file(
    bot: Bot, chat_id: int, file: File, caption: str, keyboard: dict[str, Any] | None, *, protect: bool
) -> str:
    """Show a file, where Telegram does not take it as what it is as a document; return the message's id.

    `caption` is markup. Raises TelegramError.
    """
    what: dict[str, Any] = {
        "filename": file.name,
        "caption": caption or None,
        "parse_mode": ParseMode.HTML,
        "protect_content": protect,
        "reply_markup": InlineKeyboardMarkup.de_json(keyboard) if keyboard and caption else None,
        "read_timeout": UPLOAD_SECONDS,
    }
    send = _way(bot, file.kind)
    try:
        sent = await send(chat_id, file.content, **what)
    except BadRequest as fault:  # a picture with odd proportions, a sound that is not as it says
        if send == bot.send_document or send_error(fault).blocked:
            raise
        sent = await bot.send_document(chat_id, file.content, **what)
    return str(sent.message_id)


def _way(bot: Bot, kind: str) -> Callable[..., Coroutine[Any, Any, Message]]:
    match kind.partition(";")[0]:
        case "image/jpeg" | "image/png":
            return bot.send_photo
        case "audio/ogg":
            return bot.send_voice
        case "audio/mpeg" | "audio/mp4":
            return bot.send_audio
        case _:
            return bot.send_document
