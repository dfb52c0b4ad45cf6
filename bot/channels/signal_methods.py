"""What we ask of signal-cli, and with which parameters: it passes over a name that it does not know without a word.

Names are those of its command line in camelCase (`signal-cli send --help`); tests hold them to it.
"""

from __future__ import annotations

from collections.abc import Mapping

METHODS: Mapping[str, frozenset[str]] = {
    "version": frozenset(),
    "listAccounts": frozenset(),
    "getUserStatus": frozenset({"account", "username"}),
    "listContacts": frozenset({"account", "recipient", "allRecipients"}),
    "subscribeReceive": frozenset({"account"}),
    "unsubscribeReceive": frozenset({"account", "subscription"}),
    "send": frozenset({"account", "recipient", "message", "textStyle", "attachment", "editTimestamp"}),
    "sendReceipt": frozenset({"account", "recipient", "targetTimestamp", "type"}),
    "updateContact": frozenset({"account", "recipient", "expiration"}),
    "trust": frozenset({"account", "recipient", "trustAllKnownKeys"}),
    "getAttachment": frozenset({"account", "id", "recipient"}),
    "submitRateLimitChallenge": frozenset({"account", "challenge", "captcha"}),
}
