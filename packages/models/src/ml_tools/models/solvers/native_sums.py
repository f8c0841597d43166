"""Sums over rows in native code; they stand in for programs, whose sums are the same up to rounding."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ml_tools.models.native import kernels
from ml_tools.models.solvers.chunks import Part

__all__ = ["native_products", "native_slopes", "native_squares"]

Numbers = NDArray[np.float64]


def native_products(part: Part, center: Numbers, target_center: float, target_unit: float) -> Numbers:
    """Return the sums of the products of distances from a center, those of the target, and 1 with each other.

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
    part: Part, weights: Numbers, place: tuple[Numbers, Numbers], parameter: Numbers, *, loss: str
) -> tuple[Numbers, Numbers]:
    """Return the losses of rows, summed, and their derivatives by the weights.

    Args:
        part: The rows.
        weights: `(padded features, columns)`; those of the features, of 1, and then of nothing.
        place: `(padded features,)` each, what is subtracted from the features and what they are multiplied with then.
        parameter: Of the loss.
        loss: Its name.

    Returns:
        A number, and `(padded features, columns)`.
    """
    own = part.features.shape[1] + 1
    gradient = np.zeros_like(weights)
    table = kernels.Table(part.features, part.target, *place)
    value, gradient[:own] = kernels.sum_slopes(table, weights[:own], kernels.Loss[loss], parameter=float(parameter))
    return np.asarray(value), gradient
