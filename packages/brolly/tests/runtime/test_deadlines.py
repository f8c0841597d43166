"""Deadlines: scopes, nesting, and what the block itself raises."""

from __future__ import annotations

import asyncio
import time

import pytest

import brolly
from brolly import deadlines


async def test_a_block_that_ends_in_time_is_left_alone() -> None:
    async with brolly.deadline(5.0):
        await asyncio.sleep(0)

    assert deadlines.remaining() is None


async def test_a_block_that_waits_too_long_ends() -> None:
    started = time.monotonic()

    with pytest.raises(brolly.DeadlineExceeded):
        async with brolly.deadline(0.05):
            await asyncio.sleep(5)

    assert time.monotonic() - started < 1.0
    assert deadlines.remaining() is None


@pytest.mark.parametrize(("outer", "inner"), [(0.05, 5.0), (5.0, 0.05), (0.05, 0.05)])
async def test_the_earliest_of_nested_deadlines_counts(outer: float, inner: float) -> None:
    with pytest.raises(brolly.DeadlineExceeded):
        async with brolly.deadline(outer), brolly.deadline(inner):
            assert deadlines.remaining() < 0.06
            await asyncio.sleep(5)


async def test_an_inner_deadline_leaves_the_outer_one_as_it_was() -> None:
    async with brolly.deadline(5.0):
        with pytest.raises(brolly.DeadlineExceeded):
            async with brolly.deadline(0.01):
                await asyncio.sleep(5)
        assert deadlines.remaining() > 4.0
        await asyncio.sleep(0)


async def test_a_deadline_of_zero_ends_the_first_wait() -> None:
    with pytest.raises(brolly.DeadlineExceeded):
        async with brolly.deadline(0):
            await asyncio.sleep(5)


async def test_a_cancellation_from_outside_stays_one() -> None:
    async def work() -> None:
        async with brolly.deadline(5.0):
            await asyncio.sleep(5)

    task = asyncio.create_task(work())
    await asyncio.sleep(0)
    task.cancel()

    with pytest.raises(asyncio.CancelledError):
        await task


async def test_an_error_of_the_block_is_its_own() -> None:
    with pytest.raises(KeyError):
        async with brolly.deadline(5.0):
            raise KeyError("mine")
