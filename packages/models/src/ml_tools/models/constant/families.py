"""The baseline as an algorithm of the contract."""

from __future__ import annotations

from ml_tools.models.constant.constant import learn_constant, predict_constant
from ml_tools.models.family import Family, FeatureForm
from ml_tools.models.learner import Learn
from ml_tools.models_interface import Constant
from ml_tools.utils_interface import Task

__all__ = ["FAMILIES"]


def _learner(_settings: Constant, _where: str, _max_model_bytes: int) -> Learn:
    return learn_constant


FAMILIES = (
    Family(
        name="constant",
        settings=Constant,
        learner=_learner,
        predict={Task.REGRESSION: predict_constant, Task.CLASSIFICATION: predict_constant},
        form=FeatureForm.NATIVE,  # it looks at no feature, and shares the recipe of trees
    ),
)
