"""Sums over rows in native code; they stand in for programs, whose sums are the same up to rounding."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ml_tools.models.native import kernels
from ml_tools.models.solvers.chunks import Part
from ml_tools.models.solvers.losses import Loss

__all__ = ["native_products", "native_slopes", "native_squares"]

Numbers = NDArray[np.float64]


def native_products(part: Part, center: Numbers, target_center: float, target_unit: float) -> Numbers:
    """Return the sums of the products of distances from a center, 1, and those of the target with each other.

    Args:
        part: The rows.
        center: `(padded features,)`.
        target_center: Whence the target is measured.
        target_unit: What its distances are divided by.

    Returns:
        `(features + 2, features + 2)`.
    """
    table = kernels.Table(part.features, part.target, center, None, target_center, target_unit)
    return kernels.sum_products(table)


def native_squares(part: Part, center: Numbers) -> tuple[Numbers, Numbers]:
    """Return the sums of the distances from a center and of their squares, `(padded features,)` each."""
    sums = np.zeros((2, part.columns))
    sums[:, : part.features.shape[1]] = kernels.sum_squares(kernels.Table(part.features, part.target, center))
    return sums[0], sums[1]


def native_slopes(
    part: Part, weights: Numbers, place: tuple[Numbers, Numbers], parameter: Numbers, *, loss: Loss, is_curved: bool
) -> tuple[Numbers, Numbers, Numbers]:
    """Return the losses of rows, summed, and their derivatives by the weights.

    Args:
        part: The rows.
        weights: `(padded features, columns)`; those of the features, of 1, and then of nothing.
        place: `(padded features,)` each, what is subtracted from the features and what they are multiplied with then.
        parameter: Of the loss.
        loss: Of the rows.
        is_curved: Whether the second derivatives are wanted.

    Returns:
        A number, `(padded features, columns)`, and `(blocks, size, size)` or no blocks.
    """
    own, padded = part.features.shape[1] + 1, len(weights)
    found = kernels.sum_slopes(
        kernels.Table(part.features, part.target, *place),
        weights[:own],
        kernels.Loss[loss.native],
        parameter=float(parameter),
        is_curved=is_curved,
    )
    gradient, size = np.zeros_like(weights), loss.size_of(weights)
    gradient[:own] = found.gradient
    if found.second is None:
        return np.asarray(found.value), gradient, np.zeros((0, size, size))
    if own == padded:
        return np.asarray(found.value), gradient, found.second
    second = np.zeros((len(found.second), size, size))
    kept = np.flatnonzero(np.arange(size) % padded < own)
    second[:, kept[:, None], kept] = found.second
    return np.asarray(found.value), gradient, second
