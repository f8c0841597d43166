"""Cholesky's factors in blocks so small that the bits do not depend on the number of processors, as LAPACK's do.

All are in 64-bit floating point. All but `factored` and `transposed_inverse` are parts of programs, and can be mapped
over a leading axis.
"""

# jax.numpy is typed with names that its stubs lack
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
from __future__ import annotations

from typing import Any, NamedTuple, cast

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array, lax
from jax.scipy.linalg import solve_triangular
from numpy.typing import NDArray

from ml_tools.models.compilation import compiled
from ml_tools.models.native import is_native, kernels

__all__ = [
    "Factor",
    "diagonal_of_inverse",
    "factor",
    "factored",
    "half_solve",
    "product",
    "pseudo_solve",
    "solve",
    "transposed_inverse",
    "transposed_solve",
]

_BLOCK = 32
"""LAPACK takes one thread for matrices as small as this."""
_THIN = 8
_INNER = 128
"""The longest sums of products that Eigen does not divide among threads."""

_lax: Any = lax  # its own types have holes


class Factor(NamedTuple):
    """A lower triangular matrix whose product with its transpose is the matrix that was factored."""

    lower: Array
    """`(size, size)`, padded with ones on the diagonal to whole blocks; NaN where the matrix is not positive."""
    inverses: Array
    """`(blocks, block, block)`, the inverses of the blocks on the diagonal."""

    @property
    def least_pivot(self) -> Array:
        """The smallest pivot; NaN where the matrix is not positive."""
        return jnp.min(jnp.diagonal(self.lower))


class _Pivoting(NamedTuple):
    lower: Array
    diagonal: Array
    """What is left of it; 0 for rows that were pivots."""
    rank: Array


def product(left: Array, right: Array) -> Array:
    """Return `left @ right`, the long sums cut into pieces that one thread computes; few columns one by one.

    Eigen divides the sums of thin products among threads, however short they are.
    """
    if right.shape[1] <= _THIN:
        return jnp.stack(
            [jnp.sum(left * right[:, column][None, :], axis=1) for column in range(right.shape[1])], axis=1
        )
    length = right.shape[0]
    total = left[:, :_INNER] @ right[:_INNER]
    for start in range(_INNER, length, _INNER):
        total = total + left[:, start : start + _INNER] @ right[start : start + _INNER]
    return total


def factor(matrix: Array) -> Factor:
    """Factor a positive definite matrix, `(size, size)`, right-looking."""
    padded = _padded(matrix)
    size, block = len(padded), min(len(padded), _BLOCK)
    unit = jnp.eye(block, dtype=matrix.dtype)
    places = jnp.arange(size)[:, None]

    def step(number: Array, state: tuple[Array, Array, Array]) -> tuple[Array, Array, Array]:
        rest, lower, inverses = state
        start = number * block
        corner = jnp.linalg.cholesky(_lax.dynamic_slice(rest, (start, start), (block, block)), symmetrize_input=False)
        inverse = solve_triangular(corner, unit, lower=True)
        column = _lax.dynamic_slice(rest, (0, start), (size, block)) @ inverse.T
        column = jnp.where(places >= start, column, 0.0)
        below = jnp.where(places >= start + block, column, 0.0)
        lower = _lax.dynamic_update_slice(lower, column, (0, start))
        return rest - below @ below.T, lower, inverses.at[number].set(inverse)

    empty = jnp.zeros((size // block, block, block), matrix.dtype)
    _, lower, inverses = _lax.fori_loop(0, size // block, step, (padded, jnp.zeros_like(padded), empty))
    return Factor(jnp.tril(lower), inverses)


def factored(matrix: NDArray[np.float64]) -> Factor:
    """Factor a positive definite matrix outside of programs, by native code where there is any; NumPy arrays."""
    if not is_native():
        return cast("Factor", jax.tree.map(np.asarray, _factored(matrix)))  # type: ignore[arg-type]
    size, block = len(matrix), min(len(matrix), _BLOCK)
    padded = np.eye(-(-size // block) * block)
    padded[:size, :size] = kernels.factor(matrix)
    firsts = np.arange(0, len(padded), block)[:, None, None]
    corners = padded[firsts + np.arange(block)[:, None], firsts + np.arange(block)]
    return Factor(padded, np.linalg.inv(corners))  # type: ignore[arg-type]


def transposed_inverse(matrix: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return an upper triangle whose product with its transpose is the inverse of a positive definite matrix.

    By native code where there is any, outside of programs.
    """
    if is_native():
        return kernels.transposed_inverse(kernels.factor(matrix))
    return np.asarray(_transposed_inverse(matrix))  # type: ignore[arg-type]


def solve(factored: Factor, right: Array) -> Array:
    """Solve for `(size, columns)` right sides."""
    return transposed_solve(factored, half_solve(factored, right))[: len(right)]


def diagonal_of_inverse(factored: Factor, size: int) -> Array:
    """Return the diagonal of the inverse of the matrix that was factored, `(size,)`."""
    half = half_solve(factored, jnp.eye(size, dtype=factored.lower.dtype))
    return jnp.sum(half * half, axis=0)


def pseudo_solve(matrix: Array, right: Array, negligible: float) -> Array:
    """Solve a singular system, of all solutions by the one of the smallest norm.

    The matrix is factored with pivots from the largest on, until they are negligible: with lower `L` of full rank the
    pseudo-inverse of `L L'` is `L (L'L)^-2 L'`.

    Args:
        matrix: `(size, size)`, positive semidefinite, ones on its diagonal.
        right: `(size,)`.
        negligible: The share of a diagonal element below which it is taken for rounding.
    """
    size = len(matrix)

    def unfinished(state: _Pivoting) -> Array:
        return (jnp.max(state.diagonal) > negligible) & (state.rank < size)

    def step(state: _Pivoting) -> _Pivoting:
        pivot = jnp.argmax(state.diagonal)
        column = matrix[:, pivot] - jnp.sum(state.lower * state.lower[pivot][None, :], axis=1)
        column = jnp.where(state.diagonal > 0, column, 0.0) / jnp.sqrt(state.diagonal[pivot])
        left = jnp.maximum(state.diagonal - column * column, 0.0).at[pivot].set(0.0)
        return _Pivoting(state.lower.at[:, state.rank].set(column), left, state.rank + 1)

    start = _Pivoting(jnp.zeros_like(matrix), jnp.diagonal(matrix), jnp.zeros((), jnp.int32))
    lower = _lax.while_loop(unfinished, step, start).lower
    square = product(lower.T, lower)
    factored = factor(square + jnp.diag(jnp.where(jnp.diagonal(square) > 0, 0.0, 1.0)))
    half = solve(factored, product(lower.T, right[:, None]))
    return product(lower, solve(factored, half))[:, 0]


def half_solve(factored: Factor, right: Array) -> Array:
    """Solve with the lower triangle, for `(size, columns)` right sides; the result has the padded size."""
    lower, inverses = factored
    size, block = len(lower), inverses.shape[1]
    places = jnp.arange(size)[:, None]

    def step(number: Array, rest: Array) -> Array:
        start = number * block
        part = inverses[number] @ _lax.dynamic_slice(rest, (start, 0), (block, rest.shape[1]))
        column = jnp.where(places >= start + block, _lax.dynamic_slice(lower, (0, start), (size, block)), 0.0)
        return _lax.dynamic_update_slice(rest - column @ part, part, (start, 0))

    return _lax.fori_loop(0, size // block, step, jnp.pad(right, ((0, size - len(right)), (0, 0))))


def transposed_solve(factored: Factor, right: Array) -> Array:
    """Solve with the transposed lower triangle, likewise."""
    lower, inverses = factored
    size, block = len(lower), inverses.shape[1]
    places = jnp.arange(size)[None, :]

    def step(done: Array, rest: Array) -> Array:
        number = size // block - 1 - done
        start = number * block
        part = inverses[number].T @ _lax.dynamic_slice(rest, (start, 0), (block, rest.shape[1]))
        row = jnp.where(places < start, _lax.dynamic_slice(lower, (start, 0), (block, size)), 0.0)
        return _lax.dynamic_update_slice(rest - row.T @ part, part, (start, 0))

    return _lax.fori_loop(0, size // block, step, jnp.pad(right, ((0, size - len(right)), (0, 0))))


@compiled()
def _factored(matrix: Array) -> Factor:
    return factor(matrix)


@compiled()
def _transposed_inverse(matrix: Array) -> Array:
    return half_solve(factor(matrix), jnp.eye(len(matrix)))[: len(matrix)].T


def _padded(matrix: Array) -> Array:
    size = len(matrix)
    more = -size % _BLOCK if size > _BLOCK else 0
    if not more:
        return matrix
    return jnp.pad(matrix, (0, more)) + jnp.diag(jnp.pad(jnp.zeros(size, matrix.dtype), (0, more), constant_values=1.0))
