"""Ingestions from the start of the service to its end."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

from ml_tools.datasets.collections import Database
from ml_tools.datasets.config import DatasetsConfig
from ml_tools.datasets.ingestion.sources.messages import check_brokers
from ml_tools.datasets.ingestion.stored import StoredIngestions
from ml_tools.datasets_interface import Collections

__all__ = ["open_ingestions"]


@asynccontextmanager
async def open_ingestions(
    collections: Collections, database: Database, folder: Path, config: DatasetsConfig
) -> AsyncGenerator[StoredIngestions]:
    """Open the ingestions of a database; those that ran go on. What does not fit into memory lies in the folder.

    Raises:
        brolly.ConfigurationError: The address of a broker is none.
    """
    check_brokers(config.ingestion)
    ingestions = StoredIngestions(collections, database, folder, config)
    try:
        await ingestions.resume()
        yield ingestions
    finally:
        await ingestions.end()
