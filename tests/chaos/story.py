"""From the invitation to the summary with two patients, in step, so that several messages are under way at once."""

from __future__ import annotations

from datetime import UTC, datetime

from tests.chaos.lives import Lives
from tests.e2e.mortal_hands import Hand

GOAL, SITUATION, PLACE = "more evenings with people", "when the working day is over", "on the way home"
HURDLE, COUNTER = "visitors stay longer", "I take them along"
HARD, HARD_AT_FIRST = "the neighbours were loud", "the neighbors were loud"
ACTIVITY, NOTICED = "two rounds of cards", "easier after the first minute"
TIRED, QUESTION, DIFFICULTY = "my legs were like lead", "why do evenings frighten me", "the letters pile up"

MOMENT, THREE_HOURS_LATER = datetime(2026, 3, 5, 16, tzinfo=UTC), datetime(2026, 3, 5, 19, 10, tzinfo=UTC)
NEXT_DAY, SUMMARY = datetime(2026, 3, 6, 16, tzinfo=UTC), datetime(2026, 3, 7, 17, 10, tzinfo=UTC)
COURSE_OVER = datetime(2026, 3, 7, 16, 5, tzinfo=UTC)
"""When the exercises have run their course: each start looks for that, and here whoever did not die looks too."""


class Story:
    """One practice's first days, as its people tap and type them. They wait until the bot is quiet, then act together."""

    def __init__(self, lives: Lives) -> None:
        self.lives = lives
        self.stern, self.anna, self.ben = (lives.phone(name) for name in ("Dr. Stern", "Anna", "Ben"))
        self.both = (self.anna, self.ben)

    def plays(self) -> None:
        """Play all of it."""
        self._arrive()
        self._propose()
        self._agree()
        self.lives.moves_to(MOMENT)
        self._first_day()
        self.lives.moves_to(THREE_HOURS_LATER)
        self._follow_up()
        self.lives.moves_to(NEXT_DAY)
        self._second_day()
        self.lives.moves_to(COURSE_OVER)
        self.lives.heals()
        self.lives.moves_to(SUMMARY)
        self._summary()

    def _arrive(self) -> None:
        self.stern.enters(self.lives.invitation())
        self.lives.quiet()
        self.lives.comes(self.stern, "First step: /invite")
        for code, patient in zip(("P-1", "P-2"), self.both, strict=True):
            self.stern.types("/invite")
            self.lives.quiet()
            patient.enters(self.lives.comes(self.stern, f"{code} is invited").text)
        self.lives.quiet()
        for text, label in (
            ("Which language", "English"),
            ("1 of 3", "Continue"),
            ("2 of 3", "Continue"),
            ("3 of 3", "Agree"),
            ("I go by your clock", "Yes, Berlin"),
        ):
            self._tap(text, label)
        for patient in self.both:
            self.lives.comes(patient, "All set")

    def _propose(self) -> None:
        for code in ("P-1", "P-2"):
            self._types(self.stern, f'/assign {code} BA-02 daily 18:00 until 2026-03-06 at "{PLACE}"')
            self._answer("Which goal", GOAL, self.stern)
            self._tap("Why does it help", "Use this", self.stern)
            self._answer("In which situation", SITUATION, self.stern)
            self._tap("What might get in the way", "Skip", self.stern)
            self._tap(f"For {code}", f"Send to {code}", self.stern)
            self._types(self.stern, f"/session {code} 2026-03-08 10:00")
            self.lives.comes(self.stern, f"Session with {code}")

    def _agree(self) -> None:
        self._tap("A new exercise is waiting", "Open")
        self._tap(GOAL, "Agree")
        self._answer("When would it fit best", "17:00")
        self._tap("Where will you be", PLACE)
        self._answer("What might get in the way", HURDLE)
        self._answer("If that happens", COUNTER)
        self._tap("How confident", "7")
        self._tap("Right?", "Yes, agreed")
        for patient in self.both:
            self.lives.comes(patient, "Agreed.")

    def _first_day(self) -> None:
        """Let Anna answer in part, and Ben say nothing yet."""
        anna = self.anna
        self._tap("", "Open", anna)
        self._tap("How did it go?", "Partly", anna)
        self._tap("What got in the way?", HURDLE, anna)
        if anna.goes_on("Continue"):
            self._tap("What got in the way?", "Continue", anna)
        typed = self._answer("Was anything hard", HARD_AT_FIRST, anna)
        self._answer("What was the activity?", ACTIVITY, anna)
        self._tap("How was the mood before", "3", anna)
        self._tap("And how was it afterwards", "Cancel", anna)
        self.lives.comes(anna, "That is enough for today")
        anna.edits(typed, HARD)
        self.lives.quiet()
        self.lives.comes(anna, "Changed. Thank you.")
        anna.types(f"/note question {QUESTION}")
        anna.types(DIFFICULTY)
        self.lives.quiet()
        self._tap("Shall I keep this as a note", "Difficulty", anna)

    def _follow_up(self) -> None:
        """Let Ben answer when he is asked again; or by himself, where a death has swallowed the question.

        Who was perhaps asked again is not asked a third time (docs/house.md, life of a message).
        """
        if any("Still open" in each.text for each in self.ben.messages):
            self._tap("Still open", "Now", self.ben)
        else:
            self.lives.since = {}  # the moment's own message, three hours old
            self._tap("", "Open", self.ben)
        self._tap("How did it go?", "Not done", self.ben)
        self._tap("What got in the way?", "Skip", self.ben)
        self.lives.comes(self.ben, "Was anything hard")
        self.ben.sends_photo(caption=TIRED)
        self.lives.quiet()
        self._tap("What did you notice", "Skip", self.ben)

    def _second_day(self) -> None:
        """Let both open it; Anna has done it, and Ben has put it away unanswered."""
        self._tap("", "Open")
        self._tap("How did it go?", "Done", self.anna)
        self._answer("What was the activity?", NOTICED, self.anna)

    def _summary(self) -> None:
        for code, words in (("P-1", (HARD, ACTIVITY, QUESTION, DIFFICULTY, NOTICED)), ("P-2", (TIRED,))):
            self._tap("2 summaries ready", f"Open {code}", self.stern)
            self._tap("DEBRIEF", "Details", self.stern)
            details = self.lives.comes(self.stern, "details 1/1").text
            assert [details.count(each) for each in words] == [1] * len(words), details
            assert HARD_AT_FIRST not in details
        assert f"[picture] {TIRED}" in details
        self._tap("details 1/1", "Pictures and recordings", self.stern)
        self._tap("pictures and recordings", "picture", self.stern)
        assert self.lives.comes(self.stern, "P-2 · picture").photo is not None

    def _tap(self, text: str, label: str, *who: Hand) -> None:
        """Let both patients, or these, press a button; the bot does what follows."""
        self.lives.reads()
        for phone in who or self.both:
            phone.taps(label, message_id=self.lives.comes(phone, text, label).message_id)
        self.lives.quiet()

    def _answer(self, question: str, words: str, *who: Hand) -> int:
        """Let both patients, or these, type an answer; return its id on the last one's phone."""
        self.lives.reads()
        for phone in who or self.both:
            self.lives.comes(phone, question)
            typed = phone.types(words)
        self.lives.quiet()
        return typed

    def _types(self, phone: Hand, text: str) -> None:
        phone.types(text)
        self.lives.quiet()
