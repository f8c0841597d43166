"""How contents get into the store: written, leased, put, and then had by a version.

A version is acknowledged when the transaction that adds it is committed; its contents are in the store by then.
Whatever is killed when, a version never stands without its contents. What is left over has no version, and is garbage.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import msgspec
import pyarrow as pa

import brolly
from ml_tools.datasets.collections import leases
from ml_tools.datasets.collections.clock import now_us
from ml_tools.datasets.collections.contents import Contents
from ml_tools.datasets.collections.database import Database
from ml_tools.datasets.collections.leases import Lease
from ml_tools.datasets.collections.parquet_files import Written, write
from ml_tools.datasets.collections.quotas import Quotas
from ml_tools.datasets.collections.scratch import Scratch

__all__ = ["Put", "Writer", "writer"]

_log = logging.getLogger(__name__)


class Put(msgspec.Struct, frozen=True, kw_only=True):
    """Contents in the store that no version has yet."""

    written: Written
    lease: Lease


class Writer:
    """Puts contents into the store; a session of its own says that it is alive."""

    def __init__(
        self, database: Database, contents: Contents, scratch: Scratch, *, quotas: Quotas, lease_s: float
    ) -> None:
        self._database = database
        self._contents = contents
        self._scratch = scratch
        self._quotas = quotas
        self._lease_s = lease_s
        self._session = secrets.token_hex(16)
        self._alive: asyncio.Task[None] | None = None

    @asynccontextmanager
    async def put(self, rows: pa.Table | Path) -> AsyncGenerator[Put]:
        """Have a table, or the rows of a Parquet file, in the store, under a lease that the block redeems."""
        with self._scratch.file() as file:
            written = await brolly.offload(write, rows, file)
            lease = await self._take(written)
            try:
                await brolly.offload(self._contents.put, lease.name, file)
                yield Put(written=written, lease=lease)
            except BaseException:
                await self._give_back(lease)
                raise

    async def close(self) -> None:
        """End the session."""
        if self._alive is None:
            return
        self._alive.cancel()
        with suppress(asyncio.CancelledError):
            await self._alive
        with suppress(brolly.Error):  # else it ends by itself, in lease_s
            async with self._database.writing() as connection:
                await leases.end_sessions(connection, session=self._session)

    async def _take(self, written: Written) -> Lease:
        async with self._database.writing() as connection:
            await self._quotas.check_bytes(connection, written)
            await leases.renew(connection, self._session, now_us())
            lease = await leases.take(connection, self._session, written.sha256, written.size_bytes)
        if self._alive is None:
            self._alive = asyncio.create_task(self._stay_alive())
        return lease

    async def _give_back(self, lease: Lease) -> None:
        with suppress(brolly.Error):  # else it is lost when the session ends
            async with self._database.writing() as connection:
                await leases.give_back(connection, lease)

    async def _stay_alive(self) -> None:
        while True:
            await asyncio.sleep(self._lease_s / 3)
            try:
                async with self._database.writing() as connection:
                    await leases.renew(connection, self._session, now_us())
            except brolly.Error as error:
                _log.warning("cannot say that this process still writes: %s", error)
            except Exception:
                _log.exception("saying that this process still writes failed, and will be tried again")


@asynccontextmanager
async def writer(
    database: Database, contents: Contents, scratch: Scratch, *, quotas: Quotas, lease_s: float
) -> AsyncGenerator[Writer]:
    """Open a writer."""
    opened = Writer(database, contents, scratch, quotas=quotas, lease_s=lease_s)
    try:
        yield opened
    finally:
        await opened.close()
