"""An objective's value and derivatives, summed over rows."""

# jax.numpy is typed with names that its stubs lack
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
from __future__ import annotations

from functools import partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array, lax
from numpy.typing import NDArray

from ml_tools.models.compilation import compiled
from ml_tools.models.native import is_native
from ml_tools.models.solvers.cholesky import product
from ml_tools.models.solvers.chunks import Chunk, Parts, blocks
from ml_tools.models.solvers.crew import Crew, of_chunks, summed
from ml_tools.models.solvers.losses import Loss
from ml_tools.models.solvers.native_sums import native_slopes

__all__ = ["Derivatives", "derivatives", "placed"]

Numbers = NDArray[np.float64]

_STRIP = 512
"""Rows of second derivatives that are summed at once, so that they stay in the cache."""
_MOST_NATIVE = 512
"""Rows of a block of second derivatives, whose sums native code keeps at hand."""


class Derivatives(NamedTuple):
    """Of the losses of some rows, summed."""

    value: Any
    gradient: Any
    """`(features, columns)`."""
    second: Any
    """`(blocks, size, size)`, or no blocks."""


async def derivatives(
    crew: Crew,
    parts: Parts,
    weights: Numbers,
    place: tuple[Numbers, Numbers],
    parameter: float,
    *,
    loss: Loss,
    is_curved: bool,
) -> Derivatives:
    """Return them, NumPy arrays.

    Args:
        crew: Who computes.
        parts: The rows.
        weights: `(features, columns)`.
        place: `(features,)` each, what is subtracted from the features and what they are multiplied with then.
        parameter: Of the loss.
        loss: Of the rows.
        is_curved: Whether the second derivatives are wanted.
    """
    given = (weights, place, np.float64(parameter))
    if is_native() and not (is_curved and loss.size_of(weights) > _MOST_NATIVE):
        function = partial(native_slopes, loss=loss, is_curved=is_curved)
        return Derivatives(*await summed(crew, function, parts, *given))
    return await summed(crew, of_chunks(partial(_of_chunk, loss=loss, is_curved=is_curved)), parts, *given)


@compiled("loss", "is_curved")
def _of_chunk(
    chunk: Chunk, weights: Array, place: tuple[Array, Array], parameter: Array, *, loss: Loss, is_curved: bool
) -> Derivatives:
    columns, size = weights.shape[1], loss.size_of(weights)
    is_each_curved = is_curved and not loss.is_rough
    form = (weights.size // size if is_each_curved else 0, size, size)

    def add(sums: Derivatives, block: tuple[Array, Array, Array]) -> tuple[Derivatives, Array]:
        x, y, there = block
        z = placed(x, *place)
        value, slope, bend = loss.slope(product(z, weights), y, parameter)
        gradient = product(z.T, slope * there[:, None])
        second = loss.bend(z * there[:, None], bend) if is_each_curved else jnp.zeros(form, jnp.float64)
        more = Derivatives(value @ there, gradient, second)
        return jax.tree.map(jnp.add, sums, more), bend * there[:, None]

    zeros = (jnp.zeros((), jnp.float64), jnp.zeros((len(weights), columns), jnp.float64), jnp.zeros(form, jnp.float64))
    divided = blocks(chunk)
    found, bends = lax.scan(add, Derivatives(*zeros), divided)
    if is_curved and loss.is_rough:
        rough = jax.vmap(placed, (0, None, None))(divided[0], *place).astype(jnp.float32)
        second = [_bent(rough, bends[:, :, column, None].astype(jnp.float32)) for column in range(columns)]
        return found._replace(second=jnp.stack(second).astype(jnp.float64))
    return found


def _bent(features: Array, bend: Array) -> Array:
    """Return the sum of the products of features with bent ones; only the upper half of it is computed.

    Args:
        features: `(blocks, rows, features)`.
        bend: `(blocks, rows, 1)`.
    """
    bent, count = features * bend, features.shape[2]
    strips = list[Array]()
    for start in range(0, count, _STRIP):

        def add(total: Array, pair: tuple[Array, Array], start: int = start) -> tuple[Array, None]:
            own, other = pair
            return total + own[:, start : start + _STRIP].T @ other[:, start:], None

        strip = jnp.zeros((min(_STRIP, count - start), count - start), features.dtype)
        strips.append(jnp.pad(lax.scan(add, strip, (features, bent))[0], ((0, 0), (start, 0))))
    upper = jnp.triu(jnp.concatenate(strips))
    return upper + jnp.triu(upper, 1).T


def placed(features: Array, center: Array, factor: Array) -> Array:
    """Return features in 64 bits, centred and scaled."""
    return (features.astype(jnp.float64) - center[None, :]) * factor[None, :]
