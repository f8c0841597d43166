"""Forests as an algorithm: trees on samples of the rows, grown beside each other."""

from __future__ import annotations

import asyncio
import math
from itertools import chain

import msgspec
import numpy as np

import brolly
from ml_tools.models.examples import Examples
from ml_tools.models.forest.drawing import Draw, drawing
from ml_tools.models.forest.ground import Ground, prepare_ground
from ml_tools.models.forest.growing import Nursery, grow_tree, open_nursery
from ml_tools.models.forest.grown_tree import GrownTree, joined
from ml_tools.models.forest.out_of_bag import OutOfBag
from ml_tools.models.forest.settings import Plan, Settings
from ml_tools.models.learner import Arrays
from ml_tools.models.trees import rank_arrays

__all__ = ["learn_forest"]

_PARTS = 16
"""Into so many parts the trees are divided, which threads take one by one."""


async def learn_forest(examples: Examples, *, seed: int, plan: Plan) -> Arrays:
    """Learn a forest.

    Args:
        examples: What to learn from.
        seed: The randomness of each tree is made of it and the number of the tree.
        plan: What is asked for.

    Returns:
        The arrays of `joined`, those that rank codes, the `center` and the `scale` of the target, the `importance` of
        each feature, and where it is asked for the `out_of_bag_error` and the `out_of_bag_metric` that it is in.

    Raises:
        brolly.InvalidArgument: Weights are not of these classes.
        brolly.ResourceExhausted: The forest would take more than it may.
    """
    growing = await brolly.offload(_prepared, examples, seed, plan)
    try:
        # its size is known then, and programs are compiled once
        first = await brolly.offload(growing.trees, range(1))
        _check_size(first[0].size_bytes * plan.trees, plan)
        others = await _beside_each_other(growing, range(1, plan.trees))
    finally:
        growing.nursery.stop()
    return await brolly.offload(growing.arrays, [*first, *others])


class _Growing(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    nursery: Nursery
    ground: Ground
    settings: Settings
    draw: Draw
    out_of_bag: OutOfBag | None

    def trees(self, numbers: range) -> list[GrownTree]:
        return [self._tree(number) for number in numbers]

    def _tree(self, number: int) -> GrownTree:
        tree, weight = grow_tree(self.nursery, self.ground, self.settings, self.draw, number)
        if self.out_of_bag:
            self.out_of_bag.add(tree, weight)
        return tree

    def arrays(self, trees: list[GrownTree]) -> Arrays:
        scaling = {"center": np.asarray(self.ground.center), "scale": np.asarray(self.ground.scale)}
        measured: Arrays = self.out_of_bag.arrays(scaling) if self.out_of_bag else {}
        importance = np.sum([tree.importance for tree in trees], axis=0)
        importance /= np.sum(importance) or 1.0
        return {**joined(trees), **rank_arrays(self.ground.ranks), **scaling, **measured, "importance": importance}


def _prepared(examples: Examples, seed: int, plan: Plan) -> _Growing:
    draw = drawing(examples, plan)
    ground = prepare_ground(examples, is_extra=plan.is_extra)
    out_of_bag = OutOfBag(examples, rank_arrays(ground.ranks), ground.class_count or 1) if plan.out_of_bag else None
    settings = plan.settings(examples, seed)
    return _Growing(nursery=open_nursery(ground), ground=ground, settings=settings, draw=draw, out_of_bag=out_of_bag)


def _check_size(size_bytes: int, plan: Plan) -> None:
    if size_bytes > plan.max_bytes:
        raise brolly.ResourceExhausted(
            f"expected a model of at most {plan.max_bytes:,} bytes, got a forest of some {size_bytes:,} in "
            f"{plan.trees:,} trees; lower trees or max_depth, raise min_leaf_rows, or raise "
            "applications.models.config.max_model_bytes"
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
