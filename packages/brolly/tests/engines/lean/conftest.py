"""A listener with a few methods on bare bytes, and peers that write frames by hand."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from brolly.engines.lean import LeanChannel, LeanListener, frames
from brolly.engines.lean.frames import HEADER, Kind
from brolly.engines.lean.headers import HeaderReader
from brolly.errors import NotFound
from brolly.wire.serving import Handler

MOST_BYTES = 4 * 1024 * 1024


class Methods:
    """What the listener serves, and what it has seen."""

    def __init__(self) -> None:
        self.made = 0
        self.read = 0
        self.began = 0
        self.cancelled = 0
        self.go_on = asyncio.Event()

    async def echo(self, request: bytes, timeout_s: float | None) -> bytes:
        return request

    async def refuse(self, request: bytes, timeout_s: float | None) -> bytes:
        raise NotFound("é" * int(request or b"1"))

    async def until(self, **expected: int) -> None:
        """Wait until so much was seen."""
        for _ in range(1000):
            if all(getattr(self, name) == value for name, value in expected.items()):
                return
            await asyncio.sleep(0.005)
        pytest.fail(f"it never came to {expected}")

    async def wait(self, request: bytes, timeout_s: float | None) -> bytes:
        self.began += 1
        try:
            await self.go_on.wait()
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        return b"waited"

    async def hold(self, frames: AsyncIterator[bytes], timeout_s: float | None) -> bytes:
        """Read nothing before it is told to."""
        await self.go_on.wait()
        async for frame in frames:
            self.read += len(frame)
        return b"%d" % self.read

    async def flow(self, request: bytes, timeout_s: float | None) -> AsyncGenerator[bytes, None]:
        for _ in range(int(request)):
            self.made += 1
            yield bytes(64 * 1024)

    async def mirror(self, frames: AsyncIterator[bytes], timeout_s: float | None) -> AsyncGenerator[bytes, None]:
        async for frame in frames:
            yield frame

    def handlers(self) -> dict[str, Handler]:
        shapes = {"echo": "unary", "refuse": "unary", "wait": "unary", "hold": "upload", "flow": "stream"}
        return {
            f"/t.T/{name}": Handler(path=f"/t.T/{name}", shape=shape, answer=getattr(self, name))
            for name, shape in (shapes | {"mirror": "exchange"}).items()
        }


@pytest.fixture
async def methods() -> Methods:
    return Methods()


@pytest.fixture
async def address(tmp_path: Path, methods: Methods, caplog: pytest.LogCaptureFixture) -> AsyncGenerator[str, None]:
    """Serve on a unix socket; afterwards an honest call must succeed, and nothing may stand in the log."""
    address = f"unix:{tmp_path}/lean.sock"
    listener = LeanListener(address, max_message_bytes=MOST_BYTES)
    await listener.start(methods.handlers())
    yield address
    honest = LeanChannel(address, max_message_bytes=MOST_BYTES)
    assert await honest.unary("/t.T/echo", b"alive", (), 5.0) == b"alive"
    await honest.close()
    methods.go_on.set()
    await listener.drain(1.0)
    assert [record for record in caplog.records if record.levelname not in ("DEBUG", "INFO")] == []


@pytest.fixture
async def channel(address: str) -> AsyncGenerator[LeanChannel, None]:
    channel = LeanChannel(address, max_message_bytes=MOST_BYTES)
    yield channel
    await channel.close()


class Peer:
    """Either end of a connection, written by hand."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self._headers = HeaderReader()

    def send(self, *pieces: bytes) -> None:
        self._writer.write(b"".join(pieces))

    async def receive(self) -> tuple[int, int, int, bytes]:
        """Return kind, flags, stream and payload of the next frame."""
        high, low, kind, flags, number = HEADER.unpack(await asyncio.wait_for(self._reader.readexactly(9), 5.0))
        return kind, flags, number, await self._reader.readexactly(high << 16 | low)

    async def until(self, wanted: int) -> tuple[int, int, bytes]:
        """Return flags, stream and payload of the next frame of a kind."""
        while True:
            kind, flags, number, payload = await self.receive()
            if kind == wanted:
                return flags, number, payload

    async def code_of(self, kind: int) -> int:
        """Return the code of the next GOAWAY or RST_STREAM."""
        payload = (await self.until(kind))[2]
        return int.from_bytes(payload[4:8] if kind == Kind.GOAWAY else payload, "big")

    async def fields(self) -> dict[bytes, bytes]:
        """Return the next header block."""
        return dict(self._headers.read((await self.until(Kind.HEADERS))[2]))

    async def read_preface(self) -> None:
        assert await self._reader.readexactly(len(frames.PREFACE)) == frames.PREFACE

    async def at_end(self) -> bool:
        """Wait for the end of what the other side says."""
        return await asyncio.wait_for(self._reader.read(), 5.0) == b""

    def close(self) -> None:
        self._writer.close()


@pytest.fixture
async def peer(address: str) -> AsyncGenerator[Peer, None]:
    """A client that has not said anything."""
    reader, writer = await asyncio.open_unix_connection(address.removeprefix("unix:"))
    peer = Peer(reader, writer)
    yield peer
    peer.close()


Play = Callable[[Peer, int], Any]
Imposter = Callable[[Play], AbstractAsyncContextManager[LeanChannel]]


@pytest.fixture
async def imposter(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> AsyncGenerator[Imposter, None]:
    """Let a server written by hand answer each connection, and give a channel to it."""
    path = f"{tmp_path}/imposter.sock"

    @asynccontextmanager
    async def serve(play: Play) -> AsyncGenerator[LeanChannel, None]:
        connections = 0
        tasks: set[asyncio.Task[None]] = set()

        async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            nonlocal connections
            connections += 1
            tasks.add(asyncio.current_task())
            peer = Peer(reader, writer)
            try:
                await peer.read_preface()
                await play(peer, connections)
                await reader.read()
            except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
                pass
            finally:
                peer.close()

        server = await asyncio.start_unix_server(accept, path)
        channel = LeanChannel(f"unix:{path}", max_message_bytes=MOST_BYTES)
        try:
            yield channel
        finally:
            await channel.close()
            server.close()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks)

    yield serve
    assert [record for record in caplog.records if record.levelname not in ("DEBUG", "INFO")] == []
