"""The API over scripted services, in the loop of the test."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest

from ml_tools.main.api import Jobs, web_application
from ml_tools.main.config import MainConfig

BASE = "http://127.0.0.1:8080"


@pytest.fixture
def client_of(script) -> Callable[..., Any]:
    """Makes a client of the API with a configuration of its own."""

    @asynccontextmanager
    async def client_of(**config: Any) -> AsyncIterator[httpx.AsyncClient]:
        settings = MainConfig(**config)
        jobs = Jobs(script.services, most_waiting=settings.waiting_comparisons, most_kept=settings.kept_comparisons)
        transport = httpx.ASGITransport(web_application(script.services, jobs, settings))
        async with jobs, httpx.AsyncClient(transport=transport, base_url=BASE) as client:
            yield client

    return client_of


@pytest.fixture
async def client(client_of) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of() as running:
        yield running
