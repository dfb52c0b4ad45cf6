"""How choices look where a phone has no buttons."""

from __future__ import annotations

from bot.conversation.fields import options, scale
from bot.messages import Choice, Lines, Rows, Say, Words
from bot.numbered import Option, numbered

CONTROLS: Rows = ((Choice(Words("form-back"), "f:a1:x:!back"), Choice(Words("form-skip"), "f:a1:x:!skip")),)


def shown(say: Say, language: str = "en", formality: str = "sie") -> str:
    return numbered(say, language, formality).html


def test_choices_are_numbered_below_a_bold_title() -> None:
    say = Say(
        Words("checkin-ask"),
        options(("how:7:done", Words("checkin-done")), ("how:7:partly", "A <b>"), ("help", "?")),
    )
    assert shown(say) == (
        "<b>How did it go? Every answer helps.</b>\n\n1  Done\n2  A &lt;b&gt;\n3  ?\n\nReply with a number."
    )


def test_german_says_the_same() -> None:
    say = Say(Words("checkin-ask"), options(("a", Words("checkin-done")), ("b", Words("checkin-partly"))))
    assert shown(say, "de").endswith(
        "1  Gemacht\n2  Teilweise\n\nAls Antwort genügt die Zahl, oder 👍 für 1 und 👎 für 2."
    )


def test_a_message_without_choices_stays_as_it_is() -> None:
    found = numbered(Say(Words("text-only")), "en", "sie")
    assert found.html == "I can read text only. Please type it. /help is always there."
    assert found.options == ()


def test_a_single_choice_has_its_number() -> None:
    assert shown(Say(Words("checkin-ask"), options(("a", "Open")))).endswith("1  Open\n\nReply with 1.")


def test_the_controls_of_a_form_have_names_and_no_numbers() -> None:
    """So that a number that answers the question itself never skips it."""
    found = numbered(Say(Words("checkin-insight"), CONTROLS), "en", "sie")
    assert found.html == "<b>What did you notice, however small?</b>\n\nYou can also write: Back, Skip."
    assert found.options == (Option("", "Back", "f:a1:x:!back"), Option("", "Skip", "f:a1:x:!skip"))
    assert found.topic == "a1"


def test_the_numbers_of_a_scale_stand_for_themselves() -> None:
    say = Say(Words("planning-confidence"), (*scale(0, 10), *options(("none", "Not sure")), *CONTROLS))
    found = numbered(say, "en", "sie")
    assert found.html.endswith("Reply with a number from 0 to 10. You can also write: Not sure, Back, Skip.")
    assert "\n1  " not in found.html
    assert found.options[7] == Option("7", "7", "7")


def test_where_several_answers_fit_the_numbers_are_enough() -> None:
    choices = (*options(("f:a1:x:+0", "Mon"), ("f:a1:x:+1", "Tue")), *options(("f:a1:x:!done", "Continue")))
    text = shown(Say(Words("t-assign-days"), choices, many=True))
    assert text.endswith("1  Mon\n2  Tue\n\nReply with all numbers that fit, for example 1 3.")


def test_a_link_is_written_out() -> None:
    say = Say(Words("text-only"), ((Choice("Open", "a"), Choice("Map", url="https://a.b/?c=1&d")),))
    found = numbered(say, "en", "sie")
    assert "1  Open\nMap: https://a.b/?c=1&amp;d\n" in found.html
    assert [option.label for option in found.options] == ["Open"]


def test_a_first_line_that_is_bold_in_part_is_bold_once() -> None:
    say = Say(
        Words("digest-screen", {"parts": Words("digest-head", {"code": "P-7", "days": "5–11"})}),
        options(("a", "b")),
    )
    found = numbered(say, "en", "sie")
    assert found.html.startswith("<b>P-7 · 5–11</b>\n")
    assert found.title == "P-7 · 5–11"


def test_a_long_first_line_is_no_title() -> None:
    say = Say(Words("card", {"parts": "on and on " * 20}), options(("a", "b")))
    assert shown(say).startswith("on and on ")
    assert len(numbered(say, "en", "sie").title) <= 48


def test_choices_about_several_things_have_no_topic() -> None:
    say = Say(Words("current-which"), options(("did:1", "a"), ("did:2", "b")))
    assert numbered(say, "en", "sie").topic == ""


def test_numbered_steps_have_letters_where_numbers_stand_for_answers() -> None:
    steps = Lines(("Sit down.", "Breathe out."), mark="1.")
    words = Words("form-answered", {"question": steps, "answer": "so"})
    assert "a) Sit down.</b>\nb) Breathe out." in shown(Say(words, options(("a", "Done"), ("b", "Not done"))))
    assert "1. Sit down.\n2. Breathe out." in shown(Say(words))


def test_a_sentence_that_says_how_to_answer_is_followed_by_no_other() -> None:
    """After a number that is out of range: one sentence, not two that say the same."""
    words = Words("form-number", {"low": 0, "high": 10})
    assert shown(Say(words, (*scale(0, 10), *CONTROLS))) == (
        "<b>Please send a number from 0 to 10.</b>\n\nYou can also write: Back, Skip."
    )
    assert shown(Say(words, scale(0, 10)), "de") == "<b>Bitte eine Zahl von 0 bis 10 senden.</b>"
    chosen = Say(
        Words("form-please-choose"), options(("a", Words("checkin-done")), ("b", Words("checkin-partly")))
    )
    assert shown(chosen) == "<b>Please choose one of the answers, or type it.</b>\n\n1  Done\n2  Partly"
    assert shown(chosen, "de") == (
        "<b>Bitte eine der Antworten auswählen oder eintippen.</b>\n\n1  Gemacht\n2  Teilweise"
    )


def test_where_several_fit_it_says_so_still() -> None:
    say = Say(Words("form-please-choose"), options(("f:a1:x:+0", "Mon"), ("f:a1:x:+1", "Tue")), many=True)
    assert shown(say).endswith("Reply with all numbers that fit, for example 1 3.")
