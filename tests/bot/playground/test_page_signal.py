"""Signal phones on the page: no keys, but digits, reactions, quotes, edits and deletions."""

from base64 import b64encode
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import BrowserContext, Locator, expect

from bot.playground.pictures import DOT
from bot.playground.signal import SignalDaemon, SignalPhone
from tests.bot.playground.page_table import Table, browsing, laid
from tests.bot.playground.signal.caller import Caller

pytestmark = pytest.mark.asyncio(loop_scope="module")

ASKED = "How did it go?\n\n1  Done\n2  Partly\n3  Not today\n\nReply with a number."


class Signal:
    """A table with Signal on it: the daemon, a bot that has subscribed, and Mia, who has written."""

    def __init__(self, table: Table, daemon: SignalDaemon, bot: Caller) -> None:
        self.table, self.daemon, self.bot = table, daemon, bot
        self.mia: SignalPhone = daemon.phone("Mia", title="Patient P-2")

    @property
    def screen(self) -> Locator:
        return self.table.screen("Mia", "Signal phone")

    async def says(self, text: str, **more: object) -> int:
        sent = await self.bot.asks("send", recipient=[self.mia.uuid], message=text, **more)
        return int(sent["timestamp"])

    async def types(self, text: str) -> None:
        line = self.screen.get_by_role("textbox", name="Message")
        await line.fill(text)
        await line.press("Enter")

    async def hears(self, kind: str) -> dict[str, object]:
        """The next envelope that has something of a kind."""
        while True:
            envelope = await self.bot.envelope()
            found = envelope.get(kind) or envelope.get("dataMessage", {}).get(kind)
            if found:
                return {"found": found}

    async def does(self, bubble: Locator, deed: str) -> None:
        await bubble.locator(".bubble").click(button="right")
        await bubble.get_by_role("button", name=deed, exact=True).click()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def context() -> AsyncIterator[BrowserContext]:
    async with browsing() as made:
        yield made


@pytest_asyncio.fixture(loop_scope="module")
async def signal(context: BrowserContext) -> AsyncIterator[Signal]:
    async with laid(context, with_signal=True) as table:
        daemon = table.playground.signal
        assert daemon is not None
        bot = await Caller.to(daemon.socket)
        await bot.asks("subscribeReceive")
        ready = Signal(table, daemon, bot)
        ready.mia.types("hello")
        await expect(ready.screen.locator(".message.own")).to_have_count(1)
        yield ready
        bot.writer.close()


async def test_a_digit_that_is_typed_reaches_the_bot(signal: Signal) -> None:
    await signal.says(ASKED, textStyle=["0:14:BOLD"])
    await expect(signal.screen.locator(".message.bot b")).to_have_text("How did it go?")
    await expect(signal.screen.locator(".key")).to_have_count(0)
    await signal.types("2")
    await signal.bot.envelope()
    assert (await signal.hears("message")) == {"found": "2"}


async def test_a_reaction_hangs_below_the_bubble_and_can_be_taken_away(signal: Signal) -> None:
    stamp = await signal.says("Shall it stay so?")
    bubble = signal.screen.locator(".message.bot")
    await signal.does(bubble, "👍")
    await expect(bubble.locator(".reactions")).to_have_text("👍")
    heard = (await signal.hears("reaction"))["found"]
    assert isinstance(heard, dict)
    assert (heard["emoji"], heard["targetSentTimestamp"], heard["isRemove"]) == ("👍", stamp, False)
    await signal.does(bubble, "👍")
    await expect(bubble.locator(".reactions")).to_have_count(0)
    assert (await signal.hears("reaction"))["found"] == {**heard, "isRemove": True}


async def test_a_message_is_answered_by_quoting_it(signal: Signal) -> None:
    stamp = await signal.says(ASKED)
    await signal.does(signal.screen.locator(".message.bot"), "Quote")
    await expect(signal.screen.locator(".editing")).to_contain_text("Quoting: How did it go?")
    await signal.types("1")
    own = signal.screen.locator(".message.own").last
    await expect(own.locator(".quoted")).to_contain_text("How did it go?")
    await expect(signal.screen.locator(".editing")).to_be_hidden()
    heard = (await signal.hears("quote"))["found"]
    assert isinstance(heard, dict)
    assert heard["id"] == stamp


async def test_own_words_are_changed_and_deleted_for_everyone(signal: Signal) -> None:
    own = signal.screen.locator(".message.own").last
    await signal.does(own, "Edit")
    await signal.types("hello again")
    await expect(own).to_contain_text("hello again")
    await expect(own).to_contain_text("edited")
    assert (await signal.hears("editMessage"))["found"]
    await signal.does(own, "Delete for everyone")
    await expect(own).to_contain_text("This message was deleted.")
    await expect(own.get_by_role("button")).to_have_count(0)
    assert (await signal.hears("remoteDelete"))["found"]


async def test_pictures_receipts_and_timers_show(signal: Signal) -> None:
    picture = f"data:image/png;base64,{b64encode(DOT).decode()}"
    await signal.bot.asks("updateContact", recipient=signal.mia.uuid, expiration=2_419_200)
    await signal.says("Your code", attachment=[picture])
    shown = signal.screen.get_by_role("img", name="Picture from Between")
    await expect(shown).to_be_visible()
    assert await shown.evaluate("image => image.decode().then(() => image.naturalWidth)") == 8
    await expect(signal.screen.get_by_text("Disappearing messages: 28 days")).to_be_visible()
    await expect(signal.screen.get_by_role("img", name="Vanishes after a while")).to_be_visible()
    first = signal.mia.messages[0].timestamp
    await signal.bot.asks("sendReceipt", recipient=signal.mia.uuid, targetTimestamp=[first], type="read")
    await expect(signal.screen.get_by_role("img", name="Read")).to_be_visible()
    lock = signal.screen.get_by_role("region", name="Lock screen")
    await expect(lock).to_contain_text("Your code")


async def test_a_link_to_signal_opens_on_the_patients_signal_phone(signal: Signal) -> None:
    await signal.table.bot.says(signal.table.weber.chat_id, f"On Signal: {signal.daemon.link}")
    phone = signal.table.screen("Weber")
    await expect(phone.get_by_role("button", name="Open on Anna’s phone")).to_have_count(0)
    await phone.get_by_role("button", name="Open on Mia’s Signal phone").click()
    await expect(signal.screen.get_by_role("textbox", name="Message")).to_be_focused()
    assert signal.mia.opened_links == [signal.daemon.link]


async def test_a_new_telephone_and_a_timer_are_in_the_menu(signal: Signal) -> None:
    attach = signal.screen.get_by_role("button", name="Attach")
    await attach.click()
    await signal.screen.get_by_role("menuitem", name="Disappearing messages: 1 week").click()
    await expect(signal.screen.get_by_text("Disappearing messages: 7 days")).to_be_visible()
    await attach.click()
    await signal.screen.get_by_role("menuitem", name="New telephone").click()
    await expect(signal.screen.locator(".message")).to_have_count(0)
    assert not signal.mia.chat.trusted


async def test_a_signal_phone_is_added_beside_a_telegram_phone_of_the_same_name(signal: Signal) -> None:
    page = signal.table.page
    await page.get_by_role("button", name="Add a phone").click()
    await page.get_by_label("Name").fill("Anna")
    await page.get_by_role("radio", name="Signal").check()
    await page.get_by_role("button", name="Add", exact=True).click()
    phone = signal.table.screen("Anna", "Signal phone")
    line = phone.get_by_role("textbox", name="Message")
    await line.fill("ABC-123")
    await line.press("Enter")
    await expect(phone.locator(".message.own")).to_contain_text("ABC-123")
    await expect(signal.table.screen("Anna").locator(".message.own")).not_to_contain_text("ABC-123")
