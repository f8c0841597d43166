"""Tables as files of Parquet: how one is written, verified and read."""

from __future__ import annotations

import errno
import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import msgspec
import pyarrow as pa

import brolly
from ml_tools.datasets.arrow import parquet
from ml_tools.datasets.collections.durable import sync
from ml_tools.datasets.columns import described
from ml_tools.datasets_interface import Column

__all__ = ["Written", "batches", "digest", "schema_of", "write"]

_MAX_GROUP_ROWS: Final = 2**17
_GROUP_CELLS: Final = 2**22
_FULL: Final = (errno.ENOSPC, errno.EDQUOT)


class Written(msgspec.Struct, frozen=True, kw_only=True):
    """A table that was written to a file, durably."""

    file: Path
    sha256: str
    size_bytes: int
    columns: tuple[Column, ...]
    row_count: int


def write(rows: pa.Table | Path, file: Path) -> Written:
    """Write a table, or the rows of another Parquet file, with few of them in memory at once.

    Raises:
        brolly.InvalidArgument: Parquet cannot hold a column.
        brolly.ResourceExhausted: The disk is full.
    """
    try:
        columns, row_count = _write(rows, file)
        sha256 = digest(file)
        sync(file)
        brolly.checkpoint()
        size_bytes = file.stat().st_size
    except BaseException as error:
        file.unlink(missing_ok=True)
        if isinstance(error, OSError) and error.errno in _FULL:
            raise brolly.ResourceExhausted(f"no space left for contents: {error.strerror}") from error
        raise
    return Written(file=file, sha256=sha256, size_bytes=size_bytes, columns=columns, row_count=row_count)


def digest(file: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    with file.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()


def schema_of(file: Path) -> pa.Schema:
    """Return the schema of a file."""
    with parquet.ParquetFile(file) as source:
        return source.schema_arrow


def batches(file: Path, columns: Sequence[str]) -> Iterator[pa.Table]:
    """Return the rows in order, of only these columns, in this order, by the blocks that they were written in."""
    with parquet.ParquetFile(file, page_checksum_verification=True) as source:
        for group in range(source.num_row_groups):
            brolly.checkpoint()
            yield source.read_row_group(group, columns=list(columns)).select(list(columns))


def _write(rows: pa.Table | Path, file: Path) -> tuple[tuple[Column, ...], int]:
    """Return its columns, and how many rows it has."""
    schema = schema_of(rows) if isinstance(rows, Path) else rows.schema
    counted: list[tuple[Column, ...]] = []
    row_count = 0
    most = max(1, min(_MAX_GROUP_ROWS, _GROUP_CELLS // len(schema)))
    try:
        with parquet.ParquetWriter(file, schema, compression="zstd", write_page_checksum=True) as writer:
            for piece in _pieces(rows, most):
                brolly.checkpoint()
                writer.write_table(piece)
                counted.append(described(piece))
                row_count += piece.num_rows
    except (pa.ArrowNotImplementedError, pa.ArrowInvalid, pa.ArrowTypeError) as error:
        raise _unwritable(schema.empty_table() if isinstance(rows, Path) else rows, error) from error
    return _summed(counted) or described(schema.empty_table()), row_count


def _pieces(rows: pa.Table | Path, most: int) -> Iterator[pa.Table]:
    if isinstance(rows, Path):
        with parquet.ParquetFile(rows) as source:
            for batch in source.iter_batches(batch_size=most):
                yield pa.Table.from_batches([batch])
    else:
        for start in range(0, rows.num_rows, most):
            yield rows.slice(start, most)


def _summed(counted: Sequence[Sequence[Column]]) -> tuple[Column, ...]:
    """Return the columns of pieces as those of the whole."""
    return tuple(
        msgspec.structs.replace(same[0], missing_count=sum(column.missing_count for column in same))
        for same in zip(*counted, strict=True)
    )


def _unwritable(table: pa.Table, error: Exception) -> brolly.InvalidArgument:
    """Return what to raise, with the column that it is about."""
    for at, (name, type_) in enumerate(zip(table.schema.names, table.schema.types, strict=True)):
        column = table.select([at])
        try:
            with parquet.ParquetWriter(pa.MockOutputStream(), column.schema) as writer:
                writer.write_table(column)
        except pa.ArrowException as found:
            got = f"column {name[:100]!r} of type {str(type_)[:100]}: {str(found)[:200]}"
            return brolly.InvalidArgument(f"table: expected what Parquet can hold, got {got}; cast or drop it")
    return brolly.InvalidArgument(f"table: expected what Parquet can hold: {str(error)[:200]}")
