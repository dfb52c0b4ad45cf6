"""One call: is it known, is the account known, are the parameters right; then it is done."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bot.playground.signal import account, directory, sending
from bot.playground.signal.errors import BAD_PARAMS, NO_METHOD, RpcError
from bot.playground.signal.faults import Fault
from bot.playground.signal.parameters import PARAMETERS, WITHOUT_ACCOUNT, faults_of, several
from bot.playground.signal.world import SignalWorld

Json = dict[str, Any]

METHODS: Mapping[str, Callable[[SignalWorld, Json, Fault | None], Any]] = {
    "version": account.version,
    "listAccounts": account.list_accounts,
    "getUserStatus": directory.get_user_status,
    "listContacts": directory.list_contacts,
    "send": sending.send,
    "sendReaction": sending.send_reaction,
    "sendReceipt": sending.send_receipt,
    "sendTyping": sending.send_typing,
    "remoteDelete": sending.remote_delete,
    "updateContact": account.update_contact,
    "updateAccount": account.update_account,
    "updateProfile": account.update_profile,
    "trust": account.trust,
    "getAttachment": account.get_attachment,
    "submitRateLimitChallenge": account.submit_challenge,
}
"""All but the two that belong to a connection: subscribeReceive and unsubscribeReceive."""


def check(world: SignalWorld, method: str, params: Json) -> None:
    """Refuse what signal-cli refuses, in its order; note what it would only ignore."""
    world.requests.append((method, params))
    if method not in PARAMETERS:
        raise RpcError(NO_METHOD, "Method not implemented", blame=True)
    if method not in WITHOUT_ACCOUNT or params.get("account") is not None:
        _check_account(world, params.get("account"))
    world.violations += faults_of(method, params)


def recipient_of(params: Json) -> str:
    """Whom a call is for, first of all; "" for nobody."""
    return str(next(iter(several(params, "recipient")), ""))


def _check_account(world: SignalWorld, given: Any) -> None:
    """One account alone need not be named; an unknown one is our mistake, an absent one is not."""
    if given is None and not world.online:
        raise RpcError(BAD_PARAMS, "Method requires valid account parameter")
    known = given in (None, world.account, world.account_uuid)
    if not known or not world.online:
        raise RpcError(BAD_PARAMS, "Specified account does not exist", blame=not known)
