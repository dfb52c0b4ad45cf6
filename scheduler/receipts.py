"""What became of a message that was handed to a channel: four values, always matched exhaustively."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

BLOCKED: Final = "blocked"
UNPROVEN: Final = "unproven"
"""Why messages were not sent that waited behind one whose chat was found to be dead, or to be in unknown hands."""


@dataclass(frozen=True)
class Sent:
    """It arrived. `message_ref` names it at its channel ("" where there is nothing to name)."""

    message_ref: str = ""


@dataclass(frozen=True)
class Later:
    """It surely did not arrive; try again. `seconds` is what the service asked for, None our own growing wait.

    `whole_chat`: the service wants silence in this chat (a flood limit); that costs no attempt. `whole_channel`: it
    takes nothing for anybody; that costs none either. `unpaid`: it was paid for, and refused; it may be taken as every
    other message. `until_heard`: the person's next message may make it possible; it is tried again at once then.
    """

    seconds: float | None = None
    whole_chat: bool = False
    unpaid: bool = False
    whole_channel: bool = False
    until_heard: bool = False


@dataclass(frozen=True)
class Uncertain:
    """It may have arrived: the answer got lost. `rests`: seconds for which the whole channel is then left alone."""

    rests: float | None = None


@dataclass(frozen=True)
class GivenUp:
    """It will not arrive. `fault` is a short name; `blocked` says that the person cannot be reached any more.

    `unproven`: the person has a new safety number, and gets nothing in this chat until they show who they are.
    """

    fault: str
    blocked: bool = False
    unproven: bool = False

    @property
    def of_the_chat(self) -> bool:
        """Whether not this message is at fault, but its chat: nothing else goes there either."""
        return self.blocked or self.unproven or self.fault in {BLOCKED, UNPROVEN}


Receipt = Sent | Later | Uncertain | GivenUp
