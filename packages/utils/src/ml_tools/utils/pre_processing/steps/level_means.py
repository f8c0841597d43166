"""The mean of the target over the rows of each level, drawn towards the mean of all.

By Micci-Barreca (SIGKDD Explorations 3, 2001), as scikit-learn's TargetEncoder computes it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

import brolly
from ml_tools.utils.pre_processing.steps.training import Outcome

__all__ = ["cross_fitted", "level_means", "outputs_of"]

Numbers = NDArray[np.float64]


def outputs_of(outcome: Outcome) -> Numbers:
    """Return what means are taken of, `(outputs, rows)`: numbers, the second class, or each of several classes."""
    if len(outcome.classes) <= 2:
        return outcome.values[None, :]
    return (outcome.values[None, :] == np.arange(len(outcome.classes))[:, None]).astype(np.float64)


def level_means(codes: NDArray[np.int64], output: Numbers, levels: int, smoothing: float | None) -> Numbers:
    """Return the means of levels, `(levels + 1,)`, that of all at the end; a level without rows has that too.

    Args:
        codes: `(rows,)`, from 0 to `levels - 1`.
        output: `(rows,)`.
        levels: How many.
        smoothing: How many rows of the mean of all each level is mixed with; by the variances when None.
    """
    mean = float(output.mean())
    centered = output - mean
    counts = np.bincount(codes, minlength=levels).astype(np.float64)
    sums = np.bincount(codes, centered, levels)
    with np.errstate(invalid="ignore", divide="ignore"):
        if smoothing is not None:
            drawn = sums / (counts + smoothing)
        else:
            own = sums / counts
            within = np.bincount(codes, (centered - own[codes]) ** 2, levels) / counts
            variance = float(centered @ centered / len(output))
            drawn = own * variance * counts / (variance * counts + within)
    return np.append(np.where(np.isfinite(drawn), drawn, 0.0), 0.0) + mean


def cross_fitted(
    codes: NDArray[np.int64], output: Numbers, levels: int, smoothing: float | None, parts: NDArray[np.int64]
) -> Numbers:
    """Return the mean of the level of each row over the rows of the other parts, `(rows,)`."""
    found = np.empty(len(codes))
    for part in range(int(parts.max()) + 1):
        brolly.checkpoint()
        inside, outside = parts == part, parts != part
        means = level_means(codes[outside], output[outside], levels, smoothing) if outside.any() else None
        found[inside] = output.mean() if means is None else means[codes[inside]]
    return found
