"""MurmurHash3 of many texts at once: the 32-bit form with the seed 0, by Austin Appleby, as scikit-learn has it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

__all__ = ["hashes", "slots"]

_UINT = np.uint32


def slots(levels: pa.Array[Any], count: int) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Return which of so many columns each level is in, and whether as 1 or -1."""
    signed = hashes(levels).view(np.int32).astype(np.int64)
    return np.abs(signed) % count, np.where(signed >= 0, 1, -1).astype(np.float32)


def hashes(levels: pa.Array[Any]) -> NDArray[np.uint32]:
    """Return the hash of each text, as UTF-8; none of them is missing."""
    count = len(levels)
    buffers: list[Any] = list(levels.cast(pa.large_string()).buffers())
    if not count:
        return np.zeros(0, _UINT)
    offsets: NDArray[np.int64] = np.frombuffer(buffers[1], np.int64)[levels.offset : levels.offset + count + 1]
    data: NDArray[np.uint8] = np.frombuffer(buffers[2] or b"", np.uint8)
    found = np.empty(count, _UINT)
    lengths = np.diff(offsets)
    for length in np.unique(lengths):
        which = np.flatnonzero(lengths == length)
        found[which] = _hashes(data[offsets[which][:, None] + np.arange(length)], int(length))
    return found


def _hashes(texts: NDArray[np.uint8], length: int) -> NDArray[np.uint32]:
    """Return the hashes of texts of one length, `(texts, length)`."""
    whole = length // 4
    blocks = np.ascontiguousarray(texts[:, : whole * 4]).view("<u4").reshape(len(texts), whole)
    found = np.zeros(len(texts), _UINT)
    for block in range(whole):
        found = _rotated(found ^ _mixed(blocks[:, block]), 13) * _UINT(5) + _UINT(0xE6546B64)
    if length % 4:
        tail = np.zeros((len(texts), 4), np.uint8)
        tail[:, : length % 4] = texts[:, whole * 4 :]
        found ^= _mixed(tail.view("<u4")[:, 0])
    return _finished(found ^ _UINT(length))


def _mixed(block: NDArray[np.uint32]) -> NDArray[np.uint32]:
    return _rotated(block * _UINT(0xCC9E2D51), 15) * _UINT(0x1B873593)


def _rotated(value: NDArray[np.uint32], by: int) -> NDArray[np.uint32]:
    return (value << _UINT(by)) | (value >> _UINT(32 - by))


def _finished(value: NDArray[np.uint32]) -> NDArray[np.uint32]:
    value = (value ^ (value >> _UINT(16))) * _UINT(0x85EBCA6B)
    value = (value ^ (value >> _UINT(13))) * _UINT(0xC2B2AE35)
    return value ^ (value >> _UINT(16))
