"""SQLite: one file, which several processes of one machine may use."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

import brolly

__all__ = ["SQLite"]

_BUSY_S: Final = 30
_PRAGMAS: Final = (
    f"busy_timeout = {_BUSY_S * 1000}",
    "journal_mode = WAL",
    "synchronous = FULL",  # what is committed survives a power cut
    "fullfsync = ON",  # the same on macOS; nothing elsewhere
    "foreign_keys = ON",
)
_MODES: Final = {"read": "DEFERRED", "write": "IMMEDIATE", "migrate": "IMMEDIATE"}


class _Connection(sqlite3.Connection):
    def close(self) -> None:
        """Roll back before closing, as when a call is cancelled half way.

        SQLite itself does so only when the last cursor has gone, and other writers would wait for the collector of
        garbage: https://www.sqlite.org/c3ref/close.html
        """
        if self.in_transaction:
            self.rollback()
        super().close()


class SQLite:
    """A file of SQLite."""

    setting = "folder"

    def __init__(self, file: Path) -> None:
        self._file = file
        self.place = repr(str(file))

    def engine(self) -> AsyncEngine:
        url = sa.URL.create("sqlite+aiosqlite", database=str(self._file))
        return create_async_engine(url, connect_args={"factory": _Connection})

    def configure(self, connection: Any) -> None:
        connection.isolation_level = None  # else the driver begins transactions by itself, and too late
        cursor = connection.cursor()
        for pragma in _PRAGMAS:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    def begin(self, connection: sa.Connection, mode: str) -> None:
        if mode == "migrate":
            # A table that is made anew is dropped first, which would delete the rows that refer to it; the pragma does
            # nothing within a transaction: https://www.sqlite.org/lang_altertable.html#otheralter
            connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
        connection.exec_driver_sql(f"BEGIN {_MODES[mode]}")

    def error(self, error: DBAPIError) -> brolly.Error | None:
        said = str(error.orig)
        if "locked" in said:
            text = f"another process kept the database of collections for {_BUSY_S} s; try again"
            return brolly.Unavailable(text)
        if "disk is full" in said:
            return brolly.ResourceExhausted(f"no space left for the database {self.place}; free some")
        return None
