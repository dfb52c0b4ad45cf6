"""Properties of choosing by words: what is meant was offered, and no walk through the conversation breaks it."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation import router
from bot.conversation.meant import meant_by
from bot.conversation.turn import Turn
from bot.messages import IncomingKind
from storage.records import Prompt, PromptState
from tests.talk import START
from tests.words_phone import WordsPhone, WordsTalk, prompts_of

LABELS = ["Done", "Partly", "Not today", "Later", "Skip", "Help", "too much", "Anders", "Zurück"]


def prompt(labels: list[str], *, many: bool = False, scale: bool = False) -> Prompt:
    options = [
        [label if scale else str(place), label, f"f:a1:x:{'+' if many else ''}{place}"]
        for place, label in enumerate(labels, 1)
    ]
    at = datetime(2026, 3, 2, tzinfo=UTC)
    content = {"title": "?", "options": options}
    return Prompt(
        id=1,
        ref="b1",
        topic="a1",
        content=content,
        many=many,
        state=PromptState.OPEN,
        fresh=True,
        answered_by=None,
        answer=None,
        sent_at=at,
    )


def meant(offered: Prompt, text: str, *, fuzzy: bool = True) -> str:
    return next((data for _, data, _ in meant_by(offered, text, fuzzy=fuzzy)), "")


@given(
    st.lists(st.sampled_from(LABELS), unique=True, max_size=8),
    st.text() | st.sampled_from(LABELS),
    st.booleans(),
)
def test_what_is_meant_was_offered(labels: list[str], text: str, fuzzy: bool) -> None:  # noqa: FBT001 - drawn
    offered = prompt(labels)
    assert meant(offered, text, fuzzy=fuzzy) in {"", *(data for _, _, data in offered.content["options"])}


@given(st.lists(st.sampled_from(LABELS), unique=True, min_size=1, max_size=8), st.integers(0, 99))
def test_a_number_means_its_own_line_or_nothing(labels: list[str], number: int) -> None:
    expected = f"f:a1:x:{number}" if 1 <= number <= len(labels) else ""
    for typed in (f"{number}", f"{number}.", f"#{number}", f" {number} )"):
        assert meant(prompt(labels), typed, fuzzy=False) == expected


@given(st.lists(st.sampled_from(LABELS), unique=True, min_size=1, max_size=8), st.data())
def test_all_numbers_that_fit_are_taken_together_or_none_is(labels: list[str], data: st.DataObject) -> None:
    numbers = data.draw(st.lists(st.integers(1, 9), min_size=1, max_size=5, unique=True))
    found = meant(prompt(labels, many=True), " and ".join(map(str, numbers)))
    there = all(number <= len(labels) for number in numbers)
    assert found == (f"f:a1:x:={','.join(map(str, numbers))}" if there else "")


@given(st.lists(st.sampled_from(LABELS), unique=True, min_size=1, max_size=8))
def test_a_thumb_means_something_only_where_there_are_two(labels: list[str]) -> None:
    up, down = meant(prompt(labels), "👍🏽"), meant(prompt(labels), "👎")
    assert up == ("f:a1:x:1" if len(labels) == 2 else "")
    assert down == ("f:a1:x:2" if len(labels) == 2 else "")


@given(st.integers(0, 10))
def test_a_scale_means_what_it_says(number: int) -> None:
    offered = prompt([str(value) for value in range(11)], scale=True)
    assert meant(offered, str(number)) == f"f:a1:x:{number + 1}"
    assert meant(offered, "👍") == ""


@pytest.fixture
async def talk(tmp_path: Path) -> AsyncIterator[WordsTalk]:
    practice = WordsTalk(tmp_path)
    await practice.open()
    yield practice
    await practice.db.close()


@pytest.mark.parametrize("seed", range(6))
async def test_no_walk_presses_what_was_not_offered(
    talk: WordsTalk, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    luck = random.Random(seed)
    anna = await talk.patient(language=luck.choice(["en", "de"]), formality=luck.choice(["sie", "du"]))
    await talk.assigned(anna)
    await talk.assigned(anna, "CT-02", agreed=False)
    pressed: list[str] = []
    begin = router._begin

    async def listening(turn: Turn) -> None:
        if turn.heard.kind is IncomingKind.PRESS:
            pressed.append(turn.heard.data)
        await begin(turn)

    monkeypatch.setattr(router, "_begin", listening)
    await talk.moves_to(START.replace(hour=17))
    for _ in range(50):
        open_before = [each for each in await prompts_of(talk, anna) if each.state is PromptState.OPEN]
        kept = await prompts_of(talk, anna)
        pressed.clear()
        bare = await _step(luck, talk, anna)
        offered = {data for each in kept for _, _, data in each.content["options"]}
        assert all(data in offered or ":=" in data for data in pressed)
        if bare and not open_before:
            assert pressed == []
        now_open = [each for each in await prompts_of(talk, anna) if each.state is PromptState.OPEN]
        topics = [each.topic for each in now_open if each.topic]
        assert len(topics) == len(set(topics))


async def _step(luck: random.Random, talk: WordsTalk, anna: WordsPhone) -> bool:
    """Do something on the phone; say whether it was a bare number."""
    shown = luck.choice(anna.messages)
    match luck.choice(
        ["number"] * 6 + ["several", "label", "word", "quote", "react", "unreact", "edit", "delete", "wait"]
    ):
        case "number":
            await anna.types(str(luck.randint(1, 6)))
            return True
        case "several":
            await anna.types(f"{luck.randint(1, 4)} {luck.randint(5, 9)}")
        case "label":
            await anna.types(
                luck.choice(["skip", "weiter", "Done", "Open", "später", "cancel", "erledigt", "change"])
            )
        case "word":
            await anna.types(
                luck.choice(
                    ["/current", "current", "the neighbours were loud", "/language", "/pause", "18:30"]
                )
            )
        case "quote":
            await anna.quotes(shown, str(luck.randint(1, 4)))
        case "react":
            await anna.reacts(shown, luck.choice(["👍", "👎🏽", "3️⃣", "❤️"]))
        case "unreact":
            await anna.unreacts(shown, luck.choice(["👍", "👎🏽", "3️⃣"]))
        case "edit":
            await anna.edits(
                f"m{luck.randint(1, max(anna.typed, 1))}", luck.choice(["1", "2", "quite different"])
            )
        case "delete":
            await anna.deletes(f"m{luck.randint(1, max(anna.typed, 1))}")
        case _:
            await talk.moves(hours=luck.choice([0.5, 3, 24]))
    return False
