"""/channel offers what fits how things stand, in both languages: no second way, one that works, one that does not."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.conversation.patient.consent import CONSENT_VERSION
from bot.messages import IncomingKind
from storage import people
from storage.records import Reach
from tests.two_ways import Phone, TwoWays, two_ways

OLD = "That choice is from an earlier moment."
SIX = datetime(2026, 3, 2, 17, 0, tzinfo=UTC)  # 18:00 in Berlin
WORDS = {
    "en": {
        "add": "Add Telegram as a second way",
        "renew": "Set up Telegram anew",
        "first": "Put Telegram first",
        "remove": "Remove Telegram",
        "agree": "Agree",
        "code": "this code there: ",
    },
    "de": {
        "add": "Telegram als zweiten Weg einrichten",
        "renew": "Telegram neu einrichten",
        "first": "Lieber zuerst über Telegram",
        "remove": "Doch ohne Telegram",
        "agree": "Zustimmen",
        "code": "diesen Code: ",
    },
}
both_languages = pytest.mark.parametrize("language", ["en", "de"])


@pytest.fixture
async def practice(tmp_path: Path) -> AsyncIterator[TwoWays]:
    async with two_ways(tmp_path) as opened:
        await opened.therapist()
        yield opened


async def a_patient(practice: TwoWays, language: str) -> Phone:
    phone = await practice.patient(language=language)
    phone.language = language
    return phone


async def opened(practice: TwoWays, phone: Phone, words: dict[str, str], opening: str = "add") -> Phone:
    """Open the second way with its code."""
    await phone.types("/channel")
    await phone.taps(words[opening])
    await phone.taps(words["agree"])
    second = practice.phone("Anna's Telegram", language=phone.language)
    second.gone = False
    await second.types(phone.last.split(words["code"])[1][:9])
    return second


async def offered(phone: Phone) -> list[str]:
    """What /channel offers."""
    await phone.types("/channel")
    return [label for label, _ in phone.messages[-1].buttons]


async def dies(practice: TwoWays, second: Phone, phone: Phone) -> None:
    """Let nothing arrive on the second way any more."""
    second.gone = True
    await second.types("/current")
    assert (await practice.person(phone)).reach is Reach.ALONE


@both_languages
async def test_without_a_second_way_one_can_be_added(practice: TwoWays, language: str) -> None:
    anna, words = await a_patient(practice, language), WORDS[language]
    assert await offered(anna) == [words["add"]]


@both_languages
async def test_a_second_way_can_be_put_first_or_removed(practice: TwoWays, language: str) -> None:
    anna, words = await a_patient(practice, language), WORDS[language]
    second = await opened(practice, anna, words)
    assert await offered(anna) == [words["first"], words["remove"]]
    assert await offered(second) == [words["first"]]
    await anna.taps(words["remove"])
    assert await offered(anna) == [words["add"]]


@both_languages
async def test_a_second_way_that_does_not_work_can_be_set_up_anew_or_removed(
    practice: TwoWays, language: str
) -> None:
    anna, words = await a_patient(practice, language), WORDS[language]
    await dies(practice, await opened(practice, anna, words), anna)
    assert await offered(anna) == [words["renew"], words["remove"]]
    await anna.taps(words["remove"])
    assert await offered(anna) == [words["add"]]
    assert (await practice.person(anna)).reach is Reach.FIRST


@both_languages
async def test_set_up_anew_it_works_again(practice: TwoWays, language: str) -> None:
    anna, words = await a_patient(practice, language), WORDS[language]
    await dies(practice, await opened(practice, anna, words), anna)
    await opened(practice, anna, words, "renew")
    assert (await practice.person(anna)).reach is Reach.FIRST
    assert await offered(anna) == [words["first"], words["remove"]]


@both_languages
async def test_not_set_up_anew_after_all_what_was_agreed_before_stays(
    practice: TwoWays, language: str
) -> None:
    anna, words = await a_patient(practice, language), WORDS[language]
    await dies(practice, await opened(practice, anna, words), anna)
    await offered(anna)
    await anna.taps(words["renew"])
    await practice.does(anna, IncomingKind.PRESS, data="chno", message_ref=anna.messages[-1].ref)
    me = await practice.person(anna)
    async with practice.db.read() as tx:
        assert await people.has_consented(tx, me.id, version=CONSENT_VERSION, channel="telegram")
    assert await offered(anna) == [words["renew"], words["remove"]]


@both_languages
async def test_while_the_second_way_stands_in_for_the_first_there_is_nothing_to_choose(
    practice: TwoWays, language: str
) -> None:
    anna, words = await a_patient(practice, language), WORDS[language]
    await practice.assigned(anna)
    second = await opened(practice, anna, words)
    anna.gone = True
    await practice.moves_to(SIX)
    assert (await practice.person(second)).reach is Reach.FALL_BACK
    assert await offered(second) == []


async def test_a_choice_that_does_not_fit_any_more_says_so(practice: TwoWays) -> None:
    anna, words = await a_patient(practice, "en"), WORDS["en"]
    await offered(anna)
    old = anna.messages[-1]
    await opened(practice, anna, words)
    shown = len(anna.messages)
    await practice.does(anna, IncomingKind.PRESS, data=old.buttons[0][1], message_ref=old.ref)
    assert [each.text.startswith(OLD) for each in anna.messages[shown:]] == [True]
