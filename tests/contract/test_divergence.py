"""What cannot be the same on both sides of the switch, each difference as a test.

Code that is to run on both sides leans on none of these.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from contextvars import ContextVar
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

import brolly
from brolly.testing.v1.echo import Circle, Echo, Note
from brolly.testing.v1.worker import Failure, SquareResponse, Worker

REMOTE = ("grpc-unix", "grpc-tcp", "lean-unix", "process")
LOCAL = ("local",)
WIRE = ("copied", *REMOTE)

variable: ContextVar[int] = ContextVar("variable", default=0)


@pytest.mark.transports(*LOCAL)
async def test_locally_a_message_is_the_object_that_was_sent(connect: Any) -> None:
    note = Note(text="same")

    async with connect("echo") as clients:
        assert await anext(clients(Echo).repeat_note(note, times=1)) is note


@pytest.mark.transports(*WIRE)
async def test_over_the_wire_a_message_is_an_equal_copy(connect: Any) -> None:
    note = Note(text="same")

    async with connect("echo") as clients:
        reply = await anext(clients(Echo).repeat_note(note, times=1))

        assert reply == note
        assert reply is not note


@pytest.mark.transports(*LOCAL)
async def test_locally_a_table_over_writable_memory_shares_it(connect: Any) -> None:
    mine = np.zeros(3)
    table = pa.table({"a": pa.array(mine)})

    async with connect("echo") as clients:
        reply = await clients(Echo).echo_table(table)
        mine[0] = 1.0

        assert reply.table["a"].to_pylist() == [1.0, 0.0, 0.0]


@pytest.mark.transports(*WIRE)
async def test_over_the_wire_a_table_has_memory_of_its_own(connect: Any) -> None:
    mine = np.zeros(3)
    table = pa.table({"a": pa.array(mine)})

    async with connect("echo") as clients:
        reply = await clients(Echo).echo_table(table)
        mine[0] = 1.0

        assert reply.table["a"].to_pylist() == [0.0, 0.0, 0.0]


@pytest.mark.transports(*LOCAL)
async def test_locally_a_value_of_the_wrong_type_passes(connect: Any) -> None:
    async with connect("echo") as clients:
        drawing = await clients(Echo).echo_drawing(Circle(radius=2), class_=7)

        assert (type(drawing.shape.radius), drawing.class_) == (int, 7)


@pytest.mark.transports(*WIRE)
async def test_over_the_wire_a_value_of_the_wrong_type_is_refused_or_converted(connect: Any) -> None:
    async with connect("echo", "worker") as clients:
        with pytest.raises(brolly.InvalidArgument):
            await clients(Echo).echo_drawing(Circle(radius=2.0), class_=7)
        with pytest.raises(brolly.InvalidArgument):
            await clients(Worker).square(2**63)
        assert type((await clients(Echo).echo_drawing(Circle(radius=2), class_="x")).shape.radius) is float


@pytest.mark.transports(*LOCAL)
async def test_locally_a_message_has_no_size_limit(connect: Any) -> None:
    async with connect("echo") as clients:
        reply = await clients(Echo).echo_optionals(raw=bytes(20_000_000))

        assert len(reply.raw) == 20_000_000


@pytest.mark.transports(*WIRE)
async def test_over_the_wire_a_message_has_a_size_limit(connect: Any) -> None:
    async with connect("echo") as clients:
        with pytest.raises(brolly.ResourceExhausted):
            await clients(Echo).echo_optionals(raw=bytes(20_000_000))
        assert (await clients(Echo).echo_optionals(raw=b"small")).raw == b"small"


@pytest.mark.transports(*LOCAL)
async def test_locally_the_cause_of_an_internal_error_is_at_hand(connect: Any) -> None:
    async with connect("worker") as clients:
        with pytest.raises(brolly.Internal) as caught:
            await clients(Worker).fail(Failure.UNEXPECTED, text="why")

    assert isinstance(caught.value.__cause__, ValueError)


@pytest.mark.transports(*REMOTE)
async def test_remotely_the_cause_of_an_internal_error_stays_in_the_log(connect: Any) -> None:
    async with connect("worker") as clients:
        with pytest.raises(brolly.Internal) as caught:
            await clients(Worker).fail(Failure.UNEXPECTED, text="why")

    assert caught.value.__cause__ is None


@pytest.mark.transports("local", "copied")
async def test_in_one_process_a_stream_waits_for_its_reader(connect: Any) -> None:
    assert await _run_ahead(connect) == 1


@pytest.mark.transports("grpc-unix", "grpc-tcp", "lean-unix")
async def test_remotely_a_stream_runs_ahead_of_its_reader(connect: Any) -> None:
    assert await _run_ahead(connect) > 1


async def _run_ahead(connect: Any) -> int:
    """Return how many replies were made while the reader took one."""
    made: list[int] = []

    class Eager(_Worker):
        async def count(
            self, upto: int, *, pause_seconds: float, fail_at: int | None = None
        ) -> AsyncGenerator[Any, None]:
            from brolly.testing.v1.worker import Tick

            for number in range(upto):
                made.append(number)
                yield Tick(number=number)

    async with connect("worker", available={"worker": _application(Eager())}) as clients:
        ticks = clients(Worker).count(100, pause_seconds=0.0)
        await anext(ticks)
        await asyncio.sleep(0.2)
        await ticks.aclose()
    return len(made)


@pytest.mark.transports("local", "copied", "grpc-unix", "grpc-tcp", "lean-unix")
async def test_context_variables_of_the_caller_are_seen_in_its_process_only(connect: Any, transport: str) -> None:
    class Curious(_Worker):
        async def square(self, value: int, *, offset: int | None = None) -> SquareResponse:
            return SquareResponse(value=variable.get())

    async with connect("worker", available={"worker": _application(Curious())}) as clients:
        variable.set(7)
        seen = (await clients(Worker).square(1)).value

    assert seen == (7 if transport in ("local", "copied") else 0)


class _Worker:
    """An implementation of which a test needs one method."""


def _application(worker: object) -> brolly.Application:
    @asynccontextmanager
    async def start(config: None, clients: brolly.Clients) -> AsyncGenerator[Mapping[type[Any], object], None]:
        yield {Worker: worker}

    return brolly.Application(name="worker", provides=(Worker,), start=start)
