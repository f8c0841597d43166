"""The rows of a query on a user's PostgreSQL, by a cursor of the server, in a transaction that cannot write."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Generator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final

import msgspec
import pyarrow as pa

import brolly
from ml_tools.datasets.arrow import batch_of, parquet, types_of
from ml_tools.datasets.columns import refusal
from ml_tools.datasets.fetchers.database_addresses import DatabaseAddress
from ml_tools.datasets.fetchers.downloads import Limits
from ml_tools.datasets.fetchers.stored_files import Part
from ml_tools.datasets.fetching_config import FetchingConfig
from ml_tools.datasets.formats import extra
from ml_tools.datasets_interface import FetchProgress, SourceFailed

__all__ = ["check_query", "queried"]

_ROWS: Final = 5_000
_MAX_QUERY: Final = 100_000
_CLOSE_S: Final = 5.0
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
_NOT_THE_QUERY: Final = ("08", "53", "57", "58")
"""Classes of SQLSTATE: connection, resources, an operator, the system."""


def check_query(query: str) -> None:
    """Raise `brolly.InvalidArgument` of no query, or of a very long one."""
    if not query.strip() or len(query) > _MAX_QUERY:
        raise brolly.InvalidArgument(f"source.query: expected 1 to {_MAX_QUERY} characters, got {len(query)}")


async def queried(
    database: DatabaseAddress, query: str, part: Part, limits: Limits, config: FetchingConfig
) -> AsyncGenerator[FetchProgress, None]:
    """Write the rows of a query into the part, as Parquet, telling how far it is.

    Raises:
        SourceFailed: The database cannot be reached.
        brolly.InvalidArgument: The query fails, is none that only reads, or its columns cannot be kept.
        brolly.DeadlineExceeded: The rows do not come in time.
    """
    await brolly.offload(part.begin_again)
    connection = await _connected(database, config)
    written: _Written | None = None
    try:
        with _told(database):
            async with asyncio.timeout_at(limits.until):
                rows = await _begun(connection, query)
        written = await brolly.offload(_Written, part, _schema(rows.get_attributes()))
        while True:
            with _told(database):
                async with asyncio.timeout_at(limits.until):
                    some = await rows.fetch()
            if not some:
                break
            await brolly.offload(written.add, some)
            if part.size_bytes > limits.max_bytes:
                text = f"expected rows of at most {limits.max_bytes} bytes, got more"
                raise brolly.ResourceExhausted(f"{text}; ask for fewer of them")
            yield FetchProgress(received_bytes=part.size_bytes)
    finally:
        if written is not None:
            await brolly.offload(written.close)
        with suppress(Exception):  # it is the end of it in any case
            await connection.close(timeout=_CLOSE_S)


async def _connected(database: DatabaseAddress, config: FetchingConfig) -> Any:
    asyncpg: Any = extra("asyncpg", "postgresql", "a query on PostgreSQL")
    settings = {
        "application_name": "ml-tools",
        "default_transaction_read_only": "on",
        "statement_timeout": str(int(config.timeout_s * 1000)),
    }
    try:
        return await asyncpg.connect(
            host=database.address,
            port=database.port,
            user=database.user,
            password=database.password,
            database=database.name,
            ssl=database.tls(),
            timeout=max(1.0, config.stall_s),
            server_settings=settings,
        )
    except (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, OSError, ValueError) as error:
        raise _failed(database, error) from error


async def _begun(connection: Any, query: str) -> Any:
    """Begin a query, and return what fetches its next rows; a statement that is prepared is one, and no more."""
    await connection.execute("BEGIN READ ONLY")
    declared = await connection.prepare(f"DECLARE ml_tools NO SCROLL CURSOR FOR {query}")
    if declared.get_parameters():
        raise brolly.InvalidArgument("source.query: expected a query without parameters, got $1; write their values")
    await declared.fetch()
    fetch = f"FETCH FORWARD {_ROWS} FROM ml_tools"
    types = {column.type for column in (await connection.prepare(fetch)).get_attributes()}
    for each in types:
        if each.oid not in _TYPES and each.kind == "scalar":
            await connection.set_type_codec(each.name, schema=each.schema, format="text", encoder=str, decoder=str)
    return await connection.prepare(fetch)


@contextmanager
def _told(database: DatabaseAddress) -> Generator[None]:
    """Raise what the errors of the driver mean in the contract."""
    asyncpg: Any = extra("asyncpg", "postgresql", "a query on PostgreSQL")
    try:
        yield
    except (TimeoutError, asyncpg.QueryCanceledError) as error:
        reason = _first_line(error) or "the time is over"
        text = f"the rows did not come in time: {reason}; ask for fewer, or raise the timeout"
        raise brolly.DeadlineExceeded(text) from error
    except asyncpg.PostgresError as error:
        if str(error.sqlstate)[:2] in _NOT_THE_QUERY:
            raise _failed(database, error) from error
        text = f"expected a query that only reads, got one that fails: {_first_line(error)}"
        raise brolly.InvalidArgument(f"source.query: {text}") from error
    except (asyncpg.InterfaceError, asyncpg.InternalClientError, OSError) as error:
        raise _failed(database, error) from error
    except (ValueError, OverflowError) as error:
        text = f"expected values that can be kept, got one that cannot: {_first_line(error)}"
        raise brolly.InvalidArgument(f"source.query: {text}; cast it to text") from error


def _failed(database: DatabaseAddress, error: Exception) -> SourceFailed:
    reason = _first_line(error) or "it does not answer"
    return SourceFailed(f"{database.shown} cannot be read: {reason}", source=database.shown)


class _Written:
    """A Parquet file that grows; every method blocks."""

    def __init__(self, part: Part, schema: pa.Schema) -> None:
        self._file = part.file
        self._schema = schema
        self._writer = parquet.ParquetWriter(part.file, schema, compression="zstd")

    def add(self, rows: Sequence[Sequence[Any]]) -> None:
        """Write more rows."""
        columns: list[Any] = [
            pa.array([_value(value, type_) for value in values], type_)
            for values, type_ in zip(zip(*rows, strict=True), types_of(self._schema), strict=True)
        ]
        self._writer.write_batch(batch_of(columns, self._schema))
        self._file.flush()

    def close(self) -> None:
        """Write what stands at the end of a file."""
        self._writer.close()
        self._file.flush()


def _schema(columns: Sequence[Any]) -> pa.Schema:
    if found := refusal([column.name for column in columns]):
        raise brolly.InvalidArgument(f"source.query: {found}; name columns by AS")
    return pa.schema([(column.name, _TYPES.get(column.type.oid, pa.string())) for column in columns])


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
    """Return an array or a row as JSON, and a range as PostgreSQL writes it."""
    if isinstance(value, list):
        return msgspec.json.encode(value, enc_hook=str).decode()
    if hasattr(value, "items"):
        return msgspec.json.encode(dict(value.items()), enc_hook=str).decode()
    return str(value).removeprefix("<Range ").removesuffix(">")


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [""])[0][:300]
