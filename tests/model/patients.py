"""What patients may do at any time."""

from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import strategies as st
from hypothesis.stateful import rule

from tests.model.stage import HOURS, TIMES, WHO, Stage

ZONES = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu")
OUTCOMES = ("done", "partly", "changed", "not_done")
REASONS = ("", "forgot", "fear", "refusal", "too_hard")


class Patients(Stage):
    """Each of them does what they like, in any order."""

    @rule(name=WHO, times=st.sampled_from(TIMES))
    def agrees(self, name: str, times: str) -> None:
        """A patient opens a proposal and agrees."""
        name = self.somebody(name)
        self.play(self.deeds.agrees(self.phone(name), times))

    @rule(name=WHO, times=st.sampled_from(TIMES), hour=st.sampled_from((-1, 8, 12, 20)))
    def changes_times(self, name: str, times: str, hour: int) -> None:
        """A patient puts an exercise to other times, at any hour, also between two of its moments."""
        name = self.somebody(name)
        if hour >= 0:
            self.play(self.moves((timedelta(hours=hour) - _time_of(self.world.now)) % timedelta(days=1)))
        self.play(self.deeds.changes_times(self.phone(name), times))

    @rule(name=WHO, outcome=st.sampled_from(OUTCOMES), reason=st.sampled_from(REASONS), words=st.booleans())
    def answers(self, name: str, outcome: str, reason: str, words: bool) -> None:  # noqa: FBT001 - hypothesis draws it
        """A patient says how it went, perhaps with words; what is said to be saved must be."""
        name = self.somebody(name)
        said, shown = self.ledger.marked(name) if words else "", len(self.world.air.log)
        self.play(self.deeds.answers(self.phone(name), outcome, said, reason))
        new = [each.html for each in self.world.air.log[shown:] if each.address == name]
        typed = [text for _, text in self.phone(name).typed]
        if words and said in typed and any("in your words" in html for html in new):
            self.ledger.said(name, said)

    @rule(name=WHO, when=st.sampled_from(("30", "60", "evening", "tomorrow")))
    def says_later(self, name: str, when: str) -> None:
        """A patient wants a moment to come back."""
        name = self.somebody(name)

        async def later() -> None:
            phone = self.phone(name)
            if await self.deeds.taps(phone, "later"):
                found = [each for each in phone.buttons if each.parts[::2] == ["later", when]]
                if found:
                    await self.world.presses(phone, found[-1].data, found[-1].ref)

        self.play(later())

    @rule(name=WHO, again=st.booleans())
    def notes(self, name: str, again: bool) -> None:  # noqa: FBT001 - hypothesis draws it
        """A patient notes something for the session, or corrects their last note."""
        name = self.somebody(name)
        phone = self.phone(name)
        if not self.ledger.active(name):
            return
        said, note = self.ledger.marked(name), self._last_note(name)
        if again and note:
            self.ledger.said(name, said, note)
            self.play(self.world.does(phone, "edit", text=f"/note difficulty {said}", message_ref=note))
        else:
            self.ledger.said(name, said, f"m{self.world.updates}")
            self.play(self.world.types(phone, f"/note difficulty {said}"))

    def _last_note(self, name: str) -> str:
        typed = self.phone(name).typed
        return next((ref for ref, text in reversed(typed) if text.startswith("/note")), "")

    @rule(name=WHO)
    def deletes_a_note(self, name: str) -> None:
        """A patient deletes their last note for everyone; no words of it may be kept."""
        name = self.somebody(name)
        note, phone = self._last_note(name), self.phone(name)
        if note:
            phone.typed = [each for each in phone.typed if each[0] != note]
            self.ledger.deleted(name, note)
            self.play(self.world.does(phone, "withdrawal", message_ref=note))

    @rule(name=WHO, which=st.integers(0, 10_000))
    def takes_a_choice_back(self, name: str, which: int) -> None:
        """A patient takes back any choice whose button ever stood on their phone, most often how it went."""
        name = self.somebody(name)
        every = [
            each for showing in self.world.air.log if showing.address == name for each in showing.buttons
        ]
        outcomes = [each for each in every if each.parts[0] == "how"]
        offered = outcomes if outcomes and which % 4 else every
        if offered:
            button = offered[which % len(offered)]
            self.play(
                self.world.does(self.phone(name), "withdrawal", data=button.data, message_ref=button.ref)
            )

    @rule(name=WHO, outcome=st.sampled_from(OUTCOMES), again=st.sampled_from(("", *OUTCOMES)))
    def answers_and_takes_it_back(self, name: str, outcome: str, again: str) -> None:
        """A patient says how it went, takes it back, and perhaps answers anew."""
        name = self.somebody(name)

        async def undoes() -> None:
            phone = self.phone(name)
            await self.deeds.answers(phone, outcome, "", "")
            pressed = [
                each
                for showing in self.world.air.log
                if showing.address == name
                for each in showing.buttons
                if each.parts[::2] == ["how", outcome]
            ]
            if pressed:
                await self.world.does(phone, "withdrawal", data=pressed[-1].data, message_ref=pressed[-1].ref)
            if again:
                await self.deeds.answers(phone, again, "", "")

        self.play(undoes())

    @rule(name=WHO, until=st.sampled_from(("tomorrow", "3 days", "", "/resume")))
    def pauses(self, name: str, until: str) -> None:
        """A patient wants silence, or ends it."""
        name = self.somebody(name)
        if until == "/resume":
            self.play(self.world.types(self.phone(name), until))
        elif self.ledger.active(name):
            self.play(self._pauses(name, until))

    async def _pauses(self, name: str, days: str) -> None:
        phone = self.phone(name)
        await self.world.types(phone, f"/pause {days}".strip())
        if not days:
            await self.deeds.taps_value(phone, "open")

    @rule(name=WHO, verb=st.sampled_from(("restone", "wake", "keep", "did", "stop")))
    def handles_an_exercise(self, name: str, verb: str) -> None:
        """A patient lets one exercise rest, wakes it, practises beyond the plan, or asks to end it."""
        name = self.somebody(name)

        async def rests() -> None:
            phone = self.phone(name)
            await self.world.types(phone, "/current")
            if verb == "restone":
                await self.deeds.taps(phone, "rest")
            await self.deeds.taps(phone, verb)

        self.play(rests())

    @rule(
        name=WHO,
        begins=st.sampled_from(("20:00", "22:00", "00:30")),
        ends=st.sampled_from(("06:00", "09:30")),
    )
    def changes_quiet_hours(self, name: str, begins: str, ends: str) -> None:
        """A patient sets other quiet hours."""
        name = self.somebody(name)

        async def sets() -> None:
            await self.world.types(self.phone(name), "/quiet")
            await self.deeds.fills(self.phone(name), {"from": begins, "to": ends})

        self.play(sets())

    @rule(name=WHO, zone=st.sampled_from(ZONES))
    def travels(self, name: str, zone: str) -> None:
        """A patient lives by another clock."""
        name = self.somebody(name)

        async def moves() -> None:
            await self.world.types(self.phone(name), f"/timezone {zone}")
            await self.deeds.taps_value(self.phone(name), "yes")

        if self.ledger.active(name):
            self.play(moves())

    @rule(name=WHO, span=st.sampled_from(HOURS), hears=st.booleans())
    def blocks(self, name: str, span: timedelta, hears: bool) -> None:  # noqa: FBT001 - hypothesis draws it
        """A patient blocks the bot for a while; it may hear of it at once, or only when it sends something."""
        phone = self.phone(self.somebody(name))

        async def is_away() -> None:
            phone.blocked = True
            if hears:
                await self.world.does(phone, "blocked")
            await self.moves(span)
            phone.blocked = False
            await self.world.does(phone, "unblocked")

        self.play(is_away())


def _time_of(at: datetime) -> timedelta:
    return at - at.replace(hour=0, minute=0, second=0)
