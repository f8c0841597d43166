"""A unary call from System to System in two processes, against bare grpc.aio that moves the same ready bytes."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from time import perf_counter

import grpc.aio
import rounds
import servers
from result import Result, compared

import brolly
from brolly.testing.v1 import echo, worker
from brolly.testing.v1.echo_codec import encode_scalars
from brolly.testing.v1.echo_pb2 import EchoScalarsRequest
from brolly.testing.v1.worker_pb2 import SquareRequest, SquareResponse

__all__ = ["LIMIT_S", "ROUNDS", "measure"]

ROUNDS = 9
LIMIT_S = 90.0
_CALLS = 300
_IN_FLIGHT = 64
_EACH = 12
_PEER = "grpc.aio, ready bytes"
_GOAL = 1.15
_SQUARE = "/brolly.testing.v1.Worker/Square"
_SCALARS = "/brolly.testing.v1.Echo/EchoScalars"

Call = Callable[[], Awaitable[object]]

SCALARS = echo.Scalars(
    double_value=1.5,
    int32_value=-1,
    int64_value=2**40,
    uint32_value=7,
    uint64_value=2**63,
    sint32_value=-7,
    sint64_value=-(2**40),
    fixed32_value=7,
    fixed64_value=2**40,
    sfixed32_value=-7,
    sfixed64_value=-(2**40),
    bool_value=True,
    string_value="a text of some length",
    bytes_value=b"some bytes",
    volume=echo.Volume.LOUD,
    optional_double=0.5,
    optional_int64=-(2**50),
    optional_string="another text",
    optional_bool=True,
    optional_bytes=b"more bytes",
)


async def measure(count: int, folder: Path) -> list[Result]:
    results: list[Result] = []
    for kind, ours, peer in (
        ("unix", None, f"unix:{folder / 'peer.sock'}"),
        ("tcp", f"127.0.0.1:{servers.free_port()}", f"127.0.0.1:{servers.free_port()}"),
    ):
        results += await _over(kind, _topology(folder / f"{kind}.toml", ours), peer, count)
    return results


def _topology(file: Path, address: str | None) -> Path:
    told = "" if address is None else f'address = "{address}"\n'
    file.write_text(
        f'[processes.server]\napplications = ["worker", "echo"]\n{told}[processes.caller]\napplications = []\n'
    )
    return file


async def _over(kind: str, topology: Path, address: str, count: int) -> list[Result]:
    run = topology.parent / kind
    scalars = encode_scalars(SCALARS)
    small, large = SquareRequest(value=3).SerializeToString(), EchoScalarsRequest(scalars=scalars).SerializeToString()
    answers = f"{_SQUARE}={SquareResponse(value=9).SerializeToString().hex()}", f"{_SCALARS}={_hex(scalars)}"
    async with AsyncExitStack() as stack:
        stack.enter_context(servers.running(servers.ours(topology, "server", run)))
        stack.enter_context(servers.running(servers.peer("grpc_server", address, *answers)))
        system = await stack.enter_async_context(brolly.System(topology, process="caller", run=run))
        channel = await stack.enter_async_context(grpc.aio.insecure_channel(address))
        square, echo_scalars = system.client(worker.Worker).square, system.client(echo.Echo).echo_scalars
        raw_small, raw_large = channel.unary_unary(_SQUARE), channel.unary_unary(_SCALARS)
        return [
            await _latency(f"small message, {kind}", lambda: square(3), lambda: raw_small(small), count),
            await _latency(f"20 fields, {kind}", lambda: echo_scalars(SCALARS), lambda: raw_large(large), count),
            await _rate(f"{kind}, 64 in flight", lambda: square(3), lambda: raw_small(small), count),
        ]


def _hex(message: object) -> str:
    return message.SerializeToString().hex()  # pyright: ignore[reportAttributeAccessIssue]


async def _latency(case: str, ours: Call, peer: Call, count: int) -> Result:
    found = await rounds.medians(
        {"ours": lambda: rounds.latency_us(ours, _CALLS), "peer": lambda: rounds.latency_us(peer, _CALLS)}, count
    )
    return compared(f"grpc unary, {case}", **found, peer_name=_PEER, unit="us", goal=_GOAL)


async def _rate(case: str, ours: Call, peer: Call, count: int) -> Result:
    found = await rounds.medians({"ours": lambda: _calls_a_second(ours), "peer": lambda: _calls_a_second(peer)}, count)
    return compared(f"grpc unary, {case}", **found, peer_name=_PEER, unit="calls/s")


async def _calls_a_second(call: Call) -> float:
    async def several() -> None:
        for _ in range(_EACH):
            await call()

    started = perf_counter()
    await asyncio.gather(*(several() for _ in range(_IN_FLIGHT)))
    return _IN_FLIGHT * _EACH / (perf_counter() - started)
