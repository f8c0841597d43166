"""Nearest neighbours as an algorithm of the contract."""

from __future__ import annotations

from functools import partial

import brolly
from ml_tools.models import spaces
from ml_tools.models.bounds import check_between
from ml_tools.models.family import Family, FeatureForm
from ml_tools.models.learner import Learn
from ml_tools.models.neighbors.learning import learn_neighbors
from ml_tools.models.neighbors.predicting import predict_classes, predict_numbers
from ml_tools.models_interface import Neighbors, NeighborWeights
from ml_tools.utils_interface import Task

__all__ = ["FAMILIES"]

_MOST_NEIGHBORS = 1_000


def _learner(settings: Neighbors, where: str, max_model_bytes: int) -> Learn:
    count = 5 if settings.neighbors is None else settings.neighbors
    return partial(
        learn_neighbors,
        neighbors=check_between(f"{where}.neighbors", count, 1, _MOST_NEIGHBORS),
        by_distance=_by_distance(settings.weights, f"{where}.weights"),
        max_bytes=max_model_bytes,
    )


def _by_distance(weights: NeighborWeights | None, where: str) -> bool:
    if weights is None or not weights.value:
        return False
    if not weights.is_known:
        raise brolly.InvalidArgument(f"{where}: expected UNIFORM or DISTANCE, got {weights.value}")
    return weights == NeighborWeights.DISTANCE


FAMILIES = (
    Family(
        name="neighbors",
        settings=Neighbors,
        learner=_learner,
        predict={Task.REGRESSION: predict_numbers, Task.CLASSIFICATION: predict_classes},
        form=FeatureForm.SCALED,
        space=spaces.NEIGHBORS,
    ),
)
