"""The methods by which a bot gets its updates: fetching and webhooks."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from bot.playground.errors import RefusalError, conflict
from bot.playground.updates import AT_ONCE
from bot.playground.world import Webhook, World

Json = dict[str, Any]
LONGEST_POLL = 50  # seconds; the real server answers at the latest then


async def get_updates(world: World, params: Json) -> list[Json]:
    """What is pending from `offset` on, at once or as soon as something comes.

    Of two pollers the older one ends with 409, as in the real server, so that a new process takes over.
    """
    if world.webhook.url:
        raise conflict(
            "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
        )
    queue = world.updates
    queue.poller += 1
    mine = queue.poller
    queue.ended_by = "other getUpdates request; make sure that only one bot instance is running"
    world.bell.ring()
    queue.allow(params.get("allowed_updates"))
    queue.confirm(params.get("offset", 0))
    limit = params.get("limit", AT_ONCE)

    def look() -> list[Any] | RefusalError | None:
        if queue.poller != mine:
            return conflict(f"terminated by {queue.ended_by}")
        if world.closed:
            return conflict("the server is closing")
        return queue.pending(world.now(), limit) or None

    found: list[Any] | RefusalError | None = await world.bell.until(
        look, min(params.get("timeout", 0), LONGEST_POLL)
    )
    if isinstance(found, RefusalError):
        raise found
    return found or []


async def set_webhook(world: World, params: Json) -> bool:
    """Push updates from now on; an empty address removes it."""
    world.updates.allow(params.get("allowed_updates"))
    if params.get("drop_pending_updates", False):
        world.updates.drop_all()
    world.webhook = Webhook(params["url"], params.get("secret_token", ""), params.get("max_connections", 40))
    if world.webhook.url:
        end_polls(world, "setWebhook request")
    world.changed()
    return True


async def delete_webhook(world: World, params: Json) -> bool:
    """Let updates be fetched again."""
    return await set_webhook(world, {"url": "", **params})


async def webhook_info(world: World, _params: Json) -> Json:
    """How the pushing goes."""
    hook = world.webhook
    info: Json = {
        "url": hook.url,
        "has_custom_certificate": False,
        "pending_update_count": len(world.updates.pending(world.now(), limit=10**9)),
    }
    if hook.url:
        info["max_connections"] = hook.max_connections
    if world.updates.allowed is not None:
        info["allowed_updates"] = world.updates.allowed
    if hook.last_error_at is not None:
        info |= {
            "last_error_date": int(hook.last_error_at.timestamp()),
            "last_error_message": hook.last_error,
        }
    return info


def end_polls(world: World, by: str) -> None:
    """Answer whoever is fetching with 409."""
    world.updates.poller += 1
    world.updates.ended_by = by
    world.bell.ring()


RECEIVING: Mapping[str, Callable[[World, Json], Awaitable[object]]] = {
    "getUpdates": get_updates,
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": webhook_info,
}
