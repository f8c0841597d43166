"""Cross-validation of several algorithms on the same prepared splits."""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from typing import Protocol

import msgspec

import brolly
from ml_tools.models.examples import Examples, read_examples
from ml_tools.models.learner import Learn, Predict
from ml_tools.models.metrics import measure
from ml_tools.models_interface import FoldScore
from ml_tools.utils_interface import PreparedSplit, Recipe, Task

__all__ = ["Contestant", "Prepare", "cross_validate"]


class Contestant(msgspec.Struct, frozen=True, kw_only=True):
    """An algorithm that takes part."""

    name: str
    recipe: Recipe
    """How its features are made."""
    learn: Learn
    predict: Callable[[Task], Predict]
    """Returns what predicts for a task, or raises `brolly.InvalidArgument` when the algorithm cannot do it."""


class Prepare(Protocol):
    """Splits the rows and makes their features: the same rows are in the same parts, whatever the recipe."""

    def __call__(self, *, recipe: Recipe) -> AsyncGenerator[PreparedSplit, None]:
        """Yield one split a fold; the recipe is fitted on its training part."""
        ...


async def cross_validate(
    prepare: Prepare, contestants: Sequence[Contestant], *, folds: int, seed: int, max_cells: int
) -> AsyncGenerator[FoldScore, None]:
    """Let each algorithm learn from the training part of each split, and measure it on the other part.

    Those that share a recipe share its splits; one recipe comes after the other.

    Args:
        prepare: Makes the splits; the next is asked for when all algorithms are done with the one before.
        contestants: One at least.
        folds: How many splits there are.
        seed: From 0 to 2**64 - 1.
        max_cells: The most numbers that are learned from.

    Raises:
        brolly.InvalidArgument: An algorithm cannot do the task; before anything is learned.
        brolly.ResourceExhausted: A training part, or a model, is too large.
    """
    total, done = folds * len(contestants), 0
    for recipe, sharing in _by_recipe(contestants).items():
        async with aclosing(prepare(recipe=recipe)) as splits:
            async for split in splits:
                for contestant in contestants:
                    contestant.predict(split.task)
                async with aclosing(_scores(split, sharing, seed, max_cells)) as scores:
                    async for score in scores:
                        done += 1
                        yield msgspec.structs.replace(score, done=done, total=total)


def _by_recipe(contestants: Sequence[Contestant]) -> dict[Recipe, list[Contestant]]:
    found: dict[Recipe, list[Contestant]] = {}
    for contestant in contestants:
        found.setdefault(contestant.recipe, []).append(contestant)
    return found


async def _scores(
    split: PreparedSplit, contestants: Sequence[Contestant], seed: int, max_cells: int
) -> AsyncGenerator[FoldScore, None]:
    train, validation = await brolly.offload(_read, split, max_cells)
    for contestant in contestants:
        predict = contestant.predict(split.task)
        started = time.perf_counter()
        arrays = await contestant.learn(train, seed=seed)
        learned = time.perf_counter()
        outputs = await brolly.offload(predict, arrays, validation.features)
        predicted = time.perf_counter()
        metrics = await brolly.offload(measure, validation.target, outputs, class_count=validation.class_count)
        yield FoldScore(
            algorithm=contestant.name,
            fold=split.number,
            metrics=metrics,
            fit_seconds=learned - started,
            predict_seconds=predicted - learned,
            done=0,
            total=0,
            task=split.task,
        )


def _read(split: PreparedSplit, max_cells: int) -> tuple[Examples, Examples]:
    train = read_examples(split.train, split, max_cells=max_cells)
    return train, read_examples(split.validation, split, max_cells=max_cells)
