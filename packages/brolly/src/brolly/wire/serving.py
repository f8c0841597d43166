"""The serving side of a contract, whatever the engine: frames in, the bound implementation called, frames out."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from typing import Any, Final, Literal, TypeVar

import msgspec
from google.protobuf.message import DecodeError, Message

from brolly.counters import Counter
from brolly.deadlines import Deadline
from brolly.errors import Error, InvalidArgument, ResourceExhausted
from brolly.limits import Limit
from brolly.outward import outward
from brolly.wire import arriving
from brolly.wire.arrow import WrongTable

__all__ = ["Handler", "Serving"]

M = TypeVar("M", bound=Message)
Shape = Literal["unary", "stream", "upload", "exchange"]


class Handler(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """How one method is served."""

    path: str
    """`/package.Service/Method`."""
    shape: Shape
    """`unary` frame to frame, `stream` frame to frames, `upload` frames to frame, `exchange` frames to frames."""
    answer: Callable[[Any, float | None], Any]
    """Takes the frame or an iterator of frames, and the seconds left or `None`. Raises nothing but `Error`."""


class Serving:
    """Makes the handlers of one contract out of generated functions from frames to frames."""

    def __init__(self, contract: str, limit: Limit, *, max_table_bytes: int, max_message_bytes: int) -> None:
        self._contract: Final = contract
        self._limit: Final = limit
        self._max_table_bytes: Final = max_table_bytes
        self._max_message_bytes: Final = max_message_bytes

    def unary(self, rpc: str, call: Callable[[bytes], Awaitable[bytes]]) -> Handler:
        """One frame in, one out."""
        return self._handler(rpc, "unary", self._once(rpc, lambda frame: call(self._bounded(frame))))

    def upload(self, rpc: str, call: Callable[[AsyncIterator[bytes]], Awaitable[bytes]]) -> Handler:
        """Frames in, one out."""
        return self._handler(rpc, "upload", self._once(rpc, lambda frames: call(self._each_bounded(frames))))

    def stream(self, rpc: str, call: Callable[[bytes], AsyncGenerator[bytes, None]]) -> Handler:
        """One frame in, frames out."""
        return self._handler(rpc, "stream", self._often(rpc, lambda frame: call(self._bounded(frame))))

    def exchange(self, rpc: str, call: Callable[[AsyncIterator[bytes]], AsyncGenerator[bytes, None]]) -> Handler:
        """Frames in, frames out."""
        return self._handler(rpc, "exchange", self._often(rpc, lambda frames: call(self._each_bounded(frames))))

    async def receive(
        self, frames: AsyncIterator[bytes], kind: type[M], names: tuple[str, ...]
    ) -> tuple[M, tuple[Any, ...]]:
        """Gather a request that holds tables; see `arriving.receive`."""
        self._limit.check()  # before a large table is received in vain
        try:
            return await arriving.receive(frames, kind, names, self._max_table_bytes)
        except WrongTable as error:
            raise InvalidArgument(str(error)) from error

    def _handler(self, rpc: str, shape: Shape, answer: Callable[[Any, float | None], Any]) -> Handler:
        return Handler(path=f"/{self._contract}/{rpc}", shape=shape, answer=answer)

    def _once(
        self, rpc: str, call: Callable[[Any], Awaitable[bytes]]
    ) -> Callable[[Any, float | None], Awaitable[bytes]]:
        counter = Counter(f"{self._contract}/{rpc}", "local")

        async def answer(request: Any, timeout_s: float | None) -> bytes:
            try:
                if timeout_s is None:
                    return await call(request)
                async with Deadline(asyncio.get_running_loop().time() + timeout_s):
                    return await call(request)
            except BaseException as error:
                raise _answered(error, counter)  # noqa: B904 - it sets the cause itself

        return answer

    def _often(
        self, rpc: str, call: Callable[[Any], AsyncGenerator[bytes, None]]
    ) -> Callable[[Any, float | None], AsyncGenerator[bytes, None]]:
        counter = Counter(f"{self._contract}/{rpc}", "local")

        async def answer(request: Any, timeout_s: float | None) -> AsyncGenerator[bytes, None]:
            loop = asyncio.get_running_loop()
            end = None if timeout_s is None else loop.time() + timeout_s
            frames = None
            try:
                frames = call(request)
                while True:
                    try:
                        frame = await _next(frames, end)
                    except StopAsyncIteration:
                        return
                    yield frame
            except Exception as error:
                raise _answered(error, counter)  # noqa: B904 - it sets the cause itself
            finally:
                if frames is not None:
                    await frames.aclose()

        return answer

    def _bounded(self, frame: bytes) -> bytes:
        if len(frame) > self._max_message_bytes:
            raise ResourceExhausted(
                f"expected a message of at most {self._max_message_bytes} bytes, got {len(frame)}; "
                "send a table, a stream or less, or raise max_message_bytes in the topology"
            )
        return frame

    async def _each_bounded(self, frames: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        async for frame in frames:
            yield self._bounded(frame)


async def _next(frames: AsyncGenerator[bytes, None], end: float | None) -> bytes:
    if end is None:
        return await anext(frames)
    async with Deadline(end):
        return await anext(frames)


def _answered(error: BaseException, counter: Counter) -> BaseException:
    """Return the contract error that a peer is told; what the policies said already passes as it is."""
    if isinstance(error, Error):
        return error
    if isinstance(error, DecodeError):
        wrong = InvalidArgument(f"{counter.method}: expected a message of its request type, got other bytes")
        wrong.__cause__ = error
        return wrong
    return outward(error, counter)
