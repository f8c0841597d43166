"""Peers of other versions: newer ones send what is unknown here, older implementations lack what the contract has."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

import brolly
from brolly.application import Application
from brolly.engines.choice import channel_to
from brolly.testing.v1 import echo_pb2, worker_pb2
from brolly.testing.v1.echo import Echo
from brolly.testing.v1.worker import SquareResponse, Tick, Worker
from brolly.topology.reading import parse
from brolly.wire.engine import Channel

UNKNOWN_FIELD = b"\xfa\x3f\x05later"  # field 1023, a text


@pytest.mark.usefixtures("engine")
async def test_unknown_fields_of_a_newer_caller_are_dropped(tmp_path: Path) -> None:
    request = worker_pb2.SquareRequest(value=3).SerializeToString() + UNKNOWN_FIELD

    async with served(tmp_path, "worker") as channel:
        reply = await channel.unary("/brolly.testing.v1.Worker/Square", request, (), 5.0)

    assert reply == worker_pb2.SquareResponse(value=9).SerializeToString()


@pytest.mark.usefixtures("engine")
async def test_unknown_enum_values_of_a_newer_caller_survive(tmp_path: Path) -> None:
    note = echo_pb2.Note(text="a", volume=1234)
    request = echo_pb2.EchoOptionalsRequest(note=note, volume=77)

    async with served(tmp_path, "echo") as channel:
        frame = await channel.unary("/brolly.testing.v1.Echo/EchoOptionals", request.SerializeToString(), (), 5.0)

    reply = echo_pb2.Optionals.FromString(frame)
    assert (reply.note.volume, reply.volume) == (1234, 77)


@pytest.mark.usefixtures("engine")
async def test_a_required_message_that_is_absent_is_named(tmp_path: Path) -> None:
    async with served(tmp_path, "echo") as channel:
        for method, field in (
            ("EchoScalars", "scalars"),
            ("EchoTimes", "at"),
            ("EchoDrawing", "shape"),
            ("EchoTable", "table"),
        ):
            with pytest.raises(brolly.InvalidArgument, match=field):
                await channel.unary(f"/brolly.testing.v1.Echo/{method}", b"", (), 5.0)


@pytest.mark.usefixtures("engine")
async def test_bytes_that_are_no_message_are_an_invalid_argument(tmp_path: Path) -> None:
    async with served(tmp_path, "echo", "worker") as channel:
        for path in ("/brolly.testing.v1.Echo/EchoScalars", "/brolly.testing.v1.Worker/Count"):
            with pytest.raises(brolly.InvalidArgument):
                await channel.unary(path, b"\xff\xff\xff", (), 5.0)


@pytest.mark.usefixtures("engine")
async def test_a_method_that_no_contract_has_is_unimplemented(tmp_path: Path) -> None:
    async with served(tmp_path, "echo") as channel:
        for path in ("/brolly.testing.v1.Echo/Eval", "/os/system", "/brolly.testing.v1.Echo/__init__"):
            with pytest.raises(brolly.Unimplemented):
                await channel.unary(path, b"", (), 5.0)


class OlderWorker:
    """Knows `square` without its later parameter, and no other method but `count`."""

    async def square(self, value: int) -> SquareResponse:
        return SquareResponse(value=value * value)

    async def count(self, upto: int, *, pause_seconds: float) -> AsyncGenerator[Tick, None]:
        for number in range(upto):
            yield Tick(number=number)


@pytest.mark.transports("local", "copied", "grpc-unix", "grpc-tcp", "lean-unix")
async def test_an_older_implementation_is_called_without_what_it_lacks(connect: Any) -> None:
    async with connect("worker", available={"worker": application(OlderWorker())}) as clients:
        worker = clients(Worker)

        assert (await worker.square(3)).value == 9
        assert [tick.number async for tick in worker.count(2, pause_seconds=0.0)] == [0, 1]
        with pytest.raises(brolly.Unimplemented, match="offset"):
            await worker.square(3, offset=0)
        with pytest.raises(brolly.Unimplemented, match="fail_at"):
            await anext(worker.count(2, pause_seconds=0.0, fail_at=1))
        with pytest.raises(brolly.Unimplemented, match="Worker/Sleep"):
            await worker.sleep(0.0, say="")


class WithoutRequired:
    async def square(self) -> SquareResponse:
        return SquareResponse(value=0)


class WithMoreRequired:
    async def square(self, value: int, *, offset: int | None = None, base: int) -> SquareResponse:
        return SquareResponse(value=base)


class Blocking:
    def square(self, value: int, *, offset: int | None = None) -> SquareResponse:
        return SquareResponse(value=value)


class NoStream:
    async def count(self, upto: int, *, pause_seconds: float, fail_at: int | None = None) -> list[Tick]:
        return []


@pytest.mark.parametrize(
    ("implementation", "named"),
    [(WithoutRequired(), "value"), (WithMoreRequired(), "base"), (Blocking(), "async def"), (NoStream(), "yield")],
    ids=lambda value: type(value).__name__ if not isinstance(value, str) else value,
)
@pytest.mark.transports("local")
async def test_an_implementation_that_cannot_serve_the_contract_is_refused_at_start(
    connect: Any, implementation: object, named: str
) -> None:
    with pytest.raises(brolly.ConfigurationError, match=named):
        async with connect("worker", available={"worker": application(implementation)}):
            pass


@pytest.mark.transports("local")
async def test_an_application_must_yield_what_it_provides(connect: Any) -> None:
    with pytest.raises(brolly.ConfigurationError, match="Worker"):
        async with connect("worker", available={"worker": application(OlderWorker(), yields=Echo)}):
            pass


def application(implementation: object, yields: type[Any] = Worker) -> Application:
    @asynccontextmanager
    async def start(config: None, clients: brolly.Clients) -> AsyncGenerator[Mapping[type[Any], object], None]:
        yield {yields: implementation}

    return Application(name="worker", provides=(Worker,), start=start)


@asynccontextmanager
async def served(folder: Path, *applications: str) -> AsyncGenerator[Channel, None]:
    """Serve installed applications on a unix socket, and give a bare channel to it."""
    topology = parse(f"[processes.server]\napplications = {list(applications)}", folder / "topology.toml")
    async with brolly.System(topology, process="server", run=folder, listen=True) as system:
        assert system.address is not None
        engine = topology.process("server").engine
        channel = channel_to(system.address, engine, max_message_bytes=4 * 1024 * 1024, tls=None, own_tls=None)
        try:
            yield channel
        finally:
            await channel.close()
