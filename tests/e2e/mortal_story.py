"""The main job from the invitation to the second summary, played to a bot that may be killed at any moment."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from tests.e2e.mortal import MortalPractice
from tests.e2e.mortal_hands import Hand

GOAL, SITUATION, PLACE = "more evenings with people", "when the working day is over", "on the way home"
HURDLE, COUNTER = "visitors stay longer", "I take them along"
HARD, HARD_AT_FIRST = "the neighbours were loud", "the neighbors were loud"
ACTIVITY, NOTICED = "two rounds of cards", "easier after the first minute"
RATINGS = {"mood_before": 3, "mood_after": 6, "pleasure": 5, "mastery": 4}
QUESTION, DIFFICULTY = "why do evenings frighten me", "the letters pile up"
TIRED, WALK = "my legs were like lead", "once round the block"
INSTEAD = "sang in the kitchen"
FIRST_WEEK = (HARD, ACTIVITY, NOTICED, QUESTION, DIFFICULTY, TIRED, WALK)


class Story:
    """The main job from the invitation to the second summary, as a therapist and a patient tap and type it.

    `since` is the newest message of each phone when all was quiet for the last time: answers are to what came after.
    """

    def __init__(self, practice: MortalPractice) -> None:
        self.practice = practice
        self.stern = practice.hand("Dr. Stern", practice.ways.therapists)
        self.anna = practice.hand("Anna", practice.ways.patients)
        self.since: dict[Hand, int] = {}

    async def plays(self, invitation: str) -> None:
        """Play all of it."""
        await self._arrive(invitation)
        await self._propose()
        await self._agree()
        await self._moves_to(datetime(2026, 3, 5, 16, tzinfo=UTC))
        await self._first_day()
        await self._moves_to(datetime(2026, 3, 6, 19, tzinfo=UTC))  # three hours after the moment
        await self._second_day()
        await self._moves_to(datetime(2026, 3, 7, 16, tzinfo=UTC))
        await self._third_day()
        await self._moves_to(datetime(2026, 3, 8, 17, tzinfo=UTC))
        await self._first_summary()
        await self._late_answer()
        await self._moves_to(datetime(2026, 3, 15, 17, tzinfo=UTC))
        await self._second_summary()

    async def _arrive(self, invitation: str) -> None:
        self.stern.enters(invitation)
        await self._comes(self.stern, "First step: /invite")
        self.stern.types("/invite")
        invited = await self._comes(self.stern, "P-1 is invited")
        self.anna.enters(invited.text)
        await self._taps(self.anna, "Which language", "English")
        await self._taps(self.anna, "1 of 3", "Continue")
        await self._taps(self.anna, "2 of 3", "Continue")
        await self._taps(self.anna, "3 of 3", "Agree")
        await self._taps(self.anna, "I go by your clock", "Yes, Berlin")
        await self._comes(self.anna, "All set")

    async def _propose(self) -> None:
        self.stern.types(f'/assign P-1 BA-02 daily 18:00 until 2026-03-08 at "{PLACE}"')
        await self._answers(self.stern, "Which goal", GOAL)
        await self._taps(self.stern, "Why does it help", "Use this")
        await self._answers(self.stern, "In which situation", SITUATION)
        await self._taps(self.stern, "What might get in the way", "Skip")
        await self._taps(self.stern, "For P-1", "Send to P-1")
        await self._arrives(self.stern, "You will hear when it is agreed")
        self.stern.types("/session P-1 2026-03-09 10:00 weekly")
        await self._comes(self.stern, "Session with P-1")

    async def _agree(self) -> None:
        await self._taps(self.anna, "A new exercise is waiting", "Open")
        await self._taps(self.anna, GOAL, "Agree")
        await self._answers(self.anna, "When would it fit best", "17:00")
        await self._taps(self.anna, "Where will you be", PLACE)
        await self._answers(self.anna, "What might get in the way", HURDLE)
        await self._answers(self.anna, "If that happens", COUNTER)
        await self._taps(self.anna, "How confident", "7")
        await self._taps(self.anna, "Right?", "Yes, agreed")
        await self._comes(self.anna, "Agreed.")

    async def _first_day(self) -> None:
        await self._opens_and_says("Partly")
        await self._taps(self.anna, "What got in the way?", HURDLE)
        if self.anna.goes_on("Continue"):
            await self._taps(self.anna, "What got in the way?", "Continue")
        typed = await self._answers(self.anna, "Was anything hard", HARD_AT_FIRST)
        await self._answers(self.anna, "What was the activity?", ACTIVITY)
        await self._taps(self.anna, "How was the mood before", "3")
        await self._taps(self.anna, "And how was it afterwards", "6")
        await self._taps(self.anna, "How much pleasure", "5")
        await self._taps(self.anna, "getting something done", "4")
        await self._answers(self.anna, "What did you notice", NOTICED)
        await self._taps(self.anna, "From now on", "Yes, show it")
        await self._comes(self.anna, "Saved for your next session")
        self.anna.edits(typed, HARD)
        await self._comes(self.anna, "Changed. Thank you.")
        noted = self.anna.types(f"/note question {QUESTION}")
        await self._arrives(self.anna, "Saved for your next session, in your words", noted)
        self.anna.types(DIFFICULTY)
        await self._notes("Difficulty")

    async def _notes(self, kind: str) -> None:
        """Choose what to note, and once more where the offer came twice and the bot does not know which was answered."""
        while True:
            await self._taps(self.anna, "Shall I keep this as a note", kind)
            if self.anna.channel != "signal":
                return
            said = await self.practice.comes(self.anna, "your", after=self.anna.newest)
            if "did not take it as an answer" not in said.text:
                return

    async def _second_day(self) -> None:
        await self._opens_and_says("Not done")
        await self._taps(self.anna, "What got in the way?", "Skip")
        await self._answers(self.anna, "Was anything hard", TIRED)
        await self._taps(self.anna, "What did you notice", "Skip")
        await self._comes(self.anna, "Saved for your next session")

    async def _third_day(self) -> None:
        await self._opens_and_says("Done")
        await self._answers(self.anna, "What was the activity?", WALK)
        await self._taps(self.anna, "How was the mood before", "Cancel")
        await self._comes(self.anna, "That is enough for today")

    async def _first_summary(self) -> None:
        details = await self._summary()
        assert [(said, details.count(said)) for said in FIRST_WEEK] == [(said, 1) for said in FIRST_WEEK], (
            details
        )
        assert HARD_AT_FIRST not in details

    async def _late_answer(self) -> None:
        """Answer the moment that was still open in the summary."""
        await self._opens_and_says("Changed")
        await self._answers(self.anna, "What did you do instead", INSTEAD)
        await self._comes(self.anna, "Was anything hard about it?")

    async def _second_summary(self) -> None:
        details = await self._summary()
        assert [said for said in (*FIRST_WEEK, INSTEAD) if said in details] == [INSTEAD]

    async def _summary(self) -> str:
        """Open the summary that was announced; return its details."""
        await self._taps(self.stern, "Summary ready", "Open")
        await self._taps(self.stern, "DEBRIEF", "Details")
        details: str = (await self._comes(self.stern, "details 1/1")).text
        return details

    async def _opens_and_says(self, outcome: str) -> None:
        self.anna.taps("Open")
        await self._taps(self.anna, "How did it go?", outcome)

    async def _moves_to(self, moment: datetime) -> None:
        await self.practice.quiet()
        self.since = {hand: hand.newest for hand in (self.stern, self.anna)}
        await self.practice.moves_to(moment)

    async def _comes(self, hand: Hand, text: str, label: str = "") -> Any:
        return await self.practice.comes(hand, text, label, after=self.since.get(hand, 0))

    async def _arrives(self, hand: Hand, text: str, after: int = 0) -> None:
        """Wait for the answer where what comes next could arrive without this: Signal offers nothing twice."""
        if hand.channel == "signal":
            await self.practice.comes(hand, text, after=after)

    async def _taps(self, hand: Hand, text: str, label: str) -> None:
        hand.taps(label, message_id=(await self._comes(hand, text, label)).message_id)

    async def _answers(self, hand: Hand, question: str, words: str) -> int:
        """Wait for a question and type the answer; return the message's id."""
        await self._comes(hand, question)
        return hand.types(words)
