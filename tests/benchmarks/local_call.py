"""A call that stays in the process, against a bare `await` of the implementation."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from time import perf_counter
from typing import Any

import rounds
from result import Result, compared

import brolly
from brolly.testing.v1.worker import Worker
from brolly_testbed.worker import ScriptedWorker, WorkerConfig

__all__ = ["ROUNDS", "measure"]

ROUNDS = 15
_CALLS = 20_000
_FEWER = 2_000
_PEER = "bare await"

_ERRORS_ONLY = "counted = false\nthreads = 0"
_POLICIES = "threads = 0\nlimits = { size = 100, max_overflow = 10, queue = 10 }"
_THREADS = "threads = 4\nlimits = { size = 100, max_overflow = 10, queue = 10 }"


async def measure(count: int, folder: Path) -> list[Result]:
    async with AsyncExitStack() as stack:

        async def client(name: str, settings: str, transport: str = "local") -> Worker:
            return await stack.enter_async_context(_client(folder / f"{name}.toml", settings, transport))

        bare = ScriptedWorker(WorkerConfig())
        errors, policies = await client("errors", _ERRORS_ONLY), await client("policies", _POLICIES)
        threads, copied = await client("threads", _THREADS), await client("copied", _POLICIES, "copied")
        found = await rounds.medians(
            {
                "bare": lambda: _call_ns(bare, _CALLS),
                "errors": lambda: _call_ns(errors, _CALLS),
                "policies": lambda: _within_deadline(policies, _CALLS),
                "threads": lambda: _within_deadline(threads, _CALLS),
                "copied": lambda: _within_deadline(copied, _FEWER),
            },
            count,
        )

    def row(case: str, name: str, goal: float | None = None) -> Result:
        return compared(case, found[name], found["bare"], peer_name=_PEER, unit="ns", goal=goal)

    return [
        row("local call, errors only", "errors", 2.0),
        row("local call, deadline, limit, counters", "policies", 3.0),
        row("local call, and threads", "threads"),
        row("local call, copied", "copied"),
    ]


@asynccontextmanager
async def _client(file: Path, settings: str, transport: str) -> AsyncGenerator[Worker]:
    file.write_text(
        f'transport = "{transport}"\n[processes.main]\napplications = ["worker"]\n[applications.worker]\n{settings}\n'
    )
    async with brolly.System(file, process="main") as system:
        yield system.client(Worker)


async def _within_deadline(worker: Worker, calls: int) -> float:
    async with brolly.deadline(60):
        return await _call_ns(worker, calls)


async def _call_ns(worker: Worker | ScriptedWorker, calls: int) -> float:
    square: Callable[[int], Awaitable[Any]] = worker.square
    started = perf_counter()
    for _ in range(calls):
        await square(3)
    return (perf_counter() - started) / calls * 1e9
