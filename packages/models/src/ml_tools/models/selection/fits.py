"""What algorithms learn from a fold, measured on its other part."""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator, Sequence

import msgspec

import brolly
from ml_tools.models.examples import Examples
from ml_tools.models.learner import Arrays
from ml_tools.models.metrics import measure
from ml_tools.models.selection.contestant import Contestant
from ml_tools.models.selection.folds import Fold
from ml_tools.models_interface import Metric

__all__ = ["Fit", "fits"]


class Fit(msgspec.Struct, frozen=True, kw_only=True):
    """How one contestant did on one fold."""

    contestant: Contestant
    metrics: tuple[Metric, ...]
    fit_seconds: float
    """Of those that learn together, the time for one."""
    predict_seconds: float


async def fits(contestants: Sequence[Contestant], fold: Fold, *, seed: int) -> AsyncGenerator[Fit, None]:
    """Let each contestant learn and predict, and yield it in their order.

    Args:
        contestants: Their recipe is the fold's.
        fold: What is learned from, and measured on.
        seed: From 0 to 2**64 - 1.

    Raises:
        brolly.InvalidArgument: One cannot do the task; before anything is learned.
        brolly.ResourceExhausted: A model is too large.
    """
    predictors = [contestant.predict(fold.task) for contestant in contestants]
    together: dict[int, tuple[Arrays, float]] = {}
    validation = fold.validation
    for place, (contestant, predict) in enumerate(zip(contestants, predictors, strict=True)):
        if place not in together:
            together |= await _learned(contestants, place, fold.train, seed)
        arrays, fit_seconds = together.pop(place)
        started = time.perf_counter()
        outputs = await brolly.offload(predict, arrays, validation.features)
        predict_seconds = time.perf_counter() - started
        metrics = await brolly.offload(measure, validation.target, outputs, class_count=validation.class_count)
        yield Fit(contestant=contestant, metrics=metrics, fit_seconds=fit_seconds, predict_seconds=predict_seconds)


async def _learned(
    contestants: Sequence[Contestant], place: int, train: Examples, seed: int
) -> dict[int, tuple[Arrays, float]]:
    """Let the one at a place learn, and all after it that learn together with it."""
    learn_many = contestants[place].learn_many
    started = time.perf_counter()
    if learn_many is None:
        learned = [await contestants[place].learn(train, seed=seed)]
        places = [place]
    else:
        places = [later for later in range(place, len(contestants)) if contestants[later].learn_many is learn_many]
        learned = await learn_many(train, [contestants[later].settings for later in places], seed=seed)
    seconds = (time.perf_counter() - started) / len(places)
    return {later: (arrays, seconds) for later, arrays in zip(places, learned, strict=True)}
