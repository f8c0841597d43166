"""Which task a target asks for when the caller does not say.

It is CLASSIFICATION when the values are texts, true or false, or encoded with a dictionary, and when they are whole
numbers (of whatever type) of which there are few: two different ones, or at most 20 that are also at most 5 % of the
rows. It is REGRESSION otherwise. Rows whose target is missing do not count.
"""

from __future__ import annotations

from typing import Any

import pyarrow as pa

import brolly
from ml_tools.utils.pre_processing.kernels import count_distinct
from ml_tools.utils.pre_processing.numbers import are_truths, comparable, to_numbers
from ml_tools.utils.pre_processing.texts import are_texts
from ml_tools.utils_interface.v1.pre_processing import Task

__all__ = ["check_task", "infer_task"]

_MOST_NUMBERS = 20
_MOST_PER_ROW = 0.05


def check_task(task: Task | None) -> Task | None:
    """Return the task that a caller asks for, None when that is left to the target.

    Raises:
        brolly.InvalidArgument: It is not known here.
    """
    if task is None or task is Task.UNSPECIFIED:
        return None
    if not task.is_known:
        raise brolly.InvalidArgument(f"task: expected REGRESSION or CLASSIFICATION, got {task.value}")
    return task


def infer_task(column: pa.ChunkedArray[Any]) -> Task:
    """Return the task that a column of numbers, truths or texts without missing values asks for."""
    if are_texts(column.type) or are_truths(column.type):
        return Task.CLASSIFICATION
    values = to_numbers(column)
    if (values % 1 != 0).any():
        return Task.REGRESSION
    distinct = count_distinct(comparable(column))
    few = distinct <= 2 or distinct <= min(_MOST_NUMBERS, _MOST_PER_ROW * len(column))
    return Task.CLASSIFICATION if few else Task.REGRESSION
