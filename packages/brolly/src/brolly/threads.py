"""Work that computes or blocks: out of the event loop, into the bounded threads of its application."""

from __future__ import annotations

import asyncio
import contextvars
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import ContextVar
from typing import ParamSpec, TypeVar

from brolly.limits import Limit

__all__ = ["Workplace", "checkpoint", "offload", "workplace"]

P = ParamSpec("P")
R = TypeVar("R")


class _Job:
    __slots__ = ("cancelled",)

    def __init__(self) -> None:
        self.cancelled = False


class Workplace:
    """The threads of one application, and the limit whose slots they hold."""

    def __init__(self, name: str, *, threads: int, limit: Limit) -> None:
        self.name = name
        self.threads = threads
        self.limit = limit
        self._executor = ThreadPoolExecutor(threads, thread_name_prefix=f"brolly-{name}")
        self._jobs: set[_Job] = set()

    def submit(self, job: _Job, function: Callable[[], R]) -> Future[R]:
        self._jobs.add(job)
        future = self._executor.submit(function)
        future.add_done_callback(lambda _: self._jobs.discard(job))
        return future

    def keep_slot(self, future: Future[R]) -> None:
        """Hold a slot of the limit until a thread whose call has gone is at its end."""
        loop = asyncio.get_running_loop()
        self.limit.active += 1

        def ended(_: Future[R]) -> None:
            if not loop.is_closed():
                loop.call_soon_threadsafe(self.limit.leave)

        future.add_done_callback(ended)

    def close(self) -> None:
        """Tell the threads to end at their next checkpoint; take no more work."""
        for job in tuple(self._jobs):
            job.cancelled = True
        self._executor.shutdown(wait=False, cancel_futures=True)


workplace: ContextVar[Workplace | None] = ContextVar("brolly_workplace", default=None)
"""The workplace of the application whose implementation runs; `None` outside of any."""

_job: ContextVar[_Job | None] = ContextVar("brolly_job", default=None)


async def offload(function: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
    """Run a function in a thread of the running application, with the context copied, and await its result.

    When the caller is cancelled or its deadline passes, the function is told at its next `checkpoint()`. A thread
    cannot be killed: until the function ends, its slot of the application's limit stays taken. Await it within the
    call that began it. Outside of any application the event loop's default threads are used.

    Args:
        function: Runs in the thread; it may call `checkpoint()` but nothing that belongs to the event loop.
        *args: Passed to the function.
        **kwargs: Passed to the function.
    """
    place, job, context = workplace.get(), _Job(), contextvars.copy_context()
    context.run(_job.set, job)

    def work() -> R:
        return context.run(function, *args, **kwargs)

    if place is None:
        try:
            return await asyncio.get_running_loop().run_in_executor(None, work)
        finally:
            job.cancelled = True
    future = place.submit(job, work)
    try:
        return await asyncio.wrap_future(future)
    except asyncio.CancelledError:
        job.cancelled = True
        if not future.done():
            place.keep_slot(future)
        raise


def checkpoint() -> None:
    """End an offloaded function here when its caller was cancelled or its deadline has passed.

    Call it between trees, folds or blocks: it costs some 50 ns. Outside of an offloaded function it does nothing.

    Raises:
        asyncio.CancelledError: The result is no longer wanted. It is no `Exception`, so that code which handles
            errors does not swallow it.
    """
    job = _job.get()
    if job is not None and job.cancelled:
        raise asyncio.CancelledError("the caller no longer waits")
