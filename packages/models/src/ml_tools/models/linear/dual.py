"""Least squares for more features than rows: one unknown a row."""

# jax.numpy is typed with names that its stubs lack
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
from __future__ import annotations

import jax.numpy as jnp
import numpy as np
from jax import Array

from ml_tools.models.compilation import compiled
from ml_tools.models.examples import Examples
from ml_tools.models.learner import Arrays
from ml_tools.models.linear.standardized import standardize
from ml_tools.models.solvers import factor, product, pseudo_solve, solve

__all__ = ["fit_dual"]

_NEGLIGIBLE = 1e-12


def fit_dual(examples: Examples, penalty: float) -> Arrays:
    """Fit; without a penalty the weights, of features scaled alike, are the smallest of all solutions."""
    rows, columns = examples.features.shape
    standardized = standardize(examples.features)
    mean = float(np.mean(examples.target))
    unit = float(np.max(np.abs(examples.target - mean))) or 1.0
    target = np.zeros(len(standardized.features))
    target[:rows] = (examples.target - mean) / unit
    factors = np.ones(standardized.features.shape[1])
    if penalty:
        factors = 1.0 / np.maximum(standardized.penalty(penalty), np.finfo(np.float64).tiny)
    weights = np.asarray(_weights(standardized.features, target, factors, singular=not penalty))  # type: ignore[arg-type]
    if not np.isfinite(weights).all():
        weights = np.asarray(_weights(standardized.features, target, factors, singular=True))  # type: ignore[arg-type]
    given, offset = standardized.original(weights[:, None] * unit)
    return {"weights": given, "intercept": offset + mean, "standard_errors": np.full((columns, 1), np.nan)}


@compiled("singular")
def _weights(features: Array, target: Array, factors: Array, *, singular: bool) -> Array:
    """Return `(padded features,)` weights.

    Args:
        features: `(padded rows, padded features)` float32.
        target: `(padded rows,)`.
        factors: `(padded features,)`, one over the penalty of each weight's square.
        singular: Whether there is no penalty; static.
    """
    x = features.astype(jnp.float64)
    kernel = product(x * factors[None, :], x.T)
    found = jnp.diagonal(kernel)
    if not singular:
        factored = factor(kernel + jnp.eye(len(kernel)))
        return factors * product(x.T, solve(factored, target[:, None]))[:, 0]
    unit = jnp.where(found > 0, jnp.sqrt(found), 1.0)
    matrix = kernel / (unit[:, None] * unit[None, :])
    alphas = pseudo_solve(matrix, target / unit, _NEGLIGIBLE) / unit
    return factors * product(x.T, alphas[:, None])[:, 0]
