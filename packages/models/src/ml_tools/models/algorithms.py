"""The algorithms of the contract, found by their settings or their name."""

from __future__ import annotations

import brolly
from ml_tools.models import boosting, constant, forest, linear, neighbors, neural, svm
from ml_tools.models.family import Family, FeatureForm
from ml_tools.models.learner import Learn, Predict
from ml_tools.models_interface import AlgorithmSettings
from ml_tools.utils_interface import EncodeTexts, ImputeNumbers, Recipe, ScaleNumbers, Task

__all__ = ["check_task", "default_recipe", "families", "family_of", "learner", "name_of", "predictor"]

_FAMILIES: tuple[Family, ...] = (
    *constant.FAMILIES,
    *linear.FAMILIES,
    *forest.FAMILIES,
    *boosting.FAMILIES,
    *neighbors.FAMILIES,
    *svm.FAMILIES,
    *neural.FAMILIES,
)
_BY_SETTINGS = {family.settings: family for family in _FAMILIES}
_BY_NAME = {family.name: family for family in _FAMILIES}

_RECIPES = {
    FeatureForm.PIXELS: Recipe(
        impute_numbers=ImputeNumbers.MEDIAN,
        encode_texts=EncodeTexts.ONE_HOT,
        scale_numbers=ScaleNumbers.NONE,
        keep_constant=True,
    ),
    FeatureForm.SCALED: Recipe(
        impute_numbers=ImputeNumbers.MEDIAN, encode_texts=EncodeTexts.ONE_HOT, scale_numbers=ScaleNumbers.STANDARD
    ),
    FeatureForm.NATIVE: Recipe(
        impute_numbers=ImputeNumbers.NONE, encode_texts=EncodeTexts.CODES, scale_numbers=ScaleNumbers.NONE
    ),
}


def families() -> tuple[Family, ...]:
    """Return all algorithms."""
    return _FAMILIES


def name_of(settings: AlgorithmSettings) -> str:
    """Return the name of an algorithm, as ridge."""
    return family_of(settings).name


def check_task(settings: AlgorithmSettings, task: Task, *, where: str) -> None:
    """Check that an algorithm can do a task.

    Raises:
        brolly.InvalidArgument: It cannot; says which can.
    """
    if task not in family_of(settings).predict:
        able = ", ".join(family.name for family in _FAMILIES if task in family.predict)
        raise brolly.InvalidArgument(
            f"{where}: expected an algorithm for {task.name.lower()}, got {name_of(settings)}; choose from {able}"
        )


def predictor(name: str, task: Task) -> Predict:
    """Return what predicts with the arrays that an algorithm has learned.

    Raises:
        brolly.FailedPrecondition: It is not known here.
    """
    family = _BY_NAME.get(name)
    found = family and family.predict.get(task)
    if found is None:
        raise brolly.FailedPrecondition(
            f"expected a model of an algorithm that is known here, got {name} for {task.name.lower()}; "
            "upgrade ml-tools-models"
        )
    return found


def default_recipe(settings: AlgorithmSettings) -> Recipe:
    """Return how features are made for an algorithm when the caller does not say."""
    return _RECIPES[family_of(settings).form]


def learner(settings: AlgorithmSettings, *, where: str, max_model_bytes: int) -> Learn:
    """Return what learns, its settings checked.

    Args:
        settings: As the caller said.
        where: How messages call them.
        max_model_bytes: The most that the model may take.

    Raises:
        brolly.InvalidArgument: A setting is out of its range.
    """
    return family_of(settings).learner(settings, where, max_model_bytes)


def family_of(settings: AlgorithmSettings) -> Family:
    """Return what does it.

    Raises:
        brolly.Unimplemented: The contract is newer than this service.
    """
    found = _BY_SETTINGS.get(type(settings))
    if found is None:
        raise brolly.Unimplemented(
            f"expected an algorithm that is known here, got {type(settings).__name__}; upgrade ml-tools-models, or "
            f"choose from {', '.join(_BY_NAME)}"
        )
    return found
