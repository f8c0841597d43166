"""Asks web servers, one question after the other, and follows where they point to."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from typing import Final
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

import httpcore
import msgspec

import brolly
from ml_tools.datasets.fetchers.addresses import Guard, GuardedBackend
from ml_tools.datasets_interface import SourceFailed, SourceRefused

__all__ = ["Answer", "Web", "checked_url", "shown"]

_MAX_REDIRECTS: Final = 10
_MAX_URL: Final = 8192
_REDIRECTS: Final = (301, 302, 303, 307, 308)
_MAX_BODY: Final = 16 * 1024**2
_SAFE: Final = "/%:@!$&'()*+,;=-._~?"


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What a server says before the bytes come."""

    status: int
    headers: Mapping[str, str]
    """By their names in lower case."""
    response: httpcore.Response

    def chunks(self) -> AsyncGenerator[bytes, None]:
        """Return the bytes as they come, as the server encodes them."""
        return self.response.aiter_stream()  # pyright: ignore[reportReturnType] - it is a generator


class Web:
    """Asks with the same bounds; connections are not kept."""

    def __init__(self, guard: Guard, *, stall_s: float) -> None:
        self._guard = guard
        self._timeouts = dict.fromkeys(("connect", "read", "write", "pool"), stall_s)

    @asynccontextmanager
    async def get(self, url: str, headers: Mapping[str, str] | None = None) -> AsyncGenerator[Answer, None]:
        """Yield the answer to GET, at the end of all redirects; each is checked as the first address is.

        Headers that say who asks go to no other server.

        Raises:
            brolly.InvalidArgument: It is no URL of the web.
            SourceRefused: The server, or one that it points to, is inside.
            SourceFailed: It points to ever another one.
        """
        url, sent = checked_url(url), dict(headers or {})
        async with httpcore.AsyncConnectionPool(network_backend=GuardedBackend(self._guard)) as pool:
            for _ in range(_MAX_REDIRECTS + 1):
                async with self._asked(pool, url, sent) as answer:
                    target = answer.headers.get("location")
                    if answer.status not in _REDIRECTS or target is None:
                        yield answer
                        return
                url, sent = _redirected(url, target, sent)
        raise SourceFailed(f"expected at most {_MAX_REDIRECTS} redirects, got more", source=shown(url))

    async def read(self, url: str, headers: Mapping[str, str] | None = None) -> tuple[int, bytes]:
        """Return the status and the body of a short answer.

        Raises:
            SourceFailed: The server cannot be reached, or says too much; else as `get` does.
        """
        try:
            async with self.get(url, headers) as answer:
                body = bytearray()
                async for chunk in answer.chunks():
                    body += chunk
                    if len(body) > _MAX_BODY:
                        text = f"expected an answer of at most {_MAX_BODY} bytes, got more"
                        raise SourceFailed(text, source=shown(url), status=answer.status)
                return answer.status, bytes(body)
        except (httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError) as error:
            text = f"{shown(url)} cannot be read: {type(error).__name__} {error}"
            raise SourceFailed(text, source=shown(url)) from error

    @asynccontextmanager
    async def _asked(
        self, pool: httpcore.AsyncConnectionPool, url: str, headers: Mapping[str, str]
    ) -> AsyncGenerator[Answer, None]:
        sent = {"Accept-Encoding": "identity", "Accept": "*/*", "User-Agent": "ml-tools", **headers}
        pairs = [("Host", urlsplit(url).netloc), *sent.items(), ("Connection", "close")]
        async with pool.stream("GET", url, headers=pairs, extensions={"timeout": self._timeouts}) as response:
            found = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in response.headers}
            yield Answer(status=response.status, headers=found, response=response)


def checked_url(url: str) -> str:
    """Return a URL as it is sent.

    Raises:
        brolly.InvalidArgument: It is none of the web, or holds a password.
    """
    problem = ""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
        ascii_host = host if host.isascii() else host.encode("idna").decode()
    except (ValueError, UnicodeError) as error:
        raise brolly.InvalidArgument(f"url: expected http:// or https://, got {url[:100]!r}: {error}") from error
    if parts.scheme not in {"http", "https"} or not host or len(url) > _MAX_URL:
        problem = f"expected http:// or https:// of at most {_MAX_URL} characters, got {url[:100]!r}"
    elif parts.username is not None or parts.password is not None:
        problem = "expected no user and password in it; send a URL that is signed instead"
    elif any(character <= " " or character == "\x7f" for character in url):
        problem = "expected no white space or control characters in it; write them as %20"
    if problem:
        raise brolly.InvalidArgument(f"url: {problem}")
    at = f"[{ascii_host}]" if ":" in ascii_host else ascii_host
    netloc = at if port is None else f"{at}:{port}"
    return urlunsplit((parts.scheme, netloc, quote(parts.path, safe=_SAFE) or "/", quote(parts.query, safe=_SAFE), ""))


def shown(url: str) -> str:
    """Return a URL without its query, which may hold what signs it."""
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))[:300]


def _redirected(url: str, target: str, headers: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    """Return where to ask next, and what to say there."""
    try:
        following = checked_url(urljoin(url, quote(target, safe=_SAFE + "#[]")))
    except brolly.InvalidArgument as error:
        raise SourceFailed(
            f"{shown(url)} points to what is no address of the web: {error}", source=shown(url)
        ) from error
    if url.startswith("https:") and not following.startswith("https:"):
        text = f"{shown(url)} points from https to {shown(following)}, which is not encrypted"
        raise SourceRefused(text, source=shown(url))
    is_same = urlsplit(url)[:2] == urlsplit(following)[:2]
    kept = {name: value for name, value in headers.items() if is_same or name.lower() != "authorization"}
    return following, kept
