"""Factors, solutions and pseudo-solutions are LAPACK's, to rounding."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from ml_tools.models.compilation import double_precision
from ml_tools.models.solvers import diagonal_of_inverse, factor, pseudo_solve, solve


@pytest.mark.parametrize("size", [1, 8, 32, 100])
def test_positive_systems_are_solved(size: int) -> None:
    random = np.random.default_rng(size)
    rows, right = random.normal(size=(2 * size, size)), random.normal(size=(size, 3))
    matrix = rows.T @ rows

    with double_precision():
        factored = jax.jit(factor)(jnp.asarray(matrix))
        found, inverse = solve(factored, jnp.asarray(right)), diagonal_of_inverse(factored, size)

    lower = np.asarray(factored.lower)[:size, :size]
    np.testing.assert_allclose(lower @ lower.T, matrix, atol=1e-10 * size)
    np.testing.assert_allclose(found, np.linalg.solve(matrix, right), rtol=1e-6)
    np.testing.assert_allclose(inverse, np.diag(np.linalg.inv(matrix)), rtol=1e-6)


def test_a_matrix_that_is_not_positive_has_no_pivot() -> None:
    with double_precision():
        assert np.isnan(factor(jnp.asarray(np.diag([1.0, -1.0]))).least_pivot)


def test_of_all_solutions_the_smallest_is_found() -> None:
    random = np.random.default_rng(0)
    thin = random.normal(size=(40, 7))
    thin /= np.linalg.norm(thin, axis=1, keepdims=True)
    matrix, right = thin @ thin.T, thin @ random.normal(size=7)

    with double_precision():
        found = pseudo_solve(jnp.asarray(matrix), jnp.asarray(right), 1e-12)

    np.testing.assert_allclose(found, np.linalg.pinv(matrix, rcond=1e-10) @ right, atol=1e-9)
