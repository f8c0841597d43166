"""`brolly up` without `--process`: the parent of all processes of a topology. It imports no transport."""

from __future__ import annotations

import asyncio
import os
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
from brolly.launcher.launched import programs_of
from brolly.launcher.run_folder import Run, run_folder, write_run
from brolly.launcher.runs import recorded, state_folder
from brolly.topology.reading import read

__all__ = ["supervise"]


def supervise(file: Path, *, run: Path | None, state: Path | None, logs: str) -> int:
    """Run all processes of a topology until a signal comes; returns the exit code."""
    topology = read(file)
    with ExitStack() as stack:
        folder = stack.enter_context(run_folder(run))
        hosting = {name: process for name, process in topology.processes.items() if process.applications}
        addresses = {name: topology.address_of(name, folder) for name in hosting}
        entry = Run(pid=os.getpid(), topology=str(topology.file), processes=addresses)
        write_run(folder, entry)
        if not stack.enter_context(recorded(entry, folder, state or state_folder())):
            _say(f"this run is not recorded: `brolly call` finds it by --run {folder}")
        for name, address in addresses.items():
            _say(f"{name} runs {', '.join(hosting[name].applications)} at {address}")
        return asyncio.run(_keep(programs_of(topology, folder, logs=logs)))


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
            raise ConfigurationError([Problem(found=str(error), fix="its own lines above say why")]) from error
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
