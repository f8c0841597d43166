"""Grows the trees of a forest from examples."""

# jax.numpy is typed with names that its stubs lack
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
from __future__ import annotations

import jax
import jax.numpy as jnp
import msgspec
import numpy as np
from jax import Array
from numpy.typing import NDArray

import brolly
from ml_tools.models.examples import Examples
from ml_tools.models.forest.engine import grow, plant
from ml_tools.models.forest.grown_tree import GrownTree
from ml_tools.models.forest.splits import Rules
from ml_tools.models.padding import padded_columns, padded_rows, resized

__all__ = ["Ground", "Settings", "grow_tree", "prepare_ground"]

_CELLS_A_PROGRAM = 20_000_000
"""Rows times features times columns of the target times levels, which take some tenths of a second."""


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """How trees grow."""

    seed: int
    max_depth: int
    min_leaf_rows: int
    chosen_features: int
    """How many features a split chooses from."""


class Ground(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """What all trees of a forest grow on."""

    features: Array
    """`(padded rows, padded features)` float32."""
    order: Array
    """`(padded rows, padded features)` int32, the rows sorted by each feature."""
    target: Array
    """`(padded rows, columns)` float32, of mean 0 and deviation 1, or the indicators of classes."""
    row_count: int
    feature_count: int
    center: float
    """What was subtracted from the target."""
    scale: float
    """What it was divided by then."""


def prepare_ground(examples: Examples) -> Ground:
    """Sort the rows by each feature, once for all trees."""
    rows, columns = examples.features.shape
    size = padded_rows(rows), padded_columns(columns)
    features = np.zeros(size, np.float32)
    features[:rows, :columns] = examples.features
    order = np.empty(size, np.int32)
    order[:] = np.arange(size[0], dtype=np.int32)[:, None]
    for column in range(columns):
        brolly.checkpoint()
        order[:rows, column] = np.argsort(features[:rows, column], kind="stable")
    target, center, scale = _target(examples)
    return Ground(
        features=jnp.asarray(features),
        order=jnp.asarray(order),
        target=jnp.asarray(resized(target, size[0])),
        row_count=rows,
        feature_count=columns,
        center=center,
        scale=scale,
    )


def grow_tree(ground: Ground, settings: Settings, number: int) -> GrownTree:
    """Grow a tree on a bootstrap sample; its randomness is made of the seed and its number."""
    positions = _room(len(ground.features))
    random = np.random.Generator(np.random.PCG64([settings.seed, number]))
    weight = jnp.asarray(resized(_bootstrap(random, ground.row_count, positions), len(ground.features)))
    growth = plant(ground.features, ground.order, ground.target, weight, positions=positions)
    rules = Rules(
        max_depth=jnp.int32(settings.max_depth),
        min_leaf_rows=jnp.int32(settings.min_leaf_rows),
        feature_count=jnp.int32(ground.feature_count),
        chosen_features=jnp.int32(settings.chosen_features),
        key=jax.random.key(random.integers(2**32, dtype=np.uint32)),
    )
    levels = max(1, _CELLS_A_PROGRAM // (growth.order.size * ground.target.shape[1]))
    for depth in range(0, settings.max_depth + 1, levels):
        brolly.checkpoint()
        growth = grow(growth, rules, jnp.int32(min(depth + levels, settings.max_depth + 1)))
        if not bool(jnp.any(growth.growing)):
            break
    nodes = int(growth.node_count)
    feature, threshold, left, value = (np.asarray(array)[:nodes] for array in growth.tree)
    return GrownTree(feature=feature, threshold=threshold, left=left, value=value, depth=int(growth.depth))


def _target(examples: Examples) -> tuple[NDArray[np.float32], float, float]:
    if examples.class_count:
        classes = np.arange(examples.class_count)[1 if examples.class_count == 2 else 0 :]
        return (examples.target[:, None] == classes).astype(np.float32), 0.0, 1.0
    center = float(np.mean(examples.target))
    scale = float(np.max(np.abs(examples.target - center))) or 1.0
    return ((examples.target - center) / scale).astype(np.float32)[:, None], center, scale


def _room(rows: int) -> int:
    """Return more than how many different rows a bootstrap sample has but in one of a thousand million."""
    return min(rows, int(0.6322 * rows + 2.0 * rows**0.5 + 16.0))


def _bootstrap(random: np.random.Generator, rows: int, most: int) -> NDArray[np.int32]:
    """Return how often each row is drawn, at most so many of them at all."""
    while True:
        weight = np.bincount(random.integers(0, rows, rows), minlength=rows)
        if np.count_nonzero(weight) <= most:
            return weight.astype(np.int32)
