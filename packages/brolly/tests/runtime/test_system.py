"""A System: its clients, its life, several of them, and the handles of the default one."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

import brolly
from brolly.testing.v1.echo import Echo
from brolly.testing.v1.worker import SquareResponse, Worker
from brolly.topology.reading import parse

SPLIT = '[processes.server]\napplications = ["worker"]\n[processes.client]'


async def test_a_client_is_made_once(topology: Any) -> None:
    async with brolly.System(topology(), process="main") as system:
        assert system.client(Worker) is system.client(Worker)


async def test_several_systems_live_in_one_program(topology: Any, tmp_path: Path) -> None:
    class Ten:
        async def square(self, value: int, *, offset: int | None = None) -> SquareResponse:
            return SquareResponse(value=10)

    first, second = tmp_path / "first", tmp_path / "second"
    first.mkdir()
    second.mkdir()
    async with (
        brolly.System(topology(SPLIT), process="server", run=first),
        brolly.System(topology(SPLIT, worker=Ten()), process="server", run=second),
        brolly.System(topology(SPLIT), process="client", run=first) as one,
        brolly.System(topology(SPLIT), process="client", run=second) as other,
    ):
        squares = await asyncio.gather(one.client(Worker).square(3), other.client(Worker).square(3))

    assert [square.value for square in squares] == [9, 10]


async def test_a_contract_that_nobody_provides_is_named_with_the_fix(topology: Any) -> None:
    async with brolly.System(topology(), process="main") as system:
        with pytest.raises(brolly.ConfigurationError, match=r"brolly\.testing\.v1\.Echo.*provides ="):
            system.client(Echo)


async def test_a_class_that_is_no_contract_is_refused(topology: Any) -> None:
    async with brolly.System(topology(), process="main") as system:
        with pytest.raises(TypeError, match="contract"):
            system.client(dict)


async def test_a_process_that_is_not_in_the_topology_is_refused(topology: Any) -> None:
    with pytest.raises(brolly.ConfigurationError, match="main"):
        brolly.System(topology(), process="other")


async def test_applications_start_in_the_order_of_what_they_require_and_stop_in_reverse(tmp_path: Path) -> None:
    events: list[str] = []

    def recording(name: str, provides: type[Any], requires: tuple[type[Any], ...]) -> brolly.Application:
        @asynccontextmanager
        async def start(config: None, clients: brolly.Clients) -> AsyncGenerator[Mapping[type[Any], object], None]:
            for contract in requires:
                clients(contract)
            events.append(f"start {name}")
            yield {provides: object()}
            events.append(f"stop {name}")

        return brolly.Application(name=name, provides=(provides,), requires=requires, start=start)

    available = {"worker": recording("worker", Worker, (Echo,)), "echo": recording("echo", Echo, ())}
    topology = parse(
        '[processes.main]\napplications = ["worker", "echo"]',
        tmp_path / "t.toml",
        {},
        available={name: (lambda made=made: made) for name, made in available.items()},
    )

    async with brolly.System(topology, process="main"):
        pass

    assert events == ["start echo", "start worker", "stop worker", "stop echo"]


@pytest.mark.parametrize("transport", ["local", "copied"])
async def test_an_application_is_called_though_another_had_its_clients_before_it_started(
    tmp_path: Path, transport: str
) -> None:
    class EchoedWorker:
        async def square(self, value: int, *, offset: int | None = None) -> SquareResponse:
            return SquareResponse(value=value * value)

    @asynccontextmanager
    async def echo(config: None, clients: brolly.Clients) -> AsyncGenerator[Mapping[type[Any], object], None]:
        yield {Echo: object()}

    @asynccontextmanager
    async def worker(config: None, clients: brolly.Clients) -> AsyncGenerator[Mapping[type[Any], object], None]:
        clients(Echo)
        yield {Worker: EchoedWorker()}

    available = {
        "echo": brolly.Application(name="echo", provides=(Echo,), start=echo),
        "worker": brolly.Application(name="worker", provides=(Worker,), requires=(Echo,), start=worker),
    }
    made = parse(
        f'transport = "{transport}"\n[processes.main]\napplications = ["echo", "worker"]',
        tmp_path / "t.toml",
        {},
        available={name: (lambda one=one: one) for name, one in available.items()},
    )

    async with brolly.System(made, process="main") as system:
        assert (await system.client(Worker).square(3)).value == 9


async def test_an_application_that_fails_to_start_stops_those_before_it(tmp_path: Path, topology: Any) -> None:
    stopped: list[str] = []

    @asynccontextmanager
    async def good(config: None, clients: brolly.Clients) -> AsyncGenerator[Mapping[type[Any], object], None]:
        try:
            yield {Echo: object()}
        finally:
            stopped.append("echo")

    @asynccontextmanager
    async def bad(config: None, clients: brolly.Clients) -> AsyncGenerator[Mapping[type[Any], object], None]:
        raise RuntimeError("no disk")
        yield {}

    available = {
        "echo": brolly.Application(name="echo", provides=(Echo,), start=good),
        "worker": brolly.Application(name="worker", provides=(Worker,), start=bad),
    }
    made = parse(
        '[processes.main]\napplications = ["echo", "worker"]',
        tmp_path / "t.toml",
        {},
        available={name: (lambda one=one: one) for name, one in available.items()},
    )

    with pytest.raises(RuntimeError, match="no disk"):
        async with brolly.System(made, process="main"):
            pass

    assert stopped == ["echo"]


async def test_a_handle_calls_the_default_system_and_says_so_without_one(topology: Any) -> None:
    worker = brolly.handle(Worker)
    echo = brolly.handle(Echo)

    with pytest.raises(RuntimeError, match="no default System runs"):
        await worker.square(3)
    async with brolly.System(topology(), process="main", default=True) as system:
        assert (await worker.square(3)).value == 9
        assert worker.square == system.client(Worker).square
        with pytest.raises(brolly.ConfigurationError, match="provides"):
            await echo.echo_tree(None)
    with pytest.raises(RuntimeError, match="no default System runs"):
        await worker.square(3)


async def test_a_second_default_system_is_refused(topology: Any) -> None:
    async with brolly.System(topology(), process="main", default=True):
        with pytest.raises(RuntimeError, match="second"):
            async with brolly.System(topology(), process="main", default=True):
                pass


@pytest.mark.parametrize("counted", [True, False])
async def test_calls_are_counted_where_they_run_and_where_they_are_made(
    topology: Any, tmp_path: Path, counted: bool
) -> None:
    text = f"{SPLIT}\n[applications.worker]\ncounted = {str(counted).lower()}"
    async with (
        brolly.System(topology(text), process="server", run=tmp_path) as server,
        brolly.System(topology(text), process="client", run=tmp_path) as client,
    ):
        worker = client.client(Worker)
        await worker.sleep(0.05, say="")
        await worker.square(1)
        with pytest.raises(brolly.Unimplemented):
            await worker.observe()
        local = {count.method: count for count in server.counters()}
        remote = {count.method: count for count in client.counters()}

    assert remote["brolly.testing.v1.Worker/Sleep"].calls == 1
    assert remote["brolly.testing.v1.Worker/Sleep"].seconds >= 0.05
    assert remote["brolly.testing.v1.Worker/Sleep"].where == "remote"
    assert (remote["brolly.testing.v1.Worker/Observe"].calls, remote["brolly.testing.v1.Worker/Observe"].errors) == (
        1,
        1,
    )
    assert bool(local) == counted
    if counted:
        assert local["brolly.testing.v1.Worker/Observe"].errors == 1
        assert local["brolly.testing.v1.Worker/Sleep"].where == "local"
        assert 0.05 <= local["brolly.testing.v1.Worker/Sleep"].seconds < 1.0


async def test_a_socket_that_another_process_listens_on_is_left_to_it(topology: Any, tmp_path: Path) -> None:
    async with brolly.System(topology(SPLIT), process="server", run=tmp_path):
        with pytest.raises(OSError, match="another process does"):
            async with brolly.System(topology(SPLIT), process="server", run=tmp_path):
                pass
        async with brolly.System(topology(SPLIT), process="client", run=tmp_path) as client:
            assert (await client.client(Worker).square(3)).value == 9


async def test_a_socket_that_a_process_left_behind_is_replaced(topology: Any, tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(str(tmp_path / "server.sock"))

    async with (
        brolly.System(topology(SPLIT), process="server", run=tmp_path),
        brolly.System(topology(SPLIT), process="client", run=tmp_path) as client,
    ):
        assert (await client.client(Worker).square(3)).value == 9


async def test_a_system_that_cannot_find_a_process_says_what_to_pass(topology: Any) -> None:
    async with brolly.System(topology(SPLIT), process="client") as system:
        with pytest.raises(brolly.ConfigurationError, match="pass run="):
            system.client(Worker)
