"""What is known of the columns of a table, and which columns a table may have."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa

import brolly
from ml_tools.datasets.arrow import compute
from ml_tools.datasets_interface import Column, ColumnKind

if TYPE_CHECKING:
    from ml_tools.datasets.arrow import ChunkedArray

__all__ = ["MAX_COLUMNS", "described", "kind", "refusal", "type_of"]

MAX_COLUMNS: Final = 10_000
_MAX_NAMES_BYTES: Final = 1024**2  # the columns of one table travel in one message
_NAMED: Final = 5


def described(table: pa.Table) -> tuple[Column, ...]:
    """Return its columns, in order; NaN counts as missing."""
    return tuple(
        Column(name=name, kind=kind(column.type), missing_count=_missing_count(column))
        for name, column in zip(table.column_names, table.columns, strict=True)
    )


def kind(type_: pa.DataType) -> ColumnKind:
    """Return what values of an Arrow type are; categories are what their levels are."""
    if pa.types.is_dictionary(type_):
        return kind(type_.value_type)
    if pa.types.is_boolean(type_):
        return ColumnKind.BOOLEAN
    if pa.types.is_integer(type_) or pa.types.is_floating(type_) or pa.types.is_decimal(type_):
        return ColumnKind.NUMBER
    if pa.types.is_string(type_) or pa.types.is_large_string(type_) or pa.types.is_string_view(type_):
        return ColumnKind.TEXT
    if pa.types.is_timestamp(type_) or pa.types.is_date(type_):
        return ColumnKind.TIME
    return ColumnKind.OTHER


def type_of(schema: pa.Schema, name: str) -> pa.DataType:
    """Return the type of a column that is there."""
    types = dict(zip(schema.names, schema.types, strict=True))
    return types[name]


def refusal(names: Sequence[str]) -> str:
    """Return why a table may not have columns of these names, as "expected X, got Y"; empty when it may."""
    if not names:
        return "expected at least one column, got none"
    if len(names) > MAX_COLUMNS:
        return f"expected at most {MAX_COLUMNS} columns, got {len(names)}"
    if (size := sum(len(name.encode()) for name in names)) > _MAX_NAMES_BYTES:
        return f"expected names of columns of {_MAX_NAMES_BYTES} bytes together at most, got {size}"
    if twice := _repeated(names):
        named = ", ".join(repr(name[:100]) for name in twice[:_NAMED]) + (", ..." if len(twice) > _NAMED else "")
        return f"expected columns of distinct names, got more than one {named}"
    return ""


def _repeated(names: Sequence[str]) -> tuple[str, ...]:
    """Return the names that stand there more than once, each once, in order."""
    seen: set[str] = set()
    return tuple(dict.fromkeys(name for name in names if name in seen or seen.add(name)))


def _missing_count(column: ChunkedArray) -> int:
    brolly.checkpoint()
    type_: Any = column.type
    if pa.types.is_dictionary(type_):
        column = column.cast(type_.value_type)
    if not pa.types.is_floating(column.type):
        return column.null_count
    return int(compute.sum(compute.is_null(column, nan_is_null=True)).as_py() or 0)
