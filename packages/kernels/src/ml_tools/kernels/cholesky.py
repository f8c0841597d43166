"""Cholesky's factor, its inverse, and what is solved with it.

They depend neither on the instruction set nor on the number of processors.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ml_tools.kernels.library import library

__all__ = ["factor", "solve", "transposed_inverse"]


def factor(matrix: NDArray[np.float64], *, level: int | None = None) -> NDArray[np.float64]:
    """Return the lower triangle whose product with its transpose is a positive definite matrix.

    Args:
        matrix: `(size, size)`, of which the lower triangle is read.
        level: The instruction set, see `levels`; the newest unless given.

    Returns:
        `(size, size)`, zeros above the diagonal; NaN where the matrix is not positive definite.

    Raises:
        ValueError: The matrix is not square.
        MemoryError: None is left.
        OSError: There is no native code.
    """
    given = _square(matrix)
    lower = np.empty_like(given)
    done = library(level).matrix_factor(given.ctypes.data, len(given), lower.ctypes.data)
    if done < 0:
        raise _no_memory(given)
    if not done:
        lower.fill(np.nan)
    return lower


def transposed_inverse(lower: NDArray[np.float64], *, level: int | None = None) -> NDArray[np.float64]:
    """Return the transpose of the inverse of a lower triangle, `(size, size)`, zeros below the diagonal.

    Args:
        lower: `(size, size)`, of which the lower triangle is read.
        level: The instruction set, see `levels`; the newest unless given.

    Raises:
        ValueError: The matrix is not square.
        MemoryError: None is left.
        OSError: There is no native code.
    """
    given = _square(lower)
    found = np.empty_like(given)
    if not library(level).matrix_invert(given.ctypes.data, len(given), found.ctypes.data):
        raise _no_memory(given)
    return found


def solve(lower: NDArray[np.float64], right: NDArray[np.float64], *, level: int | None = None) -> NDArray[np.float64]:
    """Return what a lower triangle times its transpose turns into the right side, `(size,)`.

    Args:
        lower: `(size, size)`, of which the lower triangle is read.
        right: `(size,)`.
        level: The instruction set, see `levels`; the newest unless given.

    Raises:
        ValueError: The matrix is not square, or the right side is not of its size.
        OSError: There is no native code.
    """
    given, found = _square(lower), np.array(right, np.float64, order="C")
    if found.shape != given.shape[:1]:
        raise ValueError(f"expected a right side ({len(given)},), got an array {found.shape}")
    library(level).matrix_solve(given.ctypes.data, len(given), found.ctypes.data)
    return found


def _square(matrix: NDArray[np.float64]) -> NDArray[np.float64]:
    given = np.ascontiguousarray(matrix, np.float64)
    if given.ndim != 2 or given.shape[0] != given.shape[1]:
        raise ValueError(f"expected a square matrix, got an array {given.shape}")
    return given


def _no_memory(matrix: NDArray[np.float64]) -> MemoryError:
    return MemoryError(f"expected memory for a matrix of {matrix.nbytes:,} bytes, got none")
