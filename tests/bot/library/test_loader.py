from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.library.loader import STARTER, LibraryError, load_library

Spoil = Callable[[Any], object]


def _en(draft: Any, exercise: str = "WO-02") -> dict[str, Any]:
    text: dict[str, Any] = draft.exercises[exercise]["text"]["en"]
    return text


def _both(draft: Any, **changes: Any) -> None:
    for text in draft.exercises["WO-02"]["text"].values():
        text.update(changes)


def _set(draft: Any, **changes: Any) -> None:
    draft.exercises["WO-02"].update(changes)


FIELD = {
    "key": "note",
    "kind": "text",
    "label": {"en": "Note", "de": "Notiz"},
    "question": {"en": "Which?", "de": "Welche?"},
}

FAULTS: dict[str, tuple[Spoil, str]] = {
    "an unknown field": (
        lambda d: _set(d, colour="red"),
        "small/WO-02.yaml: colour: is not a field known here.",
    ),
    "a missing field": (
        lambda d: d.exercises["WO-02"].pop("minutes"),
        "small/WO-02.yaml: minutes: is missing.",
    ),
    "a wrong number": (
        lambda d: _set(d, difficulty=6),
        "small/WO-02.yaml: difficulty: input should be less than or equal to 5 (it says '6').",
    ),
    "a title in one language": (
        lambda d: d.exercises["WO-02"]["text"]["de"].pop("title"),
        "small/WO-02.yaml: text.de.title: is missing.",
    ),
    "an exercise in one language": (
        lambda d: d.exercises["WO-02"]["text"].pop("de"),
        "small/WO-02.yaml: text.de: the language 'de' is missing.",
    ),
    "a language that the pack does not list": (
        lambda d: d.exercises["WO-02"]["text"].update(fr=_en(d)),
        "small/WO-02.yaml: text.fr: pack.yaml does not list the language 'fr'.",
    ),
    "a caution in one language": (
        lambda d: _en(d).update(caution="Ask first."),
        "small/WO-02.yaml: text: caution stands in one language but not in another.",
    ),
    "steps that differ in number": (
        lambda d: _en(d)["steps"].append("Stop."),
        "small/WO-02.yaml: text: the languages differ in their number of steps or checklist_items.",
    ),
    "eight steps": (
        lambda d: _en(d).update(steps=["Breathe."] * 8),
        "small/WO-02.yaml: text.en.steps: has 8 steps, but 1 to 7 are right.",
    ),
    "no step": (
        lambda d: _en(d).update(steps=[]),
        "small/WO-02.yaml: text.en.steps: has 0 steps, but 1 to 7 are right.",
    ),
    "an empty step": (lambda d: _en(d)["steps"].append(" "), "small/WO-02.yaml: text.en.steps.3: is empty."),
    "a step of two lines": (
        lambda d: _en(d).update(steps=["Sit.\nWrite."]),
        "small/WO-02.yaml: text.en.steps.1: must be a single line.",
    ),
    "an odd id": (
        lambda d: _set(d, id="WORRY-2"),
        r"small/WO-02.yaml: id: 'WORRY-2' is not written as it has to be (^[A-Z]{2,4}-\d{2}$).",
    ),
    "a file of another name": (
        lambda d: d.exercises.update(misnamed=d.exercises.pop("WO-02")),
        "small/misnamed.yaml: id: the file of WO-02 has to be called WO-02.yaml.",
    ),
    "an id that stands twice": (
        lambda d: d.exercises.update({"WO-09": d.exercises["WO-02"]}),
        "small/WO-09.yaml: id: WO-02 stands in small/WO-02.yaml too.",
    ),
    "a link into nowhere": (
        lambda d: _set(d, harder="WO-77"),
        "small/WO-02.yaml: harder: WO-77 does not exist.",
    ),
    "a link without an answer": (
        lambda d: d.exercises["WO-03"].pop("easier"),
        "small/WO-02.yaml: harder: WO-03 does not name WO-02 as easier in return.",
    ),
    "a link into another category": (
        lambda d: d.exercises["WO-03"].update(category="sleep"),
        "small/WO-02.yaml: harder: WO-03 belongs to another category.",
    ),
    "a difficulty that falls": (
        lambda d: d.exercises["WO-03"].update(difficulty=1),
        "small/WO-02.yaml: harder: WO-03 has a lower difficulty than WO-02.",
    ),
    "a step that no ladder lists": (
        lambda d: d.pack["ladders"][0]["exercises"].pop(),
        "small/pack.yaml: ladders: the step from WO-02 to WO-03 is not listed.",
    ),
    "a ladder beyond the links": (
        lambda d: d.pack["ladders"][0].update(exercises=["WO-01", "WO-03"]),
        "small/pack.yaml: ladders: WO-01 does not name WO-03 as harder.",
    ),
    "a ladder of another category": (
        lambda d: d.pack["ladders"][0].update(category="sleep"),
        "small/pack.yaml: ladders: WO-02 does not belong to sleep.",
    ),
    "a ladder with an unknown step": (
        lambda d: d.pack["ladders"][0]["exercises"].append("WO-77"),
        "small/pack.yaml: ladders: WO-77 does not exist.",
    ),
    "a ladder that goes round": (
        lambda d: d.pack["ladders"][0]["exercises"].append("WO-01"),
        "small/pack.yaml: ladders: WO-01 stands on them 2 times.",
    ),
    "a prerequisite that does not exist": (
        lambda d: _set(d, prerequisites=["CT-44"]),
        "small/WO-02.yaml: prerequisites: CT-44 does not exist.",
    ),
    "prerequisites in a circle": (
        lambda d: d.exercises["WO-01"].update(prerequisites=["WO-03"]),
        "small/WO-02.yaml: prerequisites: they lead back to WO-02 itself.",
    ),
    "an exercise that waits for itself": (
        lambda d: _set(d, prerequisites=["WO-02"]),
        "small/WO-02.yaml: prerequisites: they lead back to WO-02 itself.",
    ),
    "an unknown response type": (
        lambda d: _set(d, responses=["horoscope"]),
        "small/WO-02.yaml: responses: 'horoscope' is not a known response type.",
    ),
    "the same question twice": (
        lambda d: _set(d, responses=["expectancy", "experiment"]),
        "small/WO-02.yaml: responses: together they ask for 'learned' more than once.",
    ),
    "items that nobody asks for": (
        lambda d: _both(d, checklist_items=["Tea"]),
        "small/WO-02.yaml: text: checklist_items are given, but no response type asks for them.",
    ),
    "an unknown category": (
        lambda d: _set(d, category="cooking"),
        "small/WO-02.yaml: category: 'cooking' is not in pack.yaml.",
    ),
    "an unknown target": (
        lambda d: _set(d, targets=["boredom"]),
        "small/WO-02.yaml: targets: 'boredom' is not in pack.yaml.",
    ),
    "an unknown tag": (
        lambda d: _set(d, tags=["loud"]),
        "small/WO-02.yaml: tags: 'loud' is not in pack.yaml.",
    ),
    "a clearance without words": (
        lambda d: _set(d, clearance="medical_if_ill"),
        "small/WO-02.yaml: clearance: pack.yaml has no words for 'medical_if_ill'.",
    ),
    "a school word": (
        lambda d: _en(d).update(why="This homework tends to help."),
        "small/WO-02.yaml: text.en.why: says 'homework', a word of school or blame; it is an exercise.",
    ),
    "a promise": (
        lambda d: d.exercises["WO-02"]["text"]["de"]["steps"].__setitem__(1, "Das heilt."),
        "small/WO-02.yaml: text.de.steps.2: says 'heilt', which promises an effect.",
    ),
    "a school word in the pack's head": (
        lambda d: d.pack["title"].update(de="Hausaufgaben"),
        "small/pack.yaml: title.de: says 'Hausaufgaben', a word of school or blame; it is an exercise.",
    ),
    "a category in one language": (
        lambda d: d.pack["categories"]["sleep"]["title"].pop("de"),
        "small/pack.yaml: categories.sleep.title: the language 'de' is missing.",
    ),
    "a pack without German": (
        lambda d: d.pack.update(languages=["en"]),
        "small/pack.yaml: languages: 'de' is missing.",
    ),
    "a response type that is already known": (
        lambda d: setattr(d, "types", {"mood": [FIELD]}),
        "small/response_types.yaml: mood: this response type is already known.",
    ),
    "a question in one language": (
        lambda d: setattr(d, "types", {"extra": [{**FIELD, "question": {"en": "Which?"}}]}),
        "small/response_types.yaml: extra.note.question: the language 'de' is missing.",
    ),
    "a number without a unit": (
        lambda d: setattr(d, "types", {"extra": [{**FIELD, "kind": "number", "minimum": 0, "maximum": 9}]}),
        "small/response_types.yaml: extra.1: note: a number needs unit, minimum and maximum.",
    ),
    "a text with a maximum": (
        lambda d: setattr(d, "types", {"extra": [{**FIELD, "maximum": 9}]}),
        "small/response_types.yaml: extra.1: note: only a number has unit, minimum and maximum.",
    ),
    "a choice without options": (
        lambda d: setattr(d, "types", {"extra": [{**FIELD, "kind": "choice"}]}),
        "small/response_types.yaml: extra.1: note: a choice, and only a choice, has options.",
    ),
    "an option that stands twice": (
        lambda d: setattr(
            d,
            "types",
            {
                "extra": [
                    {**FIELD, "kind": "choice", "options": [{"value": "tea", "label": FIELD["label"]}] * 2}
                ]
            },
        ),
        "small/response_types.yaml: extra.1: note: an option's value stands twice.",
    ),
    "a text with items": (
        lambda d: setattr(d, "types", {"extra": [{**FIELD, "items": {"en": ["Tea"], "de": ["Tee"]}}]}),
        "small/response_types.yaml: extra.1: note: only a checklist has items.",
    ),
    "times where it happens": (
        lambda d: _set(d, schedule={"type": "on_event", "times": 2, "slot": "when_it_happens", "weeks": 1}),
        "small/WO-02.yaml: schedule: times is 0 for on_event and only there.",
    ),
    "once, twice": (
        lambda d: _set(d, schedule={"type": "once", "times": 2, "slot": "evening", "weeks": 1}),
        "small/WO-02.yaml: schedule: times is 1 for once.",
    ),
    "a file that is a list": (
        lambda d: d.files.update({"WO-04.yaml": "- one\n"}),
        "small/WO-04.yaml: must hold named fields (key: value).",
    ),
    "a title too long for a button": (
        lambda d: _en(d).update(title="x" * 61),
        "small/WO-02.yaml: text.en.title: has 61 characters, but 60 fit on a button.",
    ),
}


def test_a_good_pack_loads(draft: Any) -> None:
    assert [exercise.id for exercise in draft.load().exercises] == ["WO-01", "WO-02", "WO-03"]


@pytest.mark.parametrize("name", FAULTS)
def test_each_fault_is_told_in_a_sentence(draft: Any, name: str) -> None:
    spoil, sentence = FAULTS[name]
    spoil(draft)
    assert sentence in draft.faults()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("id: [unclosed", "small/WO-04.yaml: is not readable YAML"),
        ("id: WO-04\nid: WO-05\n", "'id' stands twice"),
    ],
)
def test_a_file_that_cannot_be_read_is_named(draft: Any, text: str, said: str) -> None:
    draft.files["WO-04.yaml"] = text
    (fault,) = draft.faults()
    assert fault.startswith("small/WO-04.yaml: is not readable YAML")
    assert said in fault


def test_bytes_that_are_no_text_are_named(draft: Any) -> None:
    root = draft.write()
    (root / "WO-04.yaml").write_bytes(b"\xff\xfe\xff")
    with pytest.raises(LibraryError, match=r"small/WO-04\.yaml: cannot be read"):
        load_library([root])


def test_all_faults_are_told_at_once(draft: Any) -> None:
    draft.exercises["WO-01"]["minutes"] = -5
    draft.exercises["WO-02"]["targets"] = ["boredom"]
    draft.pack["title"].pop("de")
    assert len(draft.faults()) == 3


def test_an_unreadable_exercise_is_not_held_against_its_neighbours(draft: Any) -> None:
    draft.exercises["WO-02"]["colour"] = "red"
    assert draft.faults() == ("small/WO-02.yaml: colour: is not a field known here.",)


def test_an_unreadable_head_says_nothing_about_the_exercises(draft: Any) -> None:
    draft.pack["colour"] = "red"
    assert draft.faults() == ("small/pack.yaml: colour: is not a field known here.",)


def test_unreadable_response_types_are_not_held_against_the_exercises(draft: Any) -> None:
    draft.types = {"extra": [{**FIELD, "kind": "dance"}]}
    draft.exercises["WO-02"]["responses"] = ["extra"]
    (fault,) = draft.faults()
    assert fault.startswith("small/response_types.yaml: extra.1.kind:")


def test_a_folder_without_a_head_is_no_pack(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "absent"):
        with pytest.raises(LibraryError, match=r"is not the folder of a pack \(there is no pack\.yaml\)"):
            load_library([folder])


def test_a_pack_may_bring_its_own_questions(draft: Any) -> None:
    draft.types = {"extra": [FIELD]}
    draft.exercises["WO-02"]["responses"] = ["mood", "extra"]
    fields = draft.load().get("WO-02").answer_fields
    assert [field.key for field in fields] == ["mood", "feeling", "note"]


def test_a_pack_of_one_s_own_stands_beside_the_starter_pack_or_in_its_place(draft: Any) -> None:
    root = draft.write()
    alone, both = load_library([str(root)]), load_library([STARTER, root])
    assert [pack.id for pack in both.packs] == ["starter", "small"]
    assert both.get("WO-02") == alone.get("WO-02")
    assert (alone.get("BA-02"), both.get("BA-02") is None) == (None, False)


def test_two_packs_of_one_name_are_a_fault(draft: Any) -> None:
    root = draft.write()
    with pytest.raises(LibraryError, match="there are two packs called 'small'"):
        load_library([root, root])


def test_words_that_yaml_takes_for_something_else_stay_words(draft: Any) -> None:
    root = draft.write()
    path = root / "WO-02.yaml"
    path.write_text(
        path.read_text(encoding="utf-8")
        .replace("- Sit.", "- no")
        .replace("title: Worry note", "title: 21:30"),
        encoding="utf-8",
    )
    text = load_library([root]).text("WO-02", "en")
    assert (text.title, text.steps[0]) == ("21:30", "no")


def test_what_is_left_empty_is_absent(draft: Any) -> None:
    root = draft.write()
    path = root / "WO-03.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "\nharder:\n", encoding="utf-8")
    exercise = load_library([root]).get("WO-03")
    assert exercise is not None
    assert exercise.harder is None
