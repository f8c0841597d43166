"""Tables one way, Arrow table to Arrow table over loopback TCP, against Arrow Flight and against one grpc message."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack, aclosing
from pathlib import Path
from typing import Any

import grpc.aio
import numpy as np
import pyarrow as pa
import rounds
import servers
from pyarrow import flight
from result import Result, compared

import brolly
from brolly.testing.v1.worker import Worker

__all__ = ["LIMIT_S", "ROUNDS", "measure"]

ROUNDS = 9
LIMIT_S = 90.0
_COLUMNS = 8
_SIZES = ((125_000, "8 MB", 1.2, 5), (1_250_000, "80 MB", 0.8, 1))
"""Rows of eight float64 columns, their name, the goal against Flight, and moves a turn."""
_UNLIMITED = [("grpc.max_receive_message_length", -1), ("grpc.max_send_message_length", -1)]

Move = Callable[[], Awaitable[int]]
"""Moves a table and returns how many rows arrived."""


async def measure(count: int, folder: Path) -> list[Result]:
    async with AsyncExitStack() as stack:
        worker = await _worker(stack, folder)
        port = stack.enter_context(servers.running(servers.peer("flight_server")))
        flights = stack.enter_context(flight.connect(f"grpc://127.0.0.1:{port}"))
        address = f"127.0.0.1:{servers.free_port()}"
        stack.enter_context(servers.running(servers.peer("grpc_table_server", address)))
        channel = await stack.enter_async_context(grpc.aio.insecure_channel(address, _UNLIMITED))
        results: list[Result] = []
        for rows, size, goal, moves in _SIZES:
            up, down = _uploads(rows, worker, flights, channel), _downloads(rows, worker, flights, channel)
            results += await _compare(f"table up, {size}", rows, up, goal, (count, moves))
            results += await _compare(f"table down, {size}", rows, down, goal, (count, moves))
    return results


async def _worker(stack: AsyncExitStack, folder: Path) -> Worker:
    file = folder / "tables.toml"
    file.write_text(
        f'[processes.server]\napplications = ["worker"]\naddress = "127.0.0.1:{servers.free_port()}"\n'
        "[processes.caller]\napplications = []\n"
    )
    stack.enter_context(servers.running(servers.ours(file, "server", folder)))
    system = await stack.enter_async_context(brolly.System(file, process="caller", run=folder))
    return system.client(Worker)


async def _compare(case: str, rows: int, moves: dict[str, Move], goal: float, counts: tuple[int, int]) -> list[Result]:
    """Compare the ways to move a table; `counts` are rounds, and moves a turn after one that warms up."""
    count, moves_a_turn = counts

    def turn(move: Move) -> rounds.Contender:
        async def timed() -> float:
            assert await move() == rows
            return await rounds.latency_us(move, moves_a_turn) / 1e3

        return timed

    found = await rounds.medians({name: turn(move) for name, move in moves.items()}, count)
    return [
        compared(case, found["ours"], found["flight"], peer_name="Arrow Flight", unit="ms", goal=goal),
        compared(case, found["ours"], found["message"], peer_name="one grpc message", unit="ms"),
    ]


def _uploads(rows: int, worker: Worker, flights: Any, channel: Any) -> dict[str, Move]:
    numbers = np.random.default_rng(0)
    table = pa.table({f"column_{i}": numbers.random(rows) for i in range(_COLUMNS)})
    descriptor, put = flight.FlightDescriptor.for_path("table"), channel.unary_unary("/tables/put")

    async def ours() -> int:
        async with aclosing(worker.fit(table, target="column_0", step_rows=rows)) as steps:
            return [step.rows_done async for step in steps][-1]

    async def by_flight() -> int:
        writer, _ = flights.do_put(descriptor, table.schema)
        writer.write_table(table)
        writer.close()
        return table.num_rows

    async def by_message() -> int:
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, table.schema) as writer:
            writer.write_table(table)
        return int(await put(sink.getvalue().to_pybytes()))

    return {"ours": ours, "flight": by_flight, "message": by_message}


def _downloads(rows: int, worker: Worker, flights: Any, channel: Any) -> dict[str, Move]:
    wanted, get = f"{rows} {_COLUMNS}".encode(), channel.unary_unary("/tables/get")

    async def ours() -> int:
        return (await worker.make_table(rows, columns=_COLUMNS)).table.num_rows

    async def by_flight() -> int:
        return flights.do_get(flight.Ticket(wanted)).read_all().num_rows

    async def by_message() -> int:
        return pa.ipc.open_stream(await get(wanted)).read_all().num_rows

    return {"ours": ours, "flight": by_flight, "message": by_message}
