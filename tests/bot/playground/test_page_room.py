"""What surrounds the chats: the clock, more phones, a narrow screen, the keyboard."""

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
import pytest_asyncio
from playwright.async_api import BrowserContext, Page, expect

from tests.bot.playground.page_table import Table, browsing, laid

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def context() -> AsyncIterator[BrowserContext]:
    async with browsing() as made:
        yield made


@pytest_asyncio.fixture(loop_scope="module")
async def table(context: BrowserContext) -> AsyncIterator[Table]:
    async with laid(context) as ready:
        yield ready


async def test_the_clock_moves_by_its_buttons_and_says_where_to(table: Table) -> None:
    clock = table.page.get_by_role("region", name="Clock of the practice")
    await expect(clock).to_contain_text("Thu 5 Mar 2026")
    await expect(clock.get_by_role("button", name="Evening before none yet")).to_be_disabled()
    await clock.get_by_role("button", name="1 hour").click()
    await expect(clock.locator(".face-time")).to_have_text("14:00")
    table.clock.eve = datetime(2026, 3, 11, 17, tzinfo=UTC)
    await clock.get_by_role("button", name="Next event today 19:00").click()
    await expect(clock.locator(".face-time")).to_have_text("19:00")
    await clock.get_by_role("button", name="Evening before Wed 11 Mar 18:00").click()
    await expect(clock.locator(".face-day")).to_contain_text("Wed 11 Mar 2026")
    await clock.get_by_role("button", name="Run on").click()
    await expect(clock.get_by_role("button", name="Stop")).to_be_visible()
    assert table.clock.running


async def test_a_running_clock_moves_its_face_though_nothing_else_happens(table: Table) -> None:
    await table.page.get_by_role("button", name="Run on").click()
    await expect(table.page.get_by_role("button", name="Stop")).to_be_visible()
    table.clock.at += timedelta(minutes=7)
    await expect(table.page.locator(".face-time")).to_have_text("13:07")


async def test_a_phone_is_added_and_starts(table: Table) -> None:
    await table.page.get_by_role("button", name="Add a phone").click()
    await table.page.get_by_label("Name").fill("Jonas")
    await table.page.get_by_label("English").check()
    await table.page.get_by_role("button", name="Add", exact=True).click()
    phone = table.screen("Jonas")
    await phone.get_by_role("button", name="Start").click()
    await expect(phone.locator(".message.own")).to_contain_text("/start")
    await expect(phone.get_by_role("textbox", name="Message")).to_be_focused()


async def test_a_blocked_bot_is_unblocked_before_one_can_write(table: Table) -> None:
    phone = table.screen("Anna")
    await phone.get_by_role("button", name="Block Between").click()
    await expect(phone.get_by_role("textbox")).to_have_count(0)
    assert (await table.bot.hears("my_chat_member"))["new_chat_member"]["status"] == "kicked"
    await phone.get_by_role("button", name="Unblock").click()
    await expect(phone.get_by_role("textbox")).to_be_visible()


async def test_a_narrow_screen_shows_one_phone_at_a_time_and_never_scrolls_sideways(table: Table) -> None:
    await table.page.set_viewport_size({"width": 360, "height": 740})
    await table.page.reload()
    wide = "W" * 90
    rows = [[{"text": f"{label} {wide}", "callback_data": label} for label in "abc"]]
    await table.bot.says(
        table.weber.chat_id, f"<pre>{wide}{wide}</pre>{wide} https://example.org/{wide}", *rows
    )
    await table.bot.says(table.anna.chat_id, "hello")
    await expect(table.screen("Weber").locator(".message.bot")).to_be_visible()
    await expect(table.screen("Anna")).to_be_hidden()
    log = table.screen("Weber").get_by_role("log")
    assert await log.evaluate("log => log.scrollWidth - log.clientWidth") == 0
    assert await table.page.evaluate("document.documentElement.scrollWidth") == 360
    tab = table.page.get_by_role("navigation", name="Phones").get_by_role("button", name="Anna")
    await expect(tab).to_have_text("Anna1")
    await table.page.get_by_role("button", name="How to play").click()
    await expect(table.page.get_by_text("/session P-1 2026-03-12 10:00 weekly")).to_be_visible()
    assert await table.page.evaluate("document.documentElement.scrollWidth") == 360
    await tab.click()
    await expect(table.screen("Anna").locator(".message.bot")).to_be_visible()
    await expect(table.screen("Weber")).to_be_hidden()
    await expect(tab).to_have_text("Anna")
    line = table.screen("Anna").get_by_role("textbox", name="Message")
    await expect(line).to_be_in_viewport(ratio=1)


async def test_everything_can_be_done_from_the_keyboard(table: Table) -> None:
    await table.bot.call("setMyCommands", commands=[{"command": "invite", "description": "Invite a patient"}])
    number = await table.bot.says(table.weber.chat_id, "Ready?", [{"text": "Yes", "callback_data": "y"}])
    keys = table.page.keyboard
    phone = table.screen("Weber")
    await expect(phone.get_by_role("button", name="Yes")).to_be_visible()
    await _tabs_to(table.page, "Yes")
    await keys.press("Enter")
    assert (await table.bot.hears("callback_query"))["data"] == "y"
    row = [{"text": "Really", "callback_data": "r"}]
    markup = {"inline_keyboard": [row]}
    await table.bot.call(
        "editMessageReplyMarkup", chat_id=table.weber.chat_id, message_id=number, reply_markup=markup
    )
    await expect(phone.get_by_role("button", name="Really")).to_be_focused()
    await _tabs_to(table.page, "Commands of this chat")
    await keys.press("Enter")
    await expect(phone.get_by_role("menuitem", name="/invite")).to_be_focused()
    await keys.press("Enter")
    await expect(phone.locator(".message.own").last).to_contain_text("/invite")
    await expect(phone.get_by_role("textbox", name="Message")).to_be_focused()
    await keys.press("ArrowUp")
    await expect(phone.get_by_role("textbox", name="Message")).to_have_value("/invite")
    await keys.press("Escape")
    await expect(phone.get_by_role("textbox", name="Message")).to_have_value("")


async def _tabs_to(page: Page, name: str) -> None:
    """Press Tab until the control of this name has the focus."""
    sought = page.get_by_role("button", name=re.compile(f"^{re.escape(name)}$")).first
    for _ in range(40):
        if await sought.evaluate("node => node === document.activeElement"):
            return
        await page.keyboard.press("Tab")
    raise AssertionError(f"{name} cannot be reached by Tab")


async def test_a_refusal_is_one_sentence_and_the_page_goes_on(table: Table) -> None:
    await table.page.get_by_role("button", name="Add a phone").click()
    await table.page.get_by_label("Name").fill("a/b")
    await table.page.keyboard.press("Enter")
    await expect(table.page.get_by_role("alert")).to_contain_text("without a slash")
    assert all("400" in said for said in table.wrong)
    table.wrong.clear()
    await table.page.keyboard.press("Escape")
    await table.bot.says(table.anna.chat_id, "still here")
    await expect(table.screen("Anna")).to_contain_text("still here")
