"""How strongly pairs of columns of numbers are related."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from ml_tools.datasets_interface import Correlation

__all__ = ["correlations"]

_MOST_PAIRS = 1000
_MOST_COLUMNS = 500
_FEWEST_ROWS = 3


def correlations(columns: Mapping[str, NDArray[np.float64]]) -> tuple[Correlation, ...]:
    """Return Pearson's coefficient of each pair over the rows that have both, the strongest first.

    Args:
        columns: `(rows,)` each, NaN or infinite where a number is missing; of more than 500 the first 500 are compared.
            A pair of which one does not vary, or that has fewer than 3 rows in common, is left out.
    """
    names = list(columns)[:_MOST_COLUMNS]
    if len(names) < 2:
        return ()
    values = np.column_stack([_scaled(columns[name]) for name in names])
    coefficients = _coefficients(values, np.isfinite(values))
    left, right = np.triu_indices(len(names), k=1)
    found = coefficients[left, right]
    known = np.flatnonzero(np.isfinite(found))
    strongest = known[np.argsort(-np.abs(found[known]), kind="stable")][:_MOST_PAIRS]
    return tuple(
        Correlation(left=names[left[each]], right=names[right[each]], value=float(found[each])) for each in strongest
    )


def _scaled(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return numbers around 0 of the size of 1, which leaves coefficients as they are and squares within bounds."""
    finite = values[np.isfinite(values)]
    if not len(finite):
        return np.full(len(values), np.nan)
    largest = float(np.max(np.abs(finite))) or 1.0
    small = np.where(np.isfinite(values), values, np.nan) / largest
    small -= np.mean(small[np.isfinite(small)])
    return small / (float(np.max(np.abs(small[np.isfinite(small)]))) or 1.0)


def _coefficients(values: NDArray[np.float64], known: NDArray[np.bool_]) -> NDArray[np.float64]:
    filled = np.where(known, values, 0.0)
    present = known.astype(np.float64)
    count = present.T @ present
    sums, squares, products = filled.T @ present, np.square(filled).T @ present, filled.T @ filled
    with np.errstate(divide="ignore", invalid="ignore"):
        covariance = products - sums * sums.T / count
        variance = squares - np.square(sums) / count
        negligible = variance <= 1e-12 * squares
        coefficients = covariance / np.sqrt(variance * variance.T)
    coefficients[negligible | negligible.T | (count < _FEWEST_ROWS)] = np.nan
    return np.clip(coefficients, -1.0, 1.0)
