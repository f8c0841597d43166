"""The transports that each contract is tested over; the bodies of the tests see only the Protocol."""

from __future__ import annotations

import socket
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import TypeVar

import pytest

import brolly
from brolly.application import Application, discover
from brolly.launcher import launched
from brolly.topology.reading import parse

T = TypeVar("T")
Connect = Callable[..., AbstractAsyncContextManager[brolly.Clients]]

TRANSPORTS = ("local", "copied", "grpc-unix", "grpc-tcp", "process")
ENGINES = {
    "grpc-unix": ("grpcio", "grpcio"),
    "grpc-tcp": ("grpcio", "grpcio"),
    "lean-unix": ("lean", "lean"),
    "lean-tcp": ("lean", "lean"),
    "lean-to-grpc": ("lean", "grpcio"),
    "grpc-to-lean": ("grpcio", "lean"),
}
"""The engines of the caller and the server, where the transport says them; the wire is the same."""
PROVES_ENGINES = {"test_echo", "test_many", "test_worker"}
"""The modules that say what an engine must do; to those of the services all engines are alike."""


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "transports(*names): the transports that a contract test runs over, if not all")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run each test that takes a transport over all of them, or over those that it is marked with."""
    if "transport" in metafunc.fixturenames:
        marker = metafunc.definition.get_closest_marker("transports")
        proves = metafunc.module.__name__.rpartition(".")[2] in PROVES_ENGINES
        every = tuple(dict.fromkeys((*TRANSPORTS, *ENGINES))) if proves else TRANSPORTS
        metafunc.parametrize("transport", marker.args if marker else every, indirect=True)


@pytest.fixture
def transport(request: pytest.FixtureRequest) -> str:
    """How the client and the implementation are joined."""
    return str(request.param)


@pytest.fixture(params=["grpcio", "lean"])
def engine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """What carries the calls to the process `server` of every topology that the test reads."""
    monkeypatch.setenv("BROLLY_PROCESSES__SERVER__ENGINE", request.param)
    return str(request.param)


@pytest.fixture
def connect(transport: str, tmp_path: Path) -> Connect:
    """Start applications behind the transport: `async with connect(worker="size = 1") as clients`.

    Settings of an application are the lines of its section of the topology. Applications that are not installed can be
    given with `available`, over all transports but `process`.
    """

    def connect(
        *names: str, available: Mapping[str, Application] | None = None, **settings: str
    ) -> AbstractAsyncContextManager[brolly.Clients]:
        applications = tuple(dict.fromkeys((*names, *settings)))
        return _connected(transport, tmp_path, applications, settings, available)

    return connect


@asynccontextmanager
async def _connected(
    transport: str,
    folder: Path,
    applications: tuple[str, ...],
    settings: Mapping[str, str],
    available: Mapping[str, Application] | None,
) -> AsyncGenerator[brolly.Clients, None]:
    file = folder / "topology.toml"
    file.write_text(_text(transport, applications, settings))
    found = discover() if available is None else {name: (lambda a=a: a) for name, a in available.items()}
    async with AsyncExitStack() as stack:
        if transport == "process":
            topology = parse(file.read_text(), file)
            await stack.enter_async_context(launched(topology, run=folder))
        elif transport.startswith(("grpc", "lean")):
            topology = parse(file.read_text(), file, available=found)
            await stack.enter_async_context(brolly.System(topology, process="server", run=folder))
        topology = parse(_callers(transport, file.read_text()), file, available=found)
        process = "server" if transport in ("local", "copied") else "client"
        system = await stack.enter_async_context(brolly.System(topology, process=process, run=folder))
        yield system.client


def _callers(transport: str, text: str) -> str:
    """Return the topology as the caller reads it, who may use another engine than the server."""
    callers, servers = ENGINES.get(transport, ("", ""))
    return text.replace(f'engine = "{servers}"', f'engine = "{callers}"')


def _text(transport: str, applications: tuple[str, ...], settings: Mapping[str, str]) -> str:
    lines = ['transport = "copied"'] if transport == "copied" else []
    lines += ["[processes.server]", f"applications = {list(applications)}", "grace_s = 1.0"]
    if transport in ENGINES:
        lines += [f'engine = "{ENGINES[transport][1]}"']
    if transport.endswith("-tcp"):
        lines += [f'address = "127.0.0.1:{free_port()}"']
    if transport not in ("local", "copied"):
        lines += ["[processes.client]"]
    for name, section in settings.items():
        lines += [f"[applications.{name}]", section]
    return "\n".join(lines)


@pytest.fixture(name="free_port")
def _free_port() -> int:
    return free_port()


def free_port() -> int:
    """Return a TCP port of loopback that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
