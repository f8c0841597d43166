"""Cross-validation of several algorithms on the same prepared splits."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing

import brolly
from ml_tools.models.selection.contestant import Contestant
from ml_tools.models.selection.fits import fits
from ml_tools.models.selection.folds import Prepare, read_fold
from ml_tools.models_interface import FoldScore
from ml_tools.utils_interface import Recipe

__all__ = ["cross_validate"]


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
                fold = await brolly.offload(read_fold, split, max_cells)
                async with aclosing(fits(sharing, fold, seed=seed)) as fitted:
                    async for fit in fitted:
                        done += 1
                        yield FoldScore(
                            algorithm=fit.contestant.name,
                            fold=fold.number,
                            metrics=fit.metrics,
                            fit_seconds=fit.fit_seconds,
                            predict_seconds=fit.predict_seconds,
                            done=done,
                            total=total,
                            task=fold.task,
                        )


def _by_recipe(contestants: Sequence[Contestant]) -> dict[Recipe, list[Contestant]]:
    found: dict[Recipe, list[Contestant]] = {}
    for contestant in contestants:
        found.setdefault(contestant.recipe, []).append(contestant)
    return found
