"""From the start of a process to its first answer, against a bare grpc.aio server."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import grpc.aio
import rounds
import servers
from result import Result, compared

import brolly
from brolly.testing.v1.worker import Worker
from brolly.testing.v1.worker_pb2 import SquareRequest, SquareResponse

__all__ = ["LIMIT_S", "ROUNDS", "measure"]

ROUNDS = 7
LIMIT_S = 90.0
_PATH = "/brolly.testing.v1.Worker/Square"
_POLL_S = 0.002
_POLLS = 5_000


async def measure(count: int, folder: Path) -> list[Result]:
    topology = folder / "start.toml"
    topology.write_text('[processes.server]\napplications = ["worker"]\n[processes.caller]\napplications = []\n')
    found = await rounds.medians({"ours": lambda: _ours_ms(topology), "peer": _peer_ms}, count)
    return [compared("start to first answer", **found, peer_name="grpc.aio, ready bytes", unit="ms")]


async def _ours_ms(topology: Path) -> float:
    with TemporaryDirectory() as name:
        run = Path(name)
        async with brolly.System(topology, process="caller", run=run) as system:
            worker = system.client(Worker)
            command = servers.ours(topology, "server", run)
            return await _first_answer_ms(command, run / "server.sock", lambda: worker.square(3))


async def _peer_ms() -> float:
    with TemporaryDirectory() as name:
        path = Path(name) / "peer.sock"
        request = SquareRequest(value=3).SerializeToString()
        answer = SquareResponse(value=9).SerializeToString().hex()
        async with grpc.aio.insecure_channel(f"unix:{path}") as channel:
            square = channel.unary_unary(_PATH)
            command = servers.peer("grpc_server", f"unix:{path}", f"{_PATH}={answer}")
            return await _first_answer_ms(command, path, lambda: square(request))


async def _first_answer_ms(command: list[str], path: Path, call: Callable[[], Awaitable[object]]) -> float:
    """Start a server; call it, on a channel that was not used before, as soon as its socket takes connections."""
    started = perf_counter()
    with servers.spawned(command):
        await _listening(path)
        await call()
        return (perf_counter() - started) * 1e3


async def _listening(path: Path) -> None:
    for _ in range(_POLLS):
        with socket.socket(socket.AF_UNIX) as probe:
            if probe.connect_ex(str(path)) == 0:
                return
        await asyncio.sleep(_POLL_S)
    raise TimeoutError(f"nobody listens on {path}")
