"""How much a model leans on each column: by how much its error grows when the column's values are shuffled."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

import brolly
from ml_tools.models.examples import Examples, Features, Outputs
from ml_tools.models.feature_places import feature_places
from ml_tools.models.metrics import error_of
from ml_tools.models_interface import ColumnImportance
from ml_tools.utils_interface import FittedRecipe

__all__ = ["importances"]


def importances(
    predict: Callable[[Features], Outputs], examples: Examples, fitted: FittedRecipe, *, shuffles: int, seed: int
) -> tuple[ColumnImportance, ...]:
    """Shuffle the features of one column at a time, all in the same way.

    Args:
        predict: The model.
        examples: Rows; a target of -1 is a class that the model does not know.
        fitted: Tells which features are made of which column.
        shuffles: How often each column is shuffled.
        seed: From 0 to 2**64 - 1; the same seed shuffles the same way.

    Returns:
        The most important column first.
    """
    before = error_of(examples.target, predict(examples.features), class_count=examples.class_count)
    found: list[ColumnImportance] = []
    for number, (column, places) in enumerate(feature_places(fitted)):
        random = np.random.Generator(np.random.PCG64([seed, number]))
        growth = [_shuffled_error(predict, examples, places, random) - before for _ in range(shuffles)]
        found.append(ColumnImportance(column=column, mean=float(np.mean(growth)), std=float(np.std(growth))))
    return tuple(sorted(found, key=lambda importance: -importance.mean))


def _shuffled_error(
    predict: Callable[[Features], Outputs], examples: Examples, places: slice, random: np.random.Generator
) -> float:
    brolly.checkpoint()
    shuffled = examples.features.copy()
    shuffled[:, places] = shuffled[random.permutation(len(shuffled)), places]
    return error_of(examples.target, predict(shuffled), class_count=examples.class_count)
