"""The columns of a table, in words."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from ml_tools.main.comparison.result import ColumnSummary

__all__ = ["summarized"]


def summarized(table: pa.Table) -> tuple[ColumnSummary, ...]:
    """Return what is shown of each column, in order."""
    columns: list[ColumnSummary] = []
    for name in table.column_names:
        column: Any = table.column(name)
        columns.append(ColumnSummary(name=name, kind=_kind(column.type), missing_count=_missing(column)))
    return tuple(columns)


def _missing(column: Any) -> int:
    """Count what counts as missing: null, and numbers that are NaN or infinite."""
    if not pa.types.is_floating(column.type):
        return int(column.null_count)
    return len(column) - int(np.isfinite(column.to_numpy()).sum())


def _kind(kind: Any) -> str:
    types = pa.types
    if types.is_integer(kind) or types.is_floating(kind) or types.is_decimal(kind):
        return "numbers"
    if types.is_boolean(kind):
        return "true or false"
    if types.is_string(kind) or types.is_large_string(kind) or types.is_dictionary(kind):
        return "text"
    return "time" if types.is_temporal(kind) else str(kind)
