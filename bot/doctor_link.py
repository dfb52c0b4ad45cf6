"""The doctor's look at the link in invitations to Signal: whether it leads to us. Signal is asked once for each run."""

from __future__ import annotations

from typing import Any

from bot.channels.signal_errors import send_error
from bot.channels.signal_rpc import RpcError, RpcRefused, SignalRpc
from bot.finding import Finding, faulty, fine, warning

_NOT_FOUND = ("[404]", "notfoundexception", "nullpointerexception", "assertionerror")
"""How signal-cli fails where a link leads nowhere: 0.13 hands on what the server said, 0.14 stumbles over the empty answer."""


async def link_finding(rpc: SignalRpc, account: str, link: str) -> Finding:
    """Ask Signal where the link leads. Never raises; what cannot be asked now is a warning."""
    if not link:
        return _none(account)
    try:
        theirs = await _leads_to(rpc, account, link)
        ours = await _own_id(rpc, account) if theirs else ""
    except RpcError as fault:
        return link_not_asked(account, link, send_error(fault).fault)
    if not theirs:
        return faulty(
            "SIGNAL_LINK leads nowhere: the username was changed or deleted, and nobody who is invited finds us. "
            f"{_renew(account)}"
        )
    if not ours:
        return warning(
            "SIGNAL_LINK leads to somebody; signal-cli does not say whether to us. Open it on a phone."
        )
    if theirs != ours:
        return faulty(
            f"SIGNAL_LINK leads to somebody else than {account}: patients would write there. {_renew(account)}"
        )
    return fine("SIGNAL_LINK leads to us; invitations show it.")


def link_not_asked(account: str, link: str, why: str) -> Finding:
    """Say that nobody could tell where the link leads. `why`: a class of faults."""
    if not link:
        return _none(account)
    return warning(
        f"Where SIGNAL_LINK leads could not be asked now ({why}): run the doctor later, or open the link on a phone."
    )


def _none(account: str) -> Finding:
    return faulty(
        "SIGNAL_LINK is empty, so invitations to Signal have a code and no link to send it to: choose a username with "
        f"`signal-cli -a {account} updateAccount -u NAME.01`, and set the link that it prints."
    )


def _renew(account: str) -> str:
    return f"Set one with `signal-cli -a {account} updateAccount -u NAME.01`, and put the link that it prints into SIGNAL_LINK."


async def _leads_to(rpc: SignalRpc, account: str, link: str) -> str:
    """Return the id of whoever the link leads to, "" for nobody. Raises RpcError."""
    try:
        answer = await rpc.call("getUserStatus", account=account, username=[link])
    except RpcRefused as fault:
        if any(each in fault.text.lower() for each in _NOT_FOUND):
            return ""
        raise
    return _id_in(answer, "recipient", link)


async def _own_id(rpc: SignalRpc, account: str) -> str:
    """Return our own id, "" where it is not told. Raises RpcError.

    By what signal-cli itself knows of us: asked by its number, Signal knows nobody who is not to be found by it.
    """
    answer = await rpc.call("listContacts", account=account, recipient=[account], allRecipients=True)
    return _id_in(answer, "number", account)


def _id_in(answer: Any, name: str, value: str) -> str:
    rows = [each for each in answer if isinstance(each, dict)] if isinstance(answer, list) else []
    return next((str(each.get("uuid") or "") for each in rows if each.get(name) == value), "")
