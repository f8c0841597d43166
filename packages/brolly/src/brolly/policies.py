"""What stands between a caller and an implementation in the process where it runs, whoever calls from wherever.

The one generic `run`, and its likeness for streams: error mapping always; limit, deadline, threads and counters as the
topology says.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncGenerator, AsyncIterable, Callable, Coroutine
from time import perf_counter
from types import CoroutineType
from typing import TYPE_CHECKING, Any, Final, Protocol, TypeVar

import msgspec

from brolly import deadlines, threads
from brolly.counters import SAMPLED_AFTER, Counter
from brolly.deadlines import Deadline
from brolly.items import Items
from brolly.limits import Limit
from brolly.outward import outward
from brolly.sizes import MAX_TABLE_BYTES, check_table
from brolly.threads import Workplace

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["Policies", "Settings"]

R = TypeVar("R")
T = TypeVar("T")

_current_task = asyncio.current_task
_deadline = deadlines.current.get
_enter_workplace = threads.workplace.set
_leave_workplace = threads.workplace.reset


class Run(Protocol):
    """Runs a coroutine of an implementation under its policies."""

    def __call__(self, call: Coroutine[Any, Any, R], /) -> CoroutineType[Any, Any, R]: ...


class RunStream(Protocol):
    """Runs an asynchronous generator of an implementation under its policies."""

    def __call__(self, replies: AsyncGenerator[R, None], /) -> AsyncGenerator[R, None]: ...


class Settings(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """The policies of one application, shared by all of its methods."""

    limit: Limit
    workplace: Workplace | None = None
    """`None` for an application that never offloads: a call then saves some 100 ns."""
    timeout_s: float | None = None
    """The most that a call may take here, whatever its caller's deadline."""
    max_table_bytes: int = MAX_TABLE_BYTES
    counted: bool = True
    """False leaves the counters out."""

    @property
    def errors_only(self) -> bool:
        """True when nothing but the error mapping is asked for: a call then costs about two bare awaits."""
        unlimited = self.limit.capacity == sys.maxsize
        return unlimited and not self.counted and self.workplace is None and self.timeout_s is None


class Policies:
    """Makes the `run` of each method of one contract."""

    def __init__(self, contract: str, settings: Settings) -> None:
        self._contract: Final = contract
        self._settings: Final = settings
        self.limit: Final = settings.limit
        self.counters: Final[list[Counter]] = []

    def table(self, table: pa.Table) -> pa.Table:
        """Return the table of a request.

        Raises:
            InvalidArgument: It is no table.
            ResourceExhausted: It is larger than the application takes.
        """
        return check_table(table, self._settings.max_table_bytes)

    def unary(self, rpc: str, *, tables: tuple[str, ...] = ()) -> Run:
        """Return the `run` of a method that gives one answer, of which the fields `tables` hold tables."""
        method = f"{self._contract}/{rpc}"
        run = _errors_only(method) if self._settings.errors_only else _run(self._settings, self._counter(method))
        return _sized(run, tables, self._settings.max_table_bytes) if tables else run

    def stream(self, rpc: str) -> RunStream:
        """Return the `run` of a method that answers with a stream."""
        return _run_stream(self._settings, self._counter(f"{self._contract}/{rpc}"))

    def upload(
        self, rpc: str
    ) -> Callable[[Callable[[AsyncIterable[T]], Coroutine[Any, Any, R]], AsyncIterable[T]], CoroutineType[Any, Any, R]]:
        """Return the `run` of a method that takes items and gives one answer."""
        run = self.unary(rpc)

        async def upload(call: Callable[[AsyncIterable[T]], Coroutine[Any, Any, R]], items: AsyncIterable[T]) -> R:
            async with Items(items) as guarded:
                return await run(call(guarded))

        return upload

    def exchange(
        self, rpc: str
    ) -> Callable[[Callable[[AsyncIterable[T]], AsyncGenerator[R, None]], AsyncIterable[T]], AsyncGenerator[R, None]]:
        """Return the `run` of a method that takes items and answers with a stream."""
        run = self.stream(rpc)

        async def exchange(
            call: Callable[[AsyncIterable[T]], AsyncGenerator[R, None]], items: AsyncIterable[T]
        ) -> AsyncGenerator[R, None]:
            async with Items(items) as guarded:
                replies = run(call(guarded))
                try:
                    async for reply in replies:
                        yield reply
                finally:
                    await replies.aclose()

        return exchange

    def _counter(self, method: str) -> Counter:
        counter = Counter(method, "local")
        if self._settings.counted:
            self.counters.append(counter)
        return counter


def _errors_only(method: str) -> Run:
    counter = Counter(method, "local")

    async def run(call: Coroutine[Any, Any, R]) -> R:
        try:
            return await call
        except BaseException as error:
            raise outward(error, counter)  # noqa: B904 - it sets the cause itself

    return run


def _run(settings: Settings, counter: Counter) -> Run:
    """Return the one `run`: it is in the path of every call, so each line is a comparison or an addition if it can."""
    limit, timeout_s, workplace = settings.limit, settings.timeout_s, settings.workplace

    async def run(call: Coroutine[Any, Any, R]) -> R:
        counter.calls = calls = counter.calls + 1
        if limit.active < limit.capacity:
            limit.active += 1
        else:
            await _queue(limit, call, counter)
        token = None if workplace is None else _enter_workplace(workplace)
        started = 0.0 if calls & 15 and calls > SAMPLED_AFTER else perf_counter()
        try:
            scope = _deadline()
            if timeout_s is None and (scope is None or scope.task is _current_task()):
                return await call
            async with Deadline(_end(timeout_s, scope)):
                return await call
        except BaseException as error:
            raise outward(error, counter)  # noqa: B904 - it sets the cause itself
        finally:
            if started:
                counter.seconds += (perf_counter() - started) * (16 if calls > SAMPLED_AFTER else 1)
            if token is not None:
                _leave_workplace(token)
            if limit.waiters:
                limit.leave()
            else:
                limit.active -= 1

    return run


async def _queue(limit: Limit, call: Coroutine[Any, Any, Any], counter: Counter) -> None:
    try:
        await limit.enter()
    except BaseException as error:
        call.close()
        raise outward(error, counter)  # noqa: B904 - it sets the cause itself


def _end(timeout_s: float | None, scope: Deadline | None) -> float:
    """Return when a call has to end, on the clock of the loop."""
    latest = float("inf") if scope is None else scope.expires_at
    return latest if timeout_s is None else min(latest, asyncio.get_running_loop().time() + timeout_s)


def _sized(run: Run, tables: tuple[str, ...], max_bytes: int) -> Run:
    async def sized(call: Coroutine[Any, Any, R]) -> R:
        reply = await run(call)
        for name in tables:
            check_table(getattr(reply, name), max_bytes)
        return reply

    return sized


def _run_stream(settings: Settings, counter: Counter) -> RunStream:
    limit = settings.limit

    async def stream(replies: AsyncGenerator[R, None]) -> AsyncGenerator[R, None]:
        counter.calls += 1
        try:
            await limit.enter()
        except BaseException as error:
            await replies.aclose()
            raise outward(error, counter)  # noqa: B904 - it sets the cause itself
        end = None if settings.timeout_s is None else _end(settings.timeout_s, None)
        try:
            while True:
                started = perf_counter()
                try:
                    reply = await _step(replies, settings.workplace, end)
                except StopAsyncIteration:
                    return
                except BaseException as error:
                    raise outward(error, counter)  # noqa: B904 - it sets the cause itself
                finally:
                    counter.seconds += perf_counter() - started
                yield reply
        finally:
            try:
                await replies.aclose()
            finally:
                limit.leave()

    return stream


async def _step(replies: AsyncGenerator[R, None], workplace: Workplace | None, end: float | None) -> R:
    """Get the next reply; what is set for it is unset before the reader sees it, as both share one context."""
    token = _enter_workplace(workplace)
    try:
        scope = _deadline()
        if end is None and (scope is None or scope.task is _current_task()):
            return await anext(replies)
        latest = float("inf") if scope is None else scope.expires_at
        async with Deadline(latest if end is None else min(latest, end)):
            return await anext(replies)
    finally:
        _leave_workplace(token)
