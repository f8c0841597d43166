"""The rows that a net learns from, and those that are kept aside to see when it has learned enough."""

# jax.numpy is typed with names that its stubs lack
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

from ml_tools.models.examples import Features
from ml_tools.models.neural.engine import Rows
from ml_tools.models.padding import padded_rows, resized

__all__ = ["Parts", "in_parts"]

_FEWEST_KEPT_ASIDE = 2
_FEWEST_ROWS = 10
_BLOCK_ROWS = 16_384
_ALIGNED_CELLS = 16


class Parts(NamedTuple):
    """Rows as programs take them."""

    train: Rows
    train_count: int
    validation: Rows


def in_parts(
    features: Features,
    target: NDArray[Any],
    share: float,
    *,
    scaled: Callable[[Features], Features],
    block_rows: int,
    random: np.random.Generator,
) -> Parts:
    """Divide rows.

    Args:
        features: `(rows, features)`.
        target: `(rows,)` float32, or int32 for classes.
        share: Of the rows that are kept aside.
        scaled: What is done to features, block by block, so that there is one copy of them only.
        block_rows: Those that are kept aside are padded to a multiple of it.
        random: Decides which.
    """
    train, validation = _split(target, share, random)
    padded = -(-padded_rows(len(validation)) // block_rows) * block_rows
    return Parts(
        train=_rows(_taken(features, train, padded_rows(len(train)), scaled), target[train]),
        train_count=len(train),
        validation=_rows(_taken(features, validation, padded, scaled), target[validation]),
    )


def _split(
    target: NDArray[Any], share: float, random: np.random.Generator
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the rows that are learned from, and those that are kept aside, of like targets; of few rows all twice."""
    rows = len(target)
    order = random.permutation(rows)
    if rows < _FEWEST_ROWS:
        return order, order
    order = order[np.argsort(target[order], kind="stable")]
    kept_aside = min(max(_FEWEST_KEPT_ASIDE, round(share * rows)), rows - 1)
    places = ((np.arange(kept_aside) + 0.5) * rows / kept_aside).astype(np.int64)
    is_aside = np.zeros(rows, np.bool_)
    is_aside[places] = True
    return order[~is_aside], order[is_aside]


def _taken(
    features: Features, rows: NDArray[np.int64], padded: int, scaled: Callable[[Features], Features]
) -> Features:
    taken = _aligned((padded, features.shape[1]))
    for first in range(0, len(rows), _BLOCK_ROWS):
        some = rows[first : first + _BLOCK_ROWS]
        taken[first : first + len(some)] = scaled(features[some])
    return taken


def _aligned(shape: tuple[int, int]) -> Features:
    """Return zeros that lie in memory as JAX wants them, so that it does not copy them."""
    cells = math.prod(shape)
    room = np.zeros(cells + _ALIGNED_CELLS, np.float32)
    first = -room.ctypes.data // room.itemsize % _ALIGNED_CELLS
    return room[first : first + cells].reshape(shape)


def _rows(features: Features, target: NDArray[Any]) -> Rows:
    return Rows(
        features=jax.device_put(features, may_alias=True),
        target=jnp.asarray(resized(target, len(features))),
        row_count=jnp.asarray(len(target), jnp.int32),
    )
