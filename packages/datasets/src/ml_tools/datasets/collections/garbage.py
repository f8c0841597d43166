"""The collection of garbage: collections that can no longer be restored, and contents that no version has.

Why it is safe beside writers stands in `leases`.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from typing import Final

import sqlalchemy as sa

import brolly
from ml_tools.datasets.cancellation import is_cancelled
from ml_tools.datasets.collections import changes, leases
from ml_tools.datasets.collections.catalogue import Connection
from ml_tools.datasets.collections.clock import now_us, us
from ml_tools.datasets.collections.contents import Contents
from ml_tools.datasets.collections.database import Database
from ml_tools.datasets.collections.leases import Condemned
from ml_tools.datasets.collections.schema import housekeeping
from ml_tools.datasets_interface.v1.collections import CollectGarbageResponse

__all__ = ["Garbage", "garbage"]

_PAGE: Final = 500
_FIRST_S: Final = 10.0
_TASK: Final = "garbage"
_log = logging.getLogger(__name__)


class Garbage:
    """Collects garbage, when asked and at intervals."""

    def __init__(
        self, database: Database, contents: Contents, *, restore_s: float, lease_s: float, interval_s: float
    ) -> None:
        self._database = database
        self._contents = contents
        self._restore_s = restore_s
        self._lease_s = lease_s
        self._interval_s = interval_s

    async def collect(self) -> CollectGarbageResponse:
        """Collect garbage now."""
        async with self._database.writing() as connection:
            await _done(connection, now_us())
            purged = await changes.purge(connection, now_us() - us(self._restore_s))
            await leases.end_sessions(connection, silent_since_us=now_us() - us(self._lease_s))
            condemned = await leases.condemn(connection, _PAGE)
        removed = freed_bytes = 0
        while condemned:
            await self._remove(condemned)
            removed += len(condemned)
            freed_bytes += sum(one.size_bytes for one in condemned)
            async with self._database.writing() as connection:
                condemned = await leases.condemn(connection, _PAGE)
        await self._sweep()
        await self._drop_halves()
        return CollectGarbageResponse(purged_collections=purged, removed_contents=removed, freed_bytes=freed_bytes)

    async def run(self) -> None:
        """Collect garbage whenever no process that shares the database has for the interval."""
        pause_s = min(_FIRST_S, self._interval_s)
        while not is_cancelled():
            await asyncio.sleep(pause_s)
            pause_s = self._interval_s
            try:
                if await self._due():
                    await self.collect()
            except brolly.Error as error:
                _log.warning("cannot collect the garbage of collections: %s", error)
            except Exception:
                _log.exception("the collection of garbage failed, and will be tried again")

    async def _remove(self, condemned: list[Condemned]) -> None:
        await brolly.offload(self._contents.remove, [one.name for one in condemned])
        async with self._database.writing() as connection:
            await leases.forget(connection, condemned)

    async def _sweep(self) -> None:
        """Remove what lies in the store under names that are not known, as after a writer that lost its lease."""
        pages = self._contents.names()
        while (page := await brolly.offload(next, pages, None)) is not None:
            for start in range(0, len(page), _PAGE):
                names = page[start : start + _PAGE]
                async with self._database.reading() as connection:
                    known = await leases.known(connection, names)
                if strays := set(names) - known:
                    await brolly.offload(self._contents.remove, strays)

    async def _drop_halves(self) -> None:
        """Give up what was begun to be put by writers that are gone, though others may have put the same since."""
        pages = self._contents.halves()
        while (page := await brolly.offload(next, pages, None)) is not None:
            async with self._database.reading() as connection:
                leased = await leases.leased(connection, [half.name for half in page])
            for half in page:
                if half.name not in leased:
                    await brolly.offload(self._contents.drop, half)

    async def _due(self) -> bool:
        query = sa.select(housekeeping.c.done_at_us).where(housekeeping.c.task == _TASK)
        async with self._database.reading() as connection:
            done_at_us = (await connection.execute(query)).scalar_one_or_none()
        return done_at_us is None or now_us() - done_at_us >= us(self._interval_s) * 0.9


async def _done(connection: Connection, at_us: int) -> None:
    done = sa.update(housekeeping).where(housekeeping.c.task == _TASK).values(done_at_us=at_us)
    if not (await connection.execute(done)).rowcount:
        await connection.execute(sa.insert(housekeeping).values(task=_TASK, done_at_us=at_us))


@asynccontextmanager
async def garbage(
    database: Database, contents: Contents, *, restore_s: float, lease_s: float, interval_s: float
) -> AsyncGenerator[Garbage]:
    """Collect garbage at intervals."""
    found = Garbage(database, contents, restore_s=restore_s, lease_s=lease_s, interval_s=interval_s)
    task = asyncio.create_task(found.run())
    try:
        yield found
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
