"""What is shown above the words of a message: a file, or a QR code that is drawn for it."""

from __future__ import annotations

import io

import segno

from bot.channels.base import File, Rendered


def above(message: Rendered) -> File | None:
    """Return what stands above the words; None where there are only words."""
    return message.file or (qr_code(message.qr) if message.qr else None)


def qr_code(content: str) -> File:
    """Draw a QR code."""
    drawn = io.BytesIO()
    segno.make(content, error="m").save(drawn, kind="png", scale=8, border=4)
    return File("image/png", "code.png", drawn.getvalue())
