"""Another basis of the features, in which weights are learned without changing the features of all rows.

Only few rows are changed, for second derivatives; all others serve as they are, and the weights and the gradient are
changed instead, as in Rudi, Carratino and Rosasco, FALKON: An Optimal Large Scale Kernel Method, NIPS 2017.
"""

# jax.numpy is typed with names that its stubs lack
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
from __future__ import annotations

from functools import partial

import jax.numpy as jnp
import numpy as np
from jax import Array
from numpy.typing import NDArray

from ml_tools.models.compilation import compiled
from ml_tools.models.examples import Features
from ml_tools.models.padding import resized
from ml_tools.models.solvers.cholesky import product
from ml_tools.models.solvers.chunks import BLOCK
from ml_tools.models.solvers.crew import Crew

__all__ = ["Basis"]

Numbers = NDArray[np.float64]
_ROWS = 4 * BLOCK


class Basis:
    """An upper triangle, `(features, features)`: the features times it are learned from."""

    def __init__(self, triangle: NDArray[np.float32]) -> None:
        self._size = len(triangle)
        self._triangle, self._transposed = jnp.asarray(triangle), jnp.asarray(np.ascontiguousarray(triangle.T))
        self._rows: NDArray[np.int64] | None = None
        self._changed: Features = np.zeros((0, self._size), np.float32)

    def weights(self, changed: Numbers) -> Numbers:
        """Return the weights of the features as they are; those of other columns, after them, stay."""
        return self._times(self._triangle, changed)

    def gradient(self, plain: Numbers) -> Numbers:
        """Return the slopes by the changed weights; those by other weights, after them, stay."""
        return self._times(self._transposed, plain)

    async def changed(self, crew: Crew, features: Features, rows: NDArray[np.int64]) -> Features:
        """Return the features of some rows in this basis; the last ones are kept, for other targets of theirs."""
        if self._rows is None or not np.array_equal(rows, self._rows):
            found = np.empty((len(rows), self._size), np.float32)
            starts = range(0, len(rows), _ROWS)
            await crew.each(partial(self._change, features, rows, found), list(starts))
            self._rows, self._changed = rows, found
        return self._changed

    def _change(self, features: Features, rows: NDArray[np.int64], found: Features, start: int) -> None:
        some = features[rows[start : start + _ROWS]]
        whole = _times_triangle(resized(some, _ROWS), self._triangle)  # type: ignore[arg-type]
        found[start : start + len(some)] = np.asarray(whole)[: len(some)]

    def _times(self, matrix: Array, numbers: Numbers) -> Numbers:
        found = numbers.copy()
        if found.shape[1]:
            found[: self._size] = np.asarray(_times(matrix, found[: self._size]))  # type: ignore[arg-type]
        return found


@compiled()
def _times(matrix: Array, right: Array) -> Array:
    return product(matrix.astype(jnp.float64), right)


@compiled()
def _times_triangle(features: Array, triangle: Array) -> Array:
    total = jnp.zeros_like(features)
    for start in range(0, len(triangle), BLOCK):
        part = features[:, start : start + BLOCK] @ triangle[start : start + BLOCK, start:]
        total = total.at[:, start:].add(part)
    return total
