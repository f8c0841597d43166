"""What `run` is for a call, for a call that answers with a stream."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import AbstractAsyncContextManager, nullcontext
from time import perf_counter
from typing import Protocol, TypeVar

from brolly import deadlines, threads
from brolly.counters import Counter
from brolly.deadlines import Deadline
from brolly.limits import Limit
from brolly.outward import outward
from brolly.sizes import check_tables
from brolly.threads import Workplace

__all__ = ["RunStream", "streamed", "with_tables"]

R = TypeVar("R")


class RunStream(Protocol):
    """Runs an asynchronous generator of an implementation under its policies."""

    def __call__(self, replies: AsyncGenerator[R, None], /) -> AsyncGenerator[R, None]: ...


def streamed(counter: Counter, limit: Limit, timeout_s: float | None, workplace: Workplace | None) -> RunStream:
    """Map errors, keep limit, deadline and timeout, and count; a slot is held from the first reply to the end."""

    async def stream(replies: AsyncGenerator[R, None]) -> AsyncGenerator[R, None]:
        counter.calls += 1
        try:
            await limit.enter()
        except BaseException as error:
            await replies.aclose()
            raise outward(error, counter)  # noqa: B904 - it sets the cause itself
        end = None if timeout_s is None else asyncio.get_running_loop().time() + timeout_s
        try:
            while True:
                started = perf_counter()
                try:
                    reply = await _step(replies, workplace, end)
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


def with_tables(run: RunStream, names: tuple[str, ...], max_bytes: int) -> RunStream:
    """Add the check of the tables in each reply."""

    async def sized(replies: AsyncGenerator[R, None]) -> AsyncGenerator[R, None]:
        running = run(replies)
        try:
            async for reply in running:
                check_tables(reply, names, max_bytes)
                yield reply
        finally:
            await running.aclose()

    return sized


async def _step(replies: AsyncGenerator[R, None], workplace: Workplace | None, end: float | None) -> R:
    """Get the next reply; what is set for it is unset before the reader sees it, as both share one context."""
    token = threads.workplace.set(workplace)
    try:
        async with _ending(end):
            return await anext(replies)
    finally:
        threads.workplace.reset(token)


def _ending(end: float | None) -> AbstractAsyncContextManager[object]:
    """Return a scope that ends in time, or none where the scope of the reader sees to that."""
    scope = deadlines.current.get()
    if scope is not None and scope.task is not deadlines.current_task(scope.loop):
        end = scope.expires_at if end is None else min(end, scope.expires_at)
    return nullcontext() if end is None else Deadline(end)
