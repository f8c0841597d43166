"""PostgreSQL by asyncpg: for several machines that share collections."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

import brolly
from brolly import Secret
from ml_tools.datasets.folder import unusable

__all__ = ["PostgreSQL"]

_BUSY_S: Final = 30
_WRITING: Final = 0x6D6C_6461_7461_7365  # "mldatase": the advisory lock of who writes
_SETTINGS: Final = {
    "application_name": "ml-tools-datasets",
    "default_transaction_isolation": "read committed",  # a writer sees what was committed before it got the lock
    "lock_timeout": str(_BUSY_S * 1000),
    "synchronous_commit": "on",  # what is committed survives a power cut
}
_BEGIN: Final = {"read": "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"}
_LOCK_NOT_AVAILABLE: Final = "55P03"
_NO_SPACE: Final = ("53100", "53200", "53300")  # disk, memory, connections
_ADDRESS: Final = "postgresql://USER@HOST:PORT/NAME"


class PostgreSQL:
    """A database of PostgreSQL, which has the tables of collections and no others."""

    setting = "database"

    def __init__(self, url: sa.URL) -> None:
        self._url = url
        self.place = repr(url.set(drivername="postgresql", password=None, query={}).render_as_string())

    @classmethod
    def parsed(cls, address: str, password: Secret | None) -> PostgreSQL:
        """Return the database of an address."""
        try:
            url = sa.make_url(address)
        except ArgumentError:
            url = sa.URL.create("none")
        if url.get_backend_name() != "postgresql":
            raise unusable(f"expected {_ADDRESS}", "write it so, or leave it out for SQLite", setting="database")
        if url.password:
            fix = 'leave it out, and set database_password = { env = "NAME" }'
            raise unusable(f"expected {_ADDRESS} without a password", fix, setting="database")
        if find_spec("asyncpg") is None:
            fix = "install ml-tools-datasets[postgresql]"
            raise unusable("expected the driver of PostgreSQL, asyncpg, to be installed", fix, setting="database")
        revealed = None if password is None else password.reveal()
        return cls(url.set(drivername="postgresql+asyncpg", password=revealed))

    def engine(self) -> AsyncEngine:
        arguments = {"server_settings": _SETTINGS, "timeout": _BUSY_S}
        return create_async_engine(self._url, connect_args=arguments, pool_pre_ping=True, pool_size=10)

    def configure(self, connection: Any) -> None:
        pass

    def begin(self, connection: sa.Connection, mode: str) -> None:
        connection.exec_driver_sql(_BEGIN.get(mode, f"SELECT pg_advisory_xact_lock({_WRITING})"))

    def error(self, error: DBAPIError) -> brolly.Error | None:
        state = getattr(error.orig, "sqlstate", None)
        if state == _LOCK_NOT_AVAILABLE:
            return brolly.Unavailable(f"another process kept the database of collections for {_BUSY_S} s; try again")
        if state in _NO_SPACE:
            return brolly.ResourceExhausted(f"the database {self.place} has no room: {str(error.orig)[:200]}")
        return None
