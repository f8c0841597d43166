"""Sums over rows in native code; they stand in for programs, whose sums are the same up to rounding."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ml_tools.models.native import kernels
from ml_tools.models.solvers.chunks import Part
from ml_tools.models.solvers.losses import Loss

__all__ = ["native_minimum", "native_products", "native_slopes", "native_squares"]

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
    second = np.zeros((0, size, size)) if found.second is None else _padded(found.second, own, padded)
    return np.asarray(found.value), gradient, second


def native_minimum(
    part: Part,
    weights: Numbers,
    place: tuple[Numbers, Numbers],
    penalty: Numbers,
    scales: tuple[float, float, float],
    *,
    loss: Loss,
) -> Numbers:
    """Return the weights of the least losses and penalized squares, `(padded features, columns)`.

    Args:
        part: The rows.
        weights: `(padded features, columns)`, from where.
        place: As above.
        penalty: `(padded features,)`, of the squares of the weights.
        scales: The factor of the losses, the parameter of the loss, the gradient at which the minimum is found.
        loss: Of the rows.
    """
    own, found = part.features.shape[1] + 1, np.zeros_like(weights)
    factor, parameter, steepest = scales
    found[:own] = kernels.minimize(
        kernels.Table(part.features, part.target, *place),
        weights[:own],
        kernels.Loss[loss.native],
        penalty=penalty[:own],
        factor=factor,
        steepest=steepest,
        parameter=parameter,
    )
    return found


def _padded(second: Numbers, own: int, padded: int) -> Numbers:
    """Return second derivatives with zeros for the features that pad, of each column."""
    blocks, size, _ = second.shape
    if own == padded:
        return second
    wide = size // own * padded
    kept = np.concatenate([np.arange(first, first + own) for first in range(0, wide, padded)])
    found = np.zeros((blocks, wide, wide))
    found[:, kept[:, None], kept] = second
    return found
