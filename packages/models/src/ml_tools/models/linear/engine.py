"""Least squares by the normal equations, in 64-bit floating point."""

# jax.numpy is typed with names that its stubs lack
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
from __future__ import annotations

from typing import NamedTuple

import jax.numpy as jnp
from jax import Array

from ml_tools.models.compilation import compiled
from ml_tools.models.linear.moments import Moments, Sums
from ml_tools.models.solvers import Factor, diagonal_of_inverse, factor, pseudo_solve, solve

__all__ = ["NEGLIGIBLE", "ROUGH", "Solution", "improved", "solve_positive", "solve_singular", "solved"]

ROUGH = 1e-6
"""A squared pivot of the matrix with ones on its diagonal below which the weights are improved by what they leave."""
NEGLIGIBLE = 1e-12
"""Below it the matrix is taken for singular: features are of 32 bits."""


class Solution(NamedTuple):
    """The weights of features, for a target in its unit."""

    moments: Moments
    weights: Array
    """`(padded features,)`."""
    variance: Array
    """`(padded features,)`, of the weights, where the errors' variance is 1; NaN for features that do not vary."""
    pivot: Array
    """The smallest, squared; NaN where the matrix is not positive."""
    factor: Factor
    unit: Array


@compiled("errors")
def solve_positive(sums: Sums, penalty: Array, *, errors: bool) -> Solution:
    """Solve by Cholesky's factors.

    Args:
        sums: Over the rows.
        penalty: A number, the factor of the squares of the weights.
        errors: Whether the variance is wanted; static.
    """
    found = sums.centered()
    matrix, unit, varying = _scaled(found, penalty)
    factored = factor(matrix)
    weights = solve(factored, (found.moment / unit)[:, None])[:, 0] / unit
    size = len(unit)
    variance = diagonal_of_inverse(factored, size) / (unit * unit) if errors else jnp.full(size, jnp.nan)
    pivot = factored.least_pivot
    return Solution(found, weights, jnp.where(varying, variance, jnp.nan), pivot * pivot, factored, unit)


def solved(found: Moments, penalty: Array) -> tuple[Array, Array]:
    """Return the weights alone, and the smallest pivot squared; a part of programs, over many penalties or folds."""
    matrix, unit, _ = _scaled(found, penalty)
    factored = factor(matrix)
    pivot = factored.least_pivot
    return solve(factored, (found.moment / unit)[:, None])[:, 0] / unit, pivot * pivot


@compiled()
def improved(solution: Solution, left: Array, penalty: Array) -> Array:
    """Return better weights by what they leave of the correlations: a step of iterative refinement."""
    wrong = left - penalty * solution.weights
    return solution.weights + solve(solution.factor, (wrong / solution.unit)[:, None])[:, 0] / solution.unit


@compiled()
def solve_singular(found: Moments, penalty: Array) -> Array:
    """Return of all solutions the one whose weights, of features scaled alike, are smallest."""
    matrix, unit, _ = _scaled(found, penalty)
    return pseudo_solve(matrix, found.moment / unit, NEGLIGIBLE) / unit


def _scaled(found: Moments, penalty: Array) -> tuple[Array, Array, Array]:
    """Return the matrix with ones on its diagonal, the root of what stood there, and which features vary."""
    diagonal = jnp.diagonal(found.gram) + penalty
    varying = jnp.diagonal(found.gram) > 0
    unit = jnp.where(varying, jnp.sqrt(diagonal), 1.0)
    return found.gram / (unit[:, None] * unit[None, :]) + jnp.diag(1.0 - _own(found, unit, varying)), unit, varying


def _own(found: Moments, unit: Array, varying: Array) -> Array:
    """Return what the diagonal is without the penalty."""
    return jnp.where(varying, jnp.diagonal(found.gram) / (unit * unit), 0.0)
