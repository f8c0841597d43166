"""One call as its listener sees it: the handler of its method, run in a task of its own."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from typing import Any, Final

from brolly.engines.lean import envelope
from brolly.engines.lean.connection import Connection
from brolly.engines.lean.headers import Fields
from brolly.engines.lean.inbound import Compressed
from brolly.engines.lean.stream import Stream
from brolly.errors import DeadlineExceeded, Error, Internal, ResourceExhausted, Unimplemented
from brolly.wire.serving import Handler

__all__ = ["Answering"]

_log = logging.getLogger("brolly")

_LATE_S: Final = 1.0
"""A call is given this long after its deadline to say so itself; one that waits for its caller does not."""


class _Requests(AsyncIterator[bytes]):
    """The frames of a caller; they end only when it has sent them all, and the task is cancelled when it has gone."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream

    async def __anext__(self) -> bytes:
        frame = await self._stream.next()
        if frame is None:
            raise StopAsyncIteration
        return frame


class Answering:
    """Answers one call."""

    def __init__(
        self,
        connection: Connection,
        number: int,
        handler: Handler,
        *,
        timeout_s: float | None,
        most_bytes: int,
        tasks: set[asyncio.Task[None]],
    ) -> None:
        self._connection: Final = connection
        self._handler: Final = handler
        self._most_bytes: Final = most_bytes
        loop = asyncio.get_running_loop()
        self._ends_at = None if timeout_s is None else loop.time() + timeout_s
        self._timer = None if timeout_s is None else loop.call_later(timeout_s + _LATE_S, self._expire)
        self._begun = False
        self._takes_one: Final = handler.shape in ("unary", "stream")
        self.stream: Final = connection.accept(number, self)
        self._task: asyncio.Task[None] | None = None
        self._tasks: Final = tasks

    def arrived(self) -> None:
        if self._task is None and not self.stream.outbound.closed:
            if not self._takes_one or self.stream.inbound.messages:
                self._task = asyncio.get_running_loop().create_task(self._answer())
                self._tasks.add(self._task)
                self._task.add_done_callback(self._tasks.discard)
            elif self.stream.inbound.ended:
                self._refuse(Internal("expected one message as the request, got none"))

    async def _answer(self) -> None:
        request: Any = await self.stream.next() if self._takes_one else _Requests(self.stream)
        ends_at, loop = self._ends_at, asyncio.get_running_loop()
        timeout_s = None if ends_at is None else ends_at - loop.time()
        try:
            if self._handler.shape in ("unary", "upload"):
                self._send(await self._handler.answer(request, timeout_s))
            else:
                await self._answer_often(request, timeout_s)
            self._end(envelope.SUCCESS)
            if self.stream.outbound.pending_bytes:
                await self.stream.outbound.drain()
        except Error as error:
            self._refuse(error)
        except Exception:
            _log.exception("%s failed where it must not", self._handler.path)
            self._refuse(Internal("internal error"))
        finally:
            self._stop_timer()
            self._connection.finish(self.stream)

    async def _answer_often(self, request: Any, timeout_s: float | None) -> None:
        outbound = self.stream.outbound
        frames = self._handler.answer(request, timeout_s)
        try:
            async for frame in frames:
                self._send(frame)
                if outbound.pending_bytes:
                    await outbound.drain()
        finally:
            await frames.aclose()

    def _send(self, frame: bytes) -> None:
        if len(frame) > self._most_bytes:
            error = ResourceExhausted(f"expected an answer of at most {self._most_bytes} bytes, got {len(frame)}")
            error.origin = "transport"
            raise error
        sender = self._connection.sender
        if not self._begun:
            self._begun = True
            sender.headers(self.stream, envelope.ANSWER, ended=False)
        sender.data(self.stream, envelope.prefix_of(frame), frame, ended=False)

    def _end(self, block: bytes) -> None:
        sender = self._connection.sender
        sender.headers(self.stream, block if self._begun else envelope.ANSWER + block, ended=True)

    def _refuse(self, error: Error) -> None:
        most_bytes = self._connection.sender.header_bytes
        self._connection.sender.headers(
            self.stream, envelope.trailers(error, alone=not self._begun, most_bytes=most_bytes), ended=True
        )
        if self._task is None:
            self._stop_timer()
            self._connection.finish(self.stream)

    def _expire(self) -> None:
        self.stop(DeadlineExceeded("no answer before the deadline"))

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()

    def stop(self, error: Error) -> None:
        """End the call now with an error of the transport."""
        error.origin = "transport"
        self.stream.outbound.give_up()
        self._refuse(error)
        self._connection.finish(self.stream)
        self._cancel()

    def _cancel(self) -> None:
        self._stop_timer()
        if self._task is not None:
            self._task.cancel()

    # What the connection tells.

    def headers(self, fields: Fields, *, ended: bool) -> None:
        pass

    def refused(self, error: Exception) -> None:
        if isinstance(error, Compressed):
            self.stop(Unimplemented("messages are taken uncompressed only (grpc-accept-encoding: identity)"))
        else:
            self.stop(ResourceExhausted(str(error)))

    def reset(self, code: int, text: str) -> None:
        self._cancel()

    def lost(self, text: str, *, untouched: bool) -> None:
        self._cancel()
