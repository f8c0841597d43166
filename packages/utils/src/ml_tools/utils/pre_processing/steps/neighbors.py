"""Missing numbers from the rows that are nearest, as scikit-learn's KNNImputer finds them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

import brolly
from ml_tools.utils.pre_processing.steps.arrays import from_bytes, to_bytes
from ml_tools.utils_interface.v1.steps import Donors, FittedImpute, Impute

__all__ = ["MOST_DONORS", "MOST_NEIGHBORS", "choose_donors", "fill_by_neighbors"]

MOST_DONORS = 100_000
MOST_NEIGHBORS = 100
_DONORS = 2000
_NEIGHBORS = 5
_MOST_CELLS = 150_000
_BLOCK = 512

Numbers = NDArray[np.float64]


def choose_donors(rows: Numbers, action: Impute, order: NDArray[np.intp]) -> Donors:
    """Return the rows that are kept to be neighbors, in their order.

    Args:
        rows: `(rows, columns)`, NaN means missing.
        action: What is asked for.
        order: `(rows,)`, in which they are drawn.
    """
    most = min(action.donors or _DONORS, max(_MOST_CELLS // rows.shape[1], 1))
    order = order[~np.isnan(rows[order]).all(axis=1)]
    chosen = rows[np.sort(order[:most])]
    return Donors(neighbors=action.neighbors or _NEIGHBORS, rows=len(chosen), values=to_bytes(chosen))


def fill_by_neighbors(rows: Numbers, fitted: FittedImpute) -> Numbers:
    """Return rows with the mean of their nearest donors that have the value, or as learned where none can be found.

    Distances are Euclidean over the columns that both have, scaled up to all columns.

    Args:
        rows: `(rows, columns)`, NaN means missing.
        fitted: It has donors.
    """
    assert fitted.donors is not None
    columns = len(fitted.columns)
    donors = from_bytes(fitted.donors.values, "donors.values", fitted.donors.rows, columns)
    center = np.array([each.number or 0.0 for each in fitted.columns])
    filled = np.array(rows, np.float64)
    lacking = np.flatnonzero(np.isnan(filled).any(axis=1))
    for begin in range(0, len(lacking), _BLOCK):
        brolly.checkpoint()
        block = lacking[begin : begin + _BLOCK]
        distances = _distances(filled[block] - center, donors - center)
        filled[block] = _filled(filled[block], donors, distances, fitted.donors.neighbors)
    return np.where(np.isnan(filled), center, filled)


def _distances(rows: Numbers, donors: Numbers) -> Numbers:
    """Return the squares of the distances, `(rows, donors)`, infinite where no column is in both."""
    there, theirs = ~np.isnan(rows), ~np.isnan(donors)
    x, y = np.where(there, rows, 0.0), np.where(theirs, donors, 0.0)
    shared = there.astype(np.float64) @ theirs.T.astype(np.float64)
    squares = (x * x) @ theirs.T - 2 * (x @ y.T) + there @ (y * y).T
    with np.errstate(invalid="ignore", divide="ignore"):
        scaled = np.maximum(squares, 0.0) * (rows.shape[1] / shared)
    return np.where(shared > 0, scaled, np.inf)


def _filled(rows: Numbers, donors: Numbers, distances: Numbers, neighbors: int) -> Numbers:
    filled = rows.copy()
    for column in np.flatnonzero(np.isnan(rows).any(axis=0)):
        lacking, having = np.flatnonzero(np.isnan(rows[:, column])), np.flatnonzero(~np.isnan(donors[:, column]))
        if not having.size:
            continue
        count = min(neighbors, len(having))
        near = distances[np.ix_(lacking, having)]
        nearest = np.argpartition(near, count - 1, axis=1)[:, :count]
        reachable = np.isfinite(np.take_along_axis(near, nearest, axis=1))
        values = np.where(reachable, donors[having, column][nearest], 0.0)
        with np.errstate(invalid="ignore"):
            filled[lacking, column] = values.sum(axis=1) / reachable.sum(axis=1)  # NaN when none can be reached
    return filled
