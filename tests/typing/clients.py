"""Clients and handles are typed as the Protocol; checked by `make types`, not run."""

# pyright: reportUnnecessaryTypeIgnoreComment=true
from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import assert_type

import pyarrow as pa

import brolly
from brolly.counters import Count
from brolly.testing.v1.worker import MakeTableResponse, Number, Progress, SquareResponse, Tick, TotalResponse, Worker


def a_client_is_the_protocol(system: brolly.System, clients: brolly.Clients) -> None:
    assert_type(system.client(Worker), Worker)
    assert_type(clients(Worker), Worker)
    assert_type(brolly.handle(Worker), Worker)


async def what_methods_return(worker: Worker, table: pa.Table, numbers: AsyncGenerator[Number, None]) -> None:
    assert_type(await worker.square(7), SquareResponse)
    assert_type((await worker.square(value=7, offset=None)).value, int)
    assert_type(worker.count(3, pause_seconds=0.0), AsyncGenerator[Tick, None])
    assert_type((await worker.make_table(3, columns=2)).table, pa.Table)
    assert_type(await worker.make_table(3, columns=2), MakeTableResponse)
    async for progress in worker.fit(table, target="a"):
        assert_type(progress, Progress)
    assert_type(await worker.total(numbers), TotalResponse)


async def wrong_calls_are_seen(worker: Worker, integers: AsyncGenerator[int, None]) -> None:
    await worker.square("7")  # pyright: ignore[reportArgumentType]
    await worker.square(7, 1)  # pyright: ignore[reportCallIssue] - the second parameter has a name only
    await worker.cube(7)  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType]
    await worker.total(integers)  # pyright: ignore[reportArgumentType]
    print(worker.square(7).value)  # pyright: ignore - it is not awaited


async def what_a_system_is(topology: brolly.Topology) -> None:
    async with brolly.System(topology, process="main") as system:
        assert_type(system, brolly.System)
        assert_type(system.counters(), tuple[Count, ...])
