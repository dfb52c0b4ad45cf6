"""Yes and no, numbers on a scale, and typed labels."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation.hearing.labels import hear_label, is_label, is_whole_label
from bot.conversation.hearing.yes_no import hear_number, hear_yes_no, is_mere_yes

OUTCOMES = ["✅ Done", "Partly", "Changed it", "Not done"]
ERGEBNISSE = ["Gemacht", "Teilweise", "Verändert", "Nicht gemacht", "Überspringen"]


@pytest.mark.parametrize(
    "text", ["yes", "Yes!", "y", "yesss", "yes please", "sure", "of course", "OK", "👍", "👍🏽", "✔️", "ja", "Jaaa", "ja, gerne",
             "ja bitte", "klar", "natürlich", "Passt.", "in Ordnung", "einverstanden", "j", "yes, sure"]
)  # fmt: skip
def test_yes_is_heard(text: str) -> None:
    assert hear_yes_no(text) is True


@pytest.mark.parametrize(
    "text", ["no", "No.", "nope", "no thanks", "I'd rather not", "👎", "nein", "Nein danke", "nö", "neeee", "lieber nicht",
             "nein, lieber nicht", "n", "heute nicht", "not now"]
)  # fmt: skip
def test_no_is_heard(text: str) -> None:
    assert hear_yes_no(text) is False


@pytest.mark.parametrize(
    "text",
    ["", "maybe", "yes no", "ja nein", "yes but only on Mondays", "know", "note", "7", "nothing", "janein"],
)
def test_what_is_neither_is_not_guessed(text: str) -> None:
    assert hear_yes_no(text) is None


@pytest.mark.parametrize(
    "text", ["7", "7.", "7!", "seven", "Sieben", "7/10", "7 / 10", "7 of 10", "7 von 10", "seven out of ten", "about 7", "ca. 7",
             "ungefähr 7", "so 7", "a seven", "eine 7", "it's a 7", "７", "٧"]
)  # fmt: skip
def test_a_seven_is_heard(text: str) -> None:
    assert hear_number(text, 0, 10) == 7


@pytest.mark.parametrize(
    "text",
    [
        "",
        "11",
        "-1",
        "7.5",
        "7,5",
        "7-8",
        "7 8",
        "7/5",
        "70/100",
        "I have 3 kids",
        "twenty",
        "7 apples",
        "²³",
    ],
)
def test_what_is_no_number_of_the_scale_is_not_heard(text: str) -> None:
    assert hear_number(text, 0, 10) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [("70", 70), ("70 %", 70), ("70%", 70), ("70 Prozent", 70), ("70/100", 70), ("twenty-five", 25), ("twenty five", 25),
     ("fünfundzwanzig", 25), ("hundert", 100), ("100", 100), ("0", 0), ("null", 0), ("101", None)],
)  # fmt: skip
def test_a_scale_to_a_hundred_takes_percent(text: str, value: int | None) -> None:
    assert hear_number(text, 0, 100) == value


def test_a_scale_below_zero_takes_a_minus() -> None:
    assert hear_number("-3", -5, 5) == -3
    assert hear_number("−3", -5, 5) == -3


@pytest.mark.parametrize(
    ("text", "index"),
    [("done", 0), ("DONE!", 0), ("✅ Done", 0), ("1", 0), ("2.", 1), ("3)", 2), ("4️⃣", 3), ("#2", 1), ("part", 1), ("partyl", 1),
     ("chnaged it", 2), ("not", 3), ("not doen", 3), ("5", None), ("0", None), ("", None), ("xyz", None), ("d", None)],
)  # fmt: skip
def test_a_typed_label_is_the_button(text: str, index: int | None) -> None:
    assert hear_label(text, OUTCOMES) == index


@pytest.mark.parametrize(
    ("text", "index"),
    [("gemacht", 0), ("erledigt", 0), ("erledgit", 0), ("nicht erledigt", 3), ("teil", 1), ("verändert", 2), ("veraendert", 2), ("nicht", 3), ("überspringen", 4),
     ("uebersprigen", 4)],
)  # fmt: skip
def test_german_labels_too(text: str, index: int) -> None:
    assert hear_label(text, ERGEBNISSE) == index


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("now done", OUTCOMES),
        ("none", OUTCOMES),
        ("dont", OUTCOMES),
        ("unchanged it", OUTCOMES),
        ("unerledigt", ERGEBNISSE),
        ("unverändert", ERGEBNISSE),
        ("heute", ["Öffnen", "Später", "Heute nicht"]),
        ("heute noch", ["Öffnen", "Später", "Heute nicht"]),
        ("I do want to", ["I don't want to", "Too tired"]),
        ("Ich möchte", ["Ich möchte nicht", "Zu müde"]),
        ("ich möchte noch", ["Ich möchte nicht", "Zu müde"]),
        ("something is clear", ["Something is unclear", "Too tired"]),
        ("keine Angst", ["Eine Angst", "Zu müde"]),
    ],
)
def test_the_opposite_of_a_label_is_no_misspelling_of_it(text: str, labels: list[str]) -> None:
    assert hear_label(text, labels) is None


@pytest.mark.parametrize("text", ["i dont want to", "I don’t want to", "i don't watn to", "I don"])
def test_an_apostrophe_may_be_missing(text: str) -> None:
    assert hear_label(text, ["Too tired", "I don't want to"]) == 1


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Erledigt", "Gemacht"),
        ("nicht erledigt", "Nicht gemacht"),
        ("unwell", "I was not well"),
        ("Keep", "Go on as agreed"),
        ("behalten", "Weiter wie vereinbart"),
        ("Pausieren", "Alles pausieren"),
        ("pause", "Pause everything"),
    ],
)
def test_what_a_label_was_called_before_is_still_heard(text: str, label: str) -> None:
    labels = ["Change", label, "Ändern"]
    assert hear_label(text, labels) == 1
    assert hear_label(text, ["Change", "Ändern"]) is None
    assert is_label(text, label) == is_whole_label(text, label) == (text != "pause")


def test_a_label_with_a_not_in_it_is_not_heard_from_its_beginning() -> None:
    assert hear_label("I was", ["I was not well", "Too hard"]) is None


def test_a_beginning_that_two_labels_share_is_no_answer() -> None:
    assert hear_label("30", ["30 min", "1 hour", "30 days"]) is None
    assert hear_label("this", ["This evening", "This week"]) is None
    assert hear_label("this e", ["This evening", "This week"]) == 0


def test_a_number_that_is_a_label_is_that_label_and_no_position() -> None:
    assert hear_label("1", [str(step) for step in range(11)]) == 1


def test_labels_alike_are_not_told_apart_by_a_typo() -> None:
    assert hear_label("monady", ["monday a", "monday b"]) is None
    assert hear_label("same", ["Same", "same"]) is None


@given(st.text(), st.lists(st.text()), st.integers(-100, 100), st.integers(-100, 100))
def test_no_text_makes_it_stumble(text: str, labels: list[str], low: int, high: int) -> None:
    hear_yes_no(text)
    number = hear_number(text, low, high)
    assert number is None or low <= number <= high
    index = hear_label(text, labels)
    assert index is None or 0 <= index < len(labels)


@pytest.mark.parametrize("text", ["yes", "Yes.", "ja!", "JA", "ok", "Ok …", "okay", "👍", "👍🏽"])
def test_a_mere_yes_says_nothing_else(text: str) -> None:
    assert is_mere_yes(text)


@pytest.mark.parametrize(
    "text", ["fine", "gut", "in Ordnung", "alright", "great", "ok, then", "yes yes", "no", ""]
)
def test_what_says_how_something_is_is_no_mere_yes(text: str) -> None:
    assert not is_mere_yes(text)
