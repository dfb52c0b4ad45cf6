"""The doctor's look at Signal: whether signal-cli's daemon is there, new enough, and knows our account."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from bot.channels.signal_errors import send_error
from bot.channels.signal_releases import OLDEST, numbers_of, past_its_time, released
from bot.channels.signal_rpc import RpcError, RpcRefused, SignalRpc
from bot.doctor_link import link_finding, link_not_asked
from bot.finding import Finding, faulty, fine, warning
from bot.settings import Settings
from storage.programs import Program

_RELEASES = "https://github.com/AsamK/signal-cli/releases"
_RENEW = f"and Signal may refuse it: install the newest from {_RELEASES}, and restart its daemon."
_KEEP_CURRENT = "install its updates, at least every three months."
_PATIENCE = 10.0
_ONE_ACCOUNT = -32601
"""A daemon that was started with -a knows no other account, and not the method that lists them."""


async def signal_findings(settings: Settings, noted: Program | None, now: datetime) -> list[Finding]:
    """Look at Signal; where nobody answers less is looked at. `noted`: what the bot has kept of the daemon."""
    return [*await _of_daemon(settings, noted, now), _captcha(settings)]


async def _of_daemon(settings: Settings, noted: Program | None, now: datetime) -> list[Finding]:
    rpc = SignalRpc(settings.signal_socket, answer_seconds=_PATIENCE)
    account, link = settings.signal_account, settings.signal_link
    try:
        findings = [await _version(rpc, noted, now), await _account(rpc, account)]
        return [*findings, await link_finding(rpc, account, link)]
    except RpcError as fault:
        why = send_error(fault).fault
        return [faulty(_nobody_answers(settings)), link_not_asked(account, link, why)]
    finally:
        await rpc.close()


async def _version(rpc: SignalRpc, noted: Program | None, now: datetime) -> Finding:
    answer = await rpc.call("version")
    found = str(answer.get("version", "")) if isinstance(answer, dict) else ""
    since = noted.since if noted is not None and noted.version == found else None
    return _age(found, since, now)


def _age(found: str, since: datetime | None, now: datetime) -> Finding:
    """Tell how old a release is. `since`: when it first answered here, where that is known."""
    if numbers_of(found) < OLDEST:
        oldest = ".".join(map(str, OLDEST))
        return warning(f"signal-cli {found or 'of an unknown version'} is older than {oldest}, {_RENEW}")
    day, late = released(found), past_its_time(found, since, now)
    if day is not None:
        if late:
            return warning(f"signal-cli {found} is of {day}, more than three months old, {_RENEW}")
        return fine(f"signal-cli {found} answers, released on {day}; {_KEEP_CURRENT}")
    if since is None:
        return fine(
            f"signal-cli {found} answers. It is newer than what this Between knows: look at its date "
            f"at {_RELEASES}, and {_KEEP_CURRENT}"
        )
    if late:
        return warning(
            f"signal-cli {found} was seen first on {since:%Y-%m-%d}, over three months ago, {_RENEW}"
        )
    return fine(f"signal-cli {found} answers, seen first on {since:%Y-%m-%d}; {_KEEP_CURRENT}")


async def _account(rpc: SignalRpc, account: str) -> Finding:
    try:
        known = await rpc.call("listAccounts")
    except RpcRefused as fault:
        if fault.code != _ONE_ACCOUNT:
            raise
        return fine("signal-cli serves one account only; it has to be SIGNAL_ACCOUNT.")
    if account in {each.get("number") for each in known or () if isinstance(each, dict)}:
        return fine(f"signal-cli knows the account {account}.")
    return faulty(
        f"signal-cli does not know the account {account}: correct SIGNAL_ACCOUNT, or register it with "
        f"`signal-cli -a {account} register` and `verify` (docs/signal.md); then restart its daemon.",
    )


def _captcha(settings: Settings) -> Finding:
    """Tell whether somebody hears of a captcha, which keeps Signal itself from telling it."""
    if settings.ping_url or (settings.telegram_token and settings.telegram_operator_chat):
        return fine("Somebody is told when Signal wants a captcha.")
    return warning(
        "Nobody is told when Signal wants a captcha and sends nothing more, not even SIGNAL_OPERATOR: set "
        "TELEGRAM_OPERATOR_CHAT or PING_URL, unless something of yours watches HEALTH_PORT (docs/operations)."
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
