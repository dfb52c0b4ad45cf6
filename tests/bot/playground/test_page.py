"""Chats on the page of phones: bubbles, keys, pictures, the lock screen."""

from base64 import b64decode
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
import segno
from playwright.async_api import BrowserContext, expect

from tests.bot.playground.page_table import NAME, TOKEN, Table, browsing, laid

pytestmark = pytest.mark.asyncio(loop_scope="module")

INVITATION = f"https://t.me/{NAME}?start=p_1"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def context() -> AsyncIterator[BrowserContext]:
    async with browsing() as made:
        yield made


@pytest_asyncio.fixture(loop_scope="module")
async def table(context: BrowserContext) -> AsyncIterator[Table]:
    async with laid(context) as ready:
        yield ready


async def test_what_the_bot_says_appears_as_a_bubble_with_its_styles(table: Table) -> None:
    text = (
        "<b>Good</b> <i>evening</i>\n<blockquote>yours &lt;3</blockquote><tg-spoiler>why</tg-spoiler> /help"
    )
    await table.bot.says(table.anna.chat_id, text, protect_content=True)
    bubble = table.screen("Anna").locator(".message.bot")
    await expect(bubble.locator("b")).to_have_text("Good")
    await expect(bubble.locator("i")).to_have_text("evening")
    await expect(bubble.locator("blockquote")).to_have_text("yours <3")
    await expect(bubble.get_by_role("img", name="Protected")).to_be_visible()
    await bubble.get_by_role("button", name="Hidden text").click()
    await expect(bubble.locator(".spoiler.open")).to_have_text("why")
    await bubble.get_by_role("button", name="/help").click()
    await expect(table.screen("Anna").locator(".message.own").last).to_contain_text("/help")


async def test_markup_that_a_person_types_stays_text(table: Table) -> None:
    line = table.screen("Anna").get_by_role("textbox", name="Message")
    await line.fill('<img src="x" onerror="alert(1)"> & <b>loud</b>')
    await line.press("Enter")
    own = table.screen("Anna").locator(".message.own").last
    await expect(own).to_contain_text('<img src="x" onerror="alert(1)"> & <b>loud</b>')
    await expect(own.locator("b")).to_have_count(0)


async def test_a_tapped_button_reaches_the_bot_and_its_edit_appears_in_place(table: Table) -> None:
    rows = [
        [{"text": "Done", "callback_data": "o:done", "style": "success"}],
        [{"text": "Partly", "callback_data": "o:partly"}],
    ]
    number = await table.bot.says(table.anna.chat_id, "How did it go?", *rows)
    phone = table.screen("Anna")
    await expect(phone.locator(".key.success")).to_have_text("Done")
    await phone.get_by_role("button", name="Partly").click()
    press = await table.bot.hears("callback_query")
    assert (press["data"], press["message"]["message_id"]) == ("o:partly", number)
    await table.bot.call("answerCallbackQuery", callback_query_id=press["id"], text="Kept")
    await expect(phone.locator(".answers")).to_have_text("Kept")
    await table.bot.call("editMessageText", chat_id=table.anna.chat_id, message_id=number, text="Thank you.")
    bubbles = phone.locator(".message.bot")
    await expect(bubbles).to_have_count(1)
    await expect(bubbles).to_contain_text("Thank you.")
    await expect(bubbles).to_contain_text("edited")
    await expect(bubbles.locator(".key")).to_have_count(0)


async def test_an_own_message_can_be_edited(table: Table) -> None:
    phone = table.screen("Anna")
    line = phone.get_by_role("textbox", name="Message")
    await line.fill("the neighbors")
    await line.press("Enter")
    own = phone.locator(".message.own").last
    await own.hover()
    await own.get_by_role("button", name="Edit this message").click()
    await expect(line).to_have_value("the neighbors")
    await line.fill("the neighbours")
    await line.press("Enter")
    await expect(own).to_contain_text("the neighbours")
    await expect(own).to_contain_text("edited")
    assert (await table.bot.hears("edited_message"))["text"] == "the neighbours"


async def test_an_invitation_is_a_picture_that_opens_on_the_patients_phone(table: Table) -> None:
    picture = segno.make(INVITATION).png_data_uri(scale=4).partition(",")[2]
    await _sends_photo(table, picture, f"Show this in the room: {INVITATION}")
    phone = table.screen("Weber")
    shown = phone.get_by_role("img", name="Picture from Between")
    await expect(shown).to_be_visible()
    assert await shown.evaluate("image => image.decode().then(() => image.naturalWidth)") > 50
    await phone.get_by_role("button", name="Enlarge").click()
    await table.page.get_by_role("dialog").get_by_role("button", name="Close").click()
    await expect(table.page.get_by_role("dialog")).to_have_count(0)
    await phone.get_by_role("button", name="Open on Anna’s phone").click()
    await expect(table.screen("Anna").locator(".message.own").last).to_contain_text("/start p_1")
    assert table.anna.last.text == "/start p_1"


async def _sends_photo(table: Table, picture: str, caption: str) -> None:
    fields = {"chat_id": str(table.weber.chat_id), "caption": caption}
    files = {"photo": ("code.png", b64decode(picture), "image/png")}
    answer = await table.bot.client.post(f"/bot{TOKEN}/sendPhoto", data=fields, files=files)
    assert answer.json()["ok"], answer.text


async def test_the_lock_screen_shows_what_a_passer_by_would_read_and_no_edits(table: Table) -> None:
    number = await table.bot.says(table.anna.chat_id, "Your planned moment is here")
    strip = table.screen("Anna").get_by_role("region", name="Lock screen")
    await expect(strip.get_by_role("listitem")).to_have_count(1)
    await expect(strip).to_contain_text("Between")
    await table.bot.call(
        "editMessageText", chat_id=table.anna.chat_id, message_id=number, text="Breathe slowly"
    )
    await expect(table.screen("Anna").locator(".message.bot")).to_contain_text("Breathe slowly")
    await expect(strip).to_contain_text("Your planned moment is here")
    await expect(strip).not_to_contain_text("Breathe slowly")
    await expect(table.screen("Weber").get_by_role("region", name="Lock screen")).to_contain_text(
        "No notifications"
    )


async def test_who_reads_further_up_is_not_pulled_down(table: Table) -> None:
    for number in range(8):
        await table.bot.says(table.anna.chat_id, f"sentence {number}" + "\n." * 5)
    log = table.screen("Anna").get_by_role("log")
    await expect(log.get_by_text("sentence 7")).to_be_in_viewport()
    await log.evaluate("log => { log.scrollTop = 0; }")
    await expect(log.get_by_text("sentence 0")).to_be_in_viewport()
    await table.bot.says(table.anna.chat_id, "one more")
    await table.screen("Anna").get_by_role("button", name="New messages").click()
    await expect(log.get_by_text("one more", exact=True)).to_be_in_viewport()
