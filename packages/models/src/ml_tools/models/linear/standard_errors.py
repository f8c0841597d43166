"""How far the weights of a logistic regression may be off, by its second derivatives."""

# jax.numpy is typed with names that its stubs lack
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
from __future__ import annotations

import jax.numpy as jnp
import numpy as np
from jax import Array
from numpy.typing import NDArray

from ml_tools.models.compilation import compiled
from ml_tools.models.solvers import Objective, diagonal_of_inverse, factor

__all__ = ["standard_errors"]

_IMPRECISE = 1e-12
"""A pivot of the scaled matrix, squared, below which it is taken for singular."""


def standard_errors(second: NDArray[np.float64], objective: Objective) -> NDArray[np.float64]:
    """Return those of the weights of the features as given, `(features, columns)`; NaN where they do not exist.

    Args:
        second: The second derivatives of all rows, one block.
        objective: What they are of, without a penalty.
    """
    places, columns = objective.places, objective.columns
    unused = np.where(objective.places.factor > 0, 0.0, 1.0)
    variance, pivot = _variance(second[0], np.tile(unused, columns), columns=columns)  # type: ignore[arg-type]
    if not float(pivot) ** 2 > _IMPRECISE:
        return np.full((places.given, columns), np.nan)
    factors = np.where(places.factor > 0, places.factor, np.nan)
    found = np.sqrt(np.maximum(np.asarray(variance), 0.0)).reshape(columns, -1).T * factors[:, None]
    return found[: places.given]


@compiled("columns")
def _variance(second: Array, unused: Array, *, columns: int) -> tuple[Array, Array]:
    """Return the diagonal of the inverse, and the smallest pivot.

    Several columns may all change by the same without a change of the loss: in these directions, whose projection is
    `shared`, the inverse is 0.
    """
    count = len(second) // columns
    diagonal = jnp.diagonal(second)
    size = jnp.mean(diagonal)
    shared = jnp.kron(jnp.full((columns, columns), 1.0 / columns), jnp.eye(count)) if columns > 1 else None
    matrix = second + jnp.diag(unused * size)
    matrix = matrix if shared is None else matrix + size * shared
    unit = jnp.sqrt(jnp.diagonal(matrix))
    factored = factor(matrix / (unit[:, None] * unit[None, :]))
    found = diagonal_of_inverse(factored, len(second)) / (unit * unit)
    return found if shared is None else found - 1.0 / (columns * size), factored.least_pivot
