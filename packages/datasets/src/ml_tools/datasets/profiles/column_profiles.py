"""The contract `Profiles`, on tables that are sent and on collections."""

from __future__ import annotations

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
        read = await self._collections.read_collection(name, version=found.version)
        return await brolly.offload(_profiled, read.table, target)


def _profiled(table: pa.Table, target: str | None) -> Profile:
    profiler = Profiler(table.schema, target)
    profiler.add(table)
    return profiler.profile()
