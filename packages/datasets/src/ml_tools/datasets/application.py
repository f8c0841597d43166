"""The application `datasets`: collections, fetchers, ingestions and profiles."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import brolly
from ml_tools.datasets.config import DatasetsConfig
from ml_tools.datasets_interface import Collections, Fetchers, Ingestions, Profiles

__all__ = ["application"]


@asynccontextmanager
async def start(config: DatasetsConfig, clients: brolly.Clients) -> AsyncGenerator[Mapping[type[Any], object], None]:
    """Open the collections and yield what is provided; it needs no other service."""
    from ml_tools.datasets.collections import open_collections
    from ml_tools.datasets.fetchers import ArrowFetchers
    from ml_tools.datasets.folder import prepared
    from ml_tools.datasets.ingestion import open_ingestions
    from ml_tools.datasets.profiles import ColumnwiseProfiles

    folder = await brolly.offload(prepared, config.folder)
    async with (
        open_collections(folder, config) as collections,
        open_ingestions(collections, collections.database, folder, config) as ingestions,
    ):
        fetchers = ArrowFetchers(folder, collections, max_file_bytes=config.max_file_bytes, config=config.fetching)
        yield {
            Collections: collections,
            Fetchers: fetchers,
            Ingestions: ingestions,
            Profiles: ColumnwiseProfiles(collections),
        }


application = brolly.Application(
    name="datasets", provides=(Collections, Fetchers, Ingestions, Profiles), config=DatasetsConfig, start=start
)
