"""The neutral messages of planned moments: nothing on a lock screen says more than that a moment is there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.conversation.turn import Desk, Outgoing, button, long, press, rows
from bot.messages import Choice, Rows, Say, Words
from storage.records import Lane, Person
from storage.unasked import wished

OPEN, LATER, ANSWER = "open", "later", "how"
FOLLOW_UP = "follow"
FOLLOWING_UP = "moments-follow-up"
AMONG = "among"
"""Says that the message opens several moments: it stays, and each card comes below it."""
FROM_CARD = "card"
"""Says that Later was pressed below a card, which stays as it is."""

_WORDINGS = 3
_AT_ONCE = 10


def neutral(key: str, ids: Sequence[int]) -> Say:
    """Build the message of one moment, or of several in one (DOMAIN.md, section 4: lock screen)."""
    if len(ids) == 1:
        return Say(Words(key), _choices(ids[0]), protect=True)
    opens = [
        Choice(Words("moments-open-one", {"number": number}), press(OPEN, each, AMONG), style="primary")
        for number, each in enumerate(ids, 1)
    ]
    several = "moments-several-open" if key == FOLLOWING_UP else "moments-several"
    return Say(Words(several, {"count": len(ids)}), rows(*opens, width=2))


def wording(occurrence_id: int) -> str:
    """Choose one of several wordings, so that the same words do not come every day."""
    return f"moments-due-{occurrence_id % _WORDINGS + 1}"


@dataclass(frozen=True)
class Ring:
    """How moments are told: the words of a single one, the beginning of the dedupe key, whether it is told a receipt."""

    key: str
    name: str
    receipt: bool = False


class Bell:
    """Rings once per person: what comes due for somebody in one transaction becomes one message."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._rung = {
            out.person.id: place
            for place, out in enumerate(desk.out)
            if out.person is not None and (wished(out.dedupe_key) or _is_follow_up(out))
        }

    def rang(self, person: Person) -> bool:
        """Whether the person is told of a moment already in this transaction."""
        return person.id in self._rung

    def ring(
        self, person: Person, ids: Sequence[int], ring: Ring, *, expires_at: datetime | None = None
    ) -> None:
        """Tell a person that these moments are there, in one message with what was told them just now."""
        for start in range(0, len(ids), _AT_ONCE):
            some = list(ids[start : start + _AT_ONCE])
            place = self._rung.get(person.id)
            before = None if place is None else self._desk.out[place]
            if place is None or before is None or len(_ids(before.say)) + len(some) > _AT_ONCE:
                self._rung[person.id] = len(self._desk.out)
                self._say(person, some, ring, expires_at)
            else:
                self._desk.out[place] = _joined(before, some, ring)

    def _say(self, person: Person, ids: list[int], ring: Ring, expires_at: datetime | None) -> None:
        self._desk.tell(
            person,
            neutral(ring.key, ids),
            lane=Lane.REMINDER,
            unasked=True,
            dedupe_key=f"{ring.name}:{ids[0]}",
            subject=_subject(ids) if ring.receipt else None,
            expires_at=expires_at,
        )


def _joined(before: Outgoing, ids: list[int], ring: Ring) -> Outgoing:
    told = [int(each) for each in (before.subject or ":").partition(":")[2].split(",") if each]
    told += ids if ring.receipt else []
    as_rung = _is_follow_up(before) or ring.key != FOLLOWING_UP
    key = ring.key if as_rung else wording(ids[0])
    say = neutral(key, list(dict.fromkeys([*_ids(before.say), *ids])))
    name = f"{ring.name}:{ids[0]}" if _is_follow_up(before) else before.dedupe_key
    return replace(
        before,
        say=say,
        subject=_subject(told) if told else None,
        expires_at=None,
        dedupe_key=name,
        resend_if_uncertain=True,
    )


def _is_follow_up(out: Outgoing) -> bool:
    return (out.dedupe_key or "").startswith(f"{FOLLOW_UP}:")


def _subject(ids: list[int]) -> str:
    return f"moment:{','.join(map(str, ids))}"


def _ids(say: Say) -> list[int]:
    """Return the moments that a message of ours opens."""
    opens = [
        choice.data.split(":")[1] for row in say.choices for choice in row if choice.data.startswith("open:")
    ]
    return [found for found in map(long, opens) if found is not None]


def _choices(occurrence_id: int) -> Rows:
    return (
        (button("moments-open", OPEN, occurrence_id, style="primary"),),
        (
            button("moments-later", LATER, occurrence_id),
            button("moments-not-today", ANSWER, occurrence_id, "not_done"),
        ),
    )


def follow_up_choices(occurrence_id: int) -> Rows:
    """Lay out the buttons of the one gentle question that follows."""
    return (
        (
            button("moments-now", OPEN, occurrence_id, style="primary"),
            button("moments-later", LATER, occurrence_id),
            button("moments-not-today", ANSWER, occurrence_id, "not_done"),
        ),
    )
