"""Downloading what somebody sent: Telegram says where a file is, and keeps it there for an hour."""

from __future__ import annotations

from telegram import Bot
from telegram.error import InvalidToken, TelegramError

from bot.channels.telegram_errors import send_error
from bot.messages import SendError


async def fetched(bot: Bot, file_id: str) -> bytes:
    """Return what is in a file. Raises SendError, `permanent` where Telegram has it no more."""
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
