"""The algorithms of the contract: what each can do, the bounds of its settings, and what learns and predicts."""

from __future__ import annotations

import math
from functools import partial

import brolly
from ml_tools.models import constant, forest, linear
from ml_tools.models.bounds import check_between
from ml_tools.models.learner import Learn, Predict
from ml_tools.models_interface import Constant, Forest, Linear, Logistic, Ridge
from ml_tools.utils_interface import EncodeTexts, ImputeNumbers, Recipe, ScaleNumbers, Task

__all__ = ["Settings", "check_task", "default_recipe", "learner", "name_of", "predictor"]

Settings = Constant | Linear | Ridge | Logistic | Forest

_MOST_TREES = 10_000
_GREATEST_DEPTH = 32
_MOST_LEAF_ROWS = 2**31 - 1

_PREDICTORS: dict[tuple[str, Task], Predict] = {
    ("constant", Task.REGRESSION): constant.predict_constant,
    ("constant", Task.CLASSIFICATION): constant.predict_constant,
    ("linear", Task.REGRESSION): linear.predict_numbers,
    ("ridge", Task.REGRESSION): linear.predict_numbers,
    ("logistic", Task.CLASSIFICATION): linear.predict_classes,
    ("forest", Task.REGRESSION): forest.predict_numbers,
    ("forest", Task.CLASSIFICATION): forest.predict_classes,
}


def name_of(settings: Settings) -> str:
    """Return the name of an algorithm, as ridge."""
    return type(settings).__name__.lower()


def check_task(settings: Settings, task: Task, *, where: str) -> None:
    """Check that an algorithm can do a task.

    Raises:
        brolly.InvalidArgument: It cannot; says which can.
    """
    if (name_of(settings), task) not in _PREDICTORS:
        able = ", ".join(name for name, can in _PREDICTORS if can == task)
        raise brolly.InvalidArgument(
            f"{where}: expected an algorithm for {task.name.lower()}, got {name_of(settings)}; choose from {able}"
        )


def predictor(name: str, task: Task) -> Predict:
    """Return what predicts with the arrays that an algorithm has learned.

    Raises:
        brolly.FailedPrecondition: It is not known here.
    """
    found = _PREDICTORS.get((name, task))
    if found is None:
        raise brolly.FailedPrecondition(
            f"expected a model of an algorithm that is known here, got {name} for {task.name.lower()}; "
            "upgrade ml-tools-models"
        )
    return found


def default_recipe(settings: Settings) -> Recipe:
    """Return how features are made for an algorithm when the caller does not say."""
    unscaled = isinstance(settings, Forest | Constant)
    return Recipe(
        impute_numbers=ImputeNumbers.MEDIAN,
        encode_texts=EncodeTexts.ONE_HOT,
        scale_numbers=ScaleNumbers.NONE if unscaled else ScaleNumbers.STANDARD,
    )


def learner(settings: Settings, *, where: str, max_model_bytes: int) -> Learn:
    """Return what learns, its settings checked.

    Args:
        settings: As the caller said.
        where: How messages call them.
        max_model_bytes: The most that the model may take.

    Raises:
        brolly.InvalidArgument: A setting is out of its range.
    """
    match settings:
        case Constant():
            return constant.learn_constant
        case Linear():
            return partial(linear.learn_least_squares, penalty=0.0)
        case Ridge(penalty=penalty):
            return partial(linear.learn_least_squares, penalty=_penalty(where, penalty))
        case Logistic(penalty=penalty):
            return partial(linear.learn_logistic, penalty=_penalty(where, penalty))
        case Forest():
            return _forest(settings, where, max_model_bytes)


def _penalty(where: str, penalty: float | None) -> float:
    penalty = 1.0 if penalty is None else penalty
    if not 0.0 <= penalty < math.inf:
        raise brolly.InvalidArgument(f"{where}.penalty: expected a number from 0 up, got {penalty}")
    return penalty


def _forest(settings: Forest, where: str, max_model_bytes: int) -> Learn:
    share = settings.feature_share
    if share is not None and not 0.0 < share <= 1.0:
        raise brolly.InvalidArgument(f"{where}.feature_share: expected a number above 0 and up to 1, got {share}")
    return partial(
        forest.learn_forest,
        trees=_between(f"{where}.trees", settings.trees, 100, _MOST_TREES),
        max_depth=_between(f"{where}.max_depth", settings.max_depth, 16, _GREATEST_DEPTH),
        min_leaf_rows=_between(f"{where}.min_leaf_rows", settings.min_leaf_rows, 1, _MOST_LEAF_ROWS),
        feature_share=share,
        max_bytes=max_model_bytes,
    )


def _between(where: str, value: int | None, default: int, most: int) -> int:
    return default if value is None else check_between(where, value, 1, most)
