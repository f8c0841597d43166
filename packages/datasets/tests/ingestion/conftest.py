"""Ingestions as tests open them: each time the same ones, on SQLite or PostgreSQL."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
import real_parts

import brolly
from ml_tools.datasets.collections import open_collections
from ml_tools.datasets.config import DatasetsConfig
from ml_tools.datasets.fetching_config import FetchingConfig
from ml_tools.datasets.ingestion import open_ingestions
from ml_tools.datasets.ingestion_config import IngestionConfig
from ml_tools.datasets_interface import Ingestion, IngestionSettings, PushedRecord

Opens = Callable[..., AbstractAsyncContextManager[tuple[Any, Any]]]
QUICK = IngestionSettings(batch_s=0.005, publish_s=0.05, poll_s=0.05, pause_s=0.001)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    with real_parts.postgresql() as address:
        yield address


@pytest.fixture
def database() -> str:
    """Where the database is; SQLite's, unless a test says otherwise."""
    return ""


@pytest.fixture
def opens(tmp_path: Path, database: str) -> Opens:
    """Open collections and ingestions, which may read the folder `in`, with settings of fetching and brokers."""

    @asynccontextmanager
    async def opens(brokers: dict[str, str] | None = None, **fetching: Any) -> AsyncIterator[tuple[Any, Any]]:
        secrets = {name: brolly.Secret(address) for name, address in (brokers or {}).items()}
        config = DatasetsConfig(
            database=database,
            ingestion=IngestionConfig(settle_s=0.0, brokers=secrets),
            fetching=FetchingConfig(local_folders=(str(tmp_path / "in"),), **fetching),
        )
        async with (
            open_collections(tmp_path, config) as collections,
            open_ingestions(collections, collections.database, tmp_path, config) as ingestions,
        ):
            yield collections, ingestions

    (tmp_path / "in" / "below").mkdir(parents=True)
    return opens


@pytest.fixture
def quick() -> IngestionSettings:
    return QUICK


@pytest.fixture
def pushed() -> Callable[..., tuple[PushedRecord, ...]]:
    """Make records to push, of texts or of what becomes JSON."""

    def pushed(*rows: Any, keys: Any = ()) -> tuple[PushedRecord, ...]:
        texts = [row if isinstance(row, str) else json.dumps(row) for row in rows]
        return tuple(PushedRecord(payload=text, key=keys[at] if keys else None) for at, text in enumerate(texts))

    return pushed


@pytest.fixture
def until() -> Callable[[Callable[[], Awaitable[Any]]], Awaitable[None]]:
    """Wait until something holds."""

    async def until(reached: Callable[[], Awaitable[Any]]) -> None:
        async with asyncio.timeout(20):
            while not await reached():  # noqa: ASYNC110
                await asyncio.sleep(0.02)

    return until


@pytest.fixture
def published(until: Any) -> Callable[..., Awaitable[Ingestion]]:
    """Wait until so many records of an ingestion are published, and so many are dead letters."""

    async def published(ingestions: Any, name: str, count: int, dead: int = 0) -> Ingestion:
        async def reached() -> bool:
            told = await ingestions.get_ingestion(name)
            return (told.published, told.dead_letters, told.in_flight) == (count, dead, 0)

        await until(reached)
        return await ingestions.get_ingestion(name)

    return published
