"""Forests as an algorithm: trees on bootstrap samples, grown beside each other."""

from __future__ import annotations

import asyncio
import math
from itertools import chain
from typing import NamedTuple

import numpy as np

import brolly
from ml_tools.models.examples import Examples
from ml_tools.models.forest.ground import Ground, prepare_ground
from ml_tools.models.forest.growing import Nursery, grow_tree, open_nursery
from ml_tools.models.forest.grown_tree import GrownTree, joined
from ml_tools.models.forest.settings import Settings
from ml_tools.models.learner import Arrays
from ml_tools.models.trees import rank_arrays

__all__ = ["learn_forest"]

_PARTS = 16
"""Into so many parts the trees are divided, which threads take one by one."""


async def learn_forest(
    examples: Examples,
    *,
    seed: int,
    trees: int,
    max_depth: int,
    min_leaf_rows: int,
    feature_share: float | None,
    max_bytes: int,
) -> Arrays:
    """Learn a forest.

    Args:
        examples: What to learn from.
        seed: The randomness of each tree is made of it and the number of the tree.
        trees: How many trees.
        max_depth: The most splits on the way to a leaf.
        min_leaf_rows: The fewest different rows of the sample in a leaf.
        feature_share: The share of the features that each split chooses from; all for regression and the square root
            of their number for classification when None.
        max_bytes: The most that the forest may take.

    Raises:
        brolly.ResourceExhausted: The forest would take more.
    """
    settings = Settings(
        seed=seed,
        max_depth=max_depth,
        min_leaf_rows=min(min_leaf_rows, len(examples.target)),
        chosen_features=_chosen_features(examples, feature_share),
    )
    ground = await brolly.offload(prepare_ground, examples)
    nursery = await brolly.offload(open_nursery, ground)
    growing = _Growing(nursery, ground, settings)
    try:
        # its size is known then, and programs are compiled once
        first = await brolly.offload(growing.trees, range(1))
        _check_size(first[0].size_bytes * trees, trees, max_bytes)
        others = await _beside_each_other(growing, range(1, trees))
    finally:
        nursery.stop()
    arrays = await brolly.offload(joined, [*first, *others])
    scaling = {"center": np.asarray(ground.center), "scale": np.asarray(ground.scale)}
    return {**arrays, **rank_arrays(ground.ranks), **scaling}


class _Growing(NamedTuple):
    nursery: Nursery
    ground: Ground
    settings: Settings

    def trees(self, numbers: range) -> list[GrownTree]:
        return [grow_tree(self.nursery, self.ground, self.settings, number) for number in numbers]


def _chosen_features(examples: Examples, share: float | None) -> int:
    features = examples.features.shape[1]
    if share is None:
        return max(1, math.isqrt(features)) if examples.class_count else features
    return max(1, int(share * features))


def _check_size(size_bytes: int, trees: int, max_bytes: int) -> None:
    if size_bytes > max_bytes:
        raise brolly.ResourceExhausted(
            f"expected a model of at most {max_bytes:,} bytes, got a forest of some {size_bytes:,} in {trees:,} trees; "
            "lower trees or max_depth, raise min_leaf_rows, or raise applications.models.config.max_model_bytes"
        )


async def _beside_each_other(growing: _Growing, numbers: range) -> list[GrownTree]:
    step = math.ceil(len(numbers) / _PARTS) or 1
    parts = [numbers[start : start + step] for start in range(0, len(numbers), step)]
    grown = [asyncio.ensure_future(brolly.offload(growing.trees, part)) for part in parts]
    try:
        return list(chain.from_iterable(await asyncio.gather(*grown)))
    finally:
        growing.nursery.stop()
        for part in grown:
            part.cancel()
        await asyncio.gather(*grown, return_exceptions=True)
