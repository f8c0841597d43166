"""Hashes of values, 64 bits each, for counting different ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from ml_tools.datasets.arrow import compute

if TYPE_CHECKING:
    from ml_tools.datasets.arrow import ChunkedArray

__all__ = ["Hashes", "hash_texts", "hash_words"]

Hashes = NDArray[np.uint64]

_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)


def hash_words(words: Hashes) -> Hashes:
    """Return a hash of each number: the finalizer of SplitMix64, which maps different numbers to different ones."""
    mixed = words + _MULTIPLIER
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))


def hash_texts(texts: ChunkedArray) -> Hashes:
    """Return a hash of each text, none of which is missing; different texts have different ones but for rare luck."""
    encoded: Any = compute.dictionary_encode(texts.combine_chunks())
    hashes = _hash_bytes(encoded.dictionary.cast(pa.large_binary()))
    return hashes[encoded.indices.to_numpy()]


def _hash_bytes(values: Any) -> Hashes:
    """Return the polynomial of each text's bytes at a fixed odd number, modulo 2**64, mixed with its length."""
    if not len(values):
        return np.empty(0, np.uint64)
    offsets = np.frombuffer(values.buffers()[1], np.int64)[values.offset : values.offset + len(values) + 1]
    lengths = np.diff(offsets)
    total = np.zeros(len(values), np.uint64)
    filled = np.flatnonzero(lengths)
    if len(filled):
        content = np.frombuffer(values.buffers()[2], np.uint8)[offsets[0] : offsets[-1]].astype(np.uint64)
        place = np.arange(len(content)) - np.repeat(offsets[:-1] - offsets[0], lengths)
        powers = np.multiply.accumulate(np.full(int(lengths.max()), _MULTIPLIER))
        total[filled] = np.add.reduceat((content + np.uint64(1)) * powers[place], (offsets[:-1] - offsets[0])[filled])
    return hash_words(total ^ lengths.astype(np.uint64))
