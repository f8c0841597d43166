"""Columns of texts."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from ml_tools.utils.pre_processing.numbers import are_numbers, are_truths

__all__ = ["are_texts", "without_dictionary"]


def are_texts(kind: pa.DataType) -> bool:
    """Whether values of an Arrow type are texts, or numbers that a dictionary declares to be names."""
    if pa.types.is_dictionary(kind):
        named = kind.value_type
        return are_texts(named) or are_numbers(named) or are_truths(named)
    return pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind)


def without_dictionary(column: pa.ChunkedArray[Any]) -> pa.ChunkedArray[Any]:
    """Return a column without the dictionary that it may be encoded with."""
    return column.cast(column.type.value_type) if pa.types.is_dictionary(column.type) else column
