"""Partial dependence: what is predicted on average when a column has a value in all rows, the others as they are.

Friedman, "Greedy function approximation: a gradient boosting machine", Annals of Statistics 29(5), 2001; for single
rows Goldstein et al., "Peeking inside the black box", JCGS 24(1), 2015.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import product
from typing import Any

import msgspec
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

import brolly
from ml_tools.models.examples import Features, Outputs
from ml_tools.models.explain.grid import Grid

__all__ = ["Dependence", "dependence_tables"]

_MOST_PREDICTIONS = 20_000_000
_MOST_CELLS = 10_000_000
"""Of the tables."""


class Dependence(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """What is varied, on which rows."""

    features: Features
    """`(rows, features)`, one row at least."""
    grids: Sequence[Grid]
    """The columns, which are varied together."""
    individuals: NDArray[np.int64]
    """Which of the rows are also told one by one."""
    row_numbers: NDArray[np.int64]
    """`(rows,)`, what each row is called."""

    @property
    def combinations(self) -> int:
        """How many values the columns have together."""
        return int(np.prod([len(grid.values) for grid in self.grids]))


def dependence_tables(
    dependence: Dependence, predict: Callable[[Features], Outputs], names: Sequence[str]
) -> tuple[pa.Table, pa.Table]:
    """Return the averages over the rows, and the same of single rows.

    Args:
        dependence: What to compute.
        predict: The model.
        names: Of the columns of its outputs.

    Raises:
        brolly.ResourceExhausted: It is more than can be computed or told at once.
    """
    _check_size(dependence, len(names))
    averages, individuals = zip(*_varied(dependence, predict), strict=True)
    return _averages_table(dependence, np.stack(averages), names), _individuals_table(
        dependence, np.stack(individuals), names
    )


def _varied(
    dependence: Dependence, predict: Callable[[Features], Outputs]
) -> Iterator[tuple[NDArray[np.float64], NDArray[np.float64]]]:
    """Yield the mean of the outputs, and those of single rows, for one combination after the other."""
    changed = np.array(dependence.features)
    for places in _combinations(dependence.grids):
        brolly.checkpoint()
        for grid, place in zip(dependence.grids, places, strict=True):
            changed[:, grid.places] = grid.features[place]
        outputs = predict(changed)
        yield np.mean(outputs, axis=0), outputs[dependence.individuals]


def _combinations(grids: Sequence[Grid]) -> Iterator[tuple[int, ...]]:
    return product(*(range(len(grid.values)) for grid in grids))


def _values(grids: Sequence[Grid], times: int) -> Mapping[str, pa.Array[Any]]:
    """Return the values of each column for each combination, each of these `times` times in a row."""
    places: NDArray[np.int64] = np.repeat(np.asarray(list(_combinations(grids)), np.int64), times, axis=0)
    return {f"value of {grid.column}": grid.values.take(places[:, number]) for number, grid in enumerate(grids)}


def _averages_table(dependence: Dependence, outputs: NDArray[np.float64], names: Sequence[str]) -> pa.Table:
    columns = {**_values(dependence.grids, 1), **dict(zip(names, map(pa.array, outputs.T), strict=True))}
    return pa.Table.from_arrays(list(columns.values()), list(columns))


def _individuals_table(dependence: Dependence, outputs: NDArray[np.float64], names: Sequence[str]) -> pa.Table:
    combinations, rows, sums = outputs.shape
    number = np.tile(dependence.row_numbers[dependence.individuals], combinations)
    flat = outputs.reshape(combinations * rows, sums).T
    columns = {
        "row": pa.array(number),
        **_values(dependence.grids, rows),
        **dict(zip(names, map(pa.array, flat), strict=True)),
    }
    return pa.Table.from_arrays(list(columns.values()), list(columns))


def _check_size(dependence: Dependence, outputs: int) -> None:
    predictions = dependence.combinations * len(dependence.features)
    cells = dependence.combinations * (1 + len(dependence.individuals)) * (outputs + len(dependence.grids))
    if predictions > _MOST_PREDICTIONS or cells > _MOST_CELLS:
        raise brolly.ResourceExhausted(
            f"expected at most {_MOST_PREDICTIONS:,} predictions and {_MOST_CELLS:,} numbers to tell, got "
            f"{predictions:,} and {cells:,}; lower values, rows or individual_rows"
        )
