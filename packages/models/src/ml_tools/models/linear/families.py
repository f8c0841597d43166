"""Linear models as algorithms of the contract."""

from __future__ import annotations

from functools import partial

from ml_tools.models import spaces
from ml_tools.models.bounds import check_from_zero
from ml_tools.models.family import Family, FeatureForm
from ml_tools.models.learner import Learn
from ml_tools.models.linear.least_squares import learn_least_squares, predict_numbers
from ml_tools.models.linear.logistic import learn_logistic, predict_classes
from ml_tools.models_interface import Linear, Logistic, Ridge
from ml_tools.utils_interface import Task

__all__ = ["FAMILIES"]


def _linear(_settings: Linear, _where: str, _max_model_bytes: int) -> Learn:
    return partial(learn_least_squares, penalty=0.0)


def _ridge(settings: Ridge, where: str, _max_model_bytes: int) -> Learn:
    return partial(learn_least_squares, penalty=_penalty(where, settings.penalty))


def _logistic(settings: Logistic, where: str, _max_model_bytes: int) -> Learn:
    return partial(learn_logistic, penalty=_penalty(where, settings.penalty))


def _penalty(where: str, penalty: float | None) -> float:
    return 1.0 if penalty is None else check_from_zero(f"{where}.penalty", penalty)


FAMILIES = (
    Family(
        name="linear",
        settings=Linear,
        learner=_linear,
        predict={Task.REGRESSION: predict_numbers},
        form=FeatureForm.SCALED,
    ),
    Family(
        name="ridge",
        settings=Ridge,
        learner=_ridge,
        predict={Task.REGRESSION: predict_numbers},
        form=FeatureForm.SCALED,
        space=spaces.RIDGE,
    ),
    Family(
        name="logistic",
        settings=Logistic,
        learner=_logistic,
        predict={Task.CLASSIFICATION: predict_classes},
        form=FeatureForm.SCALED,
        space=spaces.LOGISTIC,
    ),
)
