"""What chance makes of rows: numbers that do not depend on their order."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

import brolly

__all__ = ["row_salts"]

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_BLOCK_ROWS = 65_536


def row_salts(codes: NDArray[np.uint8], target: NDArray[np.int64]) -> NDArray[np.uint32]:
    """Hash each row by what it holds, and rows that hold the same by a number of their own.

    Args:
        codes: `(rows, features)`.
        target: `(rows,)`.
    """
    hashed = target.astype(np.uint64) * _GOLDEN
    rows, features = codes.shape
    words = -(-features // 8)
    factors = np.frombuffer(np.random.Generator(np.random.PCG64(0)).bytes(8 * words), np.uint64) | np.uint64(1)
    padded = np.zeros((min(rows, _BLOCK_ROWS), 8 * words), np.uint8)
    as_words: NDArray[np.uint64] = padded.view(np.uint64)
    for start in range(0, rows, _BLOCK_ROWS):
        brolly.checkpoint()
        own = hashed[start : start + _BLOCK_ROWS]
        padded[: len(own), :features] = codes[start : start + _BLOCK_ROWS]
        for word in range(words):
            own ^= as_words[: len(own), word] * factors[word]
            own *= _GOLDEN
            own ^= own >> np.uint64(29)
    return ((_told_apart(hashed) * _GOLDEN) >> np.uint64(32)).astype(np.uint32)


def _told_apart(hashed: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Add to equal numbers how many of them come before."""
    ordered = np.sort(hashed)
    differs = ordered[1:] != ordered[:-1]
    if differs.all():
        return hashed
    order = np.argsort(hashed, kind="stable")
    place = np.arange(len(hashed))
    first = np.maximum.accumulate(np.where(np.concatenate([[True], differs]), place, 0))
    told = hashed.copy()
    told[order] += (place - first).astype(np.uint64)
    return told
