"""The contract, on a database for what is known of versions and a store for their contents."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import aclosing
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Final

import pyarrow as pa

import brolly
from ml_tools.datasets.collections import catalogue, changes, leases
from ml_tools.datasets.collections.clock import moment, now_us, us
from ml_tools.datasets.collections.database import Database
from ml_tools.datasets.collections.finding import (
    check_absent,
    check_expected,
    found_id,
    found_version,
    not_found,
    tag_not_found,
)
from ml_tools.datasets.collections.garbage import Garbage
from ml_tools.datasets.collections.naming import check_name, is_name
from ml_tools.datasets.collections.queries import QueryLimits, queried
from ml_tools.datasets.collections.quotas import Quotas
from ml_tools.datasets.collections.reading import Reader
from ml_tools.datasets.collections.requests import batch_of, check_description, check_table, page_after, page_of
from ml_tools.datasets.collections.scratch import Scratch
from ml_tools.datasets.collections.selection import Selection
from ml_tools.datasets.collections.writing import Put, Writer
from ml_tools.datasets_interface import Collection, CollectionNotFound, Filter, SortKey
from ml_tools.datasets_interface.v1.collections import (
    CollectGarbageResponse,
    DeleteCollectionResponse,
    ListCollectionsResponse,
    ListDeletedCollectionsResponse,
    ReadCollectionResponse,
    RowBatch,
)

__all__ = ["StoredCollections"]

_MAX_TAGS: Final = 100


class StoredCollections:
    """Collections that other processes may use at the same time."""

    def __init__(
        self,
        database: Database,
        *,
        writer: Writer,
        reader: Reader,
        garbage: Garbage,
        scratch: Scratch,
        quotas: Quotas,
        limits: QueryLimits,
        restore_s: float,
    ) -> None:
        self._database = database
        self._writer = writer
        self._reader = reader
        self._garbage = garbage
        self._scratch = scratch
        self._quotas = quotas
        self._limits = limits
        self._restore_s = restore_s

    @property
    def database(self) -> Database:
        """The database, which what adds to collections uses as well."""
        return self._database

    async def create_collection(self, table: pa.Table, *, name: str, description: str | None = None) -> Collection:
        check_name(name)
        check_description(description)
        check_table(table)
        async with self._database.reading() as connection:
            await self._check_addable(connection, name)
        return await self._create(table, name, description)

    async def import_rows(
        self, write: Callable[[Path], None], *, name: str, description: str | None, add_version: bool
    ) -> Collection:
        """Create a collection of rows that may be too many for memory; the contract of fetchers leads here.

        Args:
            write: Writes them to a new file, as Parquet; it blocks.
            name: Of the collection.
            description: Of the collection; of one that is there, as before when None.
            add_version: Whether they become the next version of a collection that is there.

        Raises:
            CollectionExists: There is one, and no version may be added.
        """
        check_name(name)
        check_description(description)
        async with self._database.reading() as connection:
            is_there = add_version and await catalogue.find(connection, name) is not None
            if not is_there:
                await self._check_addable(connection, name)
        with self._scratch.file() as file:
            await brolly.offload(write, file)
            if is_there:
                return await self._add(file, name, None, description)
            return await self._create(file, name, description)

    async def get_collection(self, name: str, *, version: int | None = None, tag: str | None = None) -> Collection:
        return await found_version(self._database, name, version=version, tag=tag)

    async def list_collections(
        self, *, after: str | None = None, page_size: int | None = None
    ) -> ListCollectionsResponse:
        first, size = page_after(after), page_of(page_size)
        async with self._database.reading() as connection:
            page, more = await catalogue.newest_page(connection, first, size)
        return ListCollectionsResponse(collections=tuple(page), next_after=page[-1].name if more else None)

    async def read_collection(  # noqa: PLR0913 - as the contract has it
        self,
        name: str,
        *,
        version: int | None = None,
        columns: tuple[str, ...] = (),
        limit: int | None = None,
        tag: str | None = None,
        filter: Filter | None = None,
        sort: tuple[SortKey, ...] = (),
        offset: int | None = None,
        sample_rows: int | None = None,
        sample_fraction: float | None = None,
        seed: int | None = None,
    ) -> ReadCollectionResponse:
        selection = Selection(
            columns=columns,
            limit=limit,
            filter=filter,
            sort=sort,
            offset=offset,
            sample_rows=sample_rows,
            sample_fraction=sample_fraction,
            seed=seed,
        )
        selection.check()
        async with self._reader.opened(partial(self.get_collection, name, version=version, tag=tag)) as opened:
            read = partial(opened.rows, selection, self._limits.memory_bytes)
            table = await brolly.offload(lambda: pa.concat_tables(list(read())))
            return ReadCollectionResponse(table=table, version=opened.version.version)

    async def scan_collection(  # noqa: PLR0913 - as the contract has it
        self,
        name: str,
        *,
        version: int | None = None,
        columns: tuple[str, ...] = (),
        limit: int | None = None,
        tag: str | None = None,
        filter: Filter | None = None,
        sort: tuple[SortKey, ...] = (),
        offset: int | None = None,
        sample_rows: int | None = None,
        sample_fraction: float | None = None,
        seed: int | None = None,
        batch_rows: int | None = None,
    ) -> AsyncGenerator[RowBatch]:
        selection = Selection(
            columns=columns,
            limit=limit,
            filter=filter,
            sort=sort,
            offset=offset,
            sample_rows=sample_rows,
            sample_fraction=sample_fraction,
            seed=seed,
        )
        selection.check()
        size = batch_of(batch_rows)
        async with self._reader.opened(partial(self.get_collection, name, version=version, tag=tag)) as opened:
            pieces = opened.rows(selection, self._limits.memory_bytes)
            while (piece := await brolly.offload(next, pieces, None)) is not None:
                for start in range(0, max(piece.num_rows, 1), size):
                    yield RowBatch(table=piece.slice(start, size))

    async def query_collections(
        self,
        sql: str,
        *,
        versions: Mapping[str, int] = MappingProxyType({}),
        max_rows: int | None = None,
        batch_rows: int | None = None,
    ) -> AsyncGenerator[RowBatch]:
        rows = queried(
            sql,
            versions=versions,
            find=self.get_collection,
            reader=self._reader,
            scratch=self._scratch,
            limits=self._limits.with_rows(max_rows),
            batch_rows=batch_of(batch_rows),
        )
        async with aclosing(rows):
            async for table in rows:
                yield RowBatch(table=table)

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
        check_expected(await self.get_collection(name), expected_version)
        return await self._add(table, name, expected_version, description)

    async def rename_collection(self, name: str, *, new_name: str) -> Collection:
        check_name(new_name, "new_name")
        await self.get_collection(name)
        async with self._database.writing() as connection:
            id_ = await found_id(connection, name)
            if new_name != name:
                await check_absent(connection, new_name)
                await changes.rename(connection, id_, new_name)
            return await _newest(connection, new_name)

    async def tag_collection(self, name: str, *, tag: str, version: int | None = None) -> Collection:
        check_name(tag, "tag")
        found = await self.get_collection(name, version=version)
        async with self._database.writing() as connection:
            id_ = await found_id(connection, name)
            known = await changes.tags_of(connection, name)
            if tag not in known and len(known) >= _MAX_TAGS:
                raise brolly.InvalidArgument(f"tag: expected at most {_MAX_TAGS} of a collection, got one more")
            if (tagged := await catalogue.find(connection, name, version or found.version)) is None:
                raise CollectionNotFound(f"collection {name!r} was deleted meanwhile", name=name)
            await changes.add_tag(connection, id_, tag, tagged.version)
            return (await catalogue.find(connection, name, tagged.version)) or tagged

    async def untag_collection(self, name: str, *, tag: str) -> Collection:
        await self.get_collection(name)
        async with self._database.writing() as connection:
            id_ = await found_id(connection, name)
            if (tagged := await catalogue.find_tagged(connection, name, tag)) is None:
                raise await tag_not_found(connection, name, tag)
            await changes.remove_tag(connection, id_, tag)
            return (await catalogue.find(connection, name, tagged.version)) or tagged

    async def delete_collection(self, name: str, *, permanently: bool | None = None) -> DeleteCollectionResponse:
        await self.get_collection(name)
        async with self._database.writing() as connection:
            id_ = await found_id(connection, name)
            count = await changes.delete(connection, id_, now_us())
            if permanently:
                await changes.remove(connection, id_)
            return DeleteCollectionResponse(deleted_versions=count)

    async def list_deleted_collections(
        self, *, after: str | None = None, page_size: int | None = None
    ) -> ListDeletedCollectionsResponse:
        first, size = page_after(after), page_of(page_size)
        async with self._database.reading() as connection:
            page, more = await changes.deleted_page(
                connection, first, size, since_us=self._restorable_since_us(), restore_s=self._restore_s
            )
        return ListDeletedCollectionsResponse(collections=tuple(page), next_after=page[-1].name if more else None)

    async def restore_collection(self, name: str) -> Collection:
        if is_name(name):
            async with self._database.writing() as connection:
                id_ = await changes.restorable(connection, name, self._restorable_since_us())
                if id_ is not None:
                    await self._check_addable(connection, name)
                    await changes.restore(connection, id_)
                    return await _newest(connection, name)
                await check_absent(connection, name)
        raise await not_found(self._database, name)

    async def collect_garbage(self) -> CollectGarbageResponse:
        return await self._garbage.collect()

    async def _create(self, rows: pa.Table | Path, name: str, description: str | None) -> Collection:
        async with self._writer.put(rows) as put, self._database.writing() as connection:
            await self._check_addable(connection, name)
            await catalogue.add_collection(connection, name)
            return await _add_version(connection, put, name=name, version=1, description=description)

    async def _add(
        self, rows: pa.Table | Path, name: str, expected_version: int | None, description: str | None
    ) -> Collection:
        async with self._writer.put(rows) as put, self._database.writing() as connection:
            if (newest := await catalogue.find(connection, name)) is None:
                raise CollectionNotFound(f"collection {name!r} was deleted meanwhile", name=name)
            check_expected(newest, expected_version)
            text = newest.description if description is None else description
            return await _add_version(connection, put, name=name, version=newest.version + 1, description=text)

    async def _check_addable(self, connection: catalogue.Connection, name: str) -> None:
        await check_absent(connection, name)
        await self._quotas.check_collections(connection)

    def _restorable_since_us(self) -> int:
        return now_us() - us(self._restore_s)


async def _add_version(
    connection: catalogue.Connection, put: Put, *, name: str, version: int, description: str | None
) -> Collection:
    created_at_us = now_us()
    added = Collection(
        name=name,
        version=version,
        created_at=moment(created_at_us),
        row_count=put.written.row_count,
        columns=put.written.columns,
        size_bytes=put.written.size_bytes,
        sha256=put.written.sha256,
        description=description,
    )
    await leases.redeem(connection, put.lease)
    await catalogue.add_version(connection, added, created_at_us)
    return added


async def _newest(connection: catalogue.Connection, name: str) -> Collection:
    found = await catalogue.find(connection, name)
    assert found is not None, name
    return found
