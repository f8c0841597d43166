"""Forests as algorithms of the contract."""

from __future__ import annotations

from functools import partial

from ml_tools.models import spaces
from ml_tools.models.bounds import check_between, check_share
from ml_tools.models.family import Family, FeatureForm
from ml_tools.models.forest.learning import learn_forest
from ml_tools.models.forest.predicting import predict_classes, predict_numbers
from ml_tools.models.learner import Learn
from ml_tools.models_interface import Forest
from ml_tools.utils_interface import Task

__all__ = ["FAMILIES"]

_MOST_TREES = 10_000
_GREATEST_DEPTH = 32
_MOST_LEAF_ROWS = 2**31 - 1


def _forest(settings: Forest, where: str, max_model_bytes: int) -> Learn:
    share = settings.feature_share
    return partial(
        learn_forest,
        trees=_between(f"{where}.trees", settings.trees, 100, _MOST_TREES),
        max_depth=_between(f"{where}.max_depth", settings.max_depth, 16, _GREATEST_DEPTH),
        min_leaf_rows=_between(f"{where}.min_leaf_rows", settings.min_leaf_rows, 1, _MOST_LEAF_ROWS),
        feature_share=None if share is None else check_share(f"{where}.feature_share", share),
        max_bytes=max_model_bytes,
    )


def _between(where: str, value: int | None, default: int, most: int) -> int:
    return default if value is None else check_between(where, value, 1, most)


FAMILIES = (
    Family(
        name="forest",
        settings=Forest,
        learner=_forest,
        predict={Task.REGRESSION: predict_numbers, Task.CLASSIFICATION: predict_classes},
        form=FeatureForm.PLAIN,
        space=spaces.FOREST,
    ),
)
