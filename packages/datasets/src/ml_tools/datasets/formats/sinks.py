"""Where batches go when they are read: a table in memory, a Parquet file, or a spool."""

from __future__ import annotations

import queue
import threading
from pathlib import Path
from typing import Any, Final, Protocol

import pyarrow as pa

from ml_tools.datasets.arrow import parquet, types_of
from ml_tools.datasets.formats.spool import Spool

__all__ = ["ParquetSink", "Sink", "SpoolSink", "TableSink"]

_GROUP_ROWS: Final = 2**19
_GROUP_BYTES: Final = 64 * 1024**2


class Sink(Protocol):
    """Takes the batches of one table."""

    def begin(self, schema: pa.Schema) -> None:
        """Expect batches of this schema; what came before is dropped."""
        ...

    def write(self, batch: pa.RecordBatch) -> None:
        """Take the next rows."""
        ...


class TableSink:
    """Keeps the batches in memory."""

    def __init__(self) -> None:
        self._schema = pa.schema([])
        self._batches: list[pa.RecordBatch] = []

    def begin(self, schema: pa.Schema) -> None:
        self._schema, self._batches = schema, []

    def write(self, batch: pa.RecordBatch) -> None:
        self._batches.append(batch)

    def table(self) -> pa.Table:
        """Return all rows."""
        return pa.Table.from_batches(self._batches, self._schema)


class SpoolSink:
    """Keeps the batches in a spool."""

    def __init__(self, spool: Spool) -> None:
        self._spool = spool

    def begin(self, schema: pa.Schema) -> None:
        del schema
        self._spool.clear()

    def write(self, batch: pa.RecordBatch) -> None:
        self._spool.add(batch)


class ParquetSink:
    """Writes a Parquet file in a thread of its own, so that reading goes on meanwhile.

    It is used as a context: the file is whole when that ended without an exception.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._writing: _Writing | None = None

    def __enter__(self) -> ParquetSink:
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        if self._writing is not None:
            self._writing.end(given_up=kind is not None)

    def begin(self, schema: pa.Schema) -> None:
        if self._writing is not None:
            self._writing.end(given_up=True)
        self._writing = _Writing(self._file, schema)

    def write(self, batch: pa.RecordBatch) -> None:
        if self._writing is None:
            raise RuntimeError("expected begin() before write()")
        self._writing.put(batch)


class _Writing:
    """One attempt at the file. While a group of rows is written, the next one is gathered; at most one more waits."""

    def __init__(self, file: Path, schema: pa.Schema) -> None:
        self._group, self._rows, self._bytes = list[pa.RecordBatch](), 0, 0
        self._waiting: queue.Queue[list[pa.RecordBatch] | None] = queue.Queue(1)
        self._arriving = iter(self._waiting.get, None)
        self._error: BaseException | None = None
        self._given_up = False
        self._thread = threading.Thread(target=self._run, args=(file, schema), name="parquet", daemon=True)
        self._thread.start()

    def put(self, batch: pa.RecordBatch) -> None:
        """Take the next rows; raises what writing the earlier ones failed with."""
        self._group.append(batch)
        self._rows, self._bytes = self._rows + batch.num_rows, self._bytes + batch.nbytes
        if self._rows >= _GROUP_ROWS or self._bytes >= _GROUP_BYTES:
            self._waiting.put(self._group)
            self._group, self._rows, self._bytes = [], 0, 0
        if self._error is not None:
            raise self._error

    def end(self, *, given_up: bool) -> None:
        """Wait until everything is written, unless it is no longer wanted."""
        self._given_up = given_up
        if self._group:
            self._waiting.put(self._group)
        self._waiting.put(None)
        self._thread.join()
        if self._error is not None and not given_up:
            raise self._error

    def _run(self, file: Path, schema: pa.Schema) -> None:
        try:
            options = {"compression": "zstd", "compression_level": 1, **_codes(schema)}
            with parquet.ParquetWriter(file, schema, **options) as writer:
                for group in self._arriving:
                    if not self._given_up:
                        writer.write_table(pa.Table.from_batches(group), row_group_size=_GROUP_ROWS)
        except BaseException as error:
            self._error = error
            for _ in self._arriving:
                pass


def _codes(schema: pa.Schema) -> dict[str, Any]:
    """Return how values are encoded: by a dictionary, or whole numbers by their differences, which takes less time.

    Numbers repeat too seldom for what it takes to make a dictionary. A name with a dot may be that of a nested column.
    """
    kinds = list(zip(schema.names, types_of(schema), strict=True))
    levels = [name for name, type_ in kinds if _has_levels(type_)]
    whole = [name for name, type_ in kinds if pa.types.is_integer(type_) and "." not in name]
    return {"use_dictionary": levels, "column_encoding": dict.fromkeys(whole, "DELTA_BINARY_PACKED")}


def _has_levels(type_: pa.DataType) -> bool:
    return not (pa.types.is_floating(type_) or pa.types.is_integer(type_) or pa.types.is_nested(type_))
