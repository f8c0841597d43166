"""A web server that does what servers in the world do: it cuts off, lies, stalls, redirects and changes its files."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

Answer = Callable[["Asked"], Awaitable[None]]


class Asked:
    """One request, and the way to answer it."""

    def __init__(self, path: str, headers: dict[str, str], writer: asyncio.StreamWriter) -> None:
        self.path = path
        self.headers = headers
        self._writer = writer

    @property
    def begin(self) -> int:
        """The first byte that is asked for."""
        asked = self.headers.get("range", "bytes=0-")
        return int(asked.removeprefix("bytes=").partition("-")[0])

    async def head(self, status: int, **headers: object) -> None:
        lines = [f"HTTP/1.1 {status} X", *(f"{name.replace('_', '-')}: {value}" for name, value in headers.items())]
        await self.send("\r\n".join([*lines, "Connection: close", "", ""]).encode())

    async def send(self, content: bytes) -> None:
        self._writer.write(content)
        await self._writer.drain()

    async def whole(self, content: bytes, etag: str = '"1"', **headers: object) -> None:
        await self.head(200, Content_Length=len(content), ETag=etag, **headers)
        await self.send(content)

    async def ranged(self, content: bytes, etag: str = '"1"', upto: int | None = None) -> None:
        """Answer a range as the standard says, but break off at a byte."""
        begin = self.begin if self.headers.get("if-range") == etag else 0
        end = len(content)
        if begin:
            span = f"bytes {begin}-{end - 1}/{end}"
            await self.head(206, Content_Length=end - begin, Content_Range=span, ETag=etag)
        else:
            await self.head(200, Content_Length=end, ETag=etag)
        await self.send(content[begin : upto if upto is not None else end])


class Served:
    """A server that runs."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.answers: dict[str, Answer] = {}
        self.url = ""
        self.running: set[asyncio.Task[None] | None] = set()

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.running.add(task := asyncio.current_task())
        with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            headers = {
                name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:] if line)
            }
            asked = Asked(head[0].split(" ")[1], headers, writer)
            self.asked.append(asked)
            await self.answers[asked.path.partition("?")[0]](asked)
        writer.close()
        self.running.discard(task)


@asynccontextmanager
async def served() -> AsyncIterator[Served]:
    found = Served()
    server = await asyncio.start_server(found.handle, "127.0.0.1", 0)
    found.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield found
    finally:
        server.close()
        for task in list(found.running):
            if task is not None:
                task.cancel()
        await asyncio.sleep(0.01)
