"""Where the features lie and how far they spread, for the solvers, so that their numbers are of one size."""

# jax.numpy is typed with names that its stubs lack
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
from __future__ import annotations

import jax.numpy as jnp
import msgspec
import numpy as np
from jax import Array, lax
from numpy.typing import NDArray

from ml_tools.models.compilation import compiled
from ml_tools.models.examples import Features
from ml_tools.models.native import is_native
from ml_tools.models.padding import padded_columns
from ml_tools.models.solvers.chunks import Chunk, Parts, blocks, sampled
from ml_tools.models.solvers.crew import Crew, of_chunks, summed
from ml_tools.models.solvers.native_sums import native_squares

__all__ = ["Places", "middle", "place"]

_MIDDLE_ROWS = 101


class Places(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """Where features lie and how far they spread, with a column of ones after them, padded.

    `(features - center) * factor` have mean 0 and a standard deviation near 1, are 1 in the column of ones, and 0 in
    columns that do not vary or only pad. Factors are powers of two.
    """

    center: NDArray[np.float64]
    """`(padded features,)`."""
    factor: NDArray[np.float64]
    """`(padded features,)`."""
    given: int
    """How many features there are; the column of ones comes next."""

    @property
    def columns(self) -> int:
        """How many columns there are, with those that pad."""
        return len(self.center)

    def penalty(self, factor: float) -> NDArray[np.float64]:
        """Return the factors of the squares of these weights that mean one factor for those of the features as given.

        It is 0 for the intercept, and 1 where all is zeros, so that nothing is singular.
        """
        factors = np.where(self.factor > 0, factor * np.square(self.factor), 1.0)
        factors[self.given] = 0.0
        return factors

    def original(self, weights: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return the weights of the features as given, `(features, columns)`, and intercepts, `(columns,)`."""
        given = weights[: self.given] * self.factor[: self.given, None]
        return given, weights[self.given] - self.center[: self.given] @ given


async def place(crew: Crew, features: Features, parts: Parts) -> Places:
    """Measure the features.

    Args:
        crew: Who computes.
        features: `(rows, features)`.
        parts: The same, padded to more columns than there are features.
    """
    rows, given = features.shape
    columns = padded_columns(given + 1)
    shift = middle(features, columns)
    measure = native_squares if is_native() else of_chunks(_moments)
    sums, squares = await summed(crew, measure, parts, shift)
    distance = sums / rows
    spread = np.sqrt(np.maximum(squares / rows - distance * distance, 0.0))
    center = shift + distance
    # a power of two, because the last bits of sums of squares depend on the number of processors
    powers = np.rint(np.log2(np.where(spread > 0, spread, 1.0)))
    factor = np.where(spread > 0, np.exp2(-powers), 0.0)
    center[given], factor[given] = -1.0, 1.0
    return Places(center=center, factor=factor, given=given)


def middle(features: Features, columns: int) -> NDArray[np.float64]:
    """Return a value of each feature near its middle, from few rows, `(columns,)`, zeros at the end.

    A feature that does not vary is nothing but that value; distances from it lose no digits that matter.
    """
    some = features[sampled(len(features), _MIDDLE_ROWS)]
    place = len(some) // 2
    found = np.zeros(columns)
    found[: features.shape[1]] = np.partition(some, place, axis=0)[place]
    return found


@compiled()
def _moments(chunk: Chunk, shift: Array) -> tuple[Array, Array]:
    """Return the sums of the distances from `shift` and of their squares, `(features,)` each."""

    def add(sums: tuple[Array, Array], block: tuple[Array, Array, Array]) -> tuple[tuple[Array, Array], None]:
        x, _, there = block
        far = (x.astype(jnp.float64) - shift[None, :]) * there[:, None]
        return (sums[0] + jnp.sum(far, axis=0), sums[1] + jnp.sum(far * far, axis=0)), None

    zeros = jnp.zeros(chunk.features.shape[1], jnp.float64)
    return lax.scan(add, (zeros, zeros), blocks(chunk))[0]
