"""The rows of a file in parts, by way of a Parquet file, so that all of them have one schema and few are in memory."""

from __future__ import annotations

import tempfile
from collections.abc import AsyncGenerator, Iterator
from pathlib import Path
from typing import Any, Final

import pyarrow as pa

import brolly
from ml_tools.datasets.arrow import parquet
from ml_tools.datasets.fetchers.importing import Conversion
from ml_tools.datasets.formats import Bounds, noted
from ml_tools.datasets_interface import ParsedPart, ParseOptions

__all__ = ["parts_of"]

_MAX_PART_ROWS: Final = 1_000_000
_PART_ROWS: Final = 100_000


async def parts_of(
    path: Path, name: str, bounds: Bounds, options: ParseOptions | None, part_rows: int | None
) -> AsyncGenerator[ParsedPart, None]:
    """Return the rows of a file, so many at a time.

    Raises:
        brolly.InvalidArgument: A part may not have so many rows.
        UnreadableData: The file cannot be read.
    """
    rows = _PART_ROWS if part_rows is None else part_rows
    if not 1 <= rows <= _MAX_PART_ROWS:
        raise brolly.InvalidArgument(f"part_rows: expected a number from 1 to {_MAX_PART_ROWS}, got {rows}")
    with tempfile.NamedTemporaryFile(dir=bounds.folder, suffix=".parts") as target:
        conversion = Conversion(path, name, bounds, options)
        await brolly.offload(conversion.write, Path(target.name))
        reading = conversion.reading
        with parquet.ParquetFile(target.name) as source:
            tables = _tables(source.iter_batches(batch_size=rows), rows)
            is_first = True
            while (table := await brolly.offload(next, tables, None)) is not None:
                yield ParsedPart(
                    table=table,
                    rejected_count=reading.rejections.count,
                    rejected_rows=tuple(reading.rejections.rows) if is_first else (),
                    notes=noted(reading) if is_first else (),
                )
                is_first = False


def _tables(batches: Iterator[Any], rows: int) -> Iterator[pa.Table]:
    """Join batches, which end where row groups do, into tables of so many rows."""
    waiting, count = list[pa.RecordBatch](), 0
    for batch in batches:
        waiting.append(batch)
        count += batch.num_rows
        if count >= rows:
            table = pa.Table.from_batches(waiting)
            yield table.slice(0, rows)
            rest = table.slice(rows)
            waiting, count = rest.to_batches(), rest.num_rows
    if count:
        yield pa.Table.from_batches(waiting)
