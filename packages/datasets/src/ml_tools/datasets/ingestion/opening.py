"""Ingestions from the start of the service to its end."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from ml_tools.datasets.collections import Database
from ml_tools.datasets.ingestion.stored import StoredIngestions
from ml_tools.datasets.ingestion_config import IngestionConfig
from ml_tools.datasets_interface import Collections

__all__ = ["open_ingestions"]


@asynccontextmanager
async def open_ingestions(
    collections: Collections, database: Database, config: IngestionConfig
) -> AsyncGenerator[StoredIngestions]:
    """Open the ingestions of a database; those that ran go on."""
    ingestions = StoredIngestions(collections, database, config)
    try:
        await ingestions.resume()
        yield ingestions
    finally:
        await ingestions.end()
