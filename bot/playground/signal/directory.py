"""The methods that tell who somebody is: by a username's link, by a number, among those whom the daemon knows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bot.playground.signal.errors import INTERNAL, RpcError
from bot.playground.signal.faults import Fault
from bot.playground.signal.parameters import several
from bot.playground.signal.world import SignalWorld

Json = dict[str, Any]
EMPTY_ANSWERS = (0, 14, 0)
_NO_LINK = "NonSuccessfulResponseCodeException: [404] Not found (RuntimeException)"
_NO_USERNAME = "Parameter specified as non-null is null (NullPointerException)"


def get_user_status(world: SignalWorld, params: Json, _fault: Fault | None) -> list[Json]:
    """Whose numbers and links these are. By its number nobody is found here: all have switched that off."""
    numbers = several(params, "recipient")
    found = [{"recipient": each, "number": each, "uuid": None, "isRegistered": False} for each in numbers]
    for link in several(params, "username"):
        if link not in world.links:
            raise RpcError(INTERNAL, _NO_USERNAME if world.release >= EMPTY_ANSWERS else _NO_LINK)
        uuid = world.links[link]
        found.append({"recipient": link, "username": link, "uuid": uuid, "isRegistered": True})
    return found


def list_contacts(world: SignalWorld, params: Json, _fault: Fault | None) -> list[Json]:
    """Whom the daemon knows, itself among them, with names; only some of them where it is asked so."""
    wanted = several(params, "recipient")
    everybody = _recipients(world) if params.get("allRecipients") else iter(())
    return [each for each in everybody if not wanted or {each["number"], each["uuid"]} & set(wanted)]


def _recipients(world: SignalWorld) -> Iterator[Json]:
    yield {"number": world.account, "uuid": world.account_uuid, "username": None, "name": None}
    for chat in world.people.values():
        yield {"number": chat.number, "uuid": chat.uuid, "username": None, "name": chat.name}
