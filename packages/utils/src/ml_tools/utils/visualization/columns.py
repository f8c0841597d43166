"""Columns of a table to draw, as arrays."""

from __future__ import annotations

import difflib
from typing import Any

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

import brolly
from ml_tools.utils.visualization.labels import cleaned, distinct

__all__ = ["Levels", "Numbers", "are_numbers", "column_of", "levels_of", "numbers_of", "texts_of"]

Numbers = NDArray[np.float64]

_LARGEST = 1e150
"""Beyond it squares overflow."""
_NAMED = 8


class Levels(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """The commonest texts of a column."""

    labels: list[str]
    """As charts show them, the commonest first; the others have no label."""
    codes: NDArray[np.int64]
    """`(rows,)`, positions among the labels; -1 for the others, and where it is missing."""
    other_count: int
    """How many rows have a text that is none of them."""

    def of_rows(self, other: str = "") -> list[str]:
        """Return the label of each row, `other` where it has none."""
        return np.array([*self.labels, other], object)[self.codes].tolist()


def column_of(table: pa.Table, name: str) -> pa.ChunkedArray[Any]:
    """Return a column.

    Raises:
        brolly.InvalidArgument: There is none of that name, or more than one.
    """
    found = table.column_names.count(name)
    if found != 1:
        near = difflib.get_close_matches(name[:60], table.column_names[:1000], n=1)
        hint = f"; did you mean {near[0][:60]!r}?" if near and not found else ""
        names = ", ".join(repr(each[:60]) for each in table.column_names[:_NAMED]) or "none"
        raise brolly.InvalidArgument(f"table: expected the column {name[:60]!r} once, got {names}{hint}")
    return table.column(name)


def numbers_of(table: pa.Table, name: str) -> Numbers:
    """Return a column of numbers or truths, `(rows,)`; NaN where it is missing, infinite, or 1e150 and more.

    Raises:
        brolly.InvalidArgument: It is not there, or of something else.
    """
    column = column_of(table, name)
    if pa.types.is_boolean(column.type):
        column = column.cast(pa.uint8())
    if not are_numbers(column.type):
        raise brolly.InvalidArgument(f"table: expected numbers in the column {name[:60]!r}, got {column.type}")
    numbers = np.asarray(column.cast(pa.float64(), safe=False).to_numpy(), np.float64)
    return np.where(np.abs(numbers) < _LARGEST, numbers, np.nan)


def texts_of(table: pa.Table, name: str) -> pa.ChunkedArray[Any]:
    """Return a column as texts.

    Raises:
        brolly.InvalidArgument: It is not there, or of what has no text.
    """
    column = column_of(table, name)
    try:
        return column.cast(pa.large_string())
    except pa.ArrowException as error:
        expected = f"expected numbers or texts in the column {name[:60]!r}"
        raise brolly.InvalidArgument(f"table: {expected}, got {column.type}") from error


def levels_of(table: pa.Table, name: str, most: int) -> Levels:
    """Return the commonest texts of a column, so many at most; of those equally common the first by name.

    Raises:
        brolly.InvalidArgument: It is not there, or of what has no text.
    """
    compute: Any = pc  # its stubs leave types open
    encoded: Any = compute.dictionary_encode(texts_of(table, name).combine_chunks())
    codes = encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)
    names: list[str] = encoded.dictionary.to_pylist()
    counts = np.bincount(codes[codes >= 0], minlength=len(names))
    kept = sorted(range(len(names)), key=lambda code: (-counts[code], names[code]))[:most]
    places = np.full(len(names) + 1, -1)
    places[kept] = np.arange(len(kept))
    return Levels(
        labels=distinct(cleaned(names[code], 40) for code in kept),
        codes=places[codes],
        other_count=int(counts.sum() - counts[kept].sum()),
    )


def are_numbers(kind: pa.DataType) -> bool:
    """Tell whether values of a type are numbers; those that are all missing are."""
    types = pa.types
    return types.is_integer(kind) or types.is_floating(kind) or types.is_decimal(kind) or types.is_null(kind)
