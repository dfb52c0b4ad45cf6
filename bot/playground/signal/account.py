"""The methods about the daemon, its account, contacts and trust."""

from __future__ import annotations

import base64
from typing import Any

from bot.playground.signal.chat import SignalChat
from bot.playground.signal.errors import CAPTCHA_REJECTED, USER_ERROR, RpcError, mistaken
from bot.playground.signal.faults import Fault
from bot.playground.signal.notices import timer_notice
from bot.playground.signal.world import SignalWorld

Json = dict[str, Any]
REJECTED = "Captcha rejected, it may be outdated, already used or solved from a different IP address."
OWN_CODE_FOR_CAPTCHAS = (0, 14, 3)
NO_IDENTITY = "Failed to set the trust for this number, make sure the number is correct."


def version(world: SignalWorld, _params: Json, _fault: Fault | None) -> Json:
    """Which signal-cli this claims to be."""
    return {"version": ".".join(str(part) for part in world.release)}


def list_accounts(world: SignalWorld, _params: Json, _fault: Fault | None) -> list[Json]:
    """The accounts that the daemon has."""
    return [{"number": world.account}] if world.online else []


def update_contact(world: SignalWorld, params: Json, _fault: Fault | None) -> Json:
    """Name a contact, or set after how many seconds messages vanish."""
    chat = _person(world, params)
    seconds = params.get("expiration")
    if seconds is not None and seconds != chat.expiration:
        chat.expiration = seconds
        chat.add(timer_notice(world, chat, by_bot=True))
        world.changed()
    return {}


def update_account(world: SignalWorld, params: Json, _fault: Fault | None) -> Json:
    """Change settings of the account; a user name gets its digits from the server."""
    world.profile |= {name: value for name, value in params.items() if name != "account"}
    return {"username": f"{params['username']}.42"} if params.get("username") else {}


def update_profile(world: SignalWorld, params: Json, _fault: Fault | None) -> Json:
    """Change what people see of the account."""
    world.profile |= {name: value for name, value in params.items() if name != "account"}
    world.changed()
    return {}


def trust(world: SignalWorld, params: Json, _fault: Fault | None) -> Json:
    """Take somebody's newest safety number for theirs."""
    if not params.get("trustAllKnownKeys") and not params.get("verifiedSafetyNumber"):
        raise mistaken(
            "You need to specify the fingerprint/safety number you have verified with -v SAFETY_NUMBER"
        )
    chat = world.named(str(params.get("recipient")))
    if chat is None:
        raise mistaken(NO_IDENTITY)
    world.trust(chat)
    return {}


def get_attachment(world: SignalWorld, params: Json, _fault: Fault | None) -> Json:
    """A file that came in, in base64."""
    found = world.attachments.get(str(params.get("id")))
    if found is None:
        raise RpcError(USER_ERROR, f"Could not find attachment with ID: {params.get('id')}", blame=True)
    return {"data": base64.b64encode(found.data).decode()}


def submit_challenge(world: SignalWorld, params: Json, _fault: Fault | None) -> Json:
    """Show that a human has solved the captcha."""
    challenge = world.challenge
    given = (params.get("challenge"), params.get("captcha"))
    if challenge is None or given != (challenge.token, challenge.solution):
        code = CAPTCHA_REJECTED if world.release >= OWN_CODE_FOR_CAPTCHAS else USER_ERROR
        raise RpcError(code, REJECTED)
    world.challenge = None
    world.changed()
    return {}


def _person(world: SignalWorld, params: Json) -> SignalChat:
    chat = world.named(str(params.get("recipient")))
    if chat is None:
        raise mistaken("there is no such contact")
    return chat
