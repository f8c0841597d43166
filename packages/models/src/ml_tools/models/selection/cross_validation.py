"""Cross-validation of several algorithms on the same prepared splits."""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence

import msgspec

import brolly
from ml_tools.models.examples import Examples, read_examples
from ml_tools.models.learner import Learn, Predict
from ml_tools.models.metrics import measure
from ml_tools.models_interface import FoldScore
from ml_tools.utils_interface import PreparedSplit, Task

__all__ = ["Contestant", "cross_validate"]


class Contestant(msgspec.Struct, frozen=True, kw_only=True):
    """An algorithm that takes part."""

    name: str
    learn: Learn
    predict: Callable[[Task], Predict]
    """Returns what predicts for a task, or raises `brolly.InvalidArgument` when the algorithm cannot do it."""


async def cross_validate(
    splits: AsyncIterator[PreparedSplit], contestants: Sequence[Contestant], *, folds: int, seed: int, max_cells: int
) -> AsyncGenerator[FoldScore, None]:
    """Let each algorithm learn from the training part of each split, and measure it on the other part.

    Args:
        splits: One a fold; the next is asked for when all algorithms are done with the one before.
        contestants: One at least.
        folds: How many splits there are.
        seed: From 0 to 2**64 - 1.
        max_cells: The most numbers that are learned from.

    Raises:
        brolly.InvalidArgument: An algorithm cannot do the task; before anything is learned.
        brolly.ResourceExhausted: A training part, or a model, is too large.
    """
    total, done = folds * len(contestants), 0
    async for split in splits:
        predictors = [contestant.predict(split.task) for contestant in contestants]
        train, validation = await brolly.offload(_read, split, max_cells)
        for contestant, predict in zip(contestants, predictors, strict=True):
            started = time.perf_counter()
            arrays = await contestant.learn(train, seed=seed)
            learned = time.perf_counter()
            outputs = await brolly.offload(predict, arrays, validation.features)
            predicted = time.perf_counter()
            metrics = await brolly.offload(measure, validation.target, outputs, class_count=validation.class_count)
            done += 1
            yield FoldScore(
                algorithm=contestant.name,
                fold=split.number,
                metrics=metrics,
                fit_seconds=learned - started,
                predict_seconds=predicted - learned,
                done=done,
                total=total,
                task=split.task,
            )


def _read(split: PreparedSplit, max_cells: int) -> tuple[Examples, Examples]:
    count = len(split.classes)
    train = read_examples(split.train, count, max_cells=max_cells)
    return train, read_examples(split.validation, count, max_cells=max_cells)
