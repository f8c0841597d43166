"""Contents of versions as files of this process, which stay whatever is deleted meanwhile."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable, Generator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import msgspec
import pyarrow as pa

import brolly
from ml_tools.datasets.collections import leases, parquet_files
from ml_tools.datasets.collections.contents import Contents, name_of
from ml_tools.datasets.collections.database import Database
from ml_tools.datasets.collections.scratch import Scratch
from ml_tools.datasets.collections.selection import Selection
from ml_tools.datasets_interface import Collection

__all__ = ["Open", "Reader"]


class Open(msgspec.Struct, frozen=True, kw_only=True):
    """A version whose contents lie in a file."""

    version: Collection
    file: Path

    def rows(self, selection: Selection, memory_bytes: int) -> Iterator[pa.Table]:
        """Return what is selected, piece by piece; at least one piece."""
        with self._damage():
            schema = parquet_files.schema_of(self.file)
        blocks = self._blocks(selection.names(schema))
        yield from selection.rows(blocks, schema, memory_bytes)

    def verify(self) -> None:
        """Compare the file with what was written."""
        with self._damage():
            if parquet_files.digest(self.file) != self.version.sha256:
                raise ValueError("they are not what was written")

    def _blocks(self, names: list[str]) -> Iterator[pa.Table]:
        blocks = parquet_files.batches(self.file, names)
        while True:
            with self._damage():
                block = next(blocks, None)
            if block is None:
                return
            yield block

    @contextmanager
    def _damage(self) -> Generator[None]:
        try:
            yield
        except (OSError, pa.ArrowException, ValueError, LookupError) as error:
            raise damaged(self.version, str(error)[:200]) from error


class Reader:
    """Opens versions."""

    def __init__(self, database: Database, contents: Contents, scratch: Scratch) -> None:
        self._database = database
        self._contents = contents
        self._scratch = scratch
        self._verified: set[str] = set()

    @asynccontextmanager
    async def opened(self, find: Callable[[], Awaitable[Collection]]) -> AsyncGenerator[Open]:
        """Open the version that is found.

        Raises:
            brolly.DataLoss: Its contents are not there, or not what was written.
        """
        with self._scratch.file() as file:
            yield await self._fetched(find, file)

    async def _fetched(self, find: Callable[[], Awaitable[Collection]], file: Path) -> Open:
        found = await find()
        while True:
            async with self._database.reading() as connection:
                name = await leases.live_name(connection, found.sha256)
            try:
                await brolly.offload(self._contents.get, name or name_of(found.sha256, ""), file)
            except FileNotFoundError as error:
                again = await find()  # deleted meanwhile, or replaced even
                if again.sha256 == found.sha256:
                    raise damaged(found, "they are not there") from error
                found = again
            except ValueError as error:
                raise damaged(found, str(error)) from error
            else:
                return await self._verified_once(Open(version=found, file=file))

    async def _verified_once(self, opened: Open) -> Open:
        """Compare contents with their digest, once; from then on the checksums of pages that are read have to do."""
        if opened.version.sha256 not in self._verified:
            await brolly.offload(opened.verify)
            self._verified.add(opened.version.sha256)
        return opened


def damaged(version: Collection, found: str) -> brolly.DataLoss:
    """Return what to raise when the contents of a version cannot be read."""
    return brolly.DataLoss(
        f"the contents of version {version.version} of collection {version.name!r} cannot be read: {found}; "
        "restore the store of datasets from a copy, or delete the collection"
    )
