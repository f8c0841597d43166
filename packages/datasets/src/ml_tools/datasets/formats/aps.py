"""Reads body scans of the Passenger Screening Algorithm Challenge (Transportation Security Administration, 2017).

An `.aps` file has a header of 512 bytes, little-endian, then the frames of a scan, x fastest, each from below.
"""

from __future__ import annotations

import struct
from typing import Any, Final

import numpy as np

__all__ = ["read_aps"]

_HEADER_BYTES: Final = 512
_WORD_TYPE: Final = 276
_SCALE: Final = 292
_POINTS: Final = 348
_WORDS: Final = {4: np.dtype("<u2"), 7: np.dtype("<f4")}
_MAX_POINTS: Final = 100_000_000


def read_aps(content: bytes) -> np.ndarray[Any, np.dtype[np.float32]]:
    """Return the frames: `(height, width, frames)`, the top row first, scaled by the factor of the header.

    Raises:
        ValueError: It is no scan, or not a whole one.
    """
    if len(content) < _HEADER_BYTES:
        raise ValueError(f"expected a header of {_HEADER_BYTES} bytes, got {len(content)} bytes")
    (word_type,) = struct.unpack_from("<h", content, _WORD_TYPE)
    (scale,) = struct.unpack_from("<f", content, _SCALE)
    width, height, _, frames = struct.unpack_from("<4i", content, _POINTS)
    if word_type not in _WORDS:
        raise ValueError(f"expected a word type of 4 or 7 in the header, got {word_type}")
    if min(width, height, frames) < 1 or width * height * frames > _MAX_POINTS:
        raise ValueError(f"expected a scan of at most {_MAX_POINTS} points, got {width} x {height} x {frames}")
    expected = _HEADER_BYTES + width * height * frames * _WORDS[word_type].itemsize
    if len(content) < expected:
        raise ValueError(f"expected {expected} bytes for {width} x {height} x {frames} points, got {len(content)}")
    words = np.frombuffer(content, _WORDS[word_type], width * height * frames, _HEADER_BYTES)
    scan = words.reshape(frames, height, width).astype(np.float32) * np.float32(scale)
    return np.flipud(np.moveaxis(scan, 0, -1))
