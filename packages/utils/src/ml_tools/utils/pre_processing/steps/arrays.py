"""Arrays of numbers as the bytes that fitted steps keep: equal when they are equal, and compact."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

import brolly

__all__ = ["from_bytes", "to_bytes"]


def to_bytes(values: NDArray[np.float64]) -> bytes:
    """Return 64-bit floating point, the least significant byte first."""
    return np.ascontiguousarray(values, "<f8").tobytes()


def from_bytes(data: bytes, where: str, *shape: int) -> NDArray[np.float64]:
    """Return what was kept, in a shape of which one length may be -1.

    Raises:
        brolly.InvalidArgument: They are not as many as the shape says.
    """
    try:
        return np.frombuffer(data, "<f8").reshape(shape)
    except ValueError:
        raise brolly.InvalidArgument(f"{where}: expected 8 bytes a number for {shape}, got {len(data)} bytes") from None
