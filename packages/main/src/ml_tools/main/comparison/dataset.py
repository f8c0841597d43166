"""Where the rows of a comparison come from, and what had to be done to read them."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterable

import msgspec
import pyarrow as pa

from ml_tools.datasets_interface import ParseBytesItem, RejectedRow
from ml_tools.main.services import Services

__all__ = ["CHUNK_BYTES", "Dataset", "list_samples", "put_aside", "read_collection", "read_file", "read_sample"]

CHUNK_BYTES = 1024 * 1024
"""The most that one item of `ParseBytes` may hold."""
SHOWN_REJECTED_ROWS = 3


class Dataset(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """A table with its origin."""

    source: str
    """What the user called it: a path, the name of an upload, `sample:NAME` or `collection:NAME`."""
    table: pa.Table
    target: str | None = None
    """The column that one would predict; None when nothing says so."""
    description: str = ""
    """What it is, where that is known."""
    notes: tuple[str, ...] = ()
    """What was done to read it, in words."""


async def read_file(services: Services, source: str, file_name: str, chunks: AsyncIterable[bytes]) -> Dataset:
    """Send the bytes of an opened file to where they are parsed.

    Args:
        services: Where.
        source: What the user calls the file.
        file_name: Its name, whose ending tells the format where the bytes do not.
        chunks: Its bytes, at most `CHUNK_BYTES` at a time.

    Raises:
        UnreadableData: They are no table.
    """
    parsed = await services.fetchers.parse_bytes(_items(file_name, chunks))
    rejected = put_aside(parsed.rejected_count, parsed.rejected_rows)
    return Dataset(source=source, table=parsed.table, notes=(*rejected, *parsed.notes))


async def read_sample(services: Services, name: str) -> Dataset:
    """Load a sample, whose target is known.

    Raises:
        SampleNotFound: There is none of that name.
    """
    sample = await services.fetchers.load_sample(name)
    return Dataset(source=f"sample:{name}", table=sample.table, target=sample.target, description=sample.description)


async def read_collection(services: Services, name: str, version: int | None) -> Dataset:
    """Read a version of a collection, the newest unless told.

    Raises:
        CollectionNotFound: There is none, or no such version of it.
    """
    read = await services.collections.read_collection(name, version=version)
    return Dataset(source=f"collection:{name}", table=read.table, description=f"Version {read.version}.")


async def list_samples(services: Services) -> tuple[str, ...]:
    """Return the names of the samples."""
    return (await services.fetchers.list_samples()).names


async def _items(file_name: str, chunks: AsyncIterable[bytes]) -> AsyncGenerator[ParseBytesItem, None]:
    yield ParseBytesItem(chunk=b"", file_name=file_name)
    async for chunk in chunks:
        yield ParseBytesItem(chunk=chunk)


def put_aside(count: int, rows: tuple[RejectedRow, ...]) -> tuple[str, ...]:
    """Return a note on the rows that were put aside while reading, if there were any."""
    if not count:
        return ()
    shown = "; ".join(f"line {row.line:,}: {row.reason}" for row in rows[:SHOWN_REJECTED_ROWS])
    more = f"; and {count - SHOWN_REJECTED_ROWS:,} more" if count > SHOWN_REJECTED_ROWS else ""
    return (f"{'1 row was' if count == 1 else f'{count:,} rows were'} put aside while reading: {shown}{more}",)
