"""The rows of a query on a user's PostgreSQL, by a cursor of the server, in a transaction that cannot write."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncGenerator, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final

import msgspec
import pyarrow as pa

import brolly
from ml_tools.datasets.arrow import batch_of, parquet, types_of
from ml_tools.datasets.columns import refusal
from ml_tools.datasets.fetchers.addresses import Guard
from ml_tools.datasets.fetchers.downloads import Limits
from ml_tools.datasets.fetchers.stored_files import Part
from ml_tools.datasets.fetching_config import FetchingConfig
from ml_tools.datasets.formats import extra
from ml_tools.datasets_interface import FetchProgress, SourceFailed, SourceRefused, SqlSource

__all__ = ["conninfo", "queried", "shown_database"]

_ROWS: Final = 20_000
_MAX_QUERY: Final = 100_000
_KNOWN: Final = ("host", "port", "user", "password", "dbname", "sslmode")
_TYPES: Final[dict[int, pa.DataType]] = {
    16: pa.bool_(),
    **dict.fromkeys((20, 21, 23, 26), pa.int64()),
    **dict.fromkeys((700, 701, 1700), pa.float64()),
    17: pa.binary(),
    1082: pa.date32(),
    1114: pa.timestamp("us"),
    1184: pa.timestamp("us", tz="UTC"),
}
"""What values are by the number of their type in PostgreSQL; others become text."""


async def conninfo(source: SqlSource, config: FetchingConfig, guard: Guard) -> dict[str, str]:
    """Return how to connect, to an address that was checked.

    Raises:
        brolly.InvalidArgument: It is not said as it is to be.
        SourceRefused: The database is inside.
    """
    conversion = extra("psycopg.conninfo", "postgresql", "a query on PostgreSQL")
    named = config.databases.get(source.database)
    try:
        found = conversion.conninfo_to_dict(named.reveal() if named else source.database)
    except extra("psycopg", "postgresql", "a query on PostgreSQL").Error as error:
        text = "expected postgresql://USER:PASSWORD@HOST/DATABASE, or the name of one of fetching.databases"
        raise brolly.InvalidArgument(f"source.database: {text}, got something else") from error
    if not source.query.strip() or len(source.query) > _MAX_QUERY:
        raise brolly.InvalidArgument(f"source.query: expected 1 to {_MAX_QUERY} characters, got {len(source.query)}")
    info = {name: str(value) for name, value in found.items()}
    if unknown := [name for name in info if name not in _KNOWN]:
        known = ", ".join(_KNOWN)
        raise brolly.InvalidArgument(f"source.database: expected only {known}, got {unknown[0][:40]!r}")
    info |= await _checked_host(info, config, guard)
    return info | {"passfile": os.devnull, "connect_timeout": str(max(1, int(config.stall_s)))}


def shown_database(info: dict[str, str]) -> str:
    """Return which database that is, without secrets."""
    return f"postgresql://{info.get('host', '')}/{info.get('dbname', '')}"[:300]


async def queried(
    info: dict[str, str], query: str, part: Part, limits: Limits, statement_s: float
) -> AsyncGenerator[FetchProgress, None]:
    """Write the rows of a query into the part, as Parquet, telling how far it is.

    Raises:
        SourceFailed: The database cannot be reached.
        brolly.InvalidArgument: The query fails, is none that only reads, or its columns cannot be kept.
    """
    await brolly.offload(part.begin_again)
    psycopg = extra("psycopg", "postgresql", "a query on PostgreSQL")
    rows = _Rows(info, query, part)
    try:
        await brolly.offload(rows.open, statement_s)
        while await brolly.offload(rows.next):
            if part.size_bytes > limits.max_bytes:
                text = f"expected rows of at most {limits.max_bytes} bytes, got more"
                raise brolly.ResourceExhausted(f"{text}; ask for fewer of them")
            if asyncio.get_running_loop().time() > limits.until:
                raise brolly.DeadlineExceeded("the rows did not come in time; ask for fewer, or raise the timeout")
            yield FetchProgress(received_bytes=part.size_bytes)
    except (psycopg.OperationalError, psycopg.InterfaceError) as error:
        text = f"{shown_database(info)} cannot be read: {_first_line(error)}"
        raise SourceFailed(text, source=shown_database(info)) from error
    except psycopg.Error as error:
        text = f"expected a query that only reads, got one that fails: {_first_line(error)}"
        raise brolly.InvalidArgument(f"source.query: {text}") from error
    finally:
        await brolly.offload(rows.close)


class _Rows:
    """The rows of a query, which go to Parquet; every method blocks."""

    def __init__(self, info: dict[str, str], query: str, part: Part) -> None:
        self._info = info
        self._query = query
        self._part = part
        self._connection: Any = None
        self._cursor: Any = None
        self._writer: Any = None

    def open(self, statement_s: float) -> None:
        """Connect and begin the query."""
        psycopg = extra("psycopg", "postgresql", "a query on PostgreSQL")
        options = f"-c statement_timeout={int(statement_s * 1000)} -c default_transaction_read_only=on"
        self._connection = psycopg.connect(**self._info, options=options, application_name="ml-tools")
        self._connection.read_only = True
        self._cursor = self._connection.cursor(name="fetch")
        self._cursor.execute(self._query)

    def next(self) -> bool:
        """Write the next rows, and tell whether there were any."""
        rows: list[Sequence[Any]] = self._cursor.fetchmany(_ROWS)
        if self._writer is None:
            self._schema = _schema(self._cursor.description)
            self._writer = parquet.ParquetWriter(self._part.file, self._schema, compression="zstd")
        if rows:
            columns: list[Any] = [
                pa.array([_value(value, type_) for value in values], type_)
                for values, type_ in zip(zip(*rows, strict=True), types_of(self._schema), strict=True)
            ]
            self._writer.write_batch(batch_of(columns, self._schema))
            self._part.file.flush()
            return True
        self._writer.close()
        self._writer = None
        self._part.file.flush()
        return False

    def close(self) -> None:
        """End the query."""
        errors = extra("psycopg", "postgresql", "a query on PostgreSQL").Error
        for opened in (self._writer, self._cursor, self._connection):
            if opened is not None:
                with suppress(errors, pa.ArrowException, OSError):
                    opened.close()


def _schema(description: Sequence[Any]) -> pa.Schema:
    names = [column.name for column in description]
    if found := refusal(names):
        raise brolly.InvalidArgument(f"source.query: {found}; name columns by AS")
    return pa.schema([(column.name, _TYPES.get(column.type_code, pa.string())) for column in description])


def _value(value: Any, type_: pa.DataType) -> Any:
    if value is None:
        return None
    if pa.types.is_string(type_):
        return value if isinstance(value, str) else _text(value)
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(UTC)
    return value


def _text(value: Any) -> str:
    return msgspec.json.encode(value).decode() if isinstance(value, dict | list) else str(value)


async def _checked_host(info: dict[str, str], config: FetchingConfig, guard: Guard) -> dict[str, str]:
    """Return the address to connect to; the name stays, for the certificate."""
    host = info.get("host", "")
    if host.startswith(("/", "@")) or not host:
        if not config.allow_sockets or not host:
            text = "expected the name of a host in source.database, got a unix socket or nothing"
            raise SourceRefused(f"{text}; allow sockets by fetching.allow_sockets in the topology", source=host[:100])
        return {}
    if "," in host:
        raise brolly.InvalidArgument("source.database: expected one host, got several")
    port = info.get("port", "5432")
    if not port.isdigit():
        raise brolly.InvalidArgument(f"source.database: expected a number as port, got {port[:20]!r}")
    return {"hostaddr": (await guard.addresses(host, int(port)))[0]}


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [""])[0][:300]
