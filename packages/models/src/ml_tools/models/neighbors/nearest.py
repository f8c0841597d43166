"""The nearest rows of some queries, proven to be the nearest."""

# jax.numpy is typed with names that its stubs lack
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
from __future__ import annotations

import math
from typing import NamedTuple

import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

import brolly
from ml_tools.models.compilation import double_precision
from ml_tools.models.examples import Features
from ml_tools.models.neighbors.engine import Ground, least_bounds, squared_distances, squares_below
from ml_tools.models.padding import padded_rows, power_of_two, resized

__all__ = ["Near", "nearest"]

_BLOCK_ROWS = 4096
_PRODUCTS_A_PROGRAM = 4_000_000_000
_DIFFERENCES_A_PROGRAM = 300_000_000
_CELLS_A_PROGRAM = 8_000_000
_MOST_QUERIES = 1024
_SPARE = 8
"""So many more candidates than neighbours are looked at exactly."""
_ROUNDING = 4 * float(np.finfo(np.float64).eps)
"""Of each of the sums of a squared distance, for each feature; more than twice what it is."""
_ABOVE = 1.0 + 1e-9
"""More than rounding can take from the square of a distance that was made of its root."""


class Near(NamedTuple):
    """The nearest rows of each query, the nearest first; of those equally near the earlier first."""

    rows: NDArray[np.int64]
    """`(queries, neighbors)`."""
    distances: NDArray[np.float64]
    """`(queries, neighbors)`."""


def nearest(features: Features, queries: Features, neighbors: int) -> Near:
    """Return the nearest rows of each query.

    Candidates come from products of matrices, with a bound on what rounding can do to them, and are compared by
    their exact differences. A query for which the bound proves nothing, as of many rows that are equally near, is
    compared with all rows in that way.

    Args:
        features: `(rows, features)`.
        queries: `(queries, features)`.
        neighbors: How many; at most the rows.
    """
    with double_precision():
        ground = _ground(features)
        count = min(power_of_two(neighbors + _SPARE), ground.rows.shape[1])
        query_cells = max(count * features.shape[1], ground.rows.shape[1])
        step = _step(ground, _PRODUCTS_A_PROGRAM, query_cells)
        parts: list[Near] = []
        for start in range(0, len(queries), step):
            brolly.checkpoint()
            parts.append(_nearest(ground, features, queries[start : start + step], neighbors, count))
    return Near(*(np.concatenate(part) for part in zip(*parts, strict=True)))


def _ground(features: Features) -> Ground:
    count, columns = features.shape
    size = min(_BLOCK_ROWS, power_of_two(count))
    padded = -(-padded_rows(count) // size) * size
    center = np.mean(features, axis=0, dtype=np.float64)
    widest = float(np.max(np.maximum(np.max(features, axis=0) - center, center - np.min(features, axis=0))))
    ground = Ground(
        rows=jnp.asarray(resized(features, padded).reshape(-1, size, columns)),
        squares=jnp.zeros(()),
        center=jnp.asarray(center),
        unit=jnp.asarray(2.0 ** -math.frexp(widest)[1]),
        rounding=jnp.asarray(_ROUNDING * (columns + 8)),
    )
    return ground._replace(squares=squares_below(ground, jnp.asarray(count)))


def _step(ground: Ground, work: int, query_cells: int) -> int:
    """Return how many queries a program takes, a power of two: so much work, and bounded memory."""
    most = min(_MOST_QUERIES, work // ground.rows.size, _CELLS_A_PROGRAM // query_cells)
    return 1 << max(0, most.bit_length() - 1)


def _nearest(ground: Ground, features: Features, queries: Features, neighbors: int, count: int) -> Near:
    padded = jnp.asarray(resized(queries, power_of_two(len(queries))))
    bounds, numbers = (np.asarray(found)[: len(queries)] for found in least_bounds(padded, ground, count))
    near = _compared(features, queries, numbers, np.isfinite(bounds), neighbors)
    if count >= len(features):
        return near
    squares = np.square(near.distances[:, -1] * float(ground.unit))
    unproven = np.flatnonzero(~(squares * _ABOVE < bounds[:, -1]))
    if len(unproven):
        near.rows[unproven], near.distances[unproven] = _by_differences(ground, features, queries[unproven], neighbors)
    return near


def _compared(
    features: Features, queries: Features, candidates: NDArray[np.int32], real: NDArray[np.bool_], neighbors: int
) -> Near:
    """Return the nearest of some candidates by their exact differences."""
    differences = features[np.where(real, candidates, 0)].astype(np.float64) - queries[:, None, :]
    squares = np.where(real, np.sum(np.square(differences), axis=2), np.inf)
    order = np.lexsort((candidates, squares), axis=1)[:, :neighbors]
    rows = np.take_along_axis(candidates, order, axis=1).astype(np.int64)
    return Near(rows=rows, distances=np.sqrt(np.take_along_axis(squares, order, axis=1)))


def _by_differences(ground: Ground, features: Features, queries: Features, neighbors: int) -> Near:
    """Compare queries with all rows by their exact differences."""
    step = _step(ground, _DIFFERENCES_A_PROGRAM, ground.rows.shape[0] * ground.rows.shape[1])
    rows = np.empty((len(queries), neighbors), np.int64)
    distances = np.empty((len(queries), neighbors))
    for start in range(0, len(queries), step):
        brolly.checkpoint()
        block = queries[start : start + step]
        padded = jnp.asarray(resized(block, power_of_two(len(block))))
        squares = np.asarray(squared_distances(padded, ground.rows))[:, : len(features)]
        for query in range(len(block)):
            rows[start + query] = _least(squares[query], neighbors)
            distances[start + query] = np.sqrt(squares[query][rows[start + query]])
    return Near(rows=rows, distances=distances)


def _least(squares: NDArray[np.float64], count: int) -> NDArray[np.int64]:
    """Return where the least values are, in rising order; of equals the earlier."""
    last = np.partition(squares, count - 1)[count - 1]
    nearer = np.flatnonzero(squares < last)
    places = np.concatenate([nearer, np.flatnonzero(squares == last)[: count - len(nearer)]])
    return places[np.argsort(squares[places], kind="stable")]
