"""Runs several programs as one: all are kept alive, and none is left when the launcher ends."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence
from types import TracebackType
from typing import BinaryIO

from brolly.launcher.keeper import Keeper
from brolly.launcher.output import Output
from brolly.launcher.program import Event, Observer, Program

__all__ = ["Launcher"]


def _ignore(_: Event) -> None:
    pass


class Launcher:
    """The programs of one run; use it as an asynchronous context manager.

    Enter it in a thread that lives as long as the programs are to: Linux ties a child to the thread that
    started it.
    """

    def __init__(
        self,
        programs: Sequence[Program],
        *,
        observe: Observer = _ignore,
        stdout: BinaryIO | None = None,
        stderr: BinaryIO | None = None,
    ) -> None:
        """Prepare a run.

        Args:
            programs: In the order of start; they are stopped in the reverse order.
            observe: Told what happens.
            stdout: Where their standard output goes, line by line; None: to that of this process.
            stderr: The same for their standard error.
        """
        names = tuple(program.name for program in programs)
        self._programs = tuple(programs)
        self._observe = observe
        self._outputs = (
            Output(stdout or sys.stdout.buffer, names),
            Output(stderr or sys.stderr.buffer, names),
        )
        self._keepers: list[Keeper] = []

    async def __aenter__(self) -> Launcher:
        self._keepers = [Keeper(program, self._outputs, self._observe) for program in self._programs]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    async def ready(self) -> None:
        """Wait until every program has said that it is ready.

        Raises:
            StartFailed: One of them cannot work as it is configured.
        """
        everyone = asyncio.gather(*(keeper.ready.wait() for keeper in self._keepers))
        failure = asyncio.create_task(self.wait())
        try:
            await asyncio.wait({everyone, failure}, return_when=asyncio.FIRST_COMPLETED)
            if failure.done():
                failure.result()
        finally:
            failure.cancel()
            everyone.cancel()
            await asyncio.gather(everyone, failure, return_exceptions=True)

    async def wait(self) -> None:
        """Wait until all programs were stopped.

        Raises:
            StartFailed: One of them cannot work as it is configured; the others still run.
        """
        tasks = [keeper.task for keeper in self._keepers]
        if tasks:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)
            for task in done:
                task.result()

    async def stop(self) -> None:
        """Stop the programs one after another, in the reverse order of their start."""
        try:
            for keeper in reversed(self._keepers):
                await keeper.stop()
        except asyncio.CancelledError:
            self.kill()
            raise
        finally:
            await asyncio.gather(*(keeper.task for keeper in self._keepers), return_exceptions=True)

    def kill(self) -> None:
        """Kill all programs at once."""
        for keeper in self._keepers:
            keeper.kill()
