"""Help for everybody in every state: whom to call, what this program is and is not, what it understands."""

from __future__ import annotations

from bot.conversation.turn import Turn
from bot.messages import Arg, Both, Lines, Words
from bot.safety.help_lines import HelpLine, help_lines
from storage.records import PersonState, Role

ALWAYS = "24/7"


async def help_card(turn: Turn) -> None:
    """Say it all in one message; before consent, in a pause and after leaving too."""
    turn.say(
        "help-card", parts=Lines((crisis(turn.practice.country), Words("help-what"), _commands(turn)), "\n\n")
    )


def crisis(country: str) -> Lines:
    """Name the emergency number and the help lines of a country, as plain text that a phone can dial."""
    found = help_lines(country)
    lines = tuple(_line(each) for each in found.lines)
    return Lines((Words("help-emergency", {"number": found.emergency}), *lines))


def _line(line: HelpLine) -> Words:
    name = Both({"en": line.name_en, "de": line.name_de})
    hours: Arg = Words("help-always") if line.hours == ALWAYS else line.hours
    return Words("help-line", {"name": name, "number": line.number, "hours": hours})


def _commands(turn: Turn) -> Words:
    person = turn.person
    if person is None or turn.unproven or person.state is PersonState.INVITED:
        return Words("help-stranger")
    if person.state is not PersonState.ACTIVE:
        return Words("help-not-taking-part")
    return Words("t-help-commands" if person.role is Role.THERAPIST else "help-commands")
