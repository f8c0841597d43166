"""A topology while it runs, seen from the process `main`."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager

from brolly import ConfigurationError, System, Topology, Unavailable
from brolly.configuration import Problem
from brolly.launcher.run_folder import run_folder
from ml_tools.main.deployment.answering import check_free, find_silent
from ml_tools.main.deployment.children import started
from ml_tools.main.deployment.failure import lost
from ml_tools.main.deployment.journal import Journal
from ml_tools.main.deployment.reading import OWN
from ml_tools.main.services import Services, services

__all__ = ["running"]


@asynccontextmanager
async def running(topology: Topology, journal: Journal) -> AsyncGenerator[Services, None]:
    """Start what does not answer yet, connect to the rest, and stop what was started.

    Args:
        topology: Read for the process `main`, from a file that is still there.
        journal: Keeps what the processes say.

    Raises:
        ConfigurationError: Something of the topology cannot be started or reached.
        ServiceLost: A service went away while it was used.
    """
    async with AsyncExitStack() as stack:
        run = stack.enter_context(run_folder(None))
        silent = await find_silent(topology, OWN)
        is_called = len(topology.processes) > 1 and topology.processes[OWN].applications not in ((), (OWN,))
        if is_called and (address := topology.processes[OWN].address):
            await check_free(address, f"processes.{OWN}.address")
        if silent:
            await stack.enter_async_context(started(topology, run, silent, journal))
        try:
            system = await stack.enter_async_context(System(topology, OWN, run=run, listen=is_called))
        except OSError as error:
            raise _not_listening(topology, error) from error
        try:
            yield services(system.client)
        except Unavailable as error:
            raise lost(error, topology, run) from error


def _not_listening(topology: Topology, error: OSError) -> ConfigurationError:
    problem = Problem(place=str(topology.file), path=f"processes.{OWN}.address", found=str(error))
    return ConfigurationError([problem])
