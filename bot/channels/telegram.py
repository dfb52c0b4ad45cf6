"""Telegram: getUpdates or a webhook in, messages out. Everything heard is stored raw before it is confirmed."""

from __future__ import annotations

import asyncio
import hmac
import json
import warnings
from collections.abc import Callable, Coroutine, Sequence
from http import HTTPStatus
from typing import Any

import structlog
from telegram import Bot, BotCommand, BotCommandScopeAllPrivateChats, BotCommandScopeChat
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError
from telegram.warnings import PTBUserWarning

from bot.channels.base import Command, Keep, Rendered
from bot.channels.telegram_errors import seconds_of, send_error
from bot.channels.telegram_files import fetched
from bot.channels.telegram_http import AiohttpRequest
from bot.channels.telegram_sending import show
from bot.channels.telegram_updates import ALLOWED, group_of, parse, query_of, raw_update, update_id
from bot.messages import Attached, Incoming
from bot.sending import SendError

log = structlog.get_logger()

POLL_SECONDS = 45
LONGEST_WAIT = 30.0
CONNECTIONS = 16
"""Eight sends in flight and as many small courtesies."""


class TelegramChannel:
    """One bot. `api_url` is the root of its server; an answer is waited for `answer_seconds`.

    `listened` is told each time that Telegram has answered our asking for updates.
    """

    name = "telegram"
    buttons = True

    def __init__(
        self,
        token: str,
        api_url: str,
        *,
        webhook_secret: str = "",
        answer_seconds: float = 20.0,
        first_wait: float = 1.0,
        listened: Callable[[], None] = lambda: None,
    ) -> None:
        self._bot_id = int(token.partition(":")[0])
        self._secret = webhook_secret
        self._answer_seconds = answer_seconds
        self._first_wait = first_wait
        self._listened = listened
        # We want the raw JSON of updates and of what was sent, against which the library advises once a call.
        warnings.filterwarnings("ignore", message=r"Please use 'Bot\.\w+' instead", category=PTBUserWarning)
        self._requests = (_request(CONNECTIONS, answer_seconds), _request(1, answer_seconds))
        self._bot = Bot(
            token,
            base_url=f"{api_url}/bot",
            base_file_url=f"{api_url}/file/bot",
            request=self._requests[0],
            get_updates_request=self._requests[1],
        )
        self._offset: int | None = None
        self._conflict_known = False
        self._courtesies: set[asyncio.Task[None]] = set()

    async def open(self) -> str:
        """Ask Telegram who we are; return the username. Raises SendError, `permanent` for a wrong token."""
        try:
            await self._bot.initialize()
        except InvalidToken as fault:
            raise SendError("token_refused", permanent=True) from fault
        except TelegramError as fault:
            raise send_error(fault) from fault
        return self._bot.username

    async def close(self) -> None:
        """Let the courtesies finish for a moment, then let go of every connection."""
        if self._courtesies:
            _, late = await asyncio.wait(self._courtesies, timeout=1.0)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        await self._bot.shutdown()
        for request in self._requests:  # the library leaves them open where it was never told who it is
            await request.shutdown()

    async def listen_once(self, keep: Keep, timeout: float) -> int:  # noqa: ASYNC109 - Telegram's own waiting
        """Fetch updates, waiting for them up to `timeout` seconds, keep them, and return how many there were.

        They are confirmed by the next call, so that a crash before `keep` has committed loses none. They come as raw
        JSON, so that one that cannot be read stops nothing. Raises TelegramError.
        """
        asked: dict[str, Any] = {"timeout": int(timeout), "allowed_updates": list(ALLOWED)}
        if self._offset is not None:
            asked["offset"] = self._offset
        updates: list[Any] = await self._bot.do_api_request(
            "getUpdates", asked, read_timeout=timeout + self._answer_seconds
        )
        self._conflict_known = False
        self._listened()
        if updates:
            await self._keep(updates, keep)
            self._offset = 1 + max((update_id(update) or 0 for update in updates), default=0)
        return len(updates)

    async def run(self, keep: Keep) -> None:
        """Listen for ever. Telegram's faults are waited out, and those of the store too: nothing is confirmed meanwhile."""
        wait = self._first_wait
        await self._courtesy(self._bot.delete_webhook())
        while True:
            try:
                await self.listen_once(keep, POLL_SECONDS)
                wait = self._first_wait
                continue
            except RetryAfter as flood:
                wait = seconds_of(flood)
            except TelegramError as fault:
                self._say(fault)
                if isinstance(fault, Conflict) and "webhook" in fault.message.lower():
                    await self._courtesy(self._bot.delete_webhook())
            except Exception as fault:  # noqa: BLE001 - whatever it was, Telegram has the updates still
                log.error("channel.not_kept", fault=type(fault).__name__)
            await asyncio.sleep(wait)
            wait = min(wait * 2, LONGEST_WAIT)

    async def use_webhook(self, url: str) -> None:
        """Ask Telegram to push updates to this address. Raises SendError."""
        try:
            await self._bot.set_webhook(url, allowed_updates=list(ALLOWED), secret_token=self._secret)
        except TelegramError as fault:
            raise send_error(fault) from fault

    async def receive(self, body: bytes, secret: str, keep: Keep) -> int:
        """Take one pushed update; return the HTTP status to answer, 200 only after it is kept.

        Telegram repeats what got another answer, so a body that cannot be read is kept too, for the dead letters.
        """
        if not self._secret or not hmac.compare_digest(secret.encode(), self._secret.encode()):
            return HTTPStatus.FORBIDDEN
        try:
            update = json.loads(body)
        except ValueError:
            update = body.decode("utf-8", "replace")
        try:
            await self._keep([update], keep)
        except Exception as fault:  # noqa: BLE001 - whatever it was, Telegram must offer the update again
            log.error("channel.not_kept", fault=type(fault).__name__)
            return HTTPStatus.SERVICE_UNAVAILABLE
        return HTTPStatus.OK

    def parse(self, raw: str) -> Incoming | None:
        """Read a kept update; None where there is nothing to do. Raises UnreadableUpdate."""
        return parse(self.name, raw)

    async def fetch(self, address: str, file: Attached) -> bytes:
        """Download a file. Raises SendError, `permanent` where Telegram has it no more."""
        del address
        return await fetched(self._bot, file.ref)

    async def send(self, address: str, message: Rendered) -> str:
        """Show a message, or set the menu; return the message's id. Raises SendError."""
        if message.menu:
            await self.set_menu(address, message.menu)
            return ""
        return await show(self._bot, int(address), message)

    async def set_menu(self, address: str | None, commands: Sequence[Command], language: str = "") -> None:
        """Set the commands of a chat, or of all private chats without their own. Raises SendError.

        A chat's commands hold for every language of its phone: the person chose how we speak with them.
        """
        scope = BotCommandScopeAllPrivateChats() if address is None else BotCommandScopeChat(int(address))
        entries = [BotCommand(command.name, command.description) for command in commands]
        try:
            await self._bot.set_my_commands(entries, scope=scope, language_code=language or None)
        except TelegramError as fault:
            raise send_error(fault) from fault

    async def _keep(self, updates: list[Any], keep: Keep) -> None:
        """Keep updates, and only then do what is due to Telegram at once."""
        await keep([raw_update(self._bot_id, update) for update in updates])
        for update in updates:
            if (query := query_of(update)) is not None:
                self._soon(self._bot.answer_callback_query(query))
            if (group := group_of(update)) is not None:
                self._soon(self._bot.leave_chat(group))

    def _soon(self, request: Coroutine[Any, Any, object]) -> None:
        task = asyncio.create_task(self._courtesy(request))
        self._courtesies.add(task)
        task.add_done_callback(self._courtesies.discard)

    async def _courtesy(self, request: Coroutine[Any, Any, object]) -> None:
        """Ask for something that nothing depends on: a press that is too old to be answered is no fault."""
        try:
            await request
        except TelegramError as fault:
            log.debug("channel.courtesy_failed", fault=type(fault).__name__)

    def _say(self, fault: TelegramError) -> None:
        """Log a fault of listening; that another process listens too is said once until it is over."""
        if isinstance(fault, Conflict):
            if not self._conflict_known:
                log.error("channel.conflict", channel=self.name, hint="another process uses the same token")
            self._conflict_known = True
        else:
            log.warning("channel.not_listening", channel=self.name, fault=send_error(fault).fault)


def _request(connections: int, answer_seconds: float) -> AiohttpRequest:
    """Build the HTTP client; waiting for a free connection is no fault, since we never use more than we have."""
    return AiohttpRequest(connections, pool=10.0, connect=5.0, read=answer_seconds)
