"""What people do with their phones, tap by tap: each deed is one real turn after the other, as far as answers come."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from zoneinfo import ZoneInfo

from tests.model.phones import Button, Phone
from tests.model.world import World

MOST_TAPS = 25
FORM = "f"
CONTROLS = ("!back", "!cancel")


class Deeds:
    """The hands of everybody. A deed that cannot go on, because nothing comes, ends where it is."""

    def __init__(self, world: World) -> None:
        self.world = world

    async def taps(self, phone: Phone, verb: str, *parts: str) -> bool:
        """Press the newest button of this kind, if there is one."""
        button = phone.find(verb, *parts)
        if button is not None:
            await self.world.presses(phone, button.data, button.ref)
        return button is not None

    async def fills(self, phone: Phone, answers: Mapping[str, str] | None = None) -> None:
        """Answer the form that is asking: "=value" is tapped, other words are typed; what is not given is skipped."""
        known = dict(answers or {})
        seen: set[tuple[str, str]] = set()
        for _ in range(MOST_TAPS):
            asked = self.asked(phone)
            if asked is None or (asked[0].ref, asked[0].data) in seen:
                return
            seen.add((asked[0].ref, asked[0].data))
            field = asked[0].parts[2]
            said = known.pop(field, "")
            if said and not said.startswith("="):
                await self.world.types(phone, said)
                continue
            button = _chosen(asked, said[1:])
            if button is None:
                return
            await self.world.presses(phone, button.data, button.ref)

    @staticmethod
    def asked(phone: Phone) -> list[Button] | None:
        """Return the buttons of the newest message, if it is the question of a form."""
        newest = max(phone.screen.values(), key=lambda each: int(each.ref[1:]), default=None)
        if newest is None or not newest.buttons or newest.buttons[0].parts[0] != FORM:
            return None
        return list(newest.buttons)

    async def comes_in(self, therapist: Phone, patient: Phone) -> None:
        """Be invited, and come in as a newcomer does."""
        await self.world.types(therapist, "/invite")
        link = re.search(
            r"start=([\w-]+)", next(reversed(therapist.screen.values())).html if therapist.screen else ""
        )
        await self.world.types(patient, f"/start {link[1]}" if link else "/start")
        await self.fills(patient, {"language": "=en"})

    async def proposes(self, therapist: Phone, code: str, exercise: str, rhythm: str, marked: str) -> None:
        """Propose an exercise."""
        line = f'/assign {code} {exercise} {rhythm} 6w at "kitchen" goal "{marked}" when "after supper"'
        await self.world.types(therapist, line)
        await self.fills(therapist, {"why": "=library", "review": "=send"})

    async def agrees(self, patient: Phone, times: str) -> None:
        """Open the newest proposal, and agree to it, perhaps at other times."""
        await self.taps(patient, "plan-open")
        if await self.taps(patient, "plan-agree"):
            await self.fills(patient, {"time": times, "plan": "=yes"})

    async def changes_times(self, patient: Phone, times: str) -> None:
        """Put an agreed exercise to other times."""
        await self.world.types(patient, "/current")
        if await self.taps(patient, "replan"):
            await self.fills(patient, {"which": "=time", "time": times, "plan": "=yes"})

    async def answers(self, patient: Phone, outcome: str, words: str, reason: str) -> None:
        """Open the newest moment, and say how it went."""
        await self.taps(patient, "open")
        button = next(
            (each for each in reversed(patient.buttons) if each.parts[::2] == ["how", outcome]), None
        )
        if button is not None:
            await self.world.presses(patient, button.data, button.ref)
            if reason and await self.taps_value(patient, f"+{reason}"):
                await self.taps_value(patient, "!done")
            if words:
                await self.fills(patient, {"hard": words, "instead": words, "insight": words})

    async def taps_value(self, phone: Phone, value: str) -> bool:
        """Press the choice of this value in the question that is asked."""
        button = next((each for each in self.asked(phone) or [] if each.parts[3] == value), None)
        if button is not None:
            await self.world.presses(phone, button.data, button.ref)
        return button is not None

    async def sets_a_session(self, therapist: Phone, code: str, days: int, clock: str) -> None:
        """Set a session so many days ahead."""
        day = (self.world.now.astimezone(ZoneInfo("Europe/Berlin")) + timedelta(days=days)).date()
        await self.world.types(therapist, f"/session {code} {day} {clock}")
        await self.fills(therapist, {"weeks": "=0"})

    async def moves_a_session(self, therapist: Phone, code: str, days: int, clock: str) -> None:
        """Put the next session to another day."""
        await self.world.types(therapist, f"/session {code}")
        if await self.taps(therapist, "tsmov"):
            day = (self.world.now.astimezone(ZoneInfo("Europe/Berlin")) + timedelta(days=days)).date()
            await self.fills(therapist, {"date": str(day), "time": clock})

    async def cancels_a_session(self, therapist: Phone, code: str) -> None:
        """Call off the next session."""
        await self.world.types(therapist, f"/session {code}")
        if await self.taps(therapist, "tscan"):
            await self.taps(therapist, "tscany")


def _chosen(asked: list[Button], value: str) -> Button | None:
    """Return the button of a value; without one, Skip, or else the first that is no way out."""
    wanted = [each for each in asked if value and each.parts[3:] and each.data.split(":", 3)[3] == value]
    skip = [each for each in asked if each.parts[-1] in {"!skip", "!done"}]
    others = [each for each in asked if each.parts[-1] not in CONTROLS]
    return next(iter([*wanted, *skip, *others]), None)
