"""Least squares, by the normal equations of standardized features in 64-bit floating point.

Rows are summed in blocks of one size, in order, so that the sums do not depend on the number of processors. What LAPACK
makes of them does in the last digits, from some 100 features on.
"""

# jax.numpy is typed with names that its stubs lack
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
from __future__ import annotations

import jax.numpy as jnp
from jax import Array, lax
from jax.scipy.linalg import cho_solve

from ml_tools.models.compilation import compiled
from ml_tools.models.padding import ROWS

__all__ = ["IMPRECISE", "moments", "solve_positive", "solve_singular"]

IMPRECISE = 1e-10
"""A pivot of Cholesky's factor, squared, below which the matrix is taken for singular."""
_NEGLIGIBLE = 1e-12
"""Eigenvalues below this share of the largest are rounding: features are of 32 bits."""


@compiled()
def moments(features: Array, target: Array) -> tuple[Array, Array]:
    """Return the products of the features with each other and with the target, summed over rows.

    Args:
        features: `(rows, features)` float32; rows are a multiple of ROWS.
        target: `(rows,)` float64.

    Returns:
        `(features, features)` and `(features,)`, float64.
    """
    count = features.shape[1]

    def add(sums: tuple[Array, Array], block: tuple[Array, Array]) -> tuple[tuple[Array, Array], None]:
        x, y = block[0].astype(jnp.float64), block[1]
        return (sums[0] + x.T @ x, sums[1] + x.T @ y), None

    start = (jnp.zeros((count, count), jnp.float64), jnp.zeros(count, jnp.float64))
    blocks = (features.reshape(-1, ROWS, count), target.reshape(-1, ROWS))
    return lax.scan(add, start, blocks)[0]


@compiled()
def solve_positive(gram: Array, moment: Array, penalty: Array) -> tuple[Array, Array]:
    """Solve the normal equations by Cholesky's factors.

    Args:
        gram: `(features, features)`.
        moment: `(features,)`.
        penalty: `(features,)`, what is added to the diagonal.

    Returns:
        The weights `(features,)`, and the smallest pivot squared; below IMPRECISE, or NaN, the weights are unusable.
    """
    matrix, unit = _equilibrated(gram, penalty)
    factor = jnp.linalg.cholesky(matrix, symmetrize_input=False)
    pivot = jnp.min(jnp.diagonal(factor))
    return cho_solve((factor, True), moment / unit) / unit, pivot * pivot


@compiled()
def solve_singular(gram: Array, moment: Array, penalty: Array) -> Array:
    """Solve the normal equations by eigenvalues: of all solutions the one of the smallest norm.

    Args and result are those of `solve_positive`.
    """
    matrix, unit = _equilibrated(gram, penalty)
    values, vectors = jnp.linalg.eigh(matrix, symmetrize_input=False)
    kept = values > _NEGLIGIBLE * jnp.max(jnp.abs(values))
    shares = jnp.where(kept, (vectors.T @ (moment / unit)) / jnp.where(kept, values, 1.0), 0.0)
    return (vectors @ shares) / unit


def _equilibrated(gram: Array, penalty: Array) -> tuple[Array, Array]:
    """Return the matrix with ones on its diagonal, and the root of what stood there; 1 for features of zeros."""
    matrix = gram + jnp.diag(penalty)
    diagonal = jnp.diagonal(matrix)
    unit = jnp.where(diagonal > 0, jnp.sqrt(diagonal), 1.0)
    return matrix / (unit[:, None] * unit[None, :]), unit
