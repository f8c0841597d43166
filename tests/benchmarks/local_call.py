"""A call that stays in the process, against a bare `await` of the implementation."""

from __future__ import annotations

from contextlib import AsyncExitStack
from pathlib import Path
from time import perf_counter
from types import FunctionType

import rounds
from result import Result, compared

import brolly
from brolly.testing.v1.worker import Worker
from brolly_testbed.worker import ScriptedWorker, WorkerConfig

__all__ = ["LIMIT_S", "ROUNDS", "measure"]

ROUNDS = 51
LIMIT_S = 90.0
_CALLS = 3_000
_FEWER = 300
_PEER = "bare await"

_ERRORS_ONLY = "counted = false\nthreads = 0"
_POLICIES = "threads = 0\nlimits = { size = 100, max_overflow = 10, queue = 10 }"
_THREADS = "threads = 4\nlimits = { size = 100, max_overflow = 10, queue = 10 }"


async def measure(count: int, folder: Path) -> list[Result]:
    async with AsyncExitStack() as stack:

        async def client(name: str, settings: str, transport: str = "local") -> Worker:
            topology = _topology(folder / f"{name}.toml", settings, transport)
            system = await stack.enter_async_context(brolly.System(topology, process="main"))
            return system.client(Worker)

        bare = ScriptedWorker(WorkerConfig())
        errors, policies = await client("errors", _ERRORS_ONLY), await client("policies", _POLICIES)
        threads, copied = await client("threads", _THREADS), await client("copied", _POLICIES, "copied")
        found = await rounds.medians(
            {
                "bare": _loop(bare, _CALLS),
                "errors": _loop(errors, _CALLS),
                "policies": _within_deadline(_loop(policies, _CALLS)),
                "threads": _within_deadline(_loop(threads, _CALLS)),
                "copied": _within_deadline(_loop(copied, _FEWER)),
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


def _topology(file: Path, settings: str, transport: str) -> Path:
    processes = '[processes.main]\napplications = ["worker"]'
    file.write_text(f'transport = "{transport}"\n{processes}\n[applications.worker]\n{settings}\n')
    return file


def _loop(worker: Worker | ScriptedWorker, calls: int) -> rounds.Contender:
    """Return a loop with code of its own: the interpreter specialises code for what it calls, one thing at a time."""
    call_ns = FunctionType(_call_ns.__code__.replace(), globals())
    return lambda: call_ns(worker, calls)


async def _call_ns(worker: Worker | ScriptedWorker, calls: int) -> float:
    started = perf_counter()
    for _ in range(calls):
        await worker.square(3)
    return (perf_counter() - started) / calls * 1e9


def _within_deadline(loop: rounds.Contender) -> rounds.Contender:
    async def guarded() -> float:
        async with brolly.deadline(60):
            return await loop()

    return guarded
