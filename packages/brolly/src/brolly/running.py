"""The one generic `run` that a call of an implementation goes through, and the layers that a topology adds to it."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from time import perf_counter
from types import CoroutineType
from typing import Any, Protocol, TypeVar

from brolly import deadlines, threads
from brolly.counters import Counter
from brolly.deadlines import Deadline
from brolly.errors import DeadlineExceeded
from brolly.limits import Limit
from brolly.outward import outward
from brolly.sizes import check_tables
from brolly.threads import Workplace

__all__ = ["Run", "counted", "errors_only", "in_workplace", "timed_out", "with_tables"]

R = TypeVar("R")

_current_task = deadlines.current_task
_deadline = deadlines.current.get
_enter_workplace = threads.workplace.set
_leave_workplace = threads.workplace.reset


class Run(Protocol):
    """Runs a coroutine of an implementation under its policies."""

    def __call__(self, call: Coroutine[Any, Any, R], /) -> CoroutineType[Any, Any, R]: ...


def errors_only(counter: Counter) -> Run:
    """Map errors, and nothing else."""

    async def run(call: Coroutine[Any, Any, R]) -> R:
        try:
            return await call
        except BaseException as error:
            raise outward(error, counter)  # noqa: B904 - it sets the cause itself

    return run


def counted(counter: Counter, limit: Limit) -> Run:
    """Map errors, keep the limit and the deadline of the caller, and count.

    A call that nothing speaks against passes by comparisons and additions alone: everything here is paid by each call.
    """
    capacity, waiters = limit.capacity, limit.waiters

    async def run(call: Coroutine[Any, Any, R]) -> R:
        counter.calls = number = counter.calls + 1
        if number & counter.mask and limit.active < capacity:
            scope = _deadline()
            if scope is None or scope.task is _current_task(scope.loop):
                limit.active += 1
                try:
                    return await call
                except BaseException as error:
                    raise outward(error, counter)  # noqa: B904 - it sets the cause itself
                finally:
                    if waiters:
                        limit.leave()
                    else:
                        limit.active -= 1
        return await _carefully(call, number, counter, limit)

    return run


async def _carefully(call: Coroutine[Any, Any, R], number: int, counter: Counter, limit: Limit) -> R:
    """Run a call that is timed, that has to wait, or whose task inherited its deadline from another."""
    started = perf_counter()
    try:
        await limit.enter()
    except BaseException as error:
        call.close()
        raise outward(error, counter)  # noqa: B904 - it sets the cause itself
    try:
        scope = _deadline()
        if scope is None or scope.task is _current_task(scope.loop):
            return await call
        async with Deadline(scope.expires_at):
            return await call
    except BaseException as error:
        raise outward(error, counter)  # noqa: B904 - it sets the cause itself
    finally:
        if not number & counter.mask:
            counter.add(perf_counter() - started)
        limit.leave()


def timed_out(run: Run, timeout_s: float, counter: Counter) -> Run:
    """Add the most that a call may take here, its time in the queue included."""

    async def bounded(call: Coroutine[Any, Any, R]) -> R:
        end = asyncio.get_running_loop().time() + timeout_s
        try:
            async with Deadline(end):
                return await run(call)
        except DeadlineExceeded:
            counter.errors += 1
            raise

    return bounded


def in_workplace(run: Run, workplace: Workplace) -> Run:
    """Add what `offload` finds the threads of the application by."""

    async def within(call: Coroutine[Any, Any, R]) -> R:
        token = _enter_workplace(workplace)
        try:
            return await run(call)
        finally:
            _leave_workplace(token)

    return within


def with_tables(run: Run, names: tuple[str, ...], max_bytes: int) -> Run:
    """Add the check of the tables in an answer."""

    async def sized(call: Coroutine[Any, Any, R]) -> R:
        reply = await run(call)
        check_tables(reply, names, max_bytes)
        return reply

    return sized
