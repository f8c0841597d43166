"""Features whose products approximate a radial basis kernel: kernels with some rows, the landmarks, whitened.

Williams and Seeger, Using the Nystroem Method to Speed Up Kernel Machines, NIPS 2001.
"""

# jax.numpy is typed with names that its stubs lack
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

import jax.numpy as jnp
import numpy as np
from jax import Array
from numpy.typing import NDArray

from ml_tools.models.compilation import compiled
from ml_tools.models.examples import Features
from ml_tools.models.padding import padded_columns, resized
from ml_tools.models.solvers import BLOCK, Basis, Crew, product, transposed_inverse

__all__ = ["Landmarks", "kernel_scores", "kernels", "landmarks"]

_JITTER = 1e-6
"""Added to the kernel's diagonal of ones: rows that are all but alike count as one."""
_ROWS = 4 * BLOCK


class Landmarks(NamedTuple):
    """The rows that all rows are compared with."""

    rows: NDArray[np.float32]
    """`(landmarks, padded features)`."""
    gamma: float

    @property
    def size(self) -> int:
        """How many there are."""
        return len(self.rows)


def landmarks(features: Features, *, components: int, gamma: float | None, seed: int) -> Landmarks:
    """Choose landmarks among the rows at random, as many as there are at most."""
    rows, columns = features.shape
    chosen = np.sort(np.random.default_rng(seed).choice(rows, min(rows, components), replace=False))
    variance = float(np.var(features, dtype=np.float64))
    scale = 1.0 / (columns * variance) if variance > 0 else 1.0
    factor = min(scale if gamma is None else gamma, float(np.finfo(np.float64).max))
    return Landmarks(_padded(features[chosen], padded_columns(columns)), factor)


async def kernels(crew: Crew, marks: Landmarks, features: Features) -> tuple[NDArray[np.float32], Basis]:
    """Return the kernels of rows with landmarks, `(rows, landmarks)`, and the basis in which products are kernels."""
    found = np.empty((len(features), marks.size), np.float32)
    starts = range(0, len(features), _ROWS)
    write = [partial(_write, marks, features, found, start) for start in starts]
    basis, *_ = await crew.each(_called, [partial(_whitening, marks), *write])
    return found, basis


@compiled("link")
def kernel_scores(
    features: Array, marks: tuple[Array, Array], weights: Array, intercept: Array, *, link: Callable[[Array], Array]
) -> Array:
    """Return `link` of the sums of kernels with landmarks, `(rows, columns)`.

    Args:
        features: `(rows, padded features)`.
        marks: The landmarks, likewise, and gamma.
        weights: `(landmarks, columns)`.
        intercept: `(columns,)`.
        link: Static.
    """
    return link(product(_kernel(features, *marks), weights) + intercept[None, :])


def _called(function: Callable[[], Any]) -> Any:
    return function()


def _whitening(marks: Landmarks) -> Basis:
    """Return what makes kernels with landmarks features whose products are the landmarks' kernels."""
    products = np.asarray(_kernels(marks.rows, np.float64(marks.gamma)))  # type: ignore[arg-type]
    return Basis(transposed_inverse(products).astype(np.float32))


def _write(marks: Landmarks, features: Features, found: NDArray[np.float32], start: int) -> None:
    some = features[start : start + _ROWS]
    padded = _padded(resized(some, _ROWS), marks.rows.shape[1])
    written = _rounded(padded, marks.rows, np.float64(marks.gamma))  # type: ignore[arg-type]
    found[start : start + len(some)] = np.asarray(written)[: len(some)]


def _padded(features: Features, columns: int) -> Features:
    return np.pad(features, ((0, 0), (0, columns - features.shape[1])))


@compiled()
def _kernels(rows: Array, gamma: Array) -> Array:
    return _kernel(rows, rows, gamma) + _JITTER * jnp.eye(len(rows))


@compiled()
def _rounded(features: Array, rows: Array, gamma: Array) -> Array:
    return jnp.exp(_exponents(features, rows, gamma).astype(jnp.float32))


def _kernel(features: Array, rows: Array, gamma: Array) -> Array:
    """Return the kernels of rows with landmarks, `(rows, landmarks)`."""
    return jnp.exp(_exponents(features, rows, gamma))


def _exponents(features: Array, rows: Array, gamma: Array) -> Array:
    x, marks = features.astype(jnp.float64), rows.astype(jnp.float64)
    squares = jnp.sum(x * x, axis=1)[:, None] + jnp.sum(marks * marks, axis=1)[None, :]
    return -gamma * jnp.maximum(squares - 2.0 * product(x, marks.T), 0.0)
