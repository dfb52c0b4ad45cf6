"""Who gets in: invitations that open once and not for ever, strangers, and two therapists side by side."""

from __future__ import annotations

from datetime import time
from pathlib import Path

from tests.e2e.acts import a_patient, a_therapist, agreed, code_in, daily
from tests.e2e.practice import OnThePhone, Practice, Ways, on_both, open_practice

HELLO = "Hello. Please send the code you received."
RUN_OUT = "That code no longer works"
UNKNOWN = "I don't know that code"


async def invited(therapist: OnThePhone) -> tuple[str, str]:
    """A fresh invitation as the therapist reads it, and its code."""
    await therapist.types("/invite")
    return therapist.answer, code_in(therapist.answer)


@on_both
async def test_an_invitation_opens_the_door_once(tmp_path: Path, ways: Ways) -> None:
    async with open_practice(tmp_path, ways=ways) as practice:
        dr = await a_therapist(practice)
        invitation, code = await invited(dr)
        anna, eve = practice.somebody("Anna"), practice.somebody("Eve")
        await anna.enters(invitation)
        assert "I'm a program, not a person." in anna.answer
        await eve.enters(invitation)
        assert RUN_OUT in eve.answer
        await eve.types(code)
        assert RUN_OUT in eve.answer
        await anna.enters(invitation)
        assert "connected already" in anna.answer


@on_both
async def test_an_invitation_ends_after_seven_days(tmp_path: Path, ways: Ways) -> None:
    async with open_practice(tmp_path, ways=ways) as practice:
        dr = await a_therapist(practice)
        first, second = await invited(dr), await invited(dr)
        await practice.moves(days=7, seconds=-1)
        anna, ben = practice.somebody("Anna"), practice.somebody("Ben")
        await anna.enters(first[0])
        assert "I'm a program" in anna.answer
        await practice.moves(seconds=1)
        await ben.enters(second[0])
        assert RUN_OUT in ben.answer
        await ben.types(second[1])
        assert RUN_OUT in ben.answer
        await dr.types("/invite P-2")
        await ben.enters(dr.answer)
        assert "I'm a program" in ben.answer


@on_both
async def test_who_guesses_has_to_wait_and_then_even_the_right_code_does(tmp_path: Path, ways: Ways) -> None:
    async with open_practice(tmp_path, ways=ways) as practice:
        _, code = await invited(await a_therapist(practice))
        eve, anna = practice.somebody("Eve"), practice.somebody("Anna")
        for guess in ("K7QP-3MWD", "K7QP-3MWE", "K7QP-3MWF", "K7QP-3MWG", "K7QP-3MWH"):
            await eve.types(guess)
            assert UNKNOWN in eve.answer
        await eve.types(code)
        assert "several tries in a row" in eve.answer
        await practice.moves(minutes=14)
        await eve.types(code)
        assert "several tries in a row" in eve.answer
        await anna.types(code)
        assert "I'm a program" in anna.answer
        await practice.moves(minutes=2)
        await eve.types(code)
        assert RUN_OUT in eve.answer


@on_both
async def test_a_stranger_learns_nothing_but_how_to_enter_a_code(tmp_path: Path, ways: Ways) -> None:
    async with open_practice(tmp_path, ways=ways) as practice:
        dr = await a_therapist(practice)
        anna = await a_patient(practice, "Anna", dr)
        await agreed(practice, anna, daily(practice, time(12, 0)))
        eve = practice.somebody("Eve")
        for words in ("hello", "/current", "/patients", "/assign P-1 BA-02", "/note x", "P-1", "/digest P-1"):
            await eve.types(words)
            assert eve.answer == HELLO
        for deed in ("sends_photo", "sends_voice", "sends_sticker"):
            await eve.does(deed)
            assert eve.answer == HELLO
        await eve.types("/help")
        assert "112" in eve.answer
        assert "/current" not in eve.answer
        await practice.moves(hours=3)
        assert "Open" in anna.unasked[0].labels
        if ways.patients == "telegram":
            moment = next(b.data for row in anna.unasked[0].buttons for b in row if b.data)
            await eve.does("taps_data", moment, eve.shown[0].message_id)
        else:
            await eve.types("1")
        assert eve.answer in {HELLO, ""}
        assert [each.command for each in eve.commands] in ([], ["help"])


@on_both
async def test_who_declines_is_left_in_peace_and_may_come_back(tmp_path: Path, ways: Ways) -> None:
    async with open_practice(tmp_path, ways=ways) as practice:
        dr = await a_therapist(practice)
        invitation, _ = await invited(dr)
        anna = practice.somebody("Anna")
        await anna.enters(invitation)
        await anna.taps("English", "Continue", "Continue", "Decline")
        assert "Your therapy continues as before" in anna.answer
        await practice.moves(days=2)
        assert anna.unasked == []
        await anna.types("/help")
        assert "112" in anna.answer
        await anna.types("/start")
        await anna.taps(*(label for label in ("Read again",) if label in anna.labels))
        while "Continue" in anna.labels:
            await anna.taps("Continue")
        await anna.taps("Agree", "Yes, Berlin")
        assert "All set" in anna.answer


async def two_practices(practice: Practice) -> tuple[OnThePhone, OnThePhone, OnThePhone]:
    """Two therapists, and a patient of the first."""
    stern, mond = await a_therapist(practice, "Dr. Stern"), await a_therapist(practice, "Dr. Mond")
    anna = await a_patient(practice, "Anna", stern)
    await agreed(practice, anna, daily(practice, time(12, 0)))
    return stern, mond, anna


@on_both
async def test_no_therapist_reaches_another_s_patient(tmp_path: Path, ways: Ways) -> None:
    async with open_practice(tmp_path, ways=ways) as practice:
        _, mond, anna = await two_practices(practice)
        await mond.types("/patients")
        assert "P-1" not in mond.answer
        for words in (
            "/digest P-1",
            "/invite P-1",
            "/session P-1 2026-03-12 10:00",
            "/assign P-1 BA-02 daily 18:00 2w",
            "/end P-1",
        ):
            await mond.types(words)
            assert "MIN-01" not in mond.answer
            assert "https://" not in mond.answer
            await mond.types("/cancel")
        assert anna.unasked == []


@on_both
async def test_news_and_summaries_go_to_the_patient_s_own_therapist(tmp_path: Path, ways: Ways) -> None:
    async with open_practice(tmp_path, ways=ways) as practice:
        stern, mond, anna = await two_practices(practice)
        await a_patient(practice, "Ben", mond)
        await anna.types("/pause")
        await anna.taps("A week")
        await practice.moves(minutes=5)
        assert [shown.text for shown in stern.unasked] == ["News from P-1."]
        assert "P-1" not in mond.screen
        assert "P-2" not in stern.screen
        await stern.types("/digest P-2")
        assert "None of your patients" in stern.answer
