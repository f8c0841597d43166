"""Collections as the configuration says: which database, which store, and what runs beside them."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

import sqlalchemy as sa

import brolly
from ml_tools.datasets.collections.contents import Contents
from ml_tools.datasets.collections.database import Database, dialect_of, opened
from ml_tools.datasets.collections.garbage import garbage
from ml_tools.datasets.collections.queries import QueryLimits
from ml_tools.datasets.collections.quotas import Quotas
from ml_tools.datasets.collections.reading import Reader
from ml_tools.datasets.collections.schema import deployment
from ml_tools.datasets.collections.scratch import Scratch, scratch
from ml_tools.datasets.collections.stored import StoredCollections
from ml_tools.datasets.collections.stores.folder import FolderStore
from ml_tools.datasets.collections.writing import writer
from ml_tools.datasets.config import DatasetsConfig
from ml_tools.datasets.folder import unusable

__all__ = ["open_collections"]

_SHIPPED: Final = DatasetsConfig()


@asynccontextmanager
async def open_collections(folder: Path, config: DatasetsConfig = _SHIPPED) -> AsyncGenerator[StoredCollections]:
    """Open the collections; what the configuration puts nowhere else lies in the folder.

    Raises:
        brolly.ConfigurationError: The database or the store cannot be used.
    """
    quotas = Quotas(max_collections=config.max_collections, max_bytes=config.max_bytes)
    limits = QueryLimits(
        seconds=config.query_s,
        memory_bytes=config.query_memory_bytes,
        disk_bytes=config.query_disk_bytes,
        rows=config.query_rows,
    )
    dialect = dialect_of(config.database, config.database_password, folder)
    with scratch(folder / "scratch") as own:
        contents = await brolly.offload(_contents, folder, config, own)
        async with opened(dialect) as database:
            await _claim(database, contents, config)
            async with (
                writer(database, contents, own, quotas=quotas, lease_s=config.lease_s) as writes,
                garbage(
                    database,
                    contents,
                    restore_s=config.restore_s,
                    lease_s=config.lease_s,
                    interval_s=config.collect_interval_s,
                ) as collected,
            ):
                yield StoredCollections(
                    database,
                    writer=writes,
                    reader=Reader(database, contents, own),
                    garbage=collected,
                    scratch=own,
                    quotas=quotas,
                    limits=limits,
                    restore_s=config.restore_s,
                )


def _contents(folder: Path, config: DatasetsConfig, own: Scratch) -> Contents:
    if not config.store:
        return FolderStore(folder / "contents")
    from ml_tools.datasets.collections.stores.location import location

    where = location(config)
    from ml_tools.datasets.collections.stores.cache import Cache
    from ml_tools.datasets.collections.stores.s3 import S3Store

    return S3Store(where, Cache(own.made("cache"), config.cache_bytes))


async def _claim(database: Database, contents: Contents, config: DatasetsConfig) -> None:
    """Refuse a store of another database, which would be garbage here."""
    async with database.reading() as connection:
        own = (await connection.execute(sa.select(deployment.c.id))).scalar_one()
    owner = await brolly.offload(contents.claim, own)
    if owner != own:
        raise unusable(
            f"expected a store of this database, deployment {own!r}, got one of deployment {owner[:100]!r}",
            "set it to another; or, where that database is gone for good, remove what is called deployment there",
            setting="store" if config.store else "folder",
        )
