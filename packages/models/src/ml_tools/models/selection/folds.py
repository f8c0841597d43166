"""Splits with their features, read as arrays; kept for the next who asks while they fit into the memory allowed."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import Protocol

import msgspec
import numpy as np

import brolly
from ml_tools.models.examples import Examples, read_examples
from ml_tools.utils_interface import PreparedSplit, Recipe, Task

__all__ = ["Fold", "Folds", "Prepare", "read_fold", "subset"]


class Prepare(Protocol):
    """Splits the rows and makes their features: the same rows are in the same parts, whatever the recipe."""

    def __call__(self, *, recipe: Recipe) -> AsyncGenerator[PreparedSplit, None]:
        """Yield one split a fold; the recipe is fitted on its training part."""
        ...


class Fold(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """A split to learn from and to measure on."""

    number: int
    task: Task
    train: Examples
    validation: Examples

    @property
    def cells(self) -> int:
        """How many numbers it holds."""
        return self.train.features.size + self.validation.features.size


def read_fold(split: PreparedSplit, max_cells: int) -> Fold:
    """Read a split.

    Raises:
        brolly.ResourceExhausted: There are more numbers in its training part than `max_cells`.
    """
    return Fold(
        number=split.number,
        task=split.task,
        train=read_examples(split.train, split, max_cells=max_cells),
        validation=read_examples(split.validation, split, max_cells=max_cells),
    )


def subset(examples: Examples, share: float, *, least: int, seed: int) -> Examples:
    """Return a part of the rows, drawn at random; a larger share of the same seed has those of a smaller one.

    Args:
        examples: All of them.
        share: How many, above 0 up to 1.
        least: Not fewer than so many, unless there are fewer.
        seed: From 0 to 2**64 - 1.
    """
    rows = len(examples.target)
    count = min(rows, max(least, round(share * rows)))
    if count == rows:
        return examples
    places = np.sort(np.random.Generator(np.random.PCG64(seed)).permutation(rows)[:count])
    return msgspec.structs.replace(examples, features=examples.features[places], target=examples.target[places])


class Folds:
    """The folds of a table, by recipe and number."""

    def __init__(self, prepare: Prepare, max_cells: int) -> None:
        """Take what makes the splits, and the most numbers that are kept."""
        self._prepare = prepare
        self._max_cells = max_cells
        self._cells = 0
        self._kept: dict[tuple[Recipe, int], Fold] = {}
        self._splits: dict[Recipe, AsyncGenerator[PreparedSplit, None]] = {}

    async def fold(self, recipe: Recipe, number: int) -> Fold:
        """Return a fold: as it was kept, or made anew.

        Raises:
            brolly.ResourceExhausted: Its training part is too large.
        """
        found = self._kept.get((recipe, number))
        while found is None or found.number != number:
            found = await self._next(recipe)
        return found

    async def aclose(self) -> None:
        """Stop making splits."""
        for splits in self._splits.values():
            await splits.aclose()
        self._splits.clear()
        self._kept.clear()

    async def _next(self, recipe: Recipe) -> Fold:
        """Read the next split of a recipe, the first after the last."""
        splits = self._splits.get(recipe) or self._splits.setdefault(recipe, self._prepare(recipe=recipe))
        split = await anext(splits, None)
        if split is None:
            del self._splits[recipe]
            return await self._next(recipe)
        fold = await brolly.offload(read_fold, split, self._max_cells)
        if (recipe, fold.number) not in self._kept and self._cells + fold.cells <= self._max_cells:
            self._kept[recipe, fold.number] = fold
            self._cells += fold.cells
        return fold
