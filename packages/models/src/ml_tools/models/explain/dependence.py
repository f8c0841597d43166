"""Partial dependence: what is predicted on average when a column has a value in all rows, the others as they are.

Friedman, "Greedy function approximation: a gradient boosting machine", Annals of Statistics 29(5), 2001; for single
rows Goldstein et al., "Peeking inside the black box", JCGS 24(1), 2015.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

import brolly
from ml_tools.models.examples import Outputs

__all__ = ["Dependence", "averages_table", "individuals_table", "varied_tables"]

_MOST_PREDICTIONS = 20_000_000
_MOST_CELLS = 10_000_000
"""Of the tables that are told."""
_ROWS_AT_ONCE = 50_000
_NAMES = ("value", "second value")


class Dependence(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """What is varied, on which rows."""

    table: pa.Table
    """One row at least."""
    grids: Mapping[str, pa.Array[Any]]
    """The values of each column; the columns are varied together."""
    classes: tuple[str, ...]
    """Of the predictions; empty for numbers."""
    individuals: NDArray[np.int64]
    """Which of the rows are also told one by one."""
    row_numbers: NDArray[np.int64]
    """`(rows,)`, what each row is called."""

    @property
    def combinations(self) -> int:
        """How many values the columns have together."""
        return int(np.prod([len(values) for values in self.grids.values()]))

    def places(self) -> list[NDArray[np.int64]]:
        """Return for each column which of its values each combination has; the last column changes fastest."""
        return [axis.reshape(-1) for axis in np.indices([len(values) for values in self.grids.values()])]


def varied_tables(dependence: Dependence) -> Iterator[pa.Table]:
    """Yield the rows with the values of one combination after the other, those of several in one table.

    Raises:
        brolly.ResourceExhausted: It is more than can be computed or told at once.
    """
    _check_size(dependence)
    rows, places = dependence.table.num_rows, dependence.places()
    step = max(1, _ROWS_AT_ONCE // rows)
    for start in range(0, dependence.combinations, step):
        some = [place[start : start + step] for place in places]
        varied = dependence.table.take(np.tile(np.arange(rows), len(some[0])))
        for (column, values), place in zip(dependence.grids.items(), some, strict=True):
            number = varied.column_names.index(column)
            varied = varied.set_column(number, column, values.take(np.repeat(place, rows)))
        yield varied


def averages_table(dependence: Dependence, outputs: Outputs) -> pa.Table:
    """Return the means over the rows.

    Args:
        dependence: What was varied.
        outputs: `(combinations * rows, outputs)`, what is predicted for the tables together.
    """
    means = outputs.reshape(dependence.combinations, dependence.table.num_rows, -1).mean(axis=1)
    return _told(dependence, np.arange(dependence.combinations), means, {})


def individuals_table(dependence: Dependence, outputs: Outputs) -> pa.Table:
    """Return what is predicted for single rows; the parameters are those of `averages_table`."""
    of_rows = outputs.reshape(dependence.combinations, dependence.table.num_rows, -1)[:, dependence.individuals]
    combination = np.repeat(np.arange(dependence.combinations), len(dependence.individuals))
    number = np.tile(dependence.row_numbers[dependence.individuals], dependence.combinations)
    return _told(dependence, combination, of_rows.reshape(len(combination), outputs.shape[1]), {"row": number})


def _told(
    dependence: Dependence,
    combination: NDArray[np.int64],
    outputs: Outputs,
    beside: Mapping[str, NDArray[np.int64]],
) -> pa.Table:
    """Return a table with a row for each row of the outputs and each class."""
    classes = len(dependence.classes) or 1
    columns: dict[str, Any] = {name: pa.array(np.repeat(values, classes)) for name, values in beside.items()}
    for name, values, place in zip(_NAMES, dependence.grids.values(), dependence.places(), strict=False):
        columns[name] = values.take(np.repeat(place[combination], classes))
    if dependence.classes:
        columns["class"] = pa.array(dependence.classes, pa.string()).take(np.tile(np.arange(classes), len(combination)))
    columns["predicted"] = pa.array(outputs.reshape(-1))
    return pa.Table.from_arrays(list(columns.values()), list(columns))


def _check_size(dependence: Dependence) -> None:
    columns = len(dependence.grids) + 3
    predictions = dependence.combinations * dependence.table.num_rows
    told = dependence.combinations * (1 + len(dependence.individuals)) * (len(dependence.classes) or 1) * columns
    if predictions > _MOST_PREDICTIONS or told > _MOST_CELLS:
        raise brolly.ResourceExhausted(
            f"expected at most {_MOST_PREDICTIONS:,} predictions and {_MOST_CELLS:,} numbers to tell, got "
            f"{predictions:,} and {told:,}; lower values, rows or individual_rows"
        )
