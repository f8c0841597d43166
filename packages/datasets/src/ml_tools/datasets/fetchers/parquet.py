"""Reads Parquet, with the types that it has."""

from __future__ import annotations

from typing import IO

import pyarrow as pa

import brolly
from ml_tools.datasets.arrow import parquet
from ml_tools.datasets.columns import refusal
from ml_tools.datasets.fetchers.reading import Reading
from ml_tools.datasets.fetchers.receiving import too_large
from ml_tools.datasets.fetchers.rejections import Rejections
from ml_tools.datasets_interface import UnreadableData

__all__ = ["read_parquet"]


def read_parquet(file: IO[bytes], *, max_bytes: int) -> Reading:
    """Read a Parquet file, which may not grow beyond `max_bytes` in memory.

    Raises:
        UnreadableData: It is none, or a damaged one.
        brolly.ResourceExhausted: It is larger.
    """
    try:
        table = _table(file, max_bytes)
        table.validate(full=True)
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
        text = f"expected a whole Parquet file, got one that cannot be read: {str(error).splitlines()[0][:200]}"
        raise UnreadableData(text, format="parquet") from error
    if not table.num_rows:
        raise UnreadableData("expected a table, got no rows", format="parquet")
    return Reading(table=table, format="parquet", rejections=Rejections(), notes=[])


def _table(file: IO[bytes], max_bytes: int) -> pa.Table:
    batches, size = list[pa.RecordBatch](), 0
    with parquet.ParquetFile(file) as source:
        names = source.schema_arrow.names
        if found := refusal(names):
            raise UnreadableData(found, format="parquet")
        if source.metadata.num_rows * len(names) > max_bytes:
            raise too_large("a Parquet file that holds a table", max_bytes)
        for batch in source.iter_batches():
            brolly.checkpoint()
            size += batch.nbytes
            if size > max_bytes:
                raise too_large("a Parquet file that holds a table", max_bytes)
            batches.append(batch)
        return pa.Table.from_batches(batches, source.schema_arrow.remove_metadata())
