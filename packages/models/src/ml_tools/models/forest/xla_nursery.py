"""Growth of trees in XLA: the reference, what other devices than CPUs use, and where there is no native code."""

# jax.numpy is typed with names that its stubs lack
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
from __future__ import annotations

import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

import brolly
from ml_tools.models.compilation import double_precision
from ml_tools.models.forest.engine import Growth, grow, plant
from ml_tools.models.forest.ground import Ground
from ml_tools.models.forest.grown_tree import Nodes
from ml_tools.models.forest.settings import Settings
from ml_tools.models.forest.splits import Rules
from ml_tools.models.padding import padded_columns, padded_rows, resized
from ml_tools.models.trees import MISSING

__all__ = ["XlaNursery"]

_CELLS_A_PROGRAM = 10_000_000
"""Rows times features times columns of the target times levels, which take some tenths of a second."""


class XlaNursery:
    """Sorts the rows by each feature once; sizes are padded, so that grounds of nearly a size share programs."""

    def __init__(self, ground: Ground) -> None:
        rows, columns = ground.codes.shape
        size = padded_rows(rows), padded_columns(columns)
        codes, order = np.zeros(size, np.uint8), np.empty(size, np.int32)
        codes[:rows, :columns] = ground.codes
        order[:] = np.arange(size[0], dtype=np.int32)[:, None]
        for column in range(columns):
            brolly.checkpoint()
            order[:rows, column] = np.argsort(codes[:rows, column], kind="stable")
        classes = ground.class_count
        target = ground.target[:, None]
        if classes:
            target = (target == np.arange(classes)).astype(np.int64)
        with double_precision():
            self._codes, self._order = jnp.asarray(codes), jnp.asarray(order)
            self._target = jnp.asarray(resized(target, size[0]))
            self._places = None
            if ground.positions is not None:
                self._places = jnp.asarray(resized(ground.positions, size[1]).astype(np.uint64))
        self._row_count, self._feature_count, self._shift = rows, columns, ground.shift
        self._has_missing = bool(np.any(ground.codes == MISSING))
        self._stopped = False

    def grow(self, weight: NDArray[np.int32], key: int, settings: Settings) -> Nodes:
        """Grow a tree, some levels a program."""
        with double_precision():
            return self._grow(weight, key, settings)

    def stop(self) -> None:
        """End what grows, soon."""
        self._stopped = True

    def _grow(self, weight: NDArray[np.int32], key: int, settings: Settings) -> Nodes:
        rows = len(self._codes)
        padded, positions = jnp.asarray(resized(weight, rows)), self._room(weight)
        growth = plant(self._codes, self._order, self._target, padded, positions=positions)
        rules = Rules(
            max_depth=jnp.int32(settings.max_depth),
            min_leaf_rows=jnp.int32(settings.min_leaf_rows),
            feature_count=jnp.int32(self._feature_count),
            chosen_features=jnp.int32(min(settings.chosen_features, self._feature_count)),
            shift=jnp.int64(self._shift),
            key=jnp.uint64(key),
            positions=self._places,
        )
        levels = max(1, _CELLS_A_PROGRAM // (growth.order.size * self._target.shape[1]))
        for depth in range(0, settings.max_depth + 1, levels):
            brolly.checkpoint()
            until = jnp.int32(min(depth + levels, settings.max_depth + 1))
            growth = grow(growth, rules, until, has_missing=self._has_missing)
            if self._stopped or not bool(jnp.any(growth.growing)):
                break
        return _read(growth)

    def _room(self, weight: NDArray[np.int32]) -> int:
        """Return more than how many different rows a bootstrap sample has but in one of a thousand million."""
        rows = len(self._codes)
        usual = min(rows, int(0.6322 * rows + 2.0 * rows**0.5 + 16.0))
        return usual if np.count_nonzero(weight) <= usual else rows


def _read(growth: Growth) -> Nodes:
    count = int(growth.node_count)
    feature, low, high, missing_left, threshold, left, gain, sums, counts = (
        np.asarray(array)[:count] for array in growth.tree
    )
    leaf = feature < 0
    worth = gain / counts
    if sums.shape[1] > 1:
        worth = np.maximum(0.0, gain - np.sum(np.square(sums), axis=1) / counts)
    decrease = np.where(leaf, 0.0, worth)
    depth = int(growth.depth)
    return Nodes(feature, low, high, missing_left, threshold, left, counts, decrease, sums[leaf], depth)
