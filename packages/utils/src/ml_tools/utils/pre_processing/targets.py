"""The column to predict, as numbers."""

from __future__ import annotations

from typing import Any, cast

import msgspec
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from ml_tools.utils.pre_processing.column_names import shown
from ml_tools.utils.pre_processing.kernels import order, pick, places, to_texts
from ml_tools.utils.pre_processing.notes import counted
from ml_tools.utils.pre_processing.numbers import are_numbers, are_truths, comparable, to_numbers
from ml_tools.utils.pre_processing.tasks import infer_task
from ml_tools.utils.pre_processing.texts import are_texts, without_dictionary
from ml_tools.utils_interface.v1.pre_processing import Task, UnusableTarget

__all__ = ["Target", "read_target"]

_MOST_CLASSES = 1000
_LONGEST_CLASS = 200
_MOST_CLASSES_PER_ROW = 0.9


class Target(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """What is to be predicted, of the rows that have it."""

    name: str
    rows: NDArray[np.intp]
    """`(rows,)`, the rows of the table that have a target, in order."""
    values: NDArray[np.float64]
    """`(rows,)`, the numbers, or the positions among the classes."""
    task: Task
    classes: tuple[str, ...]
    """Texts by name, numbers by size, false before true; empty for regression."""
    notes: tuple[str, ...]


def read_target(table: pa.Table, name: str, task: Task | None, *, usable: NDArray[np.bool_] | None = None) -> Target:
    """Return the column to predict, for the task or, when None, for the one that it asks for.

    Args:
        table: It has the column.
        name: The column.
        task: What the prediction is of.
        usable: `(rows of the table,)`, False for rows that do not count; all count when None.

    Raises:
        UnusableTarget: It cannot be predicted.
    """
    column = table.column(name)
    present = _present(name, column)
    rows = np.flatnonzero(present if usable is None else present & usable)
    if not present.any():
        raise _unusable(name, "every value is missing", "choose another target")
    if not rows.size:
        raise _unusable(name, "every row that has a value lacks a time", "choose another target, or another split")
    if rows.size < len(column):
        column = column.take(pa.array(rows, pa.int64()))
    task = task or infer_task(column)
    values, classes = _classes(name, column) if task is Task.CLASSIFICATION else (_numbers(name, column), ())
    missing = len(present) - int(present.sum())
    notes = (f"{counted(missing, 'row is', 'rows are')} left out: {shown(name)} is missing",) if missing else ()
    return Target(name=name, rows=rows, values=values, task=task, classes=classes, notes=notes)


def _present(name: str, column: pa.ChunkedArray[Any]) -> NDArray[np.bool_]:
    if are_texts(column.type):
        return without_dictionary(column).is_valid().to_numpy()
    if are_numbers(column.type) or are_truths(column.type):
        return np.isfinite(to_numbers(column))
    raise _unusable(name, f"{column.type} cannot be predicted", "choose a target of numbers or texts")


def _numbers(name: str, column: pa.ChunkedArray[Any]) -> NDArray[np.float64]:
    column = without_dictionary(column)
    if are_texts(column.type):
        raise _unusable(name, "expected numbers for regression, got texts", "ask for classification")
    values = to_numbers(column)
    if values.min() == values.max():
        raise _unusable(name, f"every value is {values[0]:g}", "choose a target that varies")
    return values


def _classes(name: str, column: pa.ChunkedArray[Any]) -> tuple[NDArray[np.float64], tuple[str, ...]]:
    named = _named(without_dictionary(column))
    levels = cast("pa.Array[Any]", named.unique())  # the stubs say chunked
    levels = pick(levels, order(levels))
    _check_levels(name, levels, rows=len(named))
    classes = to_texts(levels.cast(pa.bool_()) if are_truths(column.type) else levels)
    longest = max(map(len, classes))
    if longest > _LONGEST_CLASS:
        found = f"expected names of classes of at most {_LONGEST_CLASS} characters, got {longest:,}"
        raise _unusable(name, found, "shorten them")
    return places(named, levels).astype(np.float64), classes


def _check_levels(name: str, levels: pa.Array[Any], rows: int) -> None:
    count = len(levels)
    if count == 1:
        raise _unusable(name, f"every value is {shown(str(levels[0]))}", "choose a target that varies")
    if are_texts(levels.type) and 2 < count > _MOST_CLASSES_PER_ROW * rows:
        found = f"its {rows:,} texts are nearly all different ({count:,} of them)"
        raise _unusable(name, found, "choose a target whose classes several rows share")
    if count > _MOST_CLASSES:
        raise _unusable(name, f"expected at most {_MOST_CLASSES:,} classes, got {count:,}", "group some of them")


def _named(column: pa.ChunkedArray[Any]) -> pa.ChunkedArray[Any]:
    """Return values that equal each other when they are of the same class, and sort as classes do."""
    if are_texts(column.type):
        return column.cast(pa.large_string())
    return column.cast(pa.uint8()) if are_truths(column.type) else comparable(column)


def _unusable(name: str, found: str, fix: str) -> UnusableTarget:
    return UnusableTarget(f"target {shown(name)}: {found}; {fix}", target=name)
