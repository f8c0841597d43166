"""Values as the bins that they lie in. It holds no lock of Python's, so that features are binned in threads."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ml_tools.kernels.library import library

__all__ = ["find_codes"]

_MOST_BINS = 255


def find_codes(
    values: NDArray[np.float32], highest: NDArray[np.float32], codes: NDArray[np.uint8], *, level: int | None = None
) -> None:
    """Write the bin of each value, 255 where it is NaN.

    Args:
        values: `(rows,)`.
        highest: `(bins,)`, the highest value of each bin, ascending.
        codes: `(rows,)`, a column of an array, to be written.
        level: The instruction set, see `levels`; the newest unless given.

    Raises:
        ValueError: Arrays do not fit each other.
        OSError: There is no native code.
    """
    if codes.dtype != np.uint8 or codes.shape != values.shape or len(highest) > _MOST_BINS:
        raise ValueError(f"expected {len(values)} codes of 8 bits and {_MOST_BINS} bins at most, got others")
    rows, bounds = np.ascontiguousarray(values, np.float32), np.ascontiguousarray(highest, np.float32)
    library(level).codes_find(
        rows.ctypes.data, len(rows), bounds.ctypes.data, len(bounds), codes.ctypes.data, codes.strides[0]
    )
