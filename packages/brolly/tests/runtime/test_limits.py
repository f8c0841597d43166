"""Limits: slots, the queue, and who gets a slot that comes free."""

from __future__ import annotations

import asyncio

import pytest

from brolly.errors import ResourceExhausted
from brolly.limits import Limit


async def test_slots_are_given_until_size_and_overflow_are_used_up() -> None:
    limit = Limit("app", size=2, max_overflow=1)

    for _ in range(3):
        await limit.enter()

    with pytest.raises(ResourceExhausted, match="'app' runs 3 calls and 0 wait"):
        await limit.enter()
    limit.leave()
    await limit.enter()


async def test_those_that_wait_get_their_slot_in_order() -> None:
    limit = Limit("app", size=1, queue=3)
    order: list[int] = []

    async def call(number: int) -> None:
        await limit.enter()
        order.append(number)
        await asyncio.sleep(0)
        limit.leave()

    await asyncio.gather(*(call(number) for number in range(4)))

    assert order == [0, 1, 2, 3]
    assert limit.active == 0


async def test_a_slot_given_to_one_that_was_cancelled_goes_to_the_next() -> None:
    limit = Limit("app", size=1, queue=2)
    await limit.enter()
    first, second = asyncio.create_task(limit.enter()), asyncio.create_task(limit.enter())
    await asyncio.sleep(0)

    limit.leave()
    first.cancel()
    with pytest.raises(asyncio.CancelledError):
        await first
    await asyncio.wait_for(second, 1.0)

    assert limit.active == 1
    limit.leave()
    assert limit.active == 0


async def test_without_a_size_nobody_waits() -> None:
    limit = Limit("app")

    for _ in range(1000):
        await limit.enter()

    assert not limit.full
