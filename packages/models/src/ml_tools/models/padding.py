"""Sizes that arrays are padded to, so that a program which was compiled for one size serves those near it."""

from __future__ import annotations

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

__all__ = ["ROWS", "padded_columns", "padded_rows", "power_of_two", "resized"]

T = TypeVar("T", bound=np.generic)

ROWS = 64
"""Numbers of training rows are padded to multiples of it."""

_COLUMNS = 8
_FEW_ROWS = 1024
_BITS = 5


def power_of_two(count: int, *, least: int = 1) -> int:
    """Return the next power of two."""
    return max(least, 1 << max(0, count - 1).bit_length())


def padded_rows(count: int) -> int:
    """Return the number of rows that training rows are padded to: few more, or up to twice as many of few."""
    return power_of_two(count, least=ROWS) if count <= _FEW_ROWS else _next(count, ROWS)


def padded_columns(count: int) -> int:
    """Return the number of columns that features are padded to."""
    return _next(count, _COLUMNS)


def resized(array: NDArray[T], rows: int) -> NDArray[T]:
    """Return an array with zeros after its rows, so that it has as many as that."""
    if len(array) == rows:
        return array
    padded = np.zeros((rows, *array.shape[1:]), array.dtype)
    padded[: len(array)] = array
    return padded


def _next(count: int, multiple: int) -> int:
    """Return the next of some 16 sizes between a power of two and the next, each a multiple of `multiple`."""
    step = max(multiple, 1 << max(0, count - 1).bit_length() >> _BITS)
    return max(1, -(-count // step)) * step
