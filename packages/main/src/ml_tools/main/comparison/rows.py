"""Which rows are learned from and which are kept aside, and what kind of prediction it is, as utils decides it."""

from __future__ import annotations

from collections import Counter
from contextlib import aclosing
from typing import Any

import msgspec
import pyarrow as pa

from brolly import InvalidArgument
from ml_tools.main.comparison.dataset import Dataset
from ml_tools.main.comparison.question import Question
from ml_tools.utils_interface import GroupKFold, HoldOut, PreProcessing, TableSplit, Task, TemporalSplit

__all__ = ["Rows", "beside_actual", "check_enough", "learned_from", "split_rows", "target_of"]

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


def target_of(dataset: Dataset, question: Question) -> str:
    """Return the column to predict.

    Raises:
        InvalidArgument: Nobody says which, or there is no other.
    """
    target = question.target if question.target is not None else dataset.target
    names = dataset.table.column_names
    if target is None:
        some = ", ".join(names[:10]) + (", ..." if len(names) > 10 else "")
        raise InvalidArgument(f"expected a target, got none; name the column to predict, one of {some}")
    if target in names and len(names) < 2:
        raise InvalidArgument(f"expected columns beside {target!r} to predict it from, got none")
    return target


def check_enough(rows: Rows, folds: int) -> None:
    """Check that there are rows for each fold.

    Raises:
        InvalidArgument: There are too few.
    """
    if rows.training.num_rows < folds:
        raise InvalidArgument(
            f"expected at least {folds} rows to cross-validate on in {folds} folds, got {rows.training.num_rows} "
            f"({rows.holdout.num_rows} kept aside for the last check); add rows, or ask for fewer folds"
        )


async def split_rows(pre_processing: PreProcessing, table: pa.Table, target: str, question: Question) -> Rows:
    """Keep a fifth of the rows aside: classes spread evenly, or whole groups, or the latest rows.

    The same seed splits the same way.

    Raises:
        ColumnNotFound: There is no such column; names the nearest.
        UnusableTarget: Nothing can be learned of it.
        InvalidArgument: There are too few rows.
    """
    split = await _split(pre_processing, table, target, question)
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


def learned_from(rows: pa.Table, question: Question) -> pa.Table:
    """Return the columns that a model may use: those of rows that it will meet are of other groups."""
    return rows if question.group_by is None else rows.drop_columns(question.group_by)


async def _split(pre_processing: PreProcessing, table: pa.Table, target: str, question: Question) -> TableSplit:
    how: HoldOut | GroupKFold | TemporalSplit = HoldOut(fraction=KEPT_ASIDE)
    parts = round(1 / KEPT_ASIDE)
    if question.group_by is not None:
        how = GroupKFold(column=question.group_by, folds=parts)
    elif question.order_by is not None:
        how = TemporalSplit(column=question.order_by, folds=parts - 1)
    splits = pre_processing.split_table(table, target=target, split=how, seed=question.seed)
    async with aclosing(splits):
        split = await anext(splits)
        if question.order_by is not None:
            async for later in splits:
                split = later
    return split


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
