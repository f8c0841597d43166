"""`brolly up` without `--process`: the parent of all processes of a topology. It imports no transport."""

from __future__ import annotations

import asyncio
import os
import sys
from contextlib import ExitStack, suppress
from pathlib import Path

from brolly.cli.signals import StopRequest
from brolly.configuration import ConfigurationError, Problem
from brolly.launcher import (
    Event,
    Exited,
    Killed,
    Launcher,
    Program,
    Ready,
    Restarting,
    StartFailed,
)
from brolly.launcher.run_folder import Run, run_folder, write_run
from brolly.launcher.runs import recorded, state_folder
from brolly.topology import Topology, read
from brolly.topology.order import process_order

__all__ = ["programs_of", "supervise"]

_KILL_AFTER_S = 2.0
"""Beyond the grace time, in which a process lets its calls end: for its applications to close."""


def supervise(file: Path, *, run: Path | None, state: Path | None, logs: str) -> int:
    """Run all processes of a topology until a signal comes; returns the exit code."""
    topology = read(file)
    with ExitStack() as stack:
        folder = stack.enter_context(run_folder(run))
        addresses = {name: topology.address_of(name, folder) for name in topology.processes}
        entry = Run(pid=os.getpid(), topology=str(topology.file), processes=addresses)
        write_run(folder, entry)
        if not stack.enter_context(recorded(entry, folder, state or state_folder())):
            _say(f"this run is not recorded: `brolly call` finds it by --run {folder}")
        for name, address in addresses.items():
            applications = ", ".join(topology.processes[name].applications)
            _say(f"{name} runs {applications} at {address}")
        return asyncio.run(_keep(programs_of(topology, folder, logs)))


def programs_of(topology: Topology, run: Path, logs: str) -> tuple[Program, ...]:
    """Return the program of each process, those first that others need."""
    return tuple(
        Program(
            name=name,
            command=(
                str(topology.processes[name].python or sys.executable),
                *("-P", "-u", "-m", "brolly", "up", str(topology.file)),
                *("--process", name, "--run", str(run), "--logs", logs),
            ),
            grace_s=topology.processes[name].grace_s + _KILL_AFTER_S,
        )
        for name in process_order(topology)
    )


async def _keep(programs: tuple[Program, ...]) -> int:
    launcher = Launcher(programs, observe=_tell)
    stop = StopRequest(again=launcher.kill)
    async with launcher:
        running = asyncio.create_task(launcher.wait())
        stopped = asyncio.create_task(stop.wait())
        await asyncio.wait({running, stopped}, return_when=asyncio.FIRST_COMPLETED)
        if stopped.done():
            _say("stopping; once more kills")
        await launcher.stop()
        stopped.cancel()
        try:
            await running
        except StartFailed as error:
            raise ConfigurationError(
                [Problem(found=str(error), fix="its own lines above say why")]
            ) from error
    return stop.exit_code


def _tell(event: Event) -> None:
    match event:
        case Ready():
            _say(f"{event.name} is ready after {event.after_s:.2f} s (process {event.pid})")
        case Exited(wanted=True):
            _say(f"{event.name} has stopped ({event.reason})")
        case Exited():
            _say(f"{event.name} died ({event.reason})")
        case Restarting():
            _say(f"{event.name} is restarted " + (f"in {event.delay_s:g} s" if event.delay_s else "now"))
        case Killed():
            _say(f"{event.name} did not stop in time, and is killed")
        case _:
            pass


def _say(text: str) -> None:
    with suppress(BrokenPipeError):  # whoever read this has gone; the processes have not
        print(f"brolly: {text}", flush=True)
