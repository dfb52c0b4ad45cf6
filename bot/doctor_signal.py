"""The doctor's look at Signal: whether signal-cli's daemon is there, new enough, and knows our account."""

from __future__ import annotations

import re
from pathlib import Path

from bot.channels.signal_rpc import RpcError, RpcRefused, SignalRpc
from bot.finding import Finding
from bot.settings import Settings

OLDEST = (0, 14, 6)
"""What we were written for. Signal may refuse releases that are older than three months."""
_PATIENCE = 10.0
_ONE_ACCOUNT = -32601
"""A daemon that was started with -a knows no other account, and not the method that lists them."""


async def signal_findings(settings: Settings) -> list[Finding]:
    """Look at Signal; where nobody answers nothing more is looked at."""
    rpc = SignalRpc(settings.signal_socket, answer_seconds=_PATIENCE)
    try:
        findings = [await _version(rpc), await _account(rpc, settings.signal_account)]
    except RpcError:
        findings = [Finding(fine=False, sentence=_nobody_answers(settings))]
    finally:
        await rpc.close()
    return [*findings, _link(settings)]


async def _version(rpc: SignalRpc) -> Finding:
    answer = await rpc.call("version")
    found = str(answer.get("version", "")) if isinstance(answer, dict) else ""
    numbers = tuple(int(each) for each in re.findall(r"\d+", found)[:3])
    if numbers < OLDEST:
        oldest = ".".join(map(str, OLDEST))
        return Finding(
            fine=False,
            sentence=f"signal-cli {found or 'of an unknown version'} is older than {oldest}, and Signal may refuse it: "
            "install the newest from https://github.com/AsamK/signal-cli/releases, and restart its daemon.",
        )
    return Finding(
        fine=True, sentence=f"signal-cli {found} answers; install its updates, at least every three months."
    )


async def _account(rpc: SignalRpc, account: str) -> Finding:
    try:
        known = await rpc.call("listAccounts")
    except RpcRefused as fault:
        if fault.code != _ONE_ACCOUNT:
            raise
        return Finding(fine=True, sentence="signal-cli serves one account only; it has to be SIGNAL_ACCOUNT.")
    if account in {each.get("number") for each in known or () if isinstance(each, dict)}:
        return Finding(fine=True, sentence=f"signal-cli knows the account {account}.")
    return Finding(
        fine=False,
        sentence=f"signal-cli does not know the account {account}: correct SIGNAL_ACCOUNT, or register it with "
        f"`signal-cli -a {account} register` and `verify` (docs/signal.md); then restart its daemon.",
    )


def _link(settings: Settings) -> Finding:
    if settings.signal_link:
        return Finding(fine=True, sentence="Invitations show the link to us on Signal.")
    return Finding(
        fine=False,
        sentence="SIGNAL_LINK is empty, so invitations to Signal have a code and no link to send it to: choose a username with "
        f"`signal-cli -a {settings.signal_account} updateAccount -u NAME.01`, and set the link that it prints.",
    )


def _nobody_answers(settings: Settings) -> str:
    """Say how to start the daemon where we look for it, by what is there."""
    socket = settings.signal_socket
    listens = f"--tcp {socket.removeprefix('tcp://')}" if "://" in socket else f"--socket {socket}"
    start = f"start it with `signal-cli daemon {listens} --receive-mode manual` (docs/signal.md)"
    if "://" not in socket and Path(socket).exists():
        return (
            f"signal-cli's daemon does not answer at {socket}: if it runs, let this user open the socket; "
            f"if not, delete the file and {start}."
        )
    return f"signal-cli's daemon is not at {socket}: correct SIGNAL_SOCKET, or {start}."
