"""The parts of pyarrow whose stubs leave types open, or take no chunked arrays."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import pyarrow as pa
import pyarrow.compute
import pyarrow.csv
import pyarrow.ipc
import pyarrow.parquet

if TYPE_CHECKING:
    ChunkedArray: TypeAlias = pa.ChunkedArray[Any]
    DataType: TypeAlias = pa.DataType

__all__ = ["array", "arrays_of", "batch_of", "compute", "csv", "ipc", "parquet", "types_of"]

array: Final[Any] = pa.array
compute: Final[Any] = pyarrow.compute
csv: Final[Any] = pyarrow.csv
ipc: Final[Any] = pyarrow.ipc
parquet: Final[Any] = pyarrow.parquet


def arrays_of(batch: pa.RecordBatch) -> list[Any]:
    """Return the columns of a batch."""
    found: Any = batch
    return list(found.columns)


def batch_of(arrays: Sequence[Any], schema: pa.Schema) -> pa.RecordBatch:
    """Return a batch of these columns."""
    made: Any = pa.RecordBatch
    return made.from_arrays(list(arrays), schema=schema)


def types_of(schema: pa.Schema) -> list[Any]:
    """Return the types of the columns, in order."""
    found: Any = schema.types
    return list(found)
