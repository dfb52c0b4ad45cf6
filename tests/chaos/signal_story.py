"""The story with what only Signal brings: a thumb for an answer, and words that are taken back."""

from __future__ import annotations

from tests.chaos.signal_lives import SignalLives
from tests.chaos.story import Story

REGRETTED = "nobody must ever read this"


class SignalStory(Story):
    """The same first days; on the second evening Anna changes words, takes them back, and answers with a thumb."""

    lives: SignalLives

    def _second_day(self) -> None:
        super()._second_day()
        anna = self.lives.phone("Anna")
        self._tap("How was the mood before", "Cancel", anna)
        typed = anna.types(f"/note insight {REGRETTED}")
        self.lives.quiet()
        anna.edits(typed, f"/note insight {REGRETTED}!")
        self.lives.quiet()
        anna.deletes(typed)
        self.lives.quiet()
        if (
            "can have it erased" in anna.messages[-1].text
        ):  # the change of before was lost, and nobody knows that one
            anna.deletes_by_its_first_name(typed)
            self.lives.quiet()
        self.lives.comes(anna, "Taken back")
        anna.types("leave")
        self.lives.quiet()
        anna.reacts("👎")
        self.lives.quiet()
        self.lives.comes(anna, "Everything stays as it was")

    def _summary(self) -> None:
        super()._summary()
        assert all(REGRETTED not in each.text for each in self.stern.messages)
