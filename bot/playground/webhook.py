"""Pushing updates to a bot that has set a webhook."""

from __future__ import annotations

from typing import Any

import httpx

from bot.playground.world import Webhook, World

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of a header
LONGEST_DELAY = 60.0  # seconds; the real server goes up to one or two minutes
PATIENCE = 10.0  # seconds for one delivery

Json = dict[str, Any]


async def push(world: World, first_delay: float) -> None:
    """Deliver updates in order, for ever; after a refusal again, each time later.

    `first_delay`: seconds before the first repetition, doubled by each further one.
    """
    delay = first_delay
    await world.bell.until(lambda: _next(world), None)  # most worlds never push: spare them the client
    async with httpx.AsyncClient(timeout=PATIENCE, trust_env=False) as client:
        while True:
            found = await world.bell.until(lambda: _next(world), None)
            if found is None:
                continue
            hook, update = found
            error = await _deliver(client, hook, update)
            if error is None:
                world.updates.confirm(update["update_id"] + 1)
                world.changed()
                delay = first_delay
                continue
            hook.last_error, hook.last_error_at = error, world.now()
            world.changed()
            replaced = await _replaced(world, hook, delay)
            delay = first_delay if replaced else min(2 * delay, LONGEST_DELAY)


def _next(world: World) -> tuple[Webhook, Json] | None:
    """The oldest update and where it goes, None while there is nothing to push."""
    pending = world.updates.pending(world.now(), limit=1) if world.webhook.url else []
    return (world.webhook, pending[0]) if pending else None


async def _deliver(client: httpx.AsyncClient, hook: Webhook, update: Json) -> str | None:
    """None once the bot has taken it with a 2xx, otherwise what went wrong."""
    headers = {SECRET_HEADER: hook.secret} if hook.secret else {}
    try:
        response = await client.post(hook.url, json=update, headers=headers)
    except httpx.HTTPError as error:
        return f"Connection failed: {type(error).__name__}"
    if response.is_success:
        return None
    return f"Wrong response from the webhook: {response.status_code} {response.reason_phrase}"


async def _replaced(world: World, hook: Webhook, seconds: float) -> bool:
    """Wait before the next attempt; true as soon as another webhook is set."""
    return await world.bell.until(lambda: None if world.webhook is hook else True, seconds) or False
