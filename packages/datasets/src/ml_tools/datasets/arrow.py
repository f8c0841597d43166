"""The parts of pyarrow whose stubs leave types open, or take no chunked arrays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypeAlias

import pyarrow as pa
import pyarrow.compute
import pyarrow.csv
import pyarrow.parquet

if TYPE_CHECKING:
    ChunkedArray: TypeAlias = pa.ChunkedArray[Any]
    DataType: TypeAlias = pa.DataType

__all__ = ["array", "compute", "csv", "parquet"]

array: Final[Any] = pa.array
compute: Final[Any] = pyarrow.compute
csv: Final[Any] = pyarrow.csv
parquet: Final[Any] = pyarrow.parquet
