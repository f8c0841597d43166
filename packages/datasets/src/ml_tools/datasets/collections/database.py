"""The SQLite database of collections: how it is opened, and what a transaction is."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

import brolly
from ml_tools.datasets.folder import unusable

__all__ = ["Database", "opened"]

_BUSY_S: Final = 30
_FORMAT: Final = 1
_PRAGMAS: Final = (
    f"busy_timeout = {_BUSY_S * 1000}",
    "journal_mode = WAL",
    "synchronous = FULL",  # what is committed survives a power cut
    "fullfsync = ON",  # the same on macOS; nothing elsewhere
    "foreign_keys = ON",
)


class Database:
    """Connections to one SQLite file; another process may use the same file."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._reading = engine
        self._writing = engine.execution_options(begin="IMMEDIATE")
        self._lock = asyncio.Lock()

    @asynccontextmanager
    async def reading(self) -> AsyncGenerator[AsyncConnection]:
        """Open a transaction that sees one state of the database."""
        async with self._reading.begin() as connection:
            yield connection

    @asynccontextmanager
    async def writing(self) -> AsyncGenerator[AsyncConnection]:
        """Open the one transaction that may write, among all processes; commit it unless the block fails."""
        try:
            async with self._lock, self._writing.begin() as connection:
                yield connection
        except OperationalError as error:
            if "locked" not in str(error.orig):
                raise
            raise brolly.Unavailable(
                f"another process kept the database of collections for {_BUSY_S} s; try again"
            ) from error


class _Connection(sqlite3.Connection):
    def close(self) -> None:
        """Roll back before closing, as when a call is cancelled half way.

        SQLite itself does so only when the last cursor has gone, and other writers would wait for the collector of
        garbage: https://www.sqlite.org/c3ref/close.html
        """
        if self.in_transaction:
            self.rollback()
        super().close()


@asynccontextmanager
async def opened(file: Path, metadata: sa.MetaData) -> AsyncGenerator[Database]:
    """Open the database and create the tables that it lacks.

    Raises:
        brolly.ConfigurationError: The file is no database, or one of a later format.
    """
    url = sa.URL.create("sqlite+aiosqlite", database=str(file))
    engine = create_async_engine(url, connect_args={"factory": _Connection})
    event.listen(engine.sync_engine, "connect", _configure)
    event.listen(engine.sync_engine, "begin", _begin)
    try:
        database = Database(engine)
        await _prepare(database, file, metadata)
        yield database
    finally:
        await engine.dispose()


async def _prepare(database: Database, file: Path, metadata: sa.MetaData) -> None:
    try:
        async with database.writing() as connection:
            format_ = (await connection.exec_driver_sql("PRAGMA user_version")).scalar_one()
            if format_ > _FORMAT:
                raise unusable(f"expected a database of format {_FORMAT}, got {format_} in {str(file)!r}")
            await connection.run_sync(metadata.create_all)
            await connection.exec_driver_sql(f"PRAGMA user_version = {_FORMAT}")
    except DatabaseError as error:
        raise unusable(f"expected a database in {str(file)!r}: {error.orig}") from error


def _configure(connection: Any, record: object) -> None:
    connection.isolation_level = None  # else the driver begins transactions by itself, and too late
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: sa.Connection) -> None:
    connection.exec_driver_sql(f"BEGIN {connection.get_execution_options().get('begin', 'DEFERRED')}")
