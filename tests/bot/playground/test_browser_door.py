from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any

import httpx
import pytest
from telegram import Bot, BotCommand, InlineKeyboardButton, InlineKeyboardMarkup

from bot.playground import Phone, Playground
from bot.playground.pictures import DOT
from tests.bot.playground.conftest import NO_TLS, StillClock


class PageClock(StillClock):
    def __init__(self) -> None:
        super().__init__()
        self.moves: list[object] = []

    async def state(self) -> dict[str, Any]:
        return {"now": self.at.isoformat(), "zone": "Europe/Berlin", "running": False}

    async def run(self, running: bool) -> None:  # noqa: FBT001 - the page's clock is asked so
        self.moves.append(running)

    async def forward(self, seconds: float) -> None:
        self.moves.append(seconds)

    async def to_next_event(self) -> None:
        self.moves.append("event")

    async def to_session_eve(self) -> None:
        self.moves.append("eve")

    async def to(self, moment: datetime) -> None:
        self.moves.append(moment)


@pytest.fixture
def clock() -> PageClock:
    return PageClock()


@pytest.fixture
async def playground(clock: PageClock) -> AsyncIterator[Playground]:
    async with Playground(now=clock.now, clock=clock) as running:
        yield running


@pytest.fixture
async def browser(playground: Playground) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(
        base_url=playground.root, verify=NO_TLS, headers={"Origin": playground.root}
    ) as client:
        yield client


async def test_the_state_is_all_that_a_page_shows(
    browser: httpx.AsyncClient, bot: Bot, anna: Phone, playground: Playground
) -> None:
    playground.phone("Dr. Berg", title="Therapist", start_link=playground.link("abc"))
    await bot.set_my_commands([BotCommand("help", "Help")])
    done = InlineKeyboardMarkup.from_button(InlineKeyboardButton("Done", callback_data="d", style="success"))
    await bot.send_photo(
        anna.chat_id, DOT, "<b>Hi</b>", parse_mode="HTML", reply_markup=done, protect_content=True
    )
    state = (await browser.get("/api/state")).json()
    assert state["clock"] == {
        "now": "2026-03-05T17:00:00+00:00",
        "zone": "Europe/Berlin",
        "local": "Thu 5 Mar 2026 18:00",
        "running": False,
        "next_event": None,
        "next_session_eve": None,
    }
    hers, therapist = state["phones"]
    assert (hers["name"], hers["title"], hers["language"], hers["started"]) == ("Anna", "Anna", "de", True)
    assert hers["commands"] == [{"command": "help", "description": "Help"}]
    assert hers["notifications"] == [{"text": "Hi", "time": "18:00"}]
    assert hers["messages"][1] == {
        "id": 2,
        "from_bot": True,
        "html": "<b>Hi</b>",
        "buttons": [[{"text": "Done", "data": "d", "url": None, "style": "success", "copies": None}]],
        "photo": "/api/files/photo-000001",
        "document": None,
        "edited": False,
        "protected": True,
        "time": "18:00",
        "day": "Thu 5 Mar",
        "notification": "Hi",
    }
    assert (therapist["title"], therapist["start_link"], therapist["started"]) == (
        "Therapist",
        "https://t.me/between_test_bot?start=abc",
        False,
    )


async def test_files_are_shown_or_saved(browser: httpx.AsyncClient, bot: Bot, anna: Phone) -> None:
    await bot.send_photo(anna.chat_id, DOT)
    await bot.send_document(anna.chat_id, b"<script>", filename="a.html")
    photo, document = (await browser.get("/api/state")).json()["phones"][0]["messages"][1:]
    shown, saved = await browser.get(photo["photo"]), await browser.get(document["document"]["url"])
    assert (shown.content, shown.headers["content-type"]) == (DOT, "image/png")
    assert (saved.content, saved.headers["content-type"]) == (b"<script>", "application/octet-stream")
    assert saved.headers["content-disposition"] == "attachment"
    assert document["document"]["name"] == "a.html"
    assert (await browser.get("/api/files/photo-999999")).status_code == 404


async def test_waiting_ends_with_the_next_change(
    browser: httpx.AsyncClient, anna: Phone, playground: Playground
) -> None:
    known = (await browser.get("/api/state")).json()["version"]
    assert (await browser.get("/api/wait", params={"version": known - 1})).json()["version"] == known
    anna.types("hello")
    changed = (await browser.get("/api/wait", params={"version": known})).json()
    assert changed["version"] > known
    assert changed["phones"][0]["messages"][-1]["html"] == "hello"


async def test_people_act_through_the_page(
    browser: httpx.AsyncClient, bot: Bot, playground: Playground
) -> None:
    assert (await browser.post("/api/phones", json={"name": "Ben", "language": "de"})).status_code == 201
    ben = playground.phone("Ben")
    for deed, body in (
        ("starts", {"payload": "abc"}),
        ("types", {"text": "<b>"}),
        ("edits", {"message_id": 2, "text": "hello"}),
        ("location", {"lat": 52.5, "lon": 13.4}),
        ("photo", {}),
        ("voice", {}),
        ("opens", {"link": playground.link("def")}),
        ("block", {"blocked": True}),
        ("block", {"blocked": False}),
    ):
        assert (await browser.post(f"/api/phones/Ben/{deed}", json=body)).status_code == 200, deed
    done = InlineKeyboardMarkup.from_button(InlineKeyboardButton("Done", callback_data="d"))
    sent = await bot.send_message(ben.chat_id, "a", reply_markup=done)
    await browser.post("/api/phones/Ben/taps", json={"message_id": sent.message_id, "data": "d"})
    updates = await bot.get_updates()
    assert len(updates) == 10
    assert updates[-1].callback_query is not None
    assert [message.text for message in ben.messages] == [
        "/start abc",
        "hello",
        "",
        "",
        "",
        "/start def",
        "a",
    ]


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/api/phones/Nobody/types", {"text": "a"}, 404),
        ("/api/phones/Anna/dances", {}, 404),
        ("/api/phones/Anna/types", {}, 400),
        ("/api/phones/Anna/types", {"text": " "}, 400),
        ("/api/phones/Anna/types", [], 400),
        ("/api/phones/Anna/taps", {"message_id": "1", "data": "d"}, 400),
        ("/api/phones/Anna/taps", {"message_id": 99, "data": "d"}, 404),
        ("/api/phones/Anna/starts", {"payload": "a b"}, 400),
        ("/api/phones", {"name": "a/b", "language": "en"}, 400),
        ("/api/clock", {"to": "tomorrow"}, 400),
        ("/api/clock", {"to": "2026-03-06T18:00:00"}, 400),
    ],
)
async def test_what_cannot_be_done_is_told_in_a_sentence(
    browser: httpx.AsyncClient, anna: Phone, path: str, body: object, status: int
) -> None:
    answer = await browser.post(path, json=body)
    assert answer.status_code == status
    assert answer.json()["error"]


async def test_a_person_who_blocked_the_bot_cannot_write(browser: httpx.AsyncClient, anna: Phone) -> None:
    anna.blocks()
    answer = await browser.post("/api/phones/Anna/types", json={"text": "a"})
    assert answer.status_code == 409


async def test_the_clock_is_moved_as_the_page_asks(browser: httpx.AsyncClient, clock: PageClock) -> None:
    wishes = ({"run": True}, {"forward_seconds": 3600}, {"to": "next_event"}, {"to": "session_eve"})
    for wish in (*wishes, {"to": "2026-03-06T18:00:00+01:00"}):
        assert (await browser.post("/api/clock", json=wish)).status_code == 200
    moment = datetime.fromisoformat("2026-03-06T17:00:00+00:00")
    assert clock.moves == [True, 3600, "event", "eve", moment]


async def test_without_a_clock_to_move_the_page_only_reads_it(anna: Phone, clock: PageClock) -> None:
    async with (
        Playground(now=clock.now) as fixed,
        httpx.AsyncClient(base_url=fixed.root, verify=NO_TLS) as browser,
    ):
        assert (await browser.post("/api/clock", json={"run": True})).status_code == 404
        assert (await browser.get("/api/state")).json()["clock"]["local"] == "Thu 5 Mar 2026 17:00"


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1:1"])
async def test_no_other_page_can_make_a_browser_act(
    playground: Playground, browser: httpx.AsyncClient, anna: Phone, origin: str
) -> None:
    answer = await browser.post("/api/phones/Anna/types", json={"text": "a"}, headers={"Origin": origin})
    assert (answer.status_code, anna.screen) == (403, "/start")


async def test_only_this_machines_names_are_answered(
    playground: Playground, browser: httpx.AsyncClient
) -> None:
    answer = await browser.get("/api/state", headers={"Host": "rebound.example"})
    assert answer.status_code == 400


async def test_every_answer_to_a_browser_is_closed_to_the_outside(browser: httpx.AsyncClient) -> None:
    for path in ("/", "/api/state", "/page/index.html"):
        answer = await browser.get(path)
        assert answer.headers["content-security-policy"].startswith(
            "default-src 'none'; script-src 'self'"
        ), path
        assert answer.headers["x-content-type-options"] == "nosniff"
