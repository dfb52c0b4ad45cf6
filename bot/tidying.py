"""What is over goes by itself: what has ended long ago, and whoever left longer ago than the practice keeps."""

from __future__ import annotations

from bot.app import App
from bot.erasing import Erasing


async def tidy(app: App) -> None:
    """Remove what has ended long ago, and erase who left long ago, where the practice says after how long."""
    await app.purge()
    erasing = Erasing(app.database, app.clock, app.answerer.library, app.practice, app.channels)
    await erasing.long_gone(app.settings.keep_months_after_leaving)
