from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.playground import BlockedError
from bot.playground.signal import SignalDaemon, SignalPhone
from tests.bot.playground.conftest import StillClock
from tests.bot.playground.signal.caller import Caller


def test_a_name_has_the_same_account_in_every_world() -> None:
    assert SignalDaemon().phone("Anna").uuid == SignalDaemon().phone("Anna").uuid
    assert SignalDaemon().phone("Anna").uuid != SignalDaemon().phone("Ben").uuid


async def test_a_typed_text_comes_as_an_envelope(listening: Caller, anna: SignalPhone) -> None:
    stamp = anna.types("Done, felt calmer")
    came = await listening.comes()
    assert came["account"] == "+15550100001"
    envelope = came["envelope"]
    assert (envelope["source"], envelope["sourceUuid"], envelope["sourceNumber"]) == (
        anna.uuid,
        anna.uuid,
        None,
    )
    assert (envelope["timestamp"], envelope["sourceDevice"], envelope["sourceName"]) == (stamp, 1, "Anna")
    message = {"timestamp": stamp, "message": "Done, felt calmer", "expiresInSeconds": 0, "viewOnce": False}
    assert envelope["dataMessage"] == message


async def test_timestamps_are_whole_milliseconds_and_never_the_same(anna: SignalPhone) -> None:
    stamps = [anna.types("a"), anna.types("b"), anna.reacts("👍", anna.types("c"))]
    assert len(set(stamps)) == 3
    assert all(isinstance(stamp, int) and stamp > 10**12 for stamp in stamps)


async def test_each_edit_names_the_version_before_it(listening: Caller, anna: SignalPhone) -> None:
    first = anna.types("the neighbors")
    second = anna.edits(first, "the neighbours")
    third = anna.edits(first, "the neighbours were loud")
    await listening.envelope()
    for target, stamp in ((first, second), (second, third)):
        envelope = await listening.envelope()
        assert envelope["timestamp"] == stamp
        assert envelope["editMessage"]["targetSentTimestamp"] == target
        assert envelope["editMessage"]["dataMessage"]["timestamp"] == stamp
    assert (anna.last.text, anna.last.edited) == ("the neighbours were loud", True)
    assert anna.last.versions == (first, second, third)


async def test_signal_edits_for_a_day_and_ten_times(clock: StillClock, anna: SignalPhone) -> None:
    stamp = anna.types("a")
    for number in range(10):
        anna.edits(stamp, f"a{number}")
    with pytest.raises(ValueError, match="24 hours"):
        anna.edits(stamp, "once more")
    late = anna.types("b")
    clock.forward(hours=24)
    with pytest.raises(ValueError, match="24 hours"):
        anna.edits(late, "too late")


async def test_an_own_message_can_be_deleted_for_everyone(listening: Caller, anna: SignalPhone) -> None:
    stamp = anna.types("not this")
    anna.deletes(stamp)
    await listening.envelope()
    assert (await listening.envelope())["dataMessage"]["remoteDelete"] == {"timestamp": stamp}
    assert anna.last.deleted
    assert "not this" not in anna.screen


async def test_reactions_and_quotes_name_the_message_of_the_bot(listening: Caller, anna: SignalPhone) -> None:
    sent = await listening.asks("send", recipient=[anna.uuid], message="How was it?")
    anna.reacts("👍🏽")
    anna.unreacts()
    anna.quotes("2")
    reaction = {
        "emoji": "👍🏽",
        "targetAuthor": "+15550100001",
        "targetAuthorNumber": "+15550100001",
        "targetAuthorUuid": "11111111-1111-4111-8111-111111111111",
        "targetSentTimestamp": sent["timestamp"],
        "isRemove": False,
    }
    assert (await listening.envelope())["dataMessage"]["reaction"] == reaction
    assert (await listening.envelope())["dataMessage"]["reaction"] == {**reaction, "isRemove": True}
    answer = (await listening.envelope())["dataMessage"]
    assert (answer["message"], answer["quote"]["id"]) == ("2", sent["timestamp"])
    assert answer["quote"]["authorUuid"] == "11111111-1111-4111-8111-111111111111"


async def test_phones_differ_in_how_they_name_what_was_edited(listening: Caller, anna: SignalPhone) -> None:
    first = await listening.asks("send", recipient=[anna.uuid], message="a")
    changed = {"message": "b", "editTimestamp": first["timestamp"]}
    second = await listening.asks("send", recipient=[anna.uuid], **changed)
    named = []
    for names_first in (False, True):
        anna.chat.names_first = names_first
        anna.reacts("👍")
        named.append((await listening.envelope())["dataMessage"]["reaction"]["targetSentTimestamp"])
    assert named == [second["timestamp"], first["timestamp"]]


async def test_a_number_is_picked_by_the_words_behind_it(listening: Caller, anna: SignalPhone) -> None:
    text = "How did it go?\n1  Done\n2  Partly\n3  Not today\nReply with a number."
    sent = await listening.asks("send", recipient=[anna.uuid], message=text)
    anna.picks("Partly")
    anna.picks("not", quoting=True)
    assert (await listening.envelope())["dataMessage"]["message"] == "2"
    assert (await listening.envelope())["dataMessage"]["quote"]["id"] == sent["timestamp"]
    with pytest.raises(LookupError, match="nothing is numbered 'Later'"):
        anna.picks("Later")


async def test_a_timer_of_the_person_is_told_and_kept(listening: Caller, anna: SignalPhone) -> None:
    anna.sets_timer(604_800)
    anna.types("with a timer")
    told = (await listening.envelope())["dataMessage"]
    assert (told["message"], told["expiresInSeconds"], told["isExpirationUpdate"]) == (None, 604_800, True)
    assert (await listening.envelope())["dataMessage"]["expiresInSeconds"] == 604_800


async def test_what_is_written_vanishes_when_its_time_is_over(
    listening: Caller, anna: SignalPhone, clock: StillClock
) -> None:
    await listening.asks("updateContact", recipient=anna.uuid, expiration=3600)
    await listening.asks("send", recipient=[anna.uuid], message="your exercise")
    assert (anna.expiration, anna.last.expires_in) == (3600, 3600)
    clock.forward(hours=1)
    assert anna.screen == "hello"


async def test_pictures_voices_and_stickers_come_as_attachments(listening: Caller, anna: SignalPhone) -> None:
    anna.sends_photo(b"\x89PNG", "see")
    anna.sends_voice()
    anna.sends_sticker()
    photo = (await listening.envelope())["dataMessage"]
    assert (photo["message"], photo["attachments"][0]["contentType"]) == ("see", "image/png")
    kept = await listening.asks("getAttachment", id=photo["attachments"][0]["id"], recipient=anna.uuid)
    assert kept == {"data": "iVBORw=="}
    assert (await listening.envelope())["dataMessage"]["attachments"][0]["contentType"] == "audio/aac"
    assert (await listening.envelope())["dataMessage"]["sticker"]["stickerId"] == 2


async def test_a_new_phone_is_not_trusted_until_the_bot_says_so(
    listening: Caller, anna: SignalPhone, daemon: SignalDaemon
) -> None:
    anna.reinstalls()
    error = await listening.fails("send", recipient=[anna.uuid], message="x")
    assert error["code"] == -4
    assert error["data"]["response"]["results"][0]["type"] == "IDENTITY_FAILURE"
    stamp = anna.types("ABC-123")
    came = await listening.comes()
    assert came["exception"]["type"] == "UntrustedIdentityException"
    assert came["envelope"]["timestamp"] == stamp
    assert "dataMessage" not in came["envelope"]
    await listening.asks("trust", recipient=anna.uuid, trustAllKnownKeys=True)
    assert (await listening.envelope())["dataMessage"]["message"] == "ABC-123"
    await listening.asks("send", recipient=[anna.uuid], message="welcome back")
    assert anna.last.text == "welcome back"
    assert daemon.violations == []


async def test_what_was_not_understood_is_kept_two_weeks(
    listening: Caller, anna: SignalPhone, clock: StillClock
) -> None:
    anna.reinstalls()
    anna.types("too old by then")
    await listening.comes()
    clock.forward(days=14)
    anna.types("in time")
    await listening.comes()
    await listening.asks("trust", recipient=anna.uuid, trustAllKnownKeys=True)
    assert (await listening.envelope())["dataMessage"]["message"] == "in time"


async def test_who_has_left_signal_cannot_be_reached(listening: Caller, anna: SignalPhone) -> None:
    anna.unregisters()
    error = await listening.fails("send", recipient=[anna.uuid], message="x")
    assert (error["code"], error["message"]) == (-1, "Failed to send message")
    assert error["data"]["response"]["results"][0]["type"] == "UNREGISTERED_FAILURE"
    with pytest.raises(BlockedError):
        anna.types("x")


async def test_a_blocked_bot_never_learns_of_it(listening: Caller, anna: SignalPhone) -> None:
    anna.blocks()
    await listening.asks("send", recipient=[anna.uuid], message="are you there?")
    assert anna.screen == "hello"


async def test_phones_confirm_what_reached_them(clock: StillClock) -> None:
    async with SignalDaemon(now=clock.now) as daemon:
        caller = await Caller.to(daemon.socket)
        ben = daemon.phone("Ben")
        ben.types("hello")
        await caller.asks("subscribeReceive")
        await caller.envelope()
        sent = await caller.asks("send", recipient=[ben.uuid], message="hello")
        ben.reads()
        delivered = (await caller.envelope())["receiptMessage"]
        assert (delivered["isDelivery"], delivered["timestamps"]) == (True, [sent["timestamp"]])
        assert (await caller.envelope())["receiptMessage"]["isRead"]
        caller.writer.close()


async def test_a_link_opens_the_chat_but_carries_nothing(anna: SignalPhone, daemon: SignalDaemon) -> None:
    assert anna.opens(daemon.link)
    assert not anna.opens("https://example.org")
    assert not daemon.world.waiting


@pytest.mark.parametrize("long", ["ä" * 200_000, "a\nb" * 900])
async def test_a_long_text_is_one_long_line(listening: Caller, anna: SignalPhone, long: str) -> None:
    anna.types(long)
    assert (await listening.envelope())["dataMessage"]["message"] == long


async def test_before_0_14_a_long_text_is_cut_and_its_whole_attached(clock: StillClock) -> None:
    async with SignalDaemon(now=clock.now, release=(0, 13, 19)) as daemon:
        caller = await Caller.to(daemon.socket)
        anna = daemon.phone("Anna")
        await caller.asks("subscribeReceive")
        anna.types("ä" * 1500)
        came = (await caller.envelope())["dataMessage"]
        assert came["message"] == "ä" * 1000
        assert came["attachments"][0]["contentType"] == "text/x-signal-plain"
        kept = await caller.asks("getAttachment", id=came["attachments"][0]["id"])
        assert len(kept["data"]) == 4000
        caller.writer.close()


async def test_every_shape_of_the_recordings_has_the_fields_of_the_stand_in(
    listening: Caller, anna: SignalPhone, recordings: Path
) -> None:
    events = json.loads((recordings / "envelopes-0.13.19.json").read_text())["events"]
    recorded = {event["name"]: event["notification"]["envelope"] for event in events}
    anna.types("a")
    anna.edits(anna.last.timestamp, "b")
    anna.reacts("👍", anna.last.timestamp)
    anna.quotes("c", anna.last.timestamp)
    anna.sends_photo(caption="see")
    anna.deletes(anna.last.timestamp)
    anna.starts_typing()
    names = [
        "text, number hidden",
        "edit",
        "reaction",
        "quote reply",
        "attachment image",
        "remote delete",
        "typing",
    ]
    for name in names:
        assert _shape(await listening.envelope()) == _shape(recorded[name]), name


def _shape(value: object) -> object:
    """The names in an object, and those inside of it."""
    if isinstance(value, dict):
        return {name: _shape(inner) for name, inner in value.items()}
    return [_shape(value[0])] if isinstance(value, list) and value else None
