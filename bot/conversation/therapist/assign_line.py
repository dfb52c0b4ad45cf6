"""What one line already says of a proposal: `/assign P-1 BA-02 daily 18:00 2w at "kitchen table"`."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from bot.conversation.fields import Answers
from bot.conversation.hearing.command_line import hear_assign
from bot.conversation.therapist import whose
from bot.conversation.therapist.assign_draft import LONGEST_WORDS, NAMED
from bot.conversation.therapist.assign_exercise import topic_of
from bot.conversation.therapist.assign_schedule import heard_answers
from bot.conversation.turn import Turn
from bot.messages import Words
from storage.records import GONE


@dataclass(frozen=True)
class Line:
    """The answers that a line gives, and what to say about the rest of it."""

    answers: Answers
    remarks: tuple[Words, ...]


async def read(turn: Turn, text: str) -> Line:
    """Read a line. What it names wrongly (a patient, an exercise) is remarked on, and asked like what is missing."""
    heard = hear_assign(text, turn.now.astimezone(ZoneInfo(turn.who.zone)).date())
    answers: Answers = heard_answers(heard.schedule)
    remarks: list[Words] = []
    if heard.code is not None:
        patient = await whose.by_code(turn, heard.code)
        if patient is None:
            remarks.append(Words("t-patients-unknown", {"typed": heard.code}))
        elif patient.state in GONE:
            remarks.append(Words("t-assign-patient-gone", {"code": patient.code}))
        else:
            answers["patient"] = patient.code
    if heard.query is not None:
        named = turn.library.get(heard.query)
        topic = topic_of(turn, heard.query) if named is None else f"{NAMED}{named.id}"
        if topic is None:
            remarks.append(Words("t-library-nothing", {"query": heard.query}))
        else:
            answers["topic"] = topic
    said = {"place": heard.place, "goal": heard.goal, "situation": heard.situation}
    answers |= {name: words for name, words in said.items() if words and len(words) <= LONGEST_WORDS}
    if heard.leftovers:
        remarks.append(Words("t-assign-leftovers", {"words": heard.leftovers}))
    return Line(answers, tuple(remarks))
