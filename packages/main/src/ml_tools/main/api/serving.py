"""The server around the API: on its port before it is entered, off it after it is left."""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress

from brolly import ConfigurationError
from brolly.configuration import Problem
from ml_tools.main.api.jobs import Jobs
from ml_tools.main.api.routing import web_application
from ml_tools.main.config import MainConfig
from ml_tools.main.services import Services

__all__ = ["served"]

logger = logging.getLogger("ml_tools.main")

GRACE_S = 5.0
"""For requests that are being answered when the server stops."""
PAUSE_S = 0.01


@asynccontextmanager
async def served(services: Services, config: MainConfig) -> AsyncGenerator[None, None]:
    """Serve the API while this is entered.

    Raises:
        ConfigurationError: Nobody can listen on its address.
    """
    from granian.constants import Interfaces
    from granian.server.embed import Server

    _check_free(config)
    jobs = Jobs(services, most_waiting=config.waiting_comparisons, most_kept=config.kept_comparisons)
    server = Server(
        web_application(services, jobs, config),
        config.host,
        config.port,
        interface=Interfaces.ASGINL,
        websockets=False,
        log_enabled=False,
    )
    async with jobs:
        serving = asyncio.create_task(server.serve())
        try:
            await _until_answering(config, serving)
            shown = f"[{config.host}]" if ":" in config.host else config.host
            logger.info("serving at http://%s:%s", shown, config.port)
            yield
        finally:
            server.stop()
            _, late = await asyncio.wait({serving}, timeout=GRACE_S)
            for task in late:
                task.cancel()


def _check_free(config: MainConfig) -> None:
    """Find a port that is taken: granian shares it with whoever else has it, and gets half of the requests."""
    try:
        places = socket.getaddrinfo(config.host, config.port, type=socket.SOCK_STREAM)
        with socket.socket(places[0][0], socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(places[0][4])
    except OSError as error:
        found = f"cannot listen on {config.host}:{config.port}: {(error.strerror or str(error)).lower()}"
        fix = "stop what listens there, or choose another with --port or in [applications.main.config]"
        raise ConfigurationError([Problem(path="applications.main.config", found=found, fix=fix)]) from error


async def _until_answering(config: MainConfig, serving: asyncio.Task[None]) -> None:
    while not serving.done():
        with suppress(OSError):
            _, writer = await asyncio.open_connection(config.host, config.port)
            writer.close()
            return
        await asyncio.sleep(PAUSE_S)
    await serving
