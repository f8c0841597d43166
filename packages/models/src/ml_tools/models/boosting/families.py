"""Boosting as an algorithm of the contract."""

from __future__ import annotations

from functools import partial

import brolly
from ml_tools.models import spaces
from ml_tools.models.boosting.learning import learn_boosting
from ml_tools.models.boosting.predicting import predict_classes, predict_numbers
from ml_tools.models.boosting.settings import Loss
from ml_tools.models.bounds import (
    check_between,
    check_from_zero,
    check_inside,
    check_share,
)
from ml_tools.models.family import Family, FeatureForm
from ml_tools.models.learner import Learn
from ml_tools.models.trees import ClassWeights, named_weights
from ml_tools.models_interface import Boosting, BoostingLoss
from ml_tools.utils_interface import Task

__all__ = ["FAMILIES"]

_MOST_TREES = 10_000
_MOST_LEAVES = 1_024
_GREATEST_DEPTH = 32
_MOST_LEAF_ROWS = 2**31 - 1
_MOST_NAMED = 10_000
_LOSSES = {
    BoostingLoss.UNSPECIFIED: Loss.SQUARED,
    BoostingLoss.SQUARED: Loss.SQUARED,
    BoostingLoss.ABSOLUTE: Loss.ABSOLUTE,
    BoostingLoss.QUANTILE: Loss.QUANTILE,
}


def _boosting(settings: Boosting, where: str, max_model_bytes: int) -> Learn:
    between = partial(_between, settings, where)
    patience = settings.early_stopping_trees
    return partial(
        learn_boosting,
        trees=between("trees", 100, (1, _MOST_TREES)),
        learning_rate=check_share(f"{where}.learning_rate", _or(settings.learning_rate, 0.1)),
        leaves=between("leaves", 31, (2, _MOST_LEAVES)),
        max_depth=between("max_depth", _GREATEST_DEPTH, (1, _GREATEST_DEPTH)),
        min_leaf_rows=between("min_leaf_rows", 20, (1, _MOST_LEAF_ROWS)),
        l2=check_from_zero(f"{where}.l2", _or(settings.l2, 0.0)),
        feature_share=check_share(f"{where}.feature_share", _or(settings.feature_share, 1.0)),
        row_share=check_share(f"{where}.row_share", _or(settings.row_share, 1.0)),
        loss=_loss(settings.loss, where),
        quantile=check_inside(f"{where}.quantile", _or(settings.quantile, 0.5)),
        early_stopping_trees=None if patience is None else between("early_stopping_trees", 1, (1, _MOST_TREES)),
        validation_share=check_inside(f"{where}.validation_share", _or(settings.validation_share, 0.1)),
        rising=_rising(settings, where),
        weights=ClassWeights(
            where=where,
            balanced=bool(settings.balanced_classes),
            by_name=named_weights(where, settings.class_weights),
        ),
        max_bytes=max_model_bytes,
    )


def _between(settings: Boosting, where: str, name: str, default: int, limits: tuple[int, int]) -> int:
    value: int | None = getattr(settings, name)
    return default if value is None else check_between(f"{where}.{name}", value, *limits)


def _or(value: float | None, default: float) -> float:
    return default if value is None else value


def _loss(loss: BoostingLoss | None, where: str) -> Loss:
    found = _LOSSES.get(BoostingLoss.UNSPECIFIED if loss is None else loss)
    if found is None:
        raise brolly.InvalidArgument(f"{where}.loss: expected SQUARED, ABSOLUTE or QUANTILE, got {loss}")
    return found


def _rising(settings: Boosting, where: str) -> dict[str, bool]:
    check_between(f"{where}.monotone: how many", len(settings.monotone), 0, _MOST_NAMED)
    found = {each.column: each.rising for each in settings.monotone}
    if len(found) < len(settings.monotone):
        raise brolly.InvalidArgument(f"{where}.monotone: expected each column once, got one twice; name it once")
    return found


FAMILIES = (
    Family(
        name="boosting",
        settings=Boosting,
        learner=_boosting,
        predict={Task.REGRESSION: predict_numbers, Task.CLASSIFICATION: predict_classes},
        form=FeatureForm.NATIVE,
        space=spaces.BOOSTING,
    ),
)
