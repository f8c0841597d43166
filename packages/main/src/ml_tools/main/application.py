"""The process of `main` in a topology: it provides no contract, and serves the HTTP API while it runs."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import msgspec

import brolly
from ml_tools.main.config import MainConfig
from ml_tools.main.services import CONTRACTS, services

__all__ = ["application", "quiet", "serving_at"]


@asynccontextmanager
async def _serve(config: MainConfig, clients: brolly.Clients) -> AsyncGenerator[Mapping[type[Any], object], None]:
    from ml_tools.main.api import served

    async with served(services(clients), config):
        yield {}


@asynccontextmanager
async def _nothing(config: MainConfig, clients: brolly.Clients) -> AsyncGenerator[Mapping[type[Any], object], None]:
    yield {}


def serving_at(host: str | None, port: int | None) -> brolly.Application:
    """Return the application with an address other than the topology's, where one is given."""

    @asynccontextmanager
    async def start(config: MainConfig, clients: brolly.Clients) -> AsyncGenerator[Mapping[type[Any], object], None]:
        chosen = msgspec.structs.replace(config, host=host or config.host, port=port or config.port)
        async with _serve(chosen, clients) as implementations:
            yield implementations

    return msgspec.structs.replace(application, start=start)


application = brolly.Application(name="main", provides=(), requires=CONTRACTS, config=MainConfig, start=_serve)

quiet = msgspec.structs.replace(application, start=_nothing)
"""The same without the API: for commands that do their work and end."""
