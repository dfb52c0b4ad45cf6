"""Showing a message in a Telegram chat: words, buttons, a change in place, a file or a QR picture."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from telegram import Bot
from telegram.constants import MessageLimit, ParseMode
from telegram.error import BadRequest, TelegramError

from bot.channels.base import Button, Rendered
from bot.channels.pieces import pieces, width
from bot.channels.showing import above
from bot.channels.telegram_errors import is_not_editable, is_unchanged, send_error
from bot.channels.telegram_files import show_file
from bot.sending import SendError


async def show(bot: Bot, chat_id: int, message: Rendered) -> str:
    """Show a message and return its id; of a long one in several parts the last, which has the buttons.

    Raises SendError. When a later part fails the first ones stand already, so the whole is uncertain.
    """
    file = above(message)
    caption_fits = file is not None and width(message.html) <= MessageLimit.CAPTION_LENGTH
    parts = [message.html] if caption_fits else pieces(message.html, MessageLimit.MAX_TEXT_LENGTH)
    message = replace(message, paid=message.paid and len(parts) == 1)  # each part would cost as much again
    reference, shown = "", False
    for number, part in enumerate(parts, 1):
        keyboard = _keyboard(message.buttons) if number == len(parts) else None
        try:
            if file is not None and number == 1:
                caption = part if caption_fits else ""
                protected = message.protect
                reference = await show_file(bot, chat_id, file, caption, keyboard, protect=protected)
            if file is None or not caption_fits:
                reference = await _words(bot, chat_id, message, part, keyboard, first=number == 1)
        except TelegramError as fault:
            error = send_error(fault)
            raise (SendError(error.fault, uncertain=True) if shown else error) from fault
        shown = True
    return reference


async def _words(
    bot: Bot, chat_id: int, message: Rendered, html: str, keyboard: dict[str, Any] | None, *, first: bool
) -> str:
    words: dict[str, Any] = {
        "chat_id": chat_id,
        "text": html,
        "parse_mode": ParseMode.HTML,
        "link_preview_options": {"is_disabled": True},
        "reply_markup": keyboard,
    }
    if message.edit and first and await _edited(bot, {**words, "message_id": int(message.edit)}):
        return message.edit
    more = {"protect_content": message.protect, "allow_paid_broadcast": message.paid or None}
    return str((await _asked(bot, "sendMessage", {**words, **more}))["message_id"])


async def _edited(bot: Bot, words: dict[str, Any]) -> bool:
    """Change a message in place; False where it is gone, or was a picture, and a new one is needed."""
    try:
        await _asked(bot, "editMessageText", words)
    except BadRequest as fault:
        if is_not_editable(fault):
            return False
        if not is_unchanged(fault):
            raise
    return True


async def _asked(bot: Bot, method: str, values: dict[str, Any]) -> dict[str, Any]:
    """Ask for something in the Bot API's own terms, and return its answer as it came.

    Of a message that was sent we need its id; to make the library's objects of it, and of its buttons before, costs a
    tenth of all that sending one costs.
    """
    answer: dict[str, Any] = await bot.do_api_request(method, values)
    return answer


def _keyboard(rows: tuple[tuple[Button, ...], ...]) -> dict[str, Any] | None:
    """Lay the buttons out as an InlineKeyboardMarkup; None where there are none."""
    return {"inline_keyboard": [[_button(button) for button in row] for row in rows]} if rows else None


def _button(button: Button) -> dict[str, str]:
    does = {"url": button.url} if button.url else {"callback_data": button.data}
    return {"text": button.text, **does, **({"style": button.style} if button.style else {})}
