"""The hands of somebody in a story whose bot may be killed: they act without waiting, and say again what got lost.

signal-cli hands an envelope over once. What a bot had read and not stored when it was killed is lost to it; it sent no
read receipt for that, and the person sends it again, as the manual asks them to.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.channels.signal_updates import raw_update
from bot.playground import Phone
from bot.playground.signal import SignalDaemon, SignalPhone
from tests.e2e.acts import code_in, link_in
from tests.e2e.hands import GO_ON
from tests.e2e.numbered import Seen, seen

Json = dict[str, Any]


class Hand:
    """Somebody with a phone that has buttons. What they did waits at Telegram until it is stored."""

    channel = "telegram"
    reads_for = 0.0
    """So many seconds pass before they answer."""

    def __init__(self, phone: Any) -> None:
        self.phone = phone
        self.again: list[int] = []
        """The messages that had to be sent again."""

    @property
    def address(self) -> str:
        """Their address on their channel."""
        return str(self.phone.chat_id)

    @property
    def messages(self) -> list[Any]:
        """All messages, oldest first."""
        return list(self.phone.messages)

    @property
    def newest(self) -> int:
        """The id of the newest message; 0 in an empty chat."""
        return max((each.message_id for each in self.messages), default=0)

    def enters(self, invitation: str) -> None:
        """Do what an invitation says: here, open the link in it."""
        self.phone.opens(link_in(invitation))

    def types(self, text: str) -> int:
        """Send a text; return its id."""
        sent: int = self.phone.types(text)
        return sent

    def sends_photo(self, caption: str) -> None:
        """Send a picture."""
        self.phone.sends_photo(caption=caption)

    def edits(self, message_id: int, text: str) -> None:
        """Change a text sent before."""
        self.phone.edits(message_id, text)

    def taps(self, label: str, *, message_id: int | None = None) -> None:
        """Choose something, in the newest message that has it if none is named."""
        self.phone.taps(label, message_id=message_id)

    def goes_on(self, label: str) -> bool:
        """Say whether this button is to be pressed after something was chosen."""
        del label
        return True

    def sees_an_answer(self) -> None:
        """Know that all that was done until now has arrived."""

    def says_again(self) -> None:
        """Do again what nobody has heard."""

    def chooses_again(self) -> None:
        """Choose once more where it was heard, and not understood."""


class OnSignal(Hand):
    """Somebody who types numbers. `lost`: whether what left Signal at this moment cannot be stored any more."""

    channel = "signal"
    reads_for = 0.03  # a number needs a question that is known to have arrived; to a thumb this is nothing

    def __init__(self, phone: SignalPhone, lost: Callable[[str, int], bool]) -> None:
        super().__init__(phone)
        self._lost = lost
        self._unanswered: dict[int, Callable[[], int]] = {}
        self._instead: dict[int, int] = {}
        self._chose = ""

    @property
    def address(self) -> str:
        """Their account."""
        return str(self.phone.uuid)

    @property
    def messages(self) -> list[Seen]:
        """All messages, oldest first."""
        return [seen(message) for message in self.phone.messages]

    def enters(self, invitation: str) -> None:
        """Send the code in it."""
        self.types(code_in(invitation))

    def types(self, text: str, quoting: int | None = None) -> int:
        """Send a text; return its id."""
        return self._does(lambda: self.phone.types(text, quoting=quoting))

    def sends_photo(self, caption: str) -> None:
        """Send a picture."""
        self._does(lambda: self.phone.sends_photo(caption=caption))

    def edits(self, message_id: int, text: str) -> None:
        """Change a text sent before, in the copy that arrived."""
        self._does(lambda: self.phone.edits(self._arrived(message_id), text))

    def deletes(self, message_id: int) -> None:
        """Take a text back, in the copy that arrived."""
        self._does(lambda: self.phone.deletes(self._arrived(message_id)))

    def deletes_by_its_first_name(self, message_id: int) -> None:
        """Take a text back once more, on an app that names a message by its first version."""
        self.phone.chat.names_first = True
        self._does(lambda: self.phone.deletes(self._arrived(message_id)))

    def reacts(self, emoji: str) -> None:
        """Put an emoji on the newest message."""
        self._does(lambda: self.phone.reacts(emoji))

    def taps(self, label: str, *, message_id: int | None = None) -> None:
        """Type the number or word of a choice, as an answer to its message where that is not the newest with a choice."""
        offers = [each for each in reversed(self.messages) if each.from_bot and each.labels]
        of = next(
            each
            for each in offers
            if message_id in {None, each.message_id} and each.answer(label) is not None
        )
        typed = of.answer(label)
        assert typed is not None
        self.types(typed, None if of == offers[0] else of.message_id)
        self._chose = label

    def goes_on(self, label: str) -> bool:
        """Say no: numbers say at once all that is chosen."""
        return label not in GO_ON

    def sees_an_answer(self) -> None:
        """Know that all that was done until now has arrived."""
        self._unanswered.clear()
        self._chose = ""

    def says_again(self) -> None:
        """Send once more what has no read receipt and was not answered, in the order in which it was sent."""
        shown, chose = self._receipts(), self._chose
        for stamp, deed in list(self._unanswered.items()):
            if stamp not in shown and self._lost(self.address, stamp):
                del self._unanswered[stamp]
                self.again.append(stamp)
                self._instead[stamp] = self._does(deed)
        self._chose = chose  # which may not be understood either

    def chooses_again(self) -> None:
        """Choose once more where it was heard, and not understood.

        A number may answer a question of which the bot, killed while it asked, does not know that it has arrived. Where
        it asks which of several was meant, that one is chosen.
        """
        if self._chose and self._receipts() >= set(self._unanswered):
            newest = next((each for each in reversed(self.messages) if each.from_bot), None)
            meant = [each for each in newest.labels if each.endswith(f"→ {self._chose}")] if newest else []
            self.taps(meant[-1] if meant else self._chose)

    def _receipts(self) -> set[int]:
        return {stamp for kind, stamps in self.phone.receipts if kind == "read" for stamp in stamps}

    def _arrived(self, message_id: int) -> int:
        while message_id in self._instead:
            message_id = self._instead[message_id]
        return message_id

    def _does(self, deed: Callable[[], int]) -> int:
        stamp, self._chose = deed(), ""
        self._unanswered[stamp] = deed
        return stamp


class Handed:
    """What has left Signal, to which process it went, and by which key it is kept if it is."""

    def __init__(self, daemon: SignalDaemon, process: Callable[[], int]) -> None:
        self._account = daemon.account
        self._process = process
        self._leaves = daemon.world.delivered
        self.to: dict[tuple[str, int], tuple[int, str]] = {}
        daemon.world.delivered = self._delivered  # type: ignore[method-assign]

    def lost(self, address: str, stamp: int) -> bool:
        """Say whether it went to a process that is no more. While that one lives it may still be on its way."""
        found = self.to.get((address, stamp))
        return found is not None and found[0] != self._process()

    def _delivered(self, result: Json) -> None:
        self._leaves(result)
        envelope = result["envelope"]
        name = envelope["sourceUuid"], envelope["timestamp"]
        self.to[name] = self._process(), raw_update(self._account, result).key


def hand_of(phone: Phone | SignalPhone, lost: Callable[[str, int], bool]) -> Hand:
    """Whoever holds this phone."""
    return OnSignal(phone, lost) if isinstance(phone, SignalPhone) else Hand(phone)
