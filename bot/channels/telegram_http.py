"""The wire below python-telegram-bot on aiohttp: a quarter of the library's own cost for each message.

Errors keep what the channel has to know: no connection (surely not sent), or no answer (it may have arrived).
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, TypeVar
from urllib.parse import unquote, urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp
import httpx
import orjson
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

T = TypeVar("T")

Proxy = dict[str, Any]
"""How a request is told of its proxy; empty where there is none."""

_JSON = {"Content-Type": "application/json"}


class AiohttpRequest(BaseRequest):
    """At most `connections` at once.

    In seconds: `pool` is the longest wait for a free connection, `connect` for a new one, `read` for the next part of
    an answer.
    """

    def __init__(self, connections: int, *, pool: float, connect: float, read: float) -> None:
        self._connections = connections
        self._pool = pool
        self._connect = connect
        self._read = read
        self._session: aiohttp.ClientSession | None = None
        self._proxies: dict[str, Proxy] = {}
        self._closed = False

    @property
    def read_timeout(self) -> float:
        """How long an answer is waited for, where a call does not say."""
        return self._read

    async def initialize(self) -> None:
        """Make the pool of connections."""
        self._closed = False
        await self._open_session()

    async def shutdown(self) -> None:
        """Close every connection."""
        self._closed = True
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Ask, and return status and body. Raises TimedOut and NetworkError, their cause without address or token."""
        del write_timeout  # `read` bounds that too: it runs from the first byte of ours on
        session = await self._open_session()
        connecting = _given(connect_timeout, self._connect)
        waiting = _given(pool_timeout, self._pool)
        timeout = aiohttp.ClientTimeout(
            total=None,
            connect=None if connecting is None or waiting is None else connecting + waiting,
            sock_connect=connecting,
            sock_read=_given(read_timeout, self._read),
        )
        body, headers = _body(request_data)
        try:
            async with session.request(
                method,
                url,
                data=body,
                headers=headers,
                timeout=timeout,
                allow_redirects=False,
                **self._through(url),
            ) as answer:
                status, content = answer.status, await answer.read()
        except TimeoutError as fault:
            # The cause is a new one: aiohttp's own words quote the address, and with it the token.
            raise TimedOut from type(fault)()
        except (aiohttp.ClientError, OSError) as fault:
            raise NetworkError(type(fault).__name__) from fault
        if status == HTTPStatus.GATEWAY_TIMEOUT:  # whoever stands behind the gateway may have taken it
            raise TimedOut from TimeoutError()
        return status, content

    async def _open_session(self) -> aiohttp.ClientSession:
        """Return the pool of connections, made when it is first needed. It trusts the certificates that httpx does."""
        if self._closed:
            raise RuntimeError("This request has been shut down.")
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=self._connections, ssl=httpx.create_ssl_context()),
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={"User-Agent": self.USER_AGENT},
            )
        return self._session

    def _through(self, url: str) -> Proxy:
        """Say through which proxy a server is reached, as the environment names it, asked once.

        aiohttp itself would ask for each request, and for a password of the server too, both in a thread: that cost as
        much as the request.
        """
        root = url[: url.find("/", len("https://"))]
        if root not in self._proxies:
            self._proxies[root] = _proxy_to(root)
        return self._proxies[root]


def _proxy_to(root: str) -> Proxy:
    """Return the proxy and its password apart, so that no fault quotes it; of an https:// one aiohttp knows nothing."""
    parts = urlsplit(root)
    known = getproxies()
    named = "" if proxy_bypass(parts.hostname or "") else known.get(parts.scheme) or known.get("all") or ""
    if not named or named.startswith(("https:", "socks")):
        return {}
    proxy = urlsplit(named if "://" in named else f"http://{named}")
    bare = proxy._replace(netloc=proxy.netloc.rpartition("@")[2]).geturl()
    if proxy.username is None:
        return {"proxy": bare}
    password = aiohttp.encode_basic_auth(unquote(proxy.username), unquote(proxy.password or ""))
    return {"proxy": bare, "proxy_headers": {"Authorization": password}}


def _given(value: Any, otherwise: T) -> T | None:
    """Return what a call says, or the default where it says nothing; None is "no limit"."""
    return otherwise if value is BaseRequest.DEFAULT_NONE else value


def _body(given: RequestData | None) -> tuple[bytes | aiohttp.FormData | None, dict[str, str]]:
    """Write the parameters as JSON; with files as a form of several parts."""
    if given is None or not given.parameters:
        return None, {}
    if not given.contains_files:
        return orjson.dumps(given.parameters), _JSON
    form = aiohttp.FormData()
    for name, value in given.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, kind) in given.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=kind)
    return form, {}
