"""Reading what signal-cli 0.13.19 was recorded to say."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.base import UnreadableUpdate
from bot.channels.signal_updates import lengthen, long_text, parse, raw_update, says_nothing, seen, whole_text
from bot.messages import Attached, Incoming, IncomingKind
from tests.bot.channels.signal.scripted import ACCOUNT, ENVELOPES, SAM, envelope, text

MOMENT = "1795421003000"
OURS = "1795421002000"


def said(kind: IncomingKind, **what: Any) -> Incoming:
    """What is heard from Sam, on a phone without buttons and without disappearing messages, 30 ms after it was at Signal."""
    rest = {"message_ref": MOMENT, "keeps": True, "waited": 0.03} | what
    return Incoming("signal", SAM, kind, buttons=False, **rest)


NOTHING = (
    "expiration timer update",
    "group message",
    "read receipt",
    "delivery receipt",
    "typing",
    "empty (all null)",
    "decrypt failure",
)
MEANT = {
    "text, number hidden": said(IncomingKind.TEXT, text="Done, felt calmer"),
    "text, number known + disappearing 1w": said(IncomingKind.TEXT, text="Done", keeps=False),
    "text styles + umlauts": said(IncomingKind.TEXT, text="Größe 😀 fett"),
    "quote reply": said(IncomingKind.TEXT, text="2", about=OURS),
    "reaction": said(IncomingKind.REACTION, text="👍", about=OURS),
    "reaction removed": said(IncomingKind.UNREACTION, text="👍", about=OURS),
    "attachment image": said(
        IncomingKind.MEDIA, text="see", files=(Attached("KxT3.jpg", "image/jpeg", 12345),)
    ),
    "voice note": said(IncomingKind.MEDIA, files=(Attached("V1.m4a", "audio/aac", 4321),)),
    "sticker": said(IncomingKind.MEDIA),
    "view once": said(IncomingKind.MEDIA),
    "remote delete": said(IncomingKind.WITHDRAWAL, message_ref=OURS),
    "link preview (a location is a maps link)": said(IncomingKind.LOCATION, latitude=52.5, longitude=13.4),
    "edit": said(IncomingKind.EDIT, text="Done at 9, not 8", message_ref="1795420998000", version_ref=MOMENT),
    "untrusted identity (exception)": said(
        IncomingKind.NEW_IDENTITY, message_ref="", keeps=False, waited=0.0
    ),
}
CUT_ON_0_13 = "long text on 0.13 (body cut at 2000 bytes, full text in attachment)"


def read(notification: Any) -> Incoming | None:
    return parse("signal", json.dumps(notification))


@pytest.mark.parametrize("name", MEANT)
def test_each_recorded_envelope_says_what_was_done(name: str) -> None:
    assert read(envelope(name)) == MEANT[name]
    assert not says_nothing("signal", envelope(name))


@pytest.mark.parametrize("name", NOTHING)
def test_what_is_not_for_us_is_nothing_and_is_not_even_kept(name: str) -> None:
    assert read(envelope(name)) is None
    assert says_nothing("signal", envelope(name))


def test_every_recorded_envelope_is_looked_at() -> None:
    assert {*MEANT, *NOTHING, CUT_ON_0_13} == set(ENVELOPES)


def test_a_text_that_was_cut_is_made_whole() -> None:
    cut = envelope(CUT_ON_0_13)
    assert long_text(cut) == ("LongId.txt", SAM, cut["envelope"]["dataMessage"]["attachments"][0]["size"])
    lengthen(cut, "the whole of it")
    assert read(cut) == said(IncomingKind.TEXT, text="the whole of it")
    assert long_text(cut) is None


@pytest.mark.parametrize(("size", "whole"), [(2003, True), (2004, False), (None, False), (0, False)])
def test_a_text_is_whole_where_its_attachment_is_no_longer(size: int | None, whole: bool) -> None:  # noqa: FBT001 - a parameter of the test
    long = envelope(CUT_ON_0_13)
    data = long["envelope"]["dataMessage"]
    data["message"] = "a" * 2001 + "ä"
    data["attachments"][0]["size"] = size
    assert whole_text(long) == (data["message"] if whole else None)


def test_a_text_whose_rest_cannot_be_had_shows_that_something_is_missing() -> None:
    cut = envelope(CUT_ON_0_13)
    lengthen(cut, None)
    heard = read(cut)
    assert heard is not None
    assert heard.text.startswith("aaaa")
    assert heard.text.endswith("a […]")


@pytest.mark.parametrize("more", ["sourceUuid", "sourceDevice", "timestamp"])
def test_a_repeat_is_recognised_and_every_other_message_is_another(more: str) -> None:
    here = raw_update(ACCOUNT, envelope("text, number hidden"))
    again = envelope("text, number hidden")
    again["envelope"] |= {"serverDeliveredTimestamp": 1, "newField": {}}
    assert raw_update(ACCOUNT, again).key == here.key
    other = envelope("text, number hidden")
    other["envelope"][more] = 77
    assert raw_update(ACCOUNT, other).key != here.key
    assert raw_update("+15550100009", again).key != here.key


def test_the_same_envelope_is_another_one_when_it_can_be_read_after_all() -> None:
    kinds = ["untrusted identity (exception)", "text, number hidden", "edit", "reaction", "remote delete"]
    assert len({raw_update(ACCOUNT, envelope(name)).key for name in kinds}) == len(kinds)


def test_what_stays_of_a_message_names_nobody() -> None:
    made = raw_update(ACCOUNT, text("secret"))
    assert made.sender == SAM
    assert SAM not in made.key
    assert ACCOUNT not in made.key


PLACE = "https://maps.google.com/maps?q=52.51%2C-13.38"


def test_a_place_alone_is_a_place() -> None:
    assert read(text(f"{PLACE}\n")) == said(IncomingKind.LOCATION, latitude=52.51, longitude=-13.38)


@pytest.mark.parametrize(
    "words",
    [
        f"Café\nUnter den Linden 1\n{PLACE}",
        f"I can't go on, I'm here {PLACE}",
        f"{PLACE} is where it was hard",
    ],
)
def test_a_place_with_words_is_all_of_its_words(words: str) -> None:
    assert read(text(words)) == said(IncomingKind.TEXT, text=words)


def test_a_reaction_to_their_own_message_and_a_quote_of_it_are_not_about_ours() -> None:
    reaction = envelope("reaction")
    reaction["envelope"]["dataMessage"]["reaction"]["targetAuthorUuid"] = SAM
    assert read(reaction) is None
    quote = envelope("quote reply")
    quote["envelope"]["dataMessage"]["quote"]["authorUuid"] = SAM
    assert read(quote) == said(IncomingKind.TEXT, text="2")


def test_what_our_other_devices_and_calls_and_polls_do_is_nothing() -> None:
    base = envelope("empty (all null)")
    for part in (
        {"syncMessage": {"sentMessage": {"destinationUuid": SAM, "message": "x", "timestamp": 1}}},
        {"callMessage": {"offerMessage": {"id": 1}}},
        {"dataMessage": {"timestamp": 1, "message": None, "pollVote": {"targetSentTimestamp": 1}}},
        {"somethingNew": {"x": 1}},
    ):
        made = copy.deepcopy(base)
        made["envelope"] |= part
        assert read(made) is None


def test_a_timer_that_is_set_with_the_flag_of_newer_versions_is_nothing() -> None:
    timer = envelope("expiration timer update")
    timer["envelope"]["dataMessage"]["isExpirationUpdate"] = True
    assert read(timer) is None


def test_a_poll_that_somebody_makes_is_no_text() -> None:
    poll = envelope("expiration timer update")
    poll["envelope"]["dataMessage"]["pollCreate"] = {"question": "?", "options": ["a", "b"]}
    heard = read(poll)
    assert heard is not None
    assert heard.kind is IncomingKind.MEDIA


def test_an_edit_in_a_group_or_without_words_is_nothing() -> None:
    edit = envelope("edit")
    edit["envelope"]["editMessage"]["dataMessage"]["groupInfo"] = {"groupId": "x"}
    assert read(edit) is None
    edit = envelope("edit")
    edit["envelope"]["editMessage"]["dataMessage"]["message"] = None
    assert read(edit) is None


def test_half_a_character_is_replaced_and_can_be_stored() -> None:
    made = raw_update(ACCOUNT, text("loud \ud83d"))
    made.raw.encode()
    heard = parse("signal", made.raw)
    assert heard is not None
    assert heard.text == "loud �"


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "[]",
        "null",
        '"text"',
        "{",
        "{}",
        '{"envelope": []}',
        '{"envelope": {"dataMessage": {"message": "loud", "timestamp": 1}}}',
        '{"envelope": {"sourceUuid": "a", "dataMessage": {"message": "loud"}}}',
        '{"envelope": {"sourceUuid": "a", "dataMessage": {"message": "loud", "timestamp": "1"}}}',
        '{"envelope": {"sourceUuid": "a", "dataMessage": {"message": 7, "timestamp": 1}}}',
        '{"envelope": {"sourceUuid": "a", "dataMessage": "loud"}}',
        '{"envelope": {"sourceUuid": "a", "editMessage": {"dataMessage": {"message": "loud"}}}}',
        '{"envelope": {"sourceUuid": "a"}, "exception": {}}',
    ],
)
def test_nonsense_is_unreadable_and_quotes_nobody(raw: str) -> None:
    with pytest.raises(UnreadableUpdate, match=r"^\w+$") as caught:
        parse("signal", raw)
    assert "loud" not in str(caught.value)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "envelope",
                    "sourceUuid",
                    "timestamp",
                    "dataMessage",
                    "editMessage",
                    "message",
                    "reaction",
                    "quote",
                    "id",
                    "attachments",
                    "exception",
                    "type",
                    "remoteDelete",
                ]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=20,
)


@given(json_values)
def test_whatever_comes_is_kept_or_nothing_and_never_stops_us(found: Any) -> None:
    raw_update(ACCOUNT, found)
    seen(found)
    says_nothing("signal", found)
    if long_text(found) is not None:
        lengthen(found, "x")


def test_a_receipt_is_due_for_messages_and_their_edits_and_nothing_else() -> None:
    due = {
        name for name in ENVELOPES if not says_nothing("signal", ENVELOPES[name]) and seen(ENVELOPES[name])
    }
    assert due == {*MEANT, CUT_ON_0_13} - {
        "reaction",
        "reaction removed",
        "remote delete",
        "untrusted identity (exception)",
    }
    assert seen(envelope("edit")) == (SAM, 1795421003000)


def test_it_is_seen_for_how_long_a_message_lay_at_signal() -> None:
    envelope: dict[str, Any] = {
        "sourceUuid": "a",
        "timestamp": 1,
        "dataMessage": {"timestamp": 1, "message": "1"},
    }
    for more, waited in (
        ({"serverReceivedTimestamp": 5_000, "serverDeliveredTimestamp": 605_900}, 600.9),
        ({"serverReceivedTimestamp": 5_000, "serverDeliveredTimestamp": 4_000}, 0),
        ({"serverReceivedTimestamp": 0, "serverDeliveredTimestamp": 605_900}, 0),
        ({"serverReceivedTimestamp": "5", "serverDeliveredTimestamp": None}, 0),
        ({}, 0),
    ):
        heard = parse("signal", json.dumps({"envelope": envelope | more}))
        assert heard is not None
        assert heard.waited == waited
