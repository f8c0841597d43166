"""Factors multiply to the matrix, and inverses to the unit matrix."""

from __future__ import annotations

import numpy as np
import pytest

from ml_tools.kernels import factor, levels, solve, transposed_inverse


@pytest.mark.parametrize("level", levels())
@pytest.mark.parametrize("size", [0, 1, 3, 4, 5, 31, 64, 130, 331])
def test_a_factor_times_its_transpose_is_the_matrix(level: int, size: int) -> None:
    half = np.random.default_rng(size).normal(size=(size, size))
    matrix = half @ half.T + np.eye(size)

    lower = factor(matrix, level=level)

    np.testing.assert_allclose(lower @ lower.T, matrix, rtol=1e-12, atol=1e-12)
    np.testing.assert_array_equal(lower, np.tril(lower))
    np.testing.assert_array_equal(lower, factor(np.tril(matrix)))


@pytest.mark.parametrize("level", levels())
@pytest.mark.parametrize("size", [0, 1, 3, 4, 5, 31, 64, 130, 331])
def test_a_lower_triangle_times_its_inverse_is_the_unit_matrix(level: int, size: int) -> None:
    lower = np.tril(np.random.default_rng(size).normal(size=(size, size))) / 9 + np.eye(size)

    found = transposed_inverse(lower, level=level)

    np.testing.assert_allclose(lower @ found.T, np.eye(size), atol=1e-10)
    np.testing.assert_array_equal(found, np.triu(found))
    np.testing.assert_array_equal(found, transposed_inverse(lower))


@pytest.mark.parametrize("level", levels())
@pytest.mark.parametrize("size", [0, 1, 3, 8, 9, 31, 130])
def test_what_is_solved_for_is_the_right_side_again(level: int, size: int) -> None:
    random = np.random.default_rng(size)
    lower, right = np.tril(random.normal(size=(size, size))) / 9 + np.eye(size), random.normal(size=size)

    found = solve(lower, right.copy(), level=level)

    np.testing.assert_allclose(lower @ (lower.T @ found), right, atol=1e-10)
    np.testing.assert_array_equal(found, solve(lower + np.triu(np.ones((size, size)), 1), right))


@pytest.mark.parametrize("wrong", [-1.0, 0.0, np.nan])
def test_a_matrix_that_is_not_positive_has_no_factor(wrong: float) -> None:
    matrix = np.eye(9)
    matrix[7, 7] = wrong

    assert np.isnan(factor(matrix)).all()


def test_a_matrix_that_is_not_square_is_refused() -> None:
    for function in (factor, transposed_inverse):
        with pytest.raises(ValueError, match="a square matrix"):
            function(np.zeros((2, 3)))
    with pytest.raises(ValueError, match=r"a right side \(2,\), got an array \(3,\)"):
        solve(np.eye(2), np.zeros(3))
