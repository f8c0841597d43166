"""Downloads a file, going on where an earlier attempt ended as long as the server says that it is the same file."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import aclosing
from typing import Final, TypeVar

import httpcore
import msgspec

import brolly
from ml_tools.datasets.fetchers.stored_files import Part
from ml_tools.datasets.fetchers.web import Answer, Web
from ml_tools.datasets_interface import FetchProgress, SourceFailed, SourceNotFound

__all__ = ["Limits", "Remote", "download"]

T = TypeVar("T")

_BUFFER_BYTES: Final = 4 * 1024**2
_MAX_CHANGES: Final = 3
_PAUSE_S: Final = 0.2
_MAX_PAUSE_S: Final = 10.0
_RANGE: Final = re.compile(r"bytes (\d{1,18})-(\d{1,18})/(\d{1,18}|\*)")
_CUT: Final = (httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError)


class Remote(msgspec.Struct, frozen=True, kw_only=True):
    """A file of a web server."""

    url: str
    name: str
    source: str
    """Where it is, as people are told."""
    headers: Mapping[str, str] = {}
    refusal: Callable[[int], brolly.Error | None] = lambda _: None
    """Returns what a status of 400 or more means, where the source knows better than the web."""


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """What a download may take."""

    max_bytes: int
    until: float
    """The time of the event loop that it has to be ready at."""
    attempts: int


class _Broken(Exception):
    """The answer ended before the file did, or is to be asked for again."""


class _Changed(Exception):
    """The file is not the one that the part is of."""


async def download(web: Web, remote: Remote, part: Part, limits: Limits) -> AsyncGenerator[FetchProgress, None]:
    """Fill the part with the file, telling how far it is.

    Raises:
        SourceFailed: The server cannot be reached, or breaks off again and again.
        brolly.Aborted: The file changes again and again.
        brolly.DeadlineExceeded: The time is out.
        brolly.ResourceExhausted: The file is too large.
    """
    failed = changed = 0
    furthest = part.size_bytes
    while True:
        try:
            async with aclosing(_attempt(web, remote, part, limits)) as progress:
                async for each in progress:
                    yield each
        except _Changed as error:
            changed, failed, furthest = changed + 1, 0, 0
            part.begin_again()
            if changed >= _MAX_CHANGES:
                text = f"{remote.source} changes while it is read, {changed} times so far: {error}"
                raise brolly.Aborted(f"{text}; try again when it stays as it is") from error
        except (*_CUT, _Broken) as error:
            failed = 1 if part.size_bytes > furthest else failed + 1
            furthest = max(furthest, part.size_bytes)
            if failed >= limits.attempts:
                text = (
                    f"{remote.source} breaks off after {part.size_bytes} bytes, {failed} times without coming further"
                )
                raise SourceFailed(f"{text}: {_said(error)}", source=remote.source, status=_status(error)) from error
            await _pause(failed, limits, remote)
        else:
            return


async def _attempt(web: Web, remote: Remote, part: Part, limits: Limits) -> AsyncGenerator[FetchProgress, None]:
    notes = part.notes()
    begin = part.size_bytes if notes.get("validator") else 0
    if begin == 0:
        await brolly.offload(part.begin_again)
    elif str(begin) == notes.get("total"):
        return
    headers = dict(remote.headers)
    if begin:
        headers |= {"Range": f"bytes={begin}-", "If-Range": notes["validator"]}
    asked = web.get(remote.url, headers)
    answer = await _within(asked.__aenter__(), limits, remote)
    try:
        total = _accept(answer, remote, part, begin, notes)
        if total is not None and total > limits.max_bytes:
            raise _too_large(remote, limits)
        async with aclosing(answer.chunks()) as chunks:
            async for received in _written(chunks, part, limits, remote):
                yield FetchProgress(received_bytes=received, total_bytes=total)
        if total is not None and part.size_bytes != total:
            raise _Broken(f"expected {total} bytes, got {part.size_bytes}")
    finally:
        await asked.__aexit__(None, None, None)


def _accept(answer: Answer, remote: Remote, part: Part, begin: int, notes: Mapping[str, str]) -> int | None:
    """Make the part ready for what comes, and return how many bytes the file has, when that is told."""
    if answer.status == 206 and begin:
        found = _RANGE.fullmatch(answer.headers.get("content-range", ""))
        if found is None or int(found[1]) != begin or (notes.get("total") or found[3]) != found[3]:
            raise _Changed(
                f"asked for what is behind byte {begin}, got {answer.headers.get('content-range', '')[:80]!r}"
            )
        if _validator(answer) not in {"", notes["validator"]}:
            raise _Changed(f"its mark was {notes['validator'][:80]!r} and is {_validator(answer)[:80]!r}")
        return None if found[3] == "*" else int(found[3])
    if answer.status == 416 and begin:
        raise _Changed(f"there is nothing behind byte {begin}")
    if answer.status != 200:
        raise _refusal(answer.status, remote)
    if begin and _validator(answer) != notes["validator"]:
        raise _Changed(f"its mark was {notes['validator'][:80]!r} and is {_validator(answer)[:80]!r}")
    part.begin_again()
    length = answer.headers.get("content-length", "")
    total = int(length) if length.isdigit() and len(length) < 19 else None
    if validator := _validator(answer):
        part.note({"validator": validator, "total": "" if total is None else str(total)})
    return total


def _validator(answer: Answer) -> str:
    """Return what tells this file from a later one under its name: a strong ETag, else a date; empty when neither."""
    etag = answer.headers.get("etag", "")
    return etag if etag.startswith('"') else answer.headers.get("last-modified", "")


async def _written(
    chunks: AsyncGenerator[bytes, None], part: Part, limits: Limits, remote: Remote
) -> AsyncGenerator[int, None]:
    """Write what comes, and return how many bytes are there, again and again."""
    waiting, waiting_bytes, size = list[bytes](), 0, part.size_bytes
    try:
        while (chunk := await _within(anext(chunks, None), limits, remote)) is not None:
            waiting.append(chunk)
            waiting_bytes, size = waiting_bytes + len(chunk), size + len(chunk)
            if size > limits.max_bytes:
                raise _too_large(remote, limits)
            if waiting_bytes >= _BUFFER_BYTES:
                await brolly.offload(part.append, waiting)
                waiting, waiting_bytes = [], 0
                yield size
    finally:
        part.append(waiting)
    yield size


async def _within(step: Awaitable[T], limits: Limits, remote: Remote) -> T:
    try:
        async with asyncio.timeout_at(limits.until):
            return await step
    except TimeoutError as error:
        raise _too_late(remote) from error


async def _pause(failed: int, limits: Limits, remote: Remote) -> None:
    pause_s = min(_MAX_PAUSE_S, _PAUSE_S * 2 ** (failed - 1))
    if asyncio.get_running_loop().time() + pause_s > limits.until:
        raise _too_late(remote)
    await asyncio.sleep(pause_s)


def _refusal(status: int, remote: Remote) -> Exception:
    if (known := remote.refusal(status)) is not None:
        return known
    if status in {404, 410}:
        return SourceNotFound(f"there is no {remote.source}; its server says {status}", source=remote.source)
    if status == 401:
        return brolly.Unauthenticated(f"{remote.source} wants to know who asks: its server says 401")
    if status == 403:
        return brolly.PermissionDenied(f"{remote.source} may not be read: its server says 403")
    if status == 429 or status >= 500:
        return _Status(status)
    return SourceFailed(
        f"{remote.source}: expected the file, got the status {status}", source=remote.source, status=status
    )


class _Status(_Broken):
    """The server cannot answer now."""

    def __init__(self, status: int) -> None:
        super().__init__(f"its server says {status}")
        self.status = status


def _status(error: Exception) -> int | None:
    return error.status if isinstance(error, _Status) else None


def _said(error: Exception) -> str:
    return f"{error}" if isinstance(error, _Broken) else f"{type(error).__name__} {error}"[:200]


def _too_large(remote: Remote, limits: Limits) -> brolly.ResourceExhausted:
    text = f"expected a file of at most {limits.max_bytes} bytes, got more from {remote.source}"
    return brolly.ResourceExhausted(f"{text}; ask for more by max_bytes, or raise fetching.max_bytes in the topology")


def _too_late(remote: Remote) -> brolly.DeadlineExceeded:
    return brolly.DeadlineExceeded(
        f"{remote.source} did not come in time; what is there is kept: fetch it again to go on, or raise the timeout"
    )
