"""Offloaded work: the event loop stays free, the context goes along, and nothing runs on unseen."""

from __future__ import annotations

import asyncio
import contextvars
import threading
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import pytest

import brolly
from brolly.testing.v1.worker import Worker

from_caller: contextvars.ContextVar[str] = contextvars.ContextVar("from_caller", default="nothing")


@asynccontextmanager
async def longest_stall() -> AsyncGenerator[list[float], None]:
    """Measure the longest time, in seconds, that the event loop kept a ready task waiting."""
    longest = [0.0]

    async def tick() -> None:
        last = time.perf_counter()
        while True:
            await asyncio.sleep(0)
            now = time.perf_counter()
            longest[0], last = max(longest[0], now - last), now
            await asyncio.sleep(0.001)
            longest[0], last = max(longest[0], time.perf_counter() - now - 0.001), time.perf_counter()

    task = asyncio.create_task(tick())
    try:
        yield longest
    finally:
        task.cancel()


def busy(seconds: float) -> None:
    """Compute in pure Python, which holds the interpreter's lock."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        sum(range(1000))


async def test_the_event_loop_never_stalls_while_a_computation_of_five_seconds_runs(topology: Any) -> None:
    async with brolly.System(topology(function=busy), process="main") as system, longest_stall() as longest:
        await system.client(Worker).compute(5.0, stubborn=True)

    assert 0.0 < longest[0] < 0.1


async def test_a_measured_stall_is_seen() -> None:
    async with longest_stall() as longest:
        await asyncio.sleep(0.01)
        busy(0.15)
        await asyncio.sleep(0.01)

    assert longest[0] > 0.1


async def test_the_context_goes_along_and_the_threads_are_the_applications(topology: Any) -> None:
    seen: list[str] = []

    def look(_: float) -> None:
        seen.append(f"{threading.current_thread().name} {from_caller.get()}")

    from_caller.set("caller")
    async with brolly.System(topology(function=look, threads=1), process="main") as system:
        await asyncio.gather(*(system.client(Worker).compute(0.0, stubborn=False) for _ in range(4)))

    assert set(seen) == {"brolly-worker_0 caller"}


async def test_outside_of_an_application_offload_works_with_the_default_threads() -> None:
    assert await brolly.offload(lambda a, b: a + b, 1, b=2) == 3
    with pytest.raises(ZeroDivisionError):
        await brolly.offload(lambda: 1 / 0)


async def test_a_checkpoint_ends_the_function_of_a_caller_that_left() -> None:
    ended = threading.Event()

    def work() -> None:
        try:
            while True:
                time.sleep(0.001)
                brolly.checkpoint()
        finally:
            ended.set()

    task = asyncio.create_task(brolly.offload(work))
    await asyncio.sleep(0.05)
    task.cancel()

    with pytest.raises(asyncio.CancelledError):
        await task
    assert await asyncio.to_thread(ended.wait, 2.0)


def test_a_checkpoint_outside_of_an_offloaded_function_does_nothing() -> None:
    assert brolly.checkpoint() is None


async def test_the_end_of_a_system_ends_its_threads_at_their_checkpoint(topology: Any) -> None:
    ended = threading.Event()

    def work(_: float) -> None:
        try:
            while True:
                time.sleep(0.001)
                brolly.checkpoint()
        finally:
            ended.set()

    async with brolly.System(topology(function=work), process="main") as system:
        task = asyncio.ensure_future(system.client(Worker).compute(0.0, stubborn=False))
        await asyncio.sleep(0.05)

    assert await asyncio.to_thread(ended.wait, 2.0)
    with pytest.raises(brolly.Cancelled):
        await task
