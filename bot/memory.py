"""What is read once and stays for as long as we run: kept out of every later look for garbage."""

from __future__ import annotations

import gc

from bot.words import LANGUAGES, catalogue

_LOOKS = (10_000, 20, 20)
"""New objects before a look for garbage, and young looks before an older one. What is made for a message mostly goes with
it; by default we would look twice for each message."""


def settle_in() -> None:
    """Read the words, and let the collector pass over all that is there now.

    It would otherwise walk through catalogues, library and compiled statements again and again, and hold up everybody
    for a tenth of a second each time.
    """
    for language in LANGUAGES:
        catalogue(language)
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_LOOKS)
