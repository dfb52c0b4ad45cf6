"""The plan changes while a question about its hurdles is open, or after it was answered: an answer means what was shown."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import update

from bot.conversation.patient.checkin_hurdles import name_of
from storage import assignments, dialogs
from storage import tables as t
from storage.records import AssignmentEvent, Hurdle, Reason, Role
from tests.bot.conversation.patient.test_checkin import SIX, answer, history, opened
from tests.talk import Phone, Talk
from tests.words_phone import WordsTalk

TIRED, RAIN, SHOES = (
    Hurdle("too tired", "five minutes"),
    Hurdle("it rains", "umbrella"),
    Hurdle("no shoes", ""),
)
GUESTS = Hurdle("guests come", "later")
AFTER = [(GUESTS, TIRED, RAIN), (RAIN, TIRED), (GUESTS, TIRED), ()]
"""Another one came first, they were turned round, the one that is meant went, all went."""
whatever_becomes_of_the_plan = pytest.mark.parametrize("after", AFTER)
LABELS = {"en": ("Not done", "Fear", "Continue"), "de": ("Nicht gemacht", "Angst", "Weiter")}


@pytest.fixture
async def words(tmp_path: Path) -> AsyncIterator[WordsTalk]:
    practice = WordsTalk(tmp_path)
    await practice.open()
    yield practice
    await practice.db.close()


async def plan_has(talk: Talk, assignment_id: int, *hurdles: Hurdle) -> None:
    """Let the patient have agreed to other hurdles."""
    async with talk.db.write() as tx:
        found = await assignments.get(tx, assignment_id)
        assert found is not None
        plan = type(found.plan)(**{**vars(found.plan), "hurdles": hurdles})
        now = talk.clock.now()
        await assignments.change(
            tx, found, AssignmentEvent.CHANGED, by=Role.PATIENT, now=now, plan=plan, agreed_at=now
        )


async def before_the_upgrade(talk: Talk, phone: Phone) -> None:
    """Let the open form call its hurdles by their places in the plan, as forms did."""
    old = {name_of(each.hurdle): f"h{place}" for place, each in enumerate((TIRED, RAIN))}
    person = await talk.person(phone)
    async with talk.db.write() as tx:
        dialog = await dialogs.load(tx, person.id)
        whole = json.dumps(dialog)
        for name, place in old.items():
            whole = whole.replace(name, place)
        await dialogs.save(tx, person.id, json.loads(whole), known=True, now=talk.clock.now())


@whatever_becomes_of_the_plan
@pytest.mark.parametrize(("language", "formality"), [("en", "sie"), ("de", "sie"), ("de", "du")])
async def test_a_button_means_the_hurdle_that_it_shows(
    talk: Talk, after: tuple[Hurdle, ...], language: str, formality: str
) -> None:
    anna, mine = await opened(talk, language=language, formality=formality, hurdles=(TIRED, RAIN))
    hindered, _, go_on = LABELS[language]
    await anna.taps(hindered)
    shown, rains = anna.find("it rains")
    await plan_has(talk, mine, *after)
    await anna.presses(rains, shown.ref)
    assert (await answer(talk, mine)).hurdles == ("it rains",)
    assert "✓ it rains" in anna.buttons
    await anna.taps(go_on)
    found = await answer(talk, mine)
    assert (found.hurdles, found.reasons) == (("it rains",), (Reason.OTHER,))
    (said,) = [each.text for each in anna.messages if "umbrella" in each.text][1:]
    assert "it rains" in said, "what was planned against it, as ever"
    assert "five minutes" not in said
    assert await history(talk, found) == []


@whatever_becomes_of_the_plan
async def test_what_was_ticked_stays_and_can_still_be_unticked(talk: Talk, after: tuple[Hurdle, ...]) -> None:
    anna, mine = await opened(talk, hurdles=(TIRED, RAIN))
    for label in ("Not done", "it rains", "too tired"):
        await anna.taps(label)
    await plan_has(talk, mine, *after)
    await anna.taps("Fear")
    assert (await answer(talk, mine)).hurdles == ("it rains", "too tired")
    await anna.taps("✓ it rains")
    found = await answer(talk, mine)
    assert (found.hurdles, set(found.reasons)) == (("too tired",), {Reason.FEAR, Reason.OTHER})
    assert "it rains" in anna.buttons, "what was unticked by mistake can be ticked again"
    await anna.taps("it rains")
    await anna.taps("Continue")
    assert (await answer(talk, mine)).hurdles == ("too tired", "it rains")


@whatever_becomes_of_the_plan
async def test_what_was_answered_is_what_is_taken_back(talk: Talk, after: tuple[Hurdle, ...]) -> None:
    anna, mine = await opened(talk, hurdles=(TIRED, RAIN))
    await anna.taps("Not done")
    shown, rains = anna.find("it rains")
    for label in ("it rains", "too tired", "Continue", "Cancel"):
        await anna.taps(label)
    await plan_has(talk, mine, *after)
    await anna.undoes_press(rains, shown.ref)
    found = await answer(talk, mine)
    assert (found.hurdles, found.reasons) == (("too tired",), (Reason.OTHER,))


@whatever_becomes_of_the_plan
async def test_another_outcome_asks_with_the_same_ticks_and_loses_none(
    talk: Talk, after: tuple[Hurdle, ...]
) -> None:
    anna, mine = await opened(talk, hurdles=(TIRED, RAIN))
    shown, partly = anna.find("Partly")
    for label in ("Not done", "it rains", "Continue", "Cancel"):
        await anna.taps(label)
    await plan_has(talk, mine, *after)
    await anna.presses(partly, shown.ref)
    await anna.taps("Skip")
    found = await answer(talk, mine)
    assert (found.hurdles, found.reasons) == (("it rains",), (Reason.OTHER,))


async def test_changing_the_plan_from_a_reason_and_coming_back_leaves_the_ticks(talk: Talk) -> None:
    anna, mine = await opened(talk, hurdles=(TIRED, RAIN, SHOES))
    for label in ("Not done", "no shoes", "No opportunity", "Continue", "Yes, change it"):
        await anna.taps(label)
    await plan_has(talk, mine, GUESTS, TIRED, RAIN)
    await anna.taps("Cancel")
    await anna.taps("‹ Back")
    await anna.taps("‹ Back")
    assert "✓ no shoes" in anna.buttons
    await anna.taps("Continue")
    assert (await answer(talk, mine)).hurdles == ("no shoes",)


@pytest.mark.parametrize("column", ["plan", "words"])
async def test_an_entry_of_the_history_that_does_not_open_stops_no_answer(talk: Talk, column: str) -> None:
    anna, mine = await opened(talk, hurdles=(TIRED, RAIN))
    await plan_has(talk, mine, TIRED, SHOES)
    async with talk.db.write() as tx:
        await tx.run(update(t.assignment_changes).values({column: b"damaged"}))
    await anna.taps("Not done")
    assert {"too tired", "no shoes"} <= set(anna.buttons)
    await anna.taps("no shoes")
    await plan_has(talk, mine, RAIN)
    async with talk.db.write() as tx:
        await tx.run(update(t.assignment_changes).values({column: b"damaged"}))
    await anna.taps("Fear")
    await anna.taps("it rains")
    assert "✓ no shoes" in anna.buttons, "what was chosen is known without the history"
    await anna.taps("Continue")
    found = await answer(talk, mine)
    assert (found.hurdles, set(found.reasons)) == (("no shoes", "it rains"), {Reason.FEAR, Reason.OTHER})


async def test_a_tick_of_before_the_upgrade_is_still_one_of_the_plan(talk: Talk) -> None:
    """Forms that were open then say "h1" for the second hurdle of the plan."""
    anna, mine = await opened(talk, hurdles=(TIRED, RAIN))
    await anna.taps("Not done")
    shown, rains = anna.find("it rains")
    await before_the_upgrade(talk, anna)
    await anna.presses(f"{rains.rpartition('+')[0]}+h1", shown.ref)
    assert (await answer(talk, mine)).hurdles == ("it rains",)


@pytest.mark.parametrize("label", ["✓ it rains", "✓ too tired"])
async def test_a_tick_of_before_the_upgrade_is_shown_and_can_be_unticked(talk: Talk, label: str) -> None:
    anna, mine = await opened(talk, hurdles=(TIRED, RAIN))
    for each in ("Not done", "it rains", "too tired"):
        await anna.taps(each)
    await before_the_upgrade(talk, anna)
    await anna.taps("Fear")
    assert {"✓ it rains", "✓ too tired", "✓ Fear"} <= set(anna.buttons)
    await anna.taps(label)
    left = ({"it rains", "too tired"} - {label.removeprefix("✓ ")}).pop()
    assert (await answer(talk, mine)).hurdles == (left,)
    await anna.taps("Continue")
    await anna.taps("‹ Back")
    assert {f"✓ {left}", label.removeprefix("✓ ")} <= set(anna.buttons)
    assert (await answer(talk, mine)).hurdles == (left,)


async def test_a_button_of_before_the_upgrade_goes_on_meaning_what_it_showed(talk: Talk) -> None:
    anna, mine = await opened(talk, hurdles=(TIRED, RAIN))
    for each in ("Not done", "too tired"):
        await anna.taps(each)
    shown, rains = anna.find("it rains")
    front = rains.rpartition("+")[0]
    await before_the_upgrade(talk, anna)
    await anna.taps("Fear")
    await anna.presses(f"{front}-h0", shown.ref)
    await anna.presses(f"{front}+h1", shown.ref)
    await anna.presses(f"{front}+h1", shown.ref)
    assert (await answer(talk, mine)).hurdles == ("it rains",)
    assert {"too tired", "✓ it rains"} <= set(anna.buttons)
    await anna.undoes_press(f"{front}+h1", shown.ref)
    assert (await answer(talk, mine)).hurdles == ()
    await anna.presses(f"{front}=h0,h1", shown.ref)
    assert (await answer(talk, mine)).hurdles == ("too tired", "it rains")
    async with talk.read() as tx:
        dialog = await dialogs.load(tx, (await talk.person(anna)).id)
    assert dialog is not None
    assert not {"h0", "h1"} & set(dialog["stack"][-1]["answers"]["reasons"])


@whatever_becomes_of_the_plan
@pytest.mark.parametrize("over", [False, True])
async def test_a_number_means_the_hurdle_that_stood_behind_it(
    words: WordsTalk, after: tuple[Hurdle, ...], *, over: bool
) -> None:
    anna = await words.patient()
    mine = await words.assigned(anna, hurdles=(TIRED, RAIN))
    await words.moves_to(SIX)
    for typed in ("1", "4"):
        await anna.types(typed)
    assert "2  it rains" in anna.last
    ref = await anna.types("1")
    assert (await answer(words, mine)).hurdles == ("too tired",)
    if over:
        await anna.types("/cancel")
    await plan_has(words, mine, *after)
    await anna.edits(ref, "2")
    found = await answer(words, mine)
    assert (found.hurdles, found.reasons) == (("it rains",), (Reason.OTHER,))
