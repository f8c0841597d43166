"""The contract `Profiles`, on tables that are sent and on collections."""

from __future__ import annotations

from contextlib import aclosing

import pyarrow as pa

import brolly
from ml_tools.datasets.profiles.profiling import Profiler
from ml_tools.datasets_interface import Collections, Profile

__all__ = ["ColumnwiseProfiles"]


class ColumnwiseProfiles:
    """Computes in the threads of the application, a part of the rows at a time."""

    def __init__(self, collections: Collections) -> None:
        self._collections = collections

    async def profile_table(self, table: pa.Table, *, target: str | None = None) -> Profile:
        return await brolly.offload(_profiled, table, target)

    async def profile_collection(self, name: str, *, version: int | None = None, target: str | None = None) -> Profile:
        found = await self._collections.get_collection(name, version=version)
        profiler: Profiler | None = None
        async with aclosing(self._collections.scan_collection(name, version=found.version)) as batches:
            async for batch in batches:
                if profiler is None:
                    profiler = Profiler(batch.table.schema, target)
                await brolly.offload(profiler.add, batch.table)
        if profiler is None:  # a version has a batch at least, without rows if need be
            raise brolly.DataLoss(f"expected the rows of collection {found.name!r}, got none")
        return await brolly.offload(profiler.profile)


def _profiled(table: pa.Table, target: str | None) -> Profile:
    profiler = Profiler(table.schema, target)
    profiler.add(table)
    return profiler.profile()
