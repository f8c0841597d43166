"""The contract, on a database for what is known of versions and a store for their contents.

A version is written in this order: the contents to a part that nobody finds, durably; then, in the one transaction that
may write among all processes, the name of the contents and the row of the version. So whatever is killed when, a row
never stands without its contents. What is left over has no row, and is removed when the folder is next opened alone.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import msgspec
import pyarrow as pa

import brolly
from ml_tools.datasets.collections import catalogue
from ml_tools.datasets.collections.contents import FolderStore, Written
from ml_tools.datasets.collections.database import Database, opened
from ml_tools.datasets.collections.naming import check_name, did_you_mean, is_name, near, shown
from ml_tools.datasets.collections.requests import (
    check_columns,
    check_description,
    check_limit,
    check_table,
    check_version,
    page_after,
    page_of,
)
from ml_tools.datasets.collections.schema import METADATA
from ml_tools.datasets.collections.tenancy import tenancy
from ml_tools.datasets.columns import described
from ml_tools.datasets_interface import Collection, CollectionExists, CollectionNotFound, Column, VersionConflict
from ml_tools.datasets_interface.v1.collections import (
    DeleteCollectionResponse,
    ListCollectionsResponse,
    ReadCollectionResponse,
)

__all__ = ["StoredCollections", "open_collections"]

_NAMES_COMPARED: Final = 1000


class Contents(msgspec.Struct, frozen=True, kw_only=True):
    """What a version is made of, written but not kept yet."""

    written: Written
    columns: tuple[Column, ...]
    row_count: int


class StoredCollections:
    """Collections in a folder; other processes may use the same folder."""

    def __init__(self, database: Database, store: FolderStore) -> None:
        self._database = database
        self._store = store

    async def create_collection(self, table: pa.Table, *, name: str, description: str | None = None) -> Collection:
        check_name(name)
        check_description(description)
        check_table(table)
        async with self._database.reading() as connection:
            await _check_absent(connection, name)
        async with self._written(table) as contents, self._database.writing() as connection:
            await _check_absent(connection, name)
            await catalogue.add_collection(connection, name)
            return await self._keep(connection, contents, name=name, version=1, description=description)

    async def get_collection(self, name: str, *, version: int | None = None) -> Collection:
        check_version(version)
        if is_name(name):
            async with self._database.reading() as connection:
                if (found := await catalogue.find(connection, name, version)) is not None:
                    return found
        raise await self._not_found(name, version)

    async def list_collections(
        self, *, after: str | None = None, page_size: int | None = None
    ) -> ListCollectionsResponse:
        first, size = page_after(after), page_of(page_size)
        async with self._database.reading() as connection:
            page, more = await catalogue.newest_page(connection, first, size)
        return ListCollectionsResponse(collections=tuple(page), next_after=page[-1].name if more else None)

    async def read_collection(
        self, name: str, *, version: int | None = None, columns: tuple[str, ...] = (), limit: int | None = None
    ) -> ReadCollectionResponse:
        check_limit(limit)
        found = await self.get_collection(name, version=version)
        while True:
            await brolly.offload(check_columns, columns, found)
            try:
                table = await brolly.offload(self._store.read, found.sha256, columns=columns, limit=limit)
            except FileNotFoundError as error:
                again = await self.get_collection(name, version=version)  # deleted meanwhile, or replaced even
                if again.sha256 == found.sha256:
                    raise _damaged(found, "they are not there") from error
                found = again
            except (OSError, pa.ArrowException, ValueError, LookupError) as error:
                raise _damaged(found, str(error)[:200]) from error
            else:
                return ReadCollectionResponse(table=table, version=found.version)

    async def update_collection(
        self,
        table: pa.Table,
        *,
        name: str,
        expected_version: int | None = None,
        description: str | None = None,
    ) -> Collection:
        check_description(description)
        check_table(table)
        _check_expected(await self.get_collection(name), expected_version)
        async with self._written(table) as contents, self._database.writing() as connection:
            if (newest := await catalogue.find(connection, name)) is None:
                raise CollectionNotFound(f"collection {name!r} was deleted meanwhile", name=name)
            _check_expected(newest, expected_version)
            text = newest.description if description is None else description
            version = newest.version + 1
            return await self._keep(connection, contents, name=name, version=version, description=text)

    async def delete_collection(self, name: str) -> DeleteCollectionResponse:
        await self.get_collection(name)
        async with self._database.writing() as connection:
            contents = await catalogue.remove_collection(connection, name)
        if not contents:
            raise await self._not_found(name, None)
        with suppress(brolly.Unavailable):  # deleted it is; what is not removed now is removed at a later start
            await self._discard(contents)
        return DeleteCollectionResponse(deleted_versions=len(contents))

    @asynccontextmanager
    async def _written(self, table: pa.Table) -> AsyncGenerator[Contents, None]:
        """Have contents written while they wait to be kept; those that are not kept by then are removed."""
        part = self._store.part()
        try:
            yield await brolly.offload(_written, self._store, table, part)
        finally:
            part.unlink(missing_ok=True)

    async def _keep(
        self, connection: catalogue.Connection, contents: Contents, *, name: str, version: int, description: str | None
    ) -> Collection:
        kept = Collection(
            name=name,
            version=version,
            created_at=datetime.now(UTC),
            row_count=contents.row_count,
            columns=contents.columns,
            size_bytes=contents.written.size_bytes,
            sha256=contents.written.sha256,
            description=description,
        )
        await brolly.offload(self._store.keep, contents.written)
        await catalogue.add_version(connection, kept)
        return kept

    async def _discard(self, contents: list[str]) -> None:
        """Remove contents that no version has, in a transaction, so that none is just being kept."""
        async with self._database.writing() as connection:
            unused = set(contents) - await catalogue.referenced(connection, contents)
            await brolly.offload(self._store.remove, unused)

    async def _not_found(self, name: str, version: int | None) -> CollectionNotFound:
        async with self._database.reading() as connection:
            newest = await catalogue.find(connection, name) if is_name(name) else None
            known = await catalogue.names(connection, _NAMES_COMPARED)
        if newest is not None:
            text = f"collection {name!r} has no version {version}; its newest is {newest.version}"
            return CollectionNotFound(text, name=name, version=version)
        alike = await brolly.offload(near, name, known)
        text = f"there is no collection {shown(name)}{did_you_mean(alike)}"
        return CollectionNotFound(text, name=name, version=version, near=alike)


@asynccontextmanager
async def open_collections(folder: Path) -> AsyncGenerator[StoredCollections, None]:
    """Open the collections of a folder, and clean it when nobody else uses it."""
    store = FolderStore(folder / "contents")
    await brolly.offload(store.prepare)
    async with tenancy(folder) as tenant, opened(folder / "collections.sqlite", METADATA) as database:
        if tenant.alone:
            async with database.reading() as connection:
                referenced = await catalogue.referenced(connection)
            await brolly.offload(store.clean, referenced)
            await tenant.share()
        yield StoredCollections(database, store)


def _written(store: FolderStore, table: pa.Table, part: Path) -> Contents:
    written = store.write(table, part)  # first: it refuses what cannot be described either
    return Contents(written=written, columns=described(table), row_count=table.num_rows)


async def _check_absent(connection: catalogue.Connection, name: str) -> None:
    if await catalogue.find(connection, name) is not None:
        text = f"there is a collection {name!r} already; update it, or choose another name"
        raise CollectionExists(text, name=name)


def _check_expected(newest: Collection, expected: int | None) -> None:
    if expected is not None and expected != newest.version:
        raise VersionConflict(
            f"expected version {expected} of collection {newest.name!r} to be the newest, got {newest.version}; "
            "read it again, and update that",
            name=newest.name,
            expected_version=expected,
            newest_version=newest.version,
        )


def _damaged(version: Collection, found: str) -> brolly.DataLoss:
    return brolly.DataLoss(
        f"the contents of version {version.version} of collection {version.name!r} cannot be read: {found}; "
        "restore the folder of datasets from a copy, or delete the collection"
    )
