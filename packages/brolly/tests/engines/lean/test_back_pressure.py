"""A reader that is slow stops its sender, in either direction, and holds up nobody else."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any

from brolly.engines.lean import envelope, frames
from brolly.engines.lean.frames import PREFACE, Kind

MEGABYTE = 1024 * 1024


async def test_an_answer_waits_for_a_caller_that_does_not_read(channel: Any, methods: Any) -> None:
    async with aclosing(channel.stream("/t.T/flow", b"10000", (), 20.0)) as replies:
        await anext(replies)
        await asyncio.sleep(0.2)
        ahead = methods.made
        assert await channel.unary("/t.T/echo", b"beside", (), 5.0) == b"beside"

    assert 16 < ahead < 200  # of 64 kB each: the window of 8 MB, and what the socket holds


async def test_an_answer_waits_for_the_windows_of_the_caller(peer: Any, methods: Any) -> None:
    head = envelope.request_head("/t.T/flow", "localhost", secure=False)
    peer.send(PREFACE, frames.settings({}), frames.headers(1, head, 0, 16_384))
    peer.send(frames.frame(Kind.DATA, 1, 1, b"\0\0\0\0\x0410000"[:9]))
    received = 0
    while received < 65_535:
        received += len((await peer.until(Kind.DATA))[2])
    await asyncio.sleep(0.05)

    assert (received, methods.made) == (65_535, 1)  # the window at first


async def test_a_request_waits_for_an_implementation_that_does_not_read(channel: Any, methods: Any) -> None:
    sent = 0

    async def endless() -> AsyncGenerator[bytes, None]:
        nonlocal sent
        for _ in range(100):
            sent += 1
            yield bytes(MEGABYTE)

    call = asyncio.create_task(channel.unary("/t.T/hold", endless(), (), 20.0))
    await asyncio.sleep(0.3)
    ahead = sent
    assert await channel.unary("/t.T/echo", b"beside", (), 5.0) == b"beside"
    methods.go_on.set()

    assert await call == b"%d" % (100 * MEGABYTE)
    assert ahead < 20


async def test_many_that_do_not_read_hold_up_the_connection_not_the_process(channel: Any, methods: Any) -> None:
    """All streams together are bounded too; those that wait go on when somebody reads."""

    async def some() -> AsyncGenerator[bytes, None]:
        for _ in range(10):
            yield bytes(MEGABYTE)

    calls = [asyncio.create_task(channel.unary("/t.T/hold", some(), (), 20.0)) for _ in range(20)]
    await asyncio.sleep(0.5)
    methods.go_on.set()

    await asyncio.gather(*calls)
    assert methods.read == 200 * MEGABYTE


async def test_streams_share_a_connection_fairly(channel: Any) -> None:
    async def count(total: int) -> int:
        return sum([len(frame) async for frame in channel.stream("/t.T/flow", b"%d" % total, (), 20.0)])

    large = asyncio.create_task(count(2000))
    await asyncio.sleep(0.01)
    small = await asyncio.gather(*(count(3) for _ in range(20)))

    assert set(small) == {3 * 65536}
    assert not large.done()
    assert await large == 2000 * 65536
