"""Support vector machines as algorithms of the contract."""

from __future__ import annotations

from functools import partial

from ml_tools.models import spaces
from ml_tools.models.bounds import check_between, check_from_zero, check_positive
from ml_tools.models.family import Family, FeatureForm
from ml_tools.models.learner import Learn
from ml_tools.models.svm import kernel_machine, linear_machine
from ml_tools.models_interface import LinearSvm, RbfSvm
from ml_tools.utils_interface import Task

__all__ = ["FAMILIES"]

_MOST_COMPONENTS = 8_192


def _linear(settings: LinearSvm, where: str, _max_model_bytes: int) -> Learn:
    return partial(
        linear_machine.learn_linear_svm,
        cost=_cost(where, settings.cost),
        epsilon=_epsilon(where, settings.epsilon),
    )


def _rbf(settings: RbfSvm, where: str, max_model_bytes: int) -> Learn:
    components = 1_000 if settings.components is None else settings.components
    return partial(
        kernel_machine.learn_rbf_svm,
        cost=_cost(where, settings.cost),
        gamma=None if settings.gamma is None else check_positive(f"{where}.gamma", settings.gamma),
        epsilon=_epsilon(where, settings.epsilon),
        components=check_between(f"{where}.components", components, 1, _MOST_COMPONENTS),
        max_bytes=max_model_bytes,
    )


def _cost(where: str, cost: float | None) -> float:
    return 1.0 if cost is None else check_positive(f"{where}.cost", cost)


def _epsilon(where: str, epsilon: float | None) -> float:
    return 0.1 if epsilon is None else check_from_zero(f"{where}.epsilon", epsilon)


FAMILIES = (
    Family(
        name="linear_svm",
        settings=LinearSvm,
        learner=_linear,
        predict={
            Task.REGRESSION: linear_machine.predict_numbers,
            Task.CLASSIFICATION: linear_machine.predict_classes,
        },
        form=FeatureForm.SCALED,
        space=spaces.LINEAR_SVM,
    ),
    Family(
        name="rbf_svm",
        settings=RbfSvm,
        learner=_rbf,
        predict={
            Task.REGRESSION: kernel_machine.predict_numbers,
            Task.CLASSIFICATION: kernel_machine.predict_classes,
        },
        form=FeatureForm.SCALED,
        space=spaces.RBF_SVM,
    ),
)
