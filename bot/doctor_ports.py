"""The doctor's look at our own ports: whether they are free, or a bot of ours listens there."""

from __future__ import annotations

import errno
import socket

import httpx

from bot import webhook
from bot.finding import Finding, faulty, fine
from bot.settings import Settings

_PATIENCE = 3.0
_OK, _NOT_SO = 200, 405


async def port_findings(settings: Settings) -> list[Finding]:
    """Look at each port that is set up; none, where none is."""
    findings = []
    if settings.health_port:
        findings.append(
            await _look("HEALTH_PORT", settings.health_host, settings.health_port, "/healthz", _OK)
        )
    if settings.telegram_webhook_url and settings.telegram_webhook_port:
        port = settings.telegram_webhook_port
        findings.append(await _look("TELEGRAM_WEBHOOK_PORT", webhook.HOST, port, "/", _NOT_SO))
    return findings


async def _look(name: str, host: str, port: int, path: str, ours: int) -> Finding:
    """Take the port for a moment; where somebody has it, `ours` is how a bot answers there."""
    taken = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        taken.bind((host, port))
    except OSError as fault:
        if fault.errno == errno.EADDRINUSE and await _answers(host, port, path) == ours:
            return fine(f"{name} {port} is open: a bot listens there.")
        why = fault.strerror or type(fault).__name__
        return faulty(
            f"{name} {port} on {host} cannot be opened ({why}), and no bot of ours listens there: choose another."
        )
    finally:
        taken.close()
    return fine(f"{name} {port} is free.")


async def _answers(host: str, port: int, path: str) -> int | None:
    where = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - what stands for every address
    at = f"[{where}]" if ":" in where else where
    try:
        async with httpx.AsyncClient(timeout=_PATIENCE, trust_env=False) as client:
            return (await client.get(f"http://{at}:{port}{path}")).status_code
    except httpx.HTTPError:
        return None
