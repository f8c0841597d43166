"""Products of features with each other and with the target: all that least squares need to know of the rows."""

# jax.numpy is typed with names that its stubs lack
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
from __future__ import annotations

from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array, lax
from numpy.typing import NDArray

from ml_tools.models.compilation import compiled
from ml_tools.models.examples import Features
from ml_tools.models.native import is_native
from ml_tools.models.padding import padded_columns
from ml_tools.models.solvers import (
    Chunk,
    Crew,
    Part,
    Parts,
    blocks,
    divided,
    middle,
    native_products,
    of_chunks,
    product,
    summed,
)

__all__ = ["Moments", "Origin", "Sums", "correlation", "moments", "origin", "total"]

_MOST_NATIVE = 512
"""Features, whose sums native code keeps at hand."""


class Origin(NamedTuple):
    """From where features and target are measured, and the unit of the target."""

    features: NDArray[np.float64]
    """`(padded features,)`."""
    target: NDArray[np.float64]
    """A number."""
    unit: NDArray[np.float64]
    """A number; distances of targets are at most it, or twice."""


class Sums(NamedTuple):
    """Sums over rows of products of distances from an origin."""

    rows: Array
    gram: Array
    """`(padded features, padded features)`."""
    moment: Array
    """`(padded features, 2)`, with the target and with 1."""
    target: Array
    """`(2,)`, of the target and its square."""

    def centered(self) -> Moments:
        """Return the products of distances from the means."""
        mean, target = self.moment[:, 1] / self.rows, self.target[0] / self.rows
        return Moments(
            rows=self.rows,
            mean=mean,
            target_mean=target,
            gram=self.gram - self.rows * mean[:, None] * mean[None, :],
            moment=self.moment[:, 0] - self.rows * mean * target,
            square=self.target[1] - self.rows * target * target,
        )


class Moments(NamedTuple):
    """Sums over rows of products of distances from the means."""

    rows: Array
    mean: Array
    """`(padded features,)`, of the distances from the origin."""
    target_mean: Array
    """Of the distances from the origin, in the unit of the target."""
    gram: Array
    """`(padded features, padded features)`."""
    moment: Array
    """`(padded features,)`, with the target in its unit."""
    square: Array
    """Of the target in its unit."""


def origin(features: Features, target: NDArray[np.float64]) -> Origin:
    """Return a place amid the rows, so that little is lost when the means are subtracted."""
    lowest, highest = float(np.min(target)), float(np.max(target))
    center = lowest / 2 + highest / 2
    unit = max(highest - center, center - lowest) or 1.0
    return Origin(middle(features, padded_columns(features.shape[1])), np.float64(center), np.float64(unit))  # type: ignore[arg-type]


async def moments(crew: Crew, features: Features, target: NDArray[np.float64]) -> tuple[Origin, Sums]:
    """Sum over all rows, in one pass.

    Args:
        crew: Who computes.
        features: `(rows, features)`.
        target: `(rows,)`.

    Returns:
        NumPy arrays.
    """
    place = await crew.run(origin, features, target)
    return place, await total(crew, place, features, target)


async def total(crew: Crew, place: Origin, features: Features, target: NDArray[np.float64]) -> Sums:
    """Return the sums of all rows, NumPy arrays, measured from a place."""
    native = is_native() and features.shape[1] <= _MOST_NATIVE
    parts = divided(features, target, len(place.features))
    return await summed(crew, _native_sums if native else of_chunks(sums), parts, place)


def _native_sums(part: Part, place: Origin) -> Sums:
    products = native_products(part, place.features, float(place.target), float(place.unit))
    given = part.features.shape[1]
    gram, moment = np.zeros((part.columns, part.columns)), np.zeros((part.columns, 2))
    gram[:given, :given], moment[:given] = products[:given, :given], products[:given, [given + 1, given]]
    return Sums(products[given, given], gram, moment, products[-1, given:])  # type: ignore[arg-type]


@compiled()
def sums(chunk: Chunk, origin: Origin) -> Sums:
    """Return the sums of a chunk of rows."""

    def add(total: Sums, block: tuple[Array, Array, Array]) -> tuple[Sums, None]:
        x, y = _distances(block, origin)
        right = jnp.stack([y[0], y[1]], axis=1)
        more = Sums(jnp.sum(y[1]), x.T @ x, product(x.T, right), y[0] @ right[:, ::-1])
        return jax.tree.map(jnp.add, total, more), None

    size = chunk.features.shape[1]
    shapes = ((), (size, size), (size, 2), (2,))
    start = Sums(*(jnp.zeros(shape, jnp.float64) for shape in shapes))
    return lax.scan(add, start, blocks(chunk))[0]


async def correlation(
    crew: Crew, parts: Parts, place: Origin, found: Moments, weights: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the products of the centred features with what weights leave of the target, `(padded features,)`.

    Args:
        crew: Who computes.
        parts: The rows.
        place: Whence they are measured.
        found: Their moments.
        weights: `(padded features,)`, for the target in its unit.
    """
    return await summed(crew, of_chunks(_correlation), parts, place, found, weights)


@compiled()
def _correlation(chunk: Chunk, origin: Origin, found: Moments, weights: Array) -> Array:
    def add(total: Array, block: tuple[Array, Array, Array]) -> tuple[Array, None]:
        x, (y, there) = _distances(block, origin)
        x = (x - found.mean[None, :]) * there[:, None]
        rest = y - there * found.target_mean - product(x, weights[:, None])[:, 0]
        return total + product(x.T, rest[:, None])[:, 0], None

    return lax.scan(add, jnp.zeros(chunk.features.shape[1], jnp.float64), blocks(chunk))[0]


def _distances(block: tuple[Array, Array, Array], origin: Origin) -> tuple[Array, tuple[Array, Array]]:
    """Return those of the features and the target, 0 for rows that only pad, and 1 for rows that do not."""
    x, y, there = block
    far = (x.astype(jnp.float64) - origin.features[None, :]) * there[:, None]
    return far, ((y - origin.target) / origin.unit * there, there)
