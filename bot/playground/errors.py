"""How the Bot API says no."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from bot.playground.record import RefusedError


class RefusalError(RefusedError):
    """The Bot API refuses a request.

    `code`: the HTTP status, repeated as `error_code`.
    `sentence`: Telegram's description, with its usual beginning ("Bad Request: …").
    `retry_after`: seconds that the bot has to wait.
    """

    def __init__(self, code: int, sentence: str, *, blame: bool, retry_after: int | None = None) -> None:
        super().__init__(sentence, blame=blame)
        self.code = code
        self.retry_after = retry_after

    def as_json(self) -> dict[str, Any]:
        """The body of the answer, as https://core.telegram.org/bots/api#making-requests describes it."""
        body: dict[str, Any] = {"ok": False, "error_code": self.code, "description": self.sentence}
        if self.retry_after is not None:
            body["parameters"] = {"retry_after": self.retry_after}
        return body


def bad_request(why: str, *, blame: bool = True) -> RefusalError:
    """400: the request is wrong (`blame`), or came too late for what it names."""
    return RefusalError(HTTPStatus.BAD_REQUEST, f"Bad Request: {why}", blame=blame)


def forbidden(why: str) -> RefusalError:
    """403: the person does not want this bot, or never met it."""
    return RefusalError(HTTPStatus.FORBIDDEN, f"Forbidden: {why}", blame=False)


def conflict(why: str) -> RefusalError:
    """409: somebody else fetches the updates."""
    return RefusalError(HTTPStatus.CONFLICT, f"Conflict: {why}", blame=False)


def too_many(seconds: int) -> RefusalError:
    """429: the bot sends faster than it may."""
    return RefusalError(
        HTTPStatus.TOO_MANY_REQUESTS,
        f"Too Many Requests: retry after {seconds}",
        blame=False,
        retry_after=seconds,
    )
