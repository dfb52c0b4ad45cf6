"""Files on Telegram's wire: downloaded with each fault told apart, and shown as what they are."""

from __future__ import annotations

import pytest

from bot.channels.base import File, Rendered
from bot.channels.telegram import TelegramChannel
from bot.messages import Attached, IncomingKind
from bot.playground import Phone, Playground
from bot.playground.errors import RefusalError
from bot.playground.pictures import DOT
from bot.sending import SendError
from tests.bot.channels.conftest import Kept


async def sent_by(channel: TelegramChannel, kept: Kept) -> Attached:
    """The file of the newest message."""
    await channel.listen_once(kept, 0)
    (file,) = kept.newest.files
    return file


async def test_a_picture_is_downloaded_in_its_largest_size(
    channel: TelegramChannel, kept: Kept, anna: Phone
) -> None:
    anna.sends_photo(DOT)
    file = await sent_by(channel, kept)
    assert (file.kind, file.size) == ("image/jpeg", len(DOT))
    assert await channel.fetch(str(anna.chat_id), file) == DOT


async def test_a_document_says_what_it_is_and_a_moving_picture_is_none(
    channel: TelegramChannel, kept: Kept, anna: Phone
) -> None:
    anna.sends_document(b"%PDF", "a.pdf", "application/pdf")
    assert (await sent_by(channel, kept)).kind == "application/pdf"
    film = {"file_id": "f", "file_unique_id": "u", "mime_type": "video/mp4", "file_size": 9}
    size = {"width": 9, "height": 9, "duration": 1}
    user = anna.chat.user()
    moving = {"message_id": 99, "date": 1, "chat": anna.chat.as_json(), "from": user}
    anna.sends_raw({"message": {**moving, "animation": {**film, **size}, "document": film}})
    await channel.listen_once(kept, 0)
    assert (kept.newest.kind, kept.newest.files) == (IncomingKind.MEDIA, ())


@pytest.mark.parametrize(
    ("kind", "permanent", "retry_in"),
    [("400", True, None), ("429", False, 7), ("502", False, None), ("reset_before", False, None)],
)
async def test_each_fault_of_fetching_says_whether_trying_again_helps(
    playground: Playground,
    channel: TelegramChannel,
    kept: Kept,
    anna: Phone,
    kind: str,
    permanent: bool,  # noqa: FBT001 - it is what a fault means
    retry_in: float | None,
) -> None:
    anna.sends_voice()
    file = await sent_by(channel, kept)
    playground.faults.next("getFile", kind=kind, retry_after=7)
    with pytest.raises(SendError) as raised:
        await channel.fetch(str(anna.chat_id), file)
    assert (raised.value.permanent, raised.value.retry_in) == (permanent, retry_in)
    assert await channel.fetch(str(anna.chat_id), file) == b"OggS"


async def test_what_telegram_has_no_more_is_gone_for_good(
    playground: Playground, channel: TelegramChannel, kept: Kept, anna: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna.sends_voice()
    file = await sent_by(channel, kept)
    monkeypatch.setattr(playground.world.files, "at", _not_found)
    with pytest.raises(SendError) as raised:
        await channel.fetch(str(anna.chat_id), file)
    assert (raised.value.fault, raised.value.permanent) == ("gone", True)


def _not_found(path: str) -> None:
    del path
    raise RefusalError(404, "Not Found", blame=False)


@pytest.mark.parametrize(
    ("kind", "method"),
    [
        ("image/png", "sendPhoto"),
        ("audio/ogg", "sendVoice"),
        ("audio/mpeg", "sendAudio"),
        ("audio/aac", "sendDocument"),
        ("application/pdf", "sendDocument"),
        ("image/gif", "sendDocument"),
    ],
)
async def test_a_file_is_shown_as_what_it_is_with_the_words_below(
    playground: Playground, channel: TelegramChannel, anna: Phone, kind: str, method: str
) -> None:
    content = DOT if kind == "image/png" else b"content"
    file = File(kind, "file.name", content)
    await channel.send(str(anna.chat_id), Rendered("<b>P-1</b> · Thu", file=file, protect=True))
    shown = anna.last
    assert playground.world.requests[-1][0] == method
    assert (shown.text, shown.protected) == ("P-1 · Thu", True)
    assert (shown.photo or (shown.document and shown.document.data)) == content
    assert playground.violations == []


async def test_a_picture_that_telegram_takes_for_none_comes_as_a_document(
    playground: Playground, channel: TelegramChannel, anna: Phone
) -> None:
    await channel.send(
        str(anna.chat_id), Rendered("x", file=File("image/jpeg", "picture.jpg", b"no picture"))
    )
    assert anna.last.document is not None
    assert (anna.last.document.name, anna.last.document.data) == ("picture.jpg", b"no picture")
    playground.violations.clear()
