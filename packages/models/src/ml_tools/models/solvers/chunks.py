"""Rows in chunks: a program is compiled for few sizes of them, and threads take one after the other."""

# jax.numpy is typed with names that its stubs lack
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import jax
import jax.numpy as jnp
import msgspec
import numpy as np
from jax import Array
from msgspec.structs import replace
from numpy.typing import NDArray

from ml_tools.models.examples import Features
from ml_tools.models.padding import padded_rows, resized

__all__ = ["BLOCK", "Chunk", "Part", "Parts", "blocks", "divided", "kept", "sampled", "whole_chunk"]

BLOCK = 128
"""Rows whose products are summed at once on a CPU: so few that one thread does it, whatever their number."""

_CELLS = 2**19
_MANY_CELLS = 2**24


class Chunk(NamedTuple):
    """Some rows, and zeros after them."""

    features: NDArray[np.float32] | Array
    """`(rows, padded features)` float32."""
    target: NDArray[np.float64] | Array
    """`(rows,)` float64."""
    rows: NDArray[np.int32] | Array
    """How many of the rows there are."""


class Part(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """Some rows as they are given; native code takes them so, and programs in chunks."""

    features: Features
    """`(rows, features)`."""
    target: NDArray[np.float64]
    """`(rows,)`."""
    columns: int
    """What the features are padded to, with zeros."""
    size: int
    """The most rows of a part."""
    made: Chunk | None = None

    def chunk(self) -> Chunk:
        """Return the rows in a chunk, which is made when it is needed, unless it is kept."""
        return self.made or _chunk(self.features, self.target, self.columns, self.size)


Parts = Sequence[Part]


def divided(features: Features, target: NDArray[np.float64], columns: int) -> Parts:
    """Divide rows into parts of one size; chunks of them have one of few sizes.

    Args:
        features: `(rows, features)`.
        target: `(rows,)`.
        columns: What the features are padded to, with zeros.
    """
    size = _chunk_rows(columns)
    return [
        Part(features=features[start : start + size], target=target[start : start + size], columns=columns, size=size)
        for start in range(0, len(features), size)
    ]


def whole_chunk(features: Features, target: NDArray[np.float64], columns: int) -> Chunk:
    """Return all rows in one chunk; arguments are those of `divided`."""
    return _chunk(features, target, columns, _padded(len(features)))


def kept(parts: Parts) -> Parts:
    """Return parts whose chunks are made once and stay in memory."""
    return [replace(part, made=_on_device(part.chunk())) for part in parts]


def sampled(count: int, most: int) -> NDArray[np.int64]:
    """Return the numbers of at most so many rows, at equal distances."""
    return np.arange(0, count, -(-count // most)) if count > most else np.arange(count)


def blocks(chunk: Chunk) -> tuple[Array, Array, Array]:
    """Divide the rows of a chunk for a scan: features, target, and 1 for rows that there are, else 0."""
    features, target = jnp.asarray(chunk.features), jnp.asarray(chunk.target)
    rows, columns = features.shape
    block = min(rows, BLOCK) if jax.default_backend() == "cpu" else rows
    there = (jnp.arange(rows, dtype=jnp.int32) < chunk.rows).astype(jnp.float64)
    return features.reshape(-1, block, columns), target.reshape(-1, block), there.reshape(-1, block)


def _chunk_rows(columns: int) -> int:
    cells = _CELLS if jax.default_backend() == "cpu" else _MANY_CELLS
    return _whole_blocks(max(cells // columns, 4 * columns, 1024))


def _whole_blocks(rows: int) -> int:
    return -(-rows // BLOCK) * BLOCK


def _chunk(features: Features, target: NDArray[np.float64], columns: int, size: int) -> Chunk:
    count, given = features.shape
    rows = min(size, _padded(count))
    if (count, given) != (rows, columns):
        padded = np.zeros((rows, columns), np.float32)
        padded[:count, :given] = features
        features = padded
    return Chunk(features, resized(target, rows), np.int32(count))  # type: ignore[arg-type]


def _padded(count: int) -> int:
    rows = padded_rows(count)
    return rows if rows <= BLOCK else _whole_blocks(rows)


def _on_device(chunk: Chunk) -> Chunk:
    return Chunk(*(jnp.asarray(each) for each in chunk))
