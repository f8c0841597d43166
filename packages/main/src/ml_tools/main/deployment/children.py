"""The processes of a topology that this one starts, supervises and stops."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Collection
from contextlib import asynccontextmanager
from pathlib import Path

from brolly import ConfigurationError, Topology
from brolly.configuration import Problem
from brolly.launcher import Event, Exited, Launcher, Ready, StartFailed
from brolly.launcher.launched import programs_of
from ml_tools.main.deployment.journal import Journal

__all__ = ["started"]


class _Beginning:
    """Watches the start: a process that ends before it was ready will not do better the next time."""

    def __init__(self) -> None:
        self._ready: set[str] = set()
        self.failed: asyncio.Future[Exited] = asyncio.get_running_loop().create_future()

    def observe(self, event: Event) -> None:
        if isinstance(event, Ready):
            self._ready.add(event.name)
        elif isinstance(event, Exited) and event.name not in self._ready and not self.failed.done():
            self.failed.set_result(event)


@asynccontextmanager
async def started(
    topology: Topology, run: Path, processes: Collection[str], journal: Journal
) -> AsyncGenerator[None, None]:
    """Run processes as children, which all answer when this is entered and are gone when it is left.

    Raises:
        ConfigurationError: One of them cannot start.
    """
    beginning = _Beginning()
    programs = programs_of(topology, run, processes=processes)
    async with Launcher(programs, observe=beginning.observe, stdout=journal.stream, stderr=journal.stream) as launcher:
        ready = asyncio.create_task(launcher.ready())
        try:
            await asyncio.wait({ready, beginning.failed}, return_when=asyncio.FIRST_COMPLETED)
            if beginning.failed.done():
                ended = beginning.failed.result()
                raise _unusable(topology, ended.name, ended.reason, journal)
            await ready
        except StartFailed as error:
            raise _unusable(topology, error.name, error.reason, journal) from error
        finally:
            ready.cancel()
            await asyncio.gather(ready, return_exceptions=True)
        yield


def _unusable(topology: Topology, name: str, reason: str, journal: Journal) -> ConfigurationError:
    said = journal.last_words(name)
    found = f"{', '.join(topology.processes[name].applications)} cannot start: {said or reason}"
    fix = f"mend that; `brolly up {topology.file} --process {name}` shows more"
    return ConfigurationError([Problem(place=str(topology.file), path=f"processes.{name}", found=found, fix=fix)])
