"""Which rows are learned from and which are kept aside, and what kind of prediction it is, as utils decides it."""

from __future__ import annotations

from collections import Counter
from contextlib import aclosing
from typing import Any

import msgspec
import pyarrow as pa

from ml_tools.utils_interface import HoldOut, PreProcessing, Task

__all__ = ["Rows", "beside_actual", "split_rows"]

KEPT_ASIDE = 0.2


class Rows(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """The rows that have a target, in two parts."""

    training: pa.Table
    """What is learned from, and cross-validated on."""
    holdout: pa.Table
    """A fifth, kept aside for the check of the chosen model."""
    target: str
    task: Task
    classes: tuple[str, ...]
    """Empty for regression."""
    class_sizes: tuple[int, ...]
    """The training rows of each class."""
    notes: tuple[str, ...]
    """What was left out, in words."""

    @property
    def count(self) -> int:
        """How many rows have a target."""
        return self.training.num_rows + self.holdout.num_rows


async def split_rows(pre_processing: PreProcessing, table: pa.Table, target: str, seed: int) -> Rows:
    """Keep a fifth of the rows aside, classes spread evenly; the same seed splits the same way.

    Raises:
        ColumnNotFound: There is no such column; names the nearest.
        UnusableTarget: Nothing can be learned of it.
        InvalidArgument: There are too few rows.
    """
    splits = pre_processing.split_table(table, target=target, split=HoldOut(fraction=KEPT_ASIDE), seed=seed)
    async with aclosing(splits):
        split = await anext(splits)
    sizes = Counter(_texts(split.train.column(target)).to_pylist()) if split.classes else Counter[str]()
    return Rows(
        training=split.train,
        holdout=split.validation,
        target=target,
        task=split.task,
        classes=split.classes,
        class_sizes=tuple(sizes[name] for name in split.classes),
        notes=split.notes,
    )


def beside_actual(predictions: pa.Table, rows: Rows) -> pa.Table:
    """Return the columns `actual` and `predicted` of the holdout rows: numbers, or the texts of classes."""
    actual, predicted = rows.holdout.column(rows.target), predictions.column("predicted")
    if rows.classes:
        return pa.Table.from_arrays([_texts(actual), _texts(predicted)], ["actual", "predicted"])
    return pa.Table.from_arrays([actual.cast(pa.float64()), predicted.cast(pa.float64())], ["actual", "predicted"])


def _texts(column: pa.ChunkedArray[Any]) -> pa.ChunkedArray[Any]:
    """Return classes by their names: the values as texts, numbers without a fraction that is zero."""
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    if pa.types.is_floating(column.type) or pa.types.is_decimal(column.type):
        column = pa.chunked_array([pa.array(column.cast(pa.float64()).to_numpy() + 0.0)])  # makes 0 of -0
    return column.cast(pa.large_string())
