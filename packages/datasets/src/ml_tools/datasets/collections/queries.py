"""Queries of SQL over versions: which they read, how long they may take, and how many rows they may return."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Iterator, Mapping
from contextlib import AsyncExitStack, aclosing
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol

import msgspec
import pyarrow as pa

import brolly
from ml_tools.datasets.collections.naming import shown
from ml_tools.datasets.collections.reading import Open, Reader
from ml_tools.datasets.collections.scratch import Scratch
from ml_tools.datasets_interface import Collection

if TYPE_CHECKING:
    from ml_tools.datasets.collections.sql import Execution

__all__ = ["QueryLimits", "queried"]

_MAX_TABLES: Final = 100


class QueryLimits(msgspec.Struct, frozen=True, kw_only=True):
    """What one query may take."""

    seconds: float = 60.0
    memory_bytes: int = 1024**3
    disk_bytes: int = 10 * 1024**3
    rows: int = 10_000_000

    def with_rows(self, rows: int | None) -> QueryLimits:
        """Return them with fewer rows, when told."""
        if rows is None or rows >= self.rows:
            return self
        if rows < 0:
            raise brolly.InvalidArgument(f"max_rows: expected 0 or more, got {rows}")
        return msgspec.structs.replace(self, rows=rows)


class Find(Protocol):
    """Finds a version of a collection."""

    async def __call__(self, name: str, *, version: int | None = None) -> Collection:
        """Return the version, the newest unless told."""
        ...


async def queried(
    sql: str,
    *,
    versions: Mapping[str, int],
    find: Find,
    reader: Reader,
    scratch: Scratch,
    limits: QueryLimits,
    batch_rows: int,
) -> AsyncGenerator[pa.Table]:
    """Run one SELECT over collections, and return its rows in batches; at least one batch.

    Raises:
        CollectionNotFound: A table is none.
        brolly.InvalidArgument: The SQL is wrong.
        brolly.ResourceExhausted: It takes more than it may.
    """
    from ml_tools.datasets.collections.sql import Execution, tables_of

    names = {name.lower() for name in await brolly.offload(tables_of, sql)}
    _check_names(names, versions)
    async with AsyncExitStack() as stack:
        files: dict[str, Path] = {}
        for name in sorted(names):
            version = versions.get(name)
            opened: Open = await stack.enter_async_context(
                reader.opened(lambda name=name, version=version: find(name, version=version))
            )
            files[name] = opened.file
        folder = stack.enter_context(scratch.directory())
        execution = await brolly.offload(
            Execution, folder, files, memory_bytes=limits.memory_bytes, disk_bytes=limits.disk_bytes
        )
        stack.push_async_callback(_closed, execution)
        async with aclosing(_limited(execution, execution.batches(sql, batch_rows), limits)) as batches:
            async for batch in batches:
                yield batch


def _check_names(names: set[str], versions: Mapping[str, int]) -> None:
    if len(names) > _MAX_TABLES:
        raise brolly.InvalidArgument(f"sql: expected at most {_MAX_TABLES} collections, got {len(names)}")
    for name in versions:
        if name not in names:
            raise brolly.InvalidArgument(f"versions: expected names that stand in sql, got {shown(name)}")


async def _limited(execution: Execution, batches: Iterator[pa.Table], limits: QueryLimits) -> AsyncGenerator[pa.Table]:
    """Return the batches, while time and rows last; the time that a caller takes between them does not count."""
    left_s, rows = limits.seconds, 0
    loop = asyncio.get_running_loop()
    while True:
        start = loop.time()
        batch = await _next(execution, batches, left_s, limits.seconds)
        if batch is None:
            return
        left_s -= loop.time() - start
        rows += batch.num_rows
        if rows > limits.rows:
            raise brolly.ResourceExhausted(
                f"expected at most {limits.rows} rows, got more; add a LIMIT, or set max_rows or "
                "applications.datasets.config.query_rows"
            )
        yield batch


async def _next(execution: Execution, batches: Iterator[pa.Table], left_s: float, most_s: float) -> pa.Table | None:
    from ml_tools.datasets.collections.sql import Interrupted

    timer = asyncio.get_running_loop().call_later(max(left_s, 0.0), execution.interrupt)
    try:
        return await brolly.offload(next, batches, None)
    except asyncio.CancelledError:
        execution.interrupt()
        raise
    except Interrupted as error:
        text = f"the query took more than {most_s} s; ask for less, or set applications.datasets.config.query_s"
        raise brolly.ResourceExhausted(text) from error
    finally:
        timer.cancel()


async def _closed(execution: Any) -> None:
    await asyncio.shield(brolly.offload(execution.close))
