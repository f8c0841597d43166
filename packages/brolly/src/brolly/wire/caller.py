"""The calling side of a contract, whatever the engine: arguments to frames, frames to the answer."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterable, AsyncIterator, Callable, Coroutine
from contextlib import aclosing
from time import perf_counter
from types import CoroutineType, TracebackType
from typing import Any, Concatenate, Final, ParamSpec, TypeVar

from google.protobuf.message import DecodeError, Message

from brolly import deadlines
from brolly.counters import Counter
from brolly.deadlines import Deadline
from brolly.errors import DataLoss, DeadlineExceeded, Error, InvalidArgument
from brolly.items import Items
from brolly.wire import arriving
from brolly.wire.arrow import WrongTable
from brolly.wire.engine import Channel, Request

__all__ = ["Caller"]

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T")
M = TypeVar("M", bound=Message)

_NEAR_S: Final = 0.05
"""A peer that gives up this shortly before our deadline gave up because of it."""


class Caller:
    """Makes the stubs of one contract over one channel."""

    def __init__(self, contract: str, channel: Channel, *, max_table_bytes: int) -> None:
        self._contract: Final = contract
        self._channel: Final = channel
        self._max_table_bytes: Final = max_table_bytes
        self.counters: Final[list[Counter]] = []

    def unary(
        self, rpc: str, encode: Callable[P, Request], decode: Callable[[bytes], R]
    ) -> Callable[P, CoroutineType[Any, Any, R]]:
        """Return the stub of a method whose answer is one frame."""
        path, counter, channel = f"/{self._contract}/{rpc}", self._counter(rpc), self._channel

        async def send(request: Request) -> R:
            return _decoded(decode, counter, await channel.unary(path, request, (), deadlines.remaining()))

        return _once(encode, send, counter)

    def gathered(
        self,
        rpc: str,
        encode: Callable[P, Request],
        kind: type[M],
        names: tuple[str, ...],
        decode: Callable[Concatenate[M, ...], R],
    ) -> Callable[P, CoroutineType[Any, Any, R]]:
        """Return the stub of a method whose answer is one message with tables, in frames."""
        path, counter, channel = f"/{self._contract}/{rpc}", self._counter(rpc), self._channel

        async def send(request: Request) -> R:
            async with aclosing(channel.stream(path, request, (), deadlines.remaining())) as frames:
                whole = arriving.receive(frames, kind, names, self._max_table_bytes)
                message, tables = await _fitting(whole, counter)
            return _decoded(decode, counter, message, *tables)

        return _once(encode, send, counter)

    def stream(
        self, rpc: str, encode: Callable[P, Request], decode: Callable[[bytes], R]
    ) -> Callable[P, AsyncGenerator[R, None]]:
        """Return the stub of a method that answers with a stream, a frame a message."""
        counter = self._counter(rpc)

        async def read(frames: AsyncGenerator[bytes, None]) -> R | None:
            try:
                frame = await anext(frames)
            except StopAsyncIteration:
                return None
            return _decoded(decode, counter, frame)

        return self._replies(rpc, encode, read, counter)

    def many(
        self,
        rpc: str,
        encode: Callable[P, Request],
        kind: type[M],
        names: tuple[str, ...],
        decode: Callable[Concatenate[M, ...], R],
    ) -> Callable[P, AsyncGenerator[R, None]]:
        """Return the stub of a method that answers with a stream of messages with tables, each in frames."""
        counter = self._counter(rpc)

        async def read(frames: AsyncGenerator[bytes, None]) -> R | None:
            whole = await _fitting(arriving.receive_next(frames, kind, names, self._max_table_bytes), counter)
            return None if whole is None else _decoded(decode, counter, whole[0], *whole[1])

        return self._replies(rpc, encode, read, counter)

    def _replies(
        self,
        rpc: str,
        encode: Callable[P, Request],
        read: Callable[[AsyncGenerator[bytes, None]], CoroutineType[Any, Any, R | None]],
        counter: Counter,
    ) -> Callable[P, AsyncGenerator[R, None]]:
        path, channel = f"/{self._contract}/{rpc}", self._channel

        async def replies(request: Request) -> AsyncGenerator[R, None]:
            async with (
                _Source(request),
                aclosing(channel.stream(path, request, (), deadlines.remaining())) as frames,
            ):
                while (reply := await _counted(read, frames, counter)) is not None:
                    yield reply

        def stub(*args: P.args, **kwargs: P.kwargs) -> AsyncGenerator[R, None]:
            return replies(_encoded(encode, counter, *args, **kwargs))

        return stub

    def items(self, encode: Callable[[T], Message]) -> Callable[[AsyncIterable[T]], AsyncIterator[bytes]]:
        """Return the request encoder of a method that takes items."""

        def requests(items: AsyncIterable[T]) -> AsyncIterator[bytes]:
            return Items(_frames(items, encode))

        return requests

    def _counter(self, rpc: str) -> Counter:
        counter = Counter(f"{self._contract}/{rpc}", "remote")
        self.counters.append(counter)
        return counter


async def _frames(items: AsyncIterable[T], encode: Callable[[T], Message]) -> AsyncGenerator[bytes, None]:
    source = aiter(items)
    try:
        async for item in source:
            yield _frame(item, encode)
    finally:  # a source is closed at the end of the call, as it is locally, and not when its memory is
        close = getattr(source, "aclose", None)
        if close is not None:
            await close()


def _frame(item: T, encode: Callable[[T], Message]) -> bytes:
    try:
        return encode(item).SerializeToString()
    except (TypeError, ValueError, AttributeError) as error:
        raise InvalidArgument(f"an item does not fit the contract: {error}") from error


class _Source:
    """A request while it is sent: when the caller's own items broke it off, the caller gets what they raised."""

    def __init__(self, request: Request) -> None:
        self._request = request

    async def __aenter__(self) -> Request:
        return self._request

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if isinstance(self._request, Items):
            await self._request.__aexit__(kind, error, trace)


def _once(
    encode: Callable[P, Request], send: Callable[[Request], CoroutineType[Any, Any, R]], counter: Counter
) -> Callable[P, CoroutineType[Any, Any, R]]:
    async def call(request: Request) -> R:
        started = perf_counter()
        try:
            if isinstance(request, bytes):
                return await _within_deadline(send, request)
            async with _Source(request):
                return await _within_deadline(send, request)
        except Error:
            counter.errors += 1
            raise
        finally:
            counter.seconds += perf_counter() - started

    def stub(*args: P.args, **kwargs: P.kwargs) -> CoroutineType[Any, Any, R]:
        return call(_encoded(encode, counter, *args, **kwargs))

    return stub


def _encoded(encode: Callable[P, Request], counter: Counter, *args: P.args, **kwargs: P.kwargs) -> Request:
    """Encode at the call, not when it is awaited, so that what the caller changes in between does not show."""
    counter.calls += 1
    try:
        return encode(*args, **kwargs)
    except (TypeError, ValueError, AttributeError) as error:
        counter.errors += 1
        raise InvalidArgument(f"{counter.method}: an argument does not fit the contract: {error}") from error


def _decoded(decode: Callable[..., R], counter: Counter, *parts: object) -> R:
    try:
        return decode(*parts)
    except (DecodeError, InvalidArgument) as error:
        raise _unfit(counter, error) from error


async def _fitting(answer: Coroutine[Any, Any, T], counter: Counter) -> T:
    try:
        return await answer
    except (DecodeError, WrongTable) as error:  # what the peer itself says passes, `InvalidArgument` included
        raise _unfit(counter, error) from error


def _unfit(counter: Counter, error: Exception) -> DataLoss:
    return DataLoss(f"{counter.method}: the answer does not fit the contract: {error}")


async def _within_deadline(send: Callable[[T], CoroutineType[Any, Any, R]], request: T) -> R:
    """Send within the deadline around the caller, if any, so that it is this side that speaks of it."""
    scope = deadlines.current.get()
    if scope is None:
        return await send(request)
    if scope.task is not deadlines.current_task(scope.loop):
        async with Deadline(scope.expires_at) as own:
            return await _unless_expired(send(request), own)
    return await _unless_expired(send(request), scope)


async def _unless_expired(call: CoroutineType[Any, Any, R], scope: Deadline) -> R:
    try:
        return await call
    except DeadlineExceeded:
        if scope.expires_at - asyncio.get_running_loop().time() < _NEAR_S:
            await scope.expired()
        raise


async def _counted(read: Callable[[T], CoroutineType[Any, Any, R]], frames: T, counter: Counter) -> R:
    started = perf_counter()
    try:
        return await _within_deadline(read, frames)
    except Error:
        counter.errors += 1
        raise
    finally:
        counter.seconds += perf_counter() - started
