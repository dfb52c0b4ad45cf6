"""How the daemon refuses, by the words and codes of signal-cli."""

from __future__ import annotations

from typing import Any

from bot.playground.record import RefusedError

Json = dict[str, Any]

USER_ERROR = -1
UNTRUSTED = -4
RATE_LIMITED = -5
CAPTCHA_REJECTED = -6
BAD_JSON = -32700
BAD_REQUEST = -32600
NO_METHOD = -32601
BAD_PARAMS = -32602
INTERNAL = -32603


class RpcError(RefusedError):
    """A call that fails. `data`: what stands beside the sentence."""

    def __init__(self, code: int, sentence: str, *, blame: bool = False, data: Json | None = None) -> None:
        super().__init__(sentence, blame=blame)
        self.code = code
        self.data = data

    def as_json(self) -> Json:
        """The error object of the answer."""
        return {"code": self.code, "message": self.sentence, "data": self.data}


def mistaken(sentence: str) -> RpcError:
    """A call that nobody should make."""
    return RpcError(USER_ERROR, sentence, blame=True)


def not_a(java: str, given: str) -> RpcError:
    """What Java says of a value of the wrong type."""
    where = "are in module java.base of loader 'bootstrap'"
    words = f"class {given} cannot be cast to class {java} ({given} and {java} {where}) (ClassCastException)"
    return RpcError(INTERNAL, words, blame=True)
