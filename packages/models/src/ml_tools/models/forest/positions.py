"""Where bins lie among the values of a feature, in whole numbers, for thresholds that are drawn evenly."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ml_tools.models.trees import MISSING, Bins

__all__ = ["bin_positions", "drawn_thresholds"]

_SPAN = 2**31
"""Positions go up to it from 0; each is the next at least, so the number of bins is added at most."""
_FARTHEST = 2**32 - 1
_LARGEST = float(np.finfo(np.float32).max)


def bin_positions(bins: Bins) -> NDArray[np.uint32]:
    """Return the positions `(features, 256)`: those of bins ascend strictly, and the missing one is behind all."""
    first, width = _range(bins)
    middle = _middle(bins) - first[:, None]
    place = np.arange(MISSING + 1)
    with np.errstate(invalid="ignore"):  # bins that do not exist
        position = np.floor(middle / width[:, None] * _SPAN) + place[None, :]
    exists = place[None, :] < bins.counts[:, None]
    return np.where(exists, position, _FARTHEST).astype(np.uint32)


def drawn_thresholds(
    bins: Bins,
    feature: NDArray[np.int32],
    low: NDArray[np.uint8],
    high: NDArray[np.uint8],
    position: NDArray[np.uint32],
) -> NDArray[np.float32]:
    """Return the values at drawn positions, between the bins of the split; 0 for leaves.

    Args:
        bins: Those of the features.
        feature: `(nodes,)`, -1 for a leaf.
        low: `(nodes,)`, the bin below the split.
        high: `(nodes,)`, the bin above, `MISSING` where only missing values are.
        position: `(nodes,)`, what was drawn.
    """
    first, width = _range(bins)
    value = first[feature] + position / _SPAN * width[feature]
    below, above = bins.highest[feature, low], bins.lowest[feature, high]
    kept = np.clip(value, below, np.nextafter(above, below)).astype(np.float32)
    return np.where(feature < 0, np.float32(0), np.where(high == MISSING, np.float32(np.inf), kept))


def _middle(bins: Bins) -> NDArray[np.float64]:
    lowest, highest = (np.clip(each.astype(np.float64), -_LARGEST, _LARGEST) for each in (bins.lowest, bins.highest))
    return lowest / 2 + highest / 2


def _range(bins: Bins) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the middle of the first bin of each feature, and how far that of the last one is from it."""
    middle = _middle(bins)
    first = middle[:, 0]
    last = middle[np.arange(len(middle)), np.maximum(bins.counts, 1) - 1]
    return first, np.where(last > first, last - first, 1.0)
