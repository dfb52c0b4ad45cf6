"""A therapist comes in: a greeting, the menu, the first step; and their language."""

from __future__ import annotations

from bot.conversation.turn import Turn, button, rows
from bot.messages import Say, Words
from storage import people
from storage.records import Formality, PersonState

_LANGUAGES = {
    "en": ("en", Formality.SIE),
    "de": ("de", Formality.SIE),
    "de_du": ("de", Formality.DU),
}


async def enter(turn: Turn) -> None:
    """Greet a therapist who opened their invitation; from here on their commands work."""
    await people.change(turn.tx, turn.who.id, state=PersonState.ACTIVE)
    turn.person = await people.get(turn.tx, turn.who.id)
    _menu(turn)
    other = "en" if turn.who.language == "de" else "de"
    turn.say("t-welcome", choices=rows(button("t-welcome-other-language", "tlang", other, "hello")))


async def ask_language(turn: Turn, rest: str) -> None:
    """Offer the languages."""
    del rest
    choices = (button(f"t-welcome-language-{name.replace('_', '-')}", "tlang", name) for name in _LANGUAGES)
    turn.say("t-welcome-language", choices=rows(*choices))


async def set_language(turn: Turn, rest: str) -> None:
    """Speak another language from now on; "hello" after its name says the greeting again."""
    name, _, what = rest.partition(":")
    if name not in _LANGUAGES:
        turn.say_old()
        return
    language, formality = _LANGUAGES[name]
    if (turn.who.language, turn.who.formality) == (language, formality) and turn.doubled:
        return
    await people.change(turn.tx, turn.who.id, language=language, formality=formality)
    turn.person = await people.get(turn.tx, turn.who.id)
    _menu(turn)
    turn.edit("t-welcome" if what == "hello" else "t-welcome-language-set")


def _menu(turn: Turn) -> None:
    turn.reply(Say(Words("t-welcome-menu"), menu=str(turn.who.role)))


COMMANDS = {"language": ask_language}
BUTTONS = {"tlang": set_language}
