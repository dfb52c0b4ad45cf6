from __future__ import annotations

import pytest

from bot.messages import Words
from bot.words import LANGUAGES, render


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_somebody_wrote_at_length_is_said_in_full(language: str) -> None:
    words = "a long day " * 370
    assert words in render(Words("t-news-quote", {"words": words}), language, "sie")
