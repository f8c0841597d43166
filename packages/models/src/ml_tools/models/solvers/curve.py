"""Second derivatives in factors, which Newton's method solves with."""

# jax.numpy is typed with names that its stubs lack
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from numpy.typing import NDArray

from ml_tools.models.compilation import compiled
from ml_tools.models.native import is_native, kernels
from ml_tools.models.padding import resized
from ml_tools.models.solvers.cholesky import Factor, factored, solve

__all__ = ["Curve", "curve_of", "solved", "solver"]

Numbers = NDArray[np.float64]

_LARGE = 16
"""More blocks on a diagonal are solved with at each step; fewer are inverted once."""
_JITTER = 1e-11
"""What is added to diagonals of ones, for directions in which nothing bends."""


class Curve(NamedTuple):
    """Second derivatives in factors, block by block."""

    factor: Factor
    """Of the matrices with ones on their diagonals."""
    unit: Array
    """`(blocks, size)`, the roots of what stood there."""


def curve_of(second: Numbers, penalty: Numbers) -> Curve:
    """Factor second derivatives; the factors are NumPy arrays.

    Args:
        second: `(blocks, size, size)`.
        penalty: `(features,)`, what is added on the diagonal, column after column.
    """
    size = second.shape[1]
    places = np.arange(size)
    matrix = second.copy()
    matrix[:, places, places] += np.tile(penalty, size // len(penalty))
    diagonal = matrix[:, places, places]
    unit = np.where(diagonal > 0, np.sqrt(np.maximum(diagonal, 0.0)), 1.0)
    matrix /= unit[:, :, None]
    matrix /= unit[:, None, :]
    matrix[:, places, places] += np.where(diagonal > 0, _JITTER, 1.0)
    factors = Factor(*(np.stack(each) for each in zip(*map(factored, matrix), strict=True)))  # type: ignore[arg-type]
    return Curve(factors, unit)  # type: ignore[arg-type]


def solver(curve: Curve) -> Callable[[Numbers], Numbers]:
    """Return what solves for `(features, columns)` right sides."""
    if curve.factor.inverses.shape[1] > _LARGE:
        return partial(solved, curve)
    return partial(_multiply, np.asarray(_inverted(curve)))


def solved(curve: Curve, right: Numbers) -> Numbers:
    """Solve once, for a `(features, columns)` right side."""
    blocks, size = curve.unit.shape
    found = _solved(curve.factor, right.T.reshape(blocks, size) / np.asarray(curve.unit)) / np.asarray(curve.unit)
    return found.reshape(right.shape[::-1]).T


def _multiply(inverses: Numbers, right: Numbers) -> Numbers:
    columns = right.T.reshape(len(inverses), -1)
    return np.einsum("bij,bj->bi", inverses, columns).reshape(right.shape[::-1]).T


def _solved(factors: Factor, right: Numbers) -> Numbers:
    if factors.inverses.shape[1] > 1:
        if is_native():
            return np.stack([_solved_natively(*pair) for pair in zip(factors.lower, right, strict=True)])
        return np.asarray(_solved_in_blocks(factors, right))  # type: ignore[arg-type]
    inverse = np.asarray(factors.inverses[:, 0])  # of the whole: calling a program takes longer than to multiply
    return np.einsum("bji,bj->bi", inverse, np.einsum("bij,bj->bi", inverse, right))


def _solved_natively(lower: Array, right: Numbers) -> Numbers:
    return kernels.solve(np.asarray(lower), resized(right, len(lower)))[: len(right)]


@compiled()
def _solved_in_blocks(factors: Factor, right: Array) -> Array:
    def one(each: Factor, part: Array) -> Array:
        return solve(each, part[:, None])[:, 0]

    return jax.vmap(one)(factors, right)


@compiled()
def _inverted(curve: Curve) -> Array:
    size = curve.unit.shape[1]

    def one(each: Curve) -> Array:
        return solve(each.factor, jnp.eye(size)) / (each.unit[:, None] * each.unit[None, :])

    return jax.vmap(one)(curve)
