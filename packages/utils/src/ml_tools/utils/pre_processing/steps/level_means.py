"""The mean of the target over the rows of each level, drawn towards the mean of all.

By Micci-Barreca (SIGKDD Explorations 3, 2001), as scikit-learn's TargetEncoder computes it.
"""

from __future__ import annotations

from typing import Any

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
    brolly.checkpoint()
    count = int(parts.max()) + 1
    if count < 2:
        return np.full(len(codes), output.mean())
    places = parts * levels + codes
    centered = output - output.mean()
    counts = _of_others(np.bincount(places, minlength=count * levels), count)
    sums = _of_others(np.bincount(places, centered, count * levels), count)
    squares = _of_others(np.bincount(places, centered**2, count * levels), count)
    rows: Numbers = counts.sum(axis=1, keepdims=True)
    mean: Numbers = sums.sum(axis=1, keepdims=True) / rows
    with np.errstate(invalid="ignore", divide="ignore"):
        own = sums / counts
        if smoothing is not None:
            share = counts / (counts + smoothing)
        else:
            variance: Numbers = squares.sum(axis=1, keepdims=True) / rows - mean**2
            within = np.maximum(squares / counts - own**2, 0.0)
            share = variance * counts / (variance * counts + within)
        drawn: Numbers = mean + share * (own - mean)
    found = np.where(np.isfinite(drawn), drawn, np.broadcast_to(mean, drawn.shape))
    return np.take(found, places) + output.mean()


def _of_others(by_part: NDArray[Any], parts: int) -> Numbers:
    """Return sums over the other parts, `(parts, levels)`, from those over each."""
    own = by_part.reshape(parts, -1).astype(np.float64)
    return own.sum(axis=0) - own
