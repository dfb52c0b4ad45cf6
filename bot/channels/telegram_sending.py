"""Showing a message in a Telegram chat: words, buttons, a change in place, a file or a QR picture."""

from __future__ import annotations

from dataclasses import replace

from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions
from telegram.constants import MessageLimit, ParseMode
from telegram.error import BadRequest, TelegramError

from bot.channels.base import Button, Rendered
from bot.channels.pieces import pieces, width
from bot.channels.showing import above
from bot.channels.telegram_errors import is_not_editable, is_unchanged, send_error
from bot.channels.telegram_files import show_file
from bot.sending import SendError

_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


async def show(bot: Bot, chat_id: int, message: Rendered) -> str:
    """Show a message and return its id; of a long one in several parts the last, which has the buttons.

    Raises SendError. When a later part fails the first ones stand already, so the whole is uncertain.
    """
    file, caption_fits = above(message), width(message.html) <= MessageLimit.CAPTION_LENGTH
    parts = [message.html] if file and caption_fits else pieces(message.html, MessageLimit.MAX_TEXT_LENGTH)
    message = replace(message, paid=message.paid and len(parts) == 1)  # each part would cost as much again
    reference, shown = "", False
    for number, part in enumerate(parts, 1):
        markup = _keyboard(message.buttons) if number == len(parts) else None
        try:
            if file is not None and number == 1:
                caption = part if caption_fits else ""
                protected = message.protect
                reference = await show_file(bot, chat_id, file, caption, markup, protect=protected)
            if file is None or not caption_fits:
                reference = await _words(bot, chat_id, message, part, markup, first=number == 1)
        except TelegramError as fault:
            error = send_error(fault)
            raise (SendError(error.fault, uncertain=True) if shown else error) from fault
        shown = True
    return reference


async def _words(
    bot: Bot, chat_id: int, message: Rendered, html: str, markup: InlineKeyboardMarkup | None, *, first: bool
) -> str:
    if message.edit and first and await _edited(bot, chat_id, message.edit, html, markup):
        return message.edit
    sent = await bot.send_message(
        chat_id,
        html,
        parse_mode=ParseMode.HTML,
        link_preview_options=_NO_PREVIEW,
        protect_content=message.protect,
        reply_markup=markup,
        allow_paid_broadcast=message.paid or None,
    )
    return str(sent.message_id)


async def _edited(bot: Bot, chat_id: int, ref: str, html: str, markup: InlineKeyboardMarkup | None) -> bool:
    """Change a message in place; False where it is gone, or was a picture, and a new one is needed."""
    try:
        await bot.edit_message_text(
            html,
            chat_id,
            int(ref),
            parse_mode=ParseMode.HTML,
            link_preview_options=_NO_PREVIEW,
            reply_markup=markup,
        )
    except BadRequest as fault:
        if is_not_editable(fault):
            return False
        if not is_unchanged(fault):
            raise
    return True


def _keyboard(rows: tuple[tuple[Button, ...], ...]) -> InlineKeyboardMarkup | None:
    return InlineKeyboardMarkup([[_button(button) for button in row] for row in rows]) if rows else None


def _button(button: Button) -> InlineKeyboardButton:
    return InlineKeyboardButton(
        button.text,
        url=button.url or None,
        callback_data=None if button.url else button.data,
        style=button.style or None,
    )
