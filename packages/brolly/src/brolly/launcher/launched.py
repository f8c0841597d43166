"""The processes of a topology as programs; the rest of the launcher knows no topology."""

from __future__ import annotations

import sys
from collections.abc import AsyncGenerator, Collection
from contextlib import asynccontextmanager
from pathlib import Path

from brolly.launcher.launcher import Launcher
from brolly.launcher.program import Event, Observer, Program
from brolly.topology import Topology
from brolly.topology.order import process_order

__all__ = ["launched", "programs_of"]

_CLOSING_S = 2.0
"""For the applications of a process to close, after the grace time in which its calls may end."""


def _ignore(_: Event) -> None:
    pass


@asynccontextmanager
async def launched(
    topology: Topology,
    *,
    run: Path,
    processes: Collection[str] | None = None,
    observe: Observer = _ignore,
    logs: str = "text",
) -> AsyncGenerator[Launcher]:
    """Run processes of a topology as children, which all answer when this is entered.

    Args:
        topology: Read from a file that is still there: the children read it again.
        run: The folder for their sockets.
        processes: Those to run; None: all that host something.
        observe: Told what happens to them.
        logs: The form of their log lines, `text` or `json`.

    Raises:
        StartFailed: One of them cannot work as it is configured; its own output says why.
    """
    async with Launcher(programs_of(topology, run, processes=processes, logs=logs), observe=observe) as launcher:
        await launcher.ready()
        yield launcher


def programs_of(
    topology: Topology, run: Path, *, processes: Collection[str] | None = None, logs: str = "text"
) -> tuple[Program, ...]:
    """Return the program of each process that hosts something, those first that others need."""
    return tuple(
        _program(topology, name, run, logs)
        for name in process_order(topology)
        if topology.processes[name].applications and (processes is None or name in processes)
    )


def _program(topology: Topology, name: str, run: Path, logs: str) -> Program:
    process = topology.processes[name]
    return Program(
        name=name,
        command=(
            str(process.python or sys.executable),
            *("-P", "-u", "-m", "brolly", "up", str(topology.file)),
            *("--process", name, "--run", str(run), "--logs", logs),
        ),
        grace_s=process.grace_s + _CLOSING_S,
    )
