"""The database of collections: what a transaction is, and what its errors mean to a caller.

The rest of the package writes one dialect-free SQL. What differs between databases stands in `databases`.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Protocol

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.exc import DBAPIError, InterfaceError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

import brolly
from brolly import Secret
from ml_tools.datasets.collections.revision import bring_to_head, is_at_head
from ml_tools.datasets.folder import unusable

__all__ = ["Database", "Dialect", "dialect_of", "opened"]


class Dialect(Protocol):
    """What differs between databases."""

    place: str
    """Where the database is, for messages."""
    setting: str
    """Which setting says so."""

    def engine(self) -> AsyncEngine:
        """Return an engine, which has connected to nothing yet."""
        ...

    def configure(self, connection: object) -> None:
        """Prepare a connection of the driver that was just made."""
        ...

    def begin(self, connection: sa.Connection, mode: str) -> None:
        """Begin a transaction: `read` sees one state, `write` is the only one among all processes, as `migrate` is."""
        ...

    def error(self, error: DBAPIError) -> brolly.Error | None:
        """Return what an error means to a caller; `None` when it is none of theirs."""
        ...


class Database:
    """Connections to one database, which other processes may use as well."""

    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect
        self._engine = dialect.engine()
        self._lock = asyncio.Lock()
        event.listen(self._engine.sync_engine, "connect", _configures(dialect))
        event.listen(self._engine.sync_engine, "begin", _begins(dialect))

    @asynccontextmanager
    async def reading(self) -> AsyncGenerator[AsyncConnection]:
        """Open a transaction that sees one state of the database."""
        with self._errors():
            async with self._engine.execution_options(mode="read").begin() as connection:
                yield connection

    @asynccontextmanager
    async def writing(self, mode: str = "write") -> AsyncGenerator[AsyncConnection]:
        """Open the one transaction that may write, among all processes; commit it unless the block fails."""
        with self._errors():
            async with self._lock, self._engine.execution_options(mode=mode).begin() as connection:
                yield connection

    async def close(self) -> None:
        """Close all connections."""
        await self._engine.dispose()

    def _errors(self) -> _Errors:
        return _Errors(self.dialect)


class _Errors:
    """Raises what an error of the database means to a caller."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, (OSError, InterfaceError, PoolTimeout)) or (
            isinstance(error, DBAPIError) and error.connection_invalidated
        ):
            text = f"the database of collections cannot be reached: {_said(error)}; try again"
            raise brolly.Unavailable(text) from error
        if isinstance(error, DBAPIError) and (meant := self._dialect.error(error)) is not None:
            raise meant from error


def _said(error: BaseException) -> str:
    cause = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    return (str(cause) or type(cause).__name__).splitlines()[0][:200]


def _configures(dialect: Dialect) -> Callable[[object, object], None]:
    def configures(connection: object, record: object) -> None:
        dialect.configure(connection)

    return configures


def _begins(dialect: Dialect) -> Callable[[sa.Connection], None]:
    def begins(connection: sa.Connection) -> None:
        dialect.begin(connection, connection.get_execution_options().get("mode", "read"))

    return begins


def dialect_of(url: str, password: Secret | None, folder: Path) -> Dialect:
    """Return the database that is configured; SQLite in the folder when the address is empty.

    Raises:
        brolly.ConfigurationError: There is no such database, or its driver is not installed.
    """
    if not url:
        from ml_tools.datasets.collections.databases.sqlite import SQLite

        return SQLite(folder / "collections.sqlite")
    from ml_tools.datasets.collections.databases.postgresql import PostgreSQL

    return PostgreSQL.parsed(url, password)


@asynccontextmanager
async def opened(dialect: Dialect) -> AsyncGenerator[Database]:
    """Open the database, and bring it to the present form.

    Raises:
        brolly.ConfigurationError: It cannot be reached, is no database, or one of a later form.
    """
    database = Database(dialect)
    try:
        await _prepare(database)
        yield database
    finally:
        await database.close()


async def _prepare(database: Database) -> None:
    dialect = database.dialect
    try:
        async with database.reading() as connection:
            ready = await connection.run_sync(is_at_head)
        if not ready:
            async with database.writing("migrate") as connection:
                await connection.run_sync(bring_to_head, dialect)
            await database.close()  # the connection was made ready for this alone
    except (DBAPIError, brolly.Unavailable, brolly.ResourceExhausted) as error:
        found = f"expected a database in {dialect.place}: {_said(error)}"
        raise unusable(found, "check that it runs and that this is it", setting=dialect.setting) from error
