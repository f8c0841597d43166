"""Errors, deadlines, cancellation, limits and streams behave alike over every transport."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

import brolly
from brolly.testing.v1.worker import (
    Failure,
    MakeTableResponse,
    Number,
    Progress,
    SquareResponse,
    Tick,
    TotalResponse,
    WidgetNotFound,
    Worker,
)

ONE_AT_ONCE = "limits = { size = 1 }"


async def until(claim: Callable[[], Awaitable[bool]], seconds: float = 5.0) -> None:
    """Wait until a claim holds; fail when it does not in time."""
    end = time.monotonic() + seconds
    while not await claim():
        assert time.monotonic() < end, "it never came true"
        await asyncio.sleep(0.01)


async def test_a_call_returns_what_the_implementation_returns(connect: Any) -> None:
    async with connect("worker") as clients:
        worker = clients(Worker)

        assert await worker.square(-7) == SquareResponse(value=49)
        assert await worker.square(value=3, offset=-1) == SquareResponse(value=8)
        assert [tick async for tick in worker.count(3, pause_seconds=0.0)] == [Tick(number=n) for n in range(3)]
        assert isinstance(await worker.make_table(3, columns=2), MakeTableResponse)


async def test_an_application_gets_its_own_section_of_the_topology(connect: Any) -> None:
    async with connect(worker='config = { greeting = "hello " }') as clients:
        assert (await clients(Worker).sleep(0.0, say="you")).said == "hello you"


async def test_a_domain_error_arrives_with_its_class_text_and_fields(connect: Any) -> None:
    async with connect("worker") as clients:
        with pytest.raises(WidgetNotFound) as caught:
            await clients(Worker).fail(Failure.DOMAIN, text="no sprocket, grüße")

    error = caught.value
    assert isinstance(error, brolly.NotFound)
    assert (error.message, error.origin) == ("no sprocket, grüße", "service")
    assert (error.widget, error.tried, error.known) == ("sprocket", ("shelf", "drawer"), None)


async def test_a_canonical_error_arrives_with_its_class_and_text(connect: Any) -> None:
    async with connect("worker") as clients:
        with pytest.raises(brolly.FailedPrecondition, match=r"^not yet$") as caught:
            await clients(Worker).fail(Failure.CANONICAL, text="not yet")
        with pytest.raises(brolly.OutOfRange):
            await clients(Worker).square(2**62)

    assert type(caught.value) is brolly.FailedPrecondition
    assert caught.value.origin == "service"


async def test_an_unexpected_exception_is_internal_with_an_id_and_no_text(
    connect: Any, transport: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with connect("worker") as clients:
        with pytest.raises(brolly.Internal) as caught:
            await clients(Worker).fail(Failure.UNEXPECTED, text="the password is hunter2")

    assert "hunter2" not in str(caught.value)
    assert re.fullmatch(r"internal error \(id [0-9a-f]{8}\)", str(caught.value))
    assert caught.value.id in str(caught.value)
    assert caught.value.origin == "service"
    if transport != "process":  # there it stands in the log of the other process
        assert caught.value.id in caplog.text
        assert "hunter2" in caplog.text


async def test_a_deadline_ends_a_call_that_sleeps(connect: Any) -> None:
    async with connect("worker") as clients:
        worker = clients(Worker)
        await worker.square(1)
        started = time.monotonic()

        with pytest.raises(brolly.DeadlineExceeded):
            async with brolly.deadline(0.2):
                await worker.sleep(10.0, say="late")

        assert 0.15 < time.monotonic() - started < 1.0
        await until(lambda: _saw(worker, cancelled=1))


async def test_a_deadline_ends_a_call_that_computes_in_a_thread(connect: Any) -> None:
    async with connect("worker") as clients:
        worker = clients(Worker)
        await worker.square(1)
        started = time.monotonic()

        with pytest.raises(brolly.DeadlineExceeded):
            async with brolly.deadline(0.2):
                await worker.compute(10.0, stubborn=False)

        assert 0.15 < time.monotonic() - started < 1.0
        await until(lambda: _saw(worker, cancelled=1, computing=0))


async def test_inside_a_deadline_the_call_is_cancelled_and_only_the_block_says_why(connect: Any) -> None:
    seen: list[BaseException] = []

    async with connect("worker") as clients:
        worker = clients(Worker)
        await worker.square(1)
        for _ in range(5):
            with pytest.raises(brolly.DeadlineExceeded):
                async with brolly.deadline(0.05):
                    try:
                        await worker.sleep(10.0, say="late")
                    except BaseException as error:
                        seen.append(error)
                        raise

    assert {type(error) for error in seen} == {asyncio.CancelledError}


async def test_a_task_that_outlives_a_deadline_still_keeps_it(connect: Any) -> None:
    async with connect("worker") as clients:
        worker = clients(Worker)
        await worker.square(1)

        async with brolly.deadline(0.2):
            task = asyncio.create_task(worker.sleep(10.0, say="late"))
            await asyncio.sleep(0)

        with pytest.raises(brolly.DeadlineExceeded):
            await task


async def test_a_timeout_of_the_topology_ends_a_call_without_a_deadline(connect: Any) -> None:
    async with connect(worker="timeout_s = 0.2") as clients:
        with pytest.raises(brolly.DeadlineExceeded):
            await clients(Worker).sleep(10.0, say="late")
        with pytest.raises(brolly.DeadlineExceeded):
            async for _ in clients(Worker).count(10, pause_seconds=0.15):
                pass


async def test_a_deadline_ends_a_stream(connect: Any) -> None:
    ticks: list[Tick] = []

    async with connect("worker") as clients:
        worker = clients(Worker)
        await worker.square(1)
        with pytest.raises(brolly.DeadlineExceeded):
            async with brolly.deadline(0.3):
                async for tick in worker.count(1000, pause_seconds=0.1):
                    ticks.append(tick)

        assert 1 <= len(ticks) <= 3
        await until(lambda: _saw(worker, dropped=1))


async def test_a_cancellation_reaches_the_implementation(connect: Any) -> None:
    async with connect("worker") as clients:
        worker = clients(Worker)
        task = asyncio.create_task(worker.sleep(10.0, say="never"))
        await until(lambda: _saw(worker, began=1))

        task.cancel()

        with pytest.raises(asyncio.CancelledError):
            await task
        await until(lambda: _saw(worker, cancelled=1))


async def test_a_cancellation_reaches_a_thread_at_its_checkpoint(connect: Any) -> None:
    async with connect("worker") as clients:
        worker = clients(Worker)
        task = asyncio.create_task(worker.compute(10.0, stubborn=False))
        await until(lambda: _saw(worker, computing=1))

        task.cancel()

        with pytest.raises(asyncio.CancelledError):
            await task
        await until(lambda: _saw(worker, computing=0))


async def test_a_full_limit_refuses_at_once(connect: Any) -> None:
    async with connect(worker="limits = { size = 1, max_overflow = 1, queue = 1 }") as clients:
        worker = clients(Worker)
        running = [asyncio.create_task(worker.sleep(0.5, say=str(n))) for n in range(3)]
        await asyncio.sleep(0.2)
        started = time.monotonic()

        with pytest.raises(brolly.ResourceExhausted, match="limit"):
            await worker.square(2)

        assert time.monotonic() - started < 0.15
        assert {reply.said for reply in await asyncio.gather(*running)} == {"0", "1", "2"}
        assert (await worker.square(2)).value == 4


async def test_a_full_limit_refuses_streams_tables_and_items_too(connect: Any) -> None:
    async def numbers() -> AsyncGenerator[Number, None]:
        yield Number(value=1)

    async with connect(worker=ONE_AT_ONCE) as clients:
        worker = clients(Worker)
        running = asyncio.create_task(worker.sleep(0.5, say=""))
        await asyncio.sleep(0.2)

        with pytest.raises(brolly.ResourceExhausted):
            await anext(worker.count(1, pause_seconds=0.0))
        with pytest.raises(brolly.ResourceExhausted):
            await anext(worker.fit(pa.table({"a": [1]}), target="a"))
        with pytest.raises(brolly.ResourceExhausted):
            await worker.total(numbers())
        await running


async def test_one_that_waits_and_is_cancelled_takes_no_slot(connect: Any) -> None:
    async with connect(worker="limits = { size = 1, queue = 1 }") as clients:
        worker = clients(Worker)
        running = asyncio.create_task(worker.sleep(0.4, say=""))
        await asyncio.sleep(0.1)
        waiting = asyncio.create_task(worker.square(2))
        await asyncio.sleep(0.1)

        waiting.cancel()
        await running

        assert (await worker.square(3)).value == 9


async def test_a_slot_is_held_until_the_thread_ends(connect: Any) -> None:
    async with connect(worker="limits = { size = 1, queue = 8 }") as clients:
        worker = clients(Worker)
        for _ in range(3):
            with pytest.raises(brolly.DeadlineExceeded):
                async with brolly.deadline(0.1):
                    await worker.compute(0.4, stubborn=True)

        assert (await worker.compute(0.01, stubborn=True)).most_at_once == 1


async def test_a_stream_that_is_dropped_half_way_is_cancelled(connect: Any) -> None:
    async with connect(worker=ONE_AT_ONCE) as clients:
        worker = clients(Worker)

        async with aclosing(worker.count(10_000, pause_seconds=0.01)) as ticks:
            async for tick in ticks:
                if tick.number == 2:
                    break

        async def free() -> bool:
            try:
                return await _saw(worker, dropped=1)
            except brolly.ResourceExhausted:
                return False

        await until(free)


async def test_a_stream_ends_with_its_error_after_what_came_before(connect: Any) -> None:
    ticks: list[int] = []

    async with connect("worker") as clients:
        with pytest.raises(WidgetNotFound) as caught:
            async for tick in clients(Worker).count(5, pause_seconds=0.0, fail_at=2):
                ticks.append(tick.number)

    assert ticks == [0, 1]
    assert (caught.value.widget, caught.value.known) == ("2", 2)
    assert caught.value.message == "widget not found: widget='2', tried=(), known=2"


async def test_a_stream_runs_beside_a_table(connect: Any) -> None:
    table = pa.table({"a": np.arange(300_000)})

    async with connect("worker") as clients:
        steps = [step async for step in clients(Worker).fit(table, target="a", step_rows=100_000)]
        with pytest.raises(brolly.InvalidArgument, match="'b'"):
            await anext(clients(Worker).fit(table, target="b"))

    assert steps == [Progress(rows_done=n, rows=300_000) for n in (100_000, 200_000, 300_000)]


async def test_items_are_read_as_they_come(connect: Any) -> None:
    async def numbers() -> AsyncGenerator[Number, None]:
        for number in range(100):
            yield Number(value=number)

    async with connect("worker") as clients:
        assert await clients(Worker).total(numbers()) == TotalResponse(value=4950, count=100)


async def test_items_that_break_off_cancel_the_call_and_their_error_is_the_callers(connect: Any) -> None:
    async with connect("worker") as clients:
        worker = clients(Worker)

        async def numbers() -> AsyncGenerator[Number, None]:
            yield Number(value=1)
            await until(lambda: _saw(worker, began=1))
            raise KeyError("my own")

        with pytest.raises(KeyError, match="my own"):
            await worker.total(numbers())
        await until(lambda: _saw(worker, cancelled=1))


async def test_the_items_are_closed_when_the_call_ends(connect: Any) -> None:
    closed = asyncio.Event()

    async def numbers() -> AsyncGenerator[Number, None]:
        try:
            while True:
                yield Number(value=1)
                await asyncio.sleep(0.01)
        finally:
            closed.set()

    async with connect("worker") as clients:
        task = asyncio.create_task(clients(Worker).total(numbers()))
        await asyncio.sleep(0.2)
        task.cancel()

        with pytest.raises(asyncio.CancelledError):
            await task
        await asyncio.wait_for(closed.wait(), 2.0)


async def test_a_table_over_the_limit_is_refused_both_ways(connect: Any) -> None:
    async with connect(worker="max_table_bytes = 1_000_000") as clients:
        worker = clients(Worker)

        with pytest.raises(brolly.ResourceExhausted, match="1000000 bytes"):
            await anext(worker.fit(pa.table({"a": np.arange(200_000)}), target="a"))
        with pytest.raises(brolly.ResourceExhausted, match="1000000 bytes"):
            await worker.make_table(200_000, columns=1)
        assert (await worker.make_table(100_000, columns=1)).table.num_rows == 100_000


async def _saw(worker: Worker, **expected: int) -> bool:
    observation = await worker.observe()
    return all(getattr(observation, name) == value for name, value in expected.items())
