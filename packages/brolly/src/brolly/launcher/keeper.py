"""Keeps one program running: starts it, starts it again when it dies, and stops it."""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress

from brolly.launcher.backoff import Backoff
from brolly.launcher.child import Child
from brolly.launcher.output import Output
from brolly.launcher.program import (
    CONFIGURATION_ERROR,
    Exited,
    Killed,
    Observer,
    Program,
    Ready,
    Restarting,
    Started,
    StartFailed,
    reason_of,
)

__all__ = ["Keeper"]

_NOT_EXECUTABLE = 126
"""The exit code that shells give a command that cannot be executed."""


class Keeper:
    """One program and the run of it that is alive, if any."""

    def __init__(self, program: Program, outputs: tuple[Output, Output], observe: Observer) -> None:
        self.program = program
        self.ready = asyncio.Event()
        """Set as long as the program is ready."""
        self._outputs = outputs
        self._observe = observe
        self._child: Child | None = None
        self._stopping = asyncio.Event()
        self._was_ready = False
        self.task = asyncio.create_task(self._keep(), name=f"keep {program.name}")
        """Ends when the program was stopped; raises `StartFailed`."""

    async def stop(self) -> None:
        """Ask the program to stop, and kill it when its grace time is over."""
        self._stopping.set()
        if self._child is not None:
            self._child.terminate()
        _, late = await asyncio.wait({self.task}, timeout=self.program.grace_s)
        if late:
            self._observe(Killed(self.program.name))
            self.kill()
            await asyncio.wait({self.task})

    def kill(self) -> None:
        """Kill the program at once, and do not start it again."""
        self._stopping.set()
        if self._child is not None:
            self._child.kill()

    async def _keep(self) -> None:
        backoff = Backoff()
        while not self._stopping.is_set():
            began = time.monotonic()
            code = await self._run_once()
            if self._stopping.is_set():
                return
            if code == CONFIGURATION_ERROR and not self._was_ready:
                raise StartFailed(self.program.name, f"{reason_of(code)}, a configuration error")
            delay_s = backoff.after(time.monotonic() - began)
            self._observe(Restarting(self.program.name, delay_s))
            await self._pause(delay_s)

    async def _run_once(self) -> int:
        """Run the program to its end, and return how it ended."""
        try:
            child = await Child.start(self.program, self._outputs)
        except OSError as error:
            return self._not_started(error)
        self._child = child
        self._observe(Started(self.program.name, child.pid))
        if self._stopping.is_set():
            child.terminate()
        announcement = asyncio.create_task(self._announce(child))
        try:
            code = await child.ended()
        finally:
            self._child = None
            self.ready.clear()
            announcement.cancel()
            await asyncio.wait({announcement})
            child.close()
        self._observe(Exited(self.program.name, reason_of(code), self._stopping.is_set()))
        return code

    async def _announce(self, child: Child) -> None:
        if await child.until_ready():
            self._was_ready = True
            self.ready.set()
            self._observe(Ready(self.program.name, child.pid, time.monotonic() - child.started))

    def _not_started(self, error: OSError) -> int:
        reason = f"{self.program.command[0]} cannot be executed: {error.strerror}"
        if not self._was_ready:
            raise StartFailed(self.program.name, reason) from error
        self._observe(Exited(self.program.name, reason, wanted=False))
        return _NOT_EXECUTABLE

    async def _pause(self, delay_s: float) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._stopping.wait(), delay_s)
