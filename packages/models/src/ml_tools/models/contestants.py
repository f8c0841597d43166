"""The algorithms that are to be compared, checked before anything is computed."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import brolly
from ml_tools.models.algorithms import check_task, default_recipe, family_of, learner, name_of, predictor
from ml_tools.models.bounds import check_between, shown
from ml_tools.models.learner import Predict
from ml_tools.models.selection import Contestant
from ml_tools.models_interface import Algorithm, AlgorithmSettings
from ml_tools.utils_interface import Recipe, Task

__all__ = ["contestant", "contestants"]

_MOST = 100
_LONGEST_NAME = 100


def contestants(
    algorithms: Sequence[Algorithm], task: Task | None, recipe: Recipe | None, *, max_model_bytes: int
) -> list[Contestant]:
    """Return who takes part.

    Args:
        algorithms: What a caller has asked for.
        task: None when it is not known yet.
        recipe: How features are made; the default of each algorithm when None.
        max_model_bytes: The most that a model may take.

    Raises:
        brolly.InvalidArgument: There is none, two have one name, or one cannot do the task or has wrong settings.
    """
    check_between("algorithms: how many", len(algorithms), 1, _MOST)
    found: dict[str, Contestant] = {}
    for algorithm in algorithms:
        where = f"algorithms: {shown(algorithm.name)}"
        if algorithm.name in found:
            raise brolly.InvalidArgument(f"{where}: expected each name once, got it twice; rename one of them")
        found[algorithm.name] = contestant(algorithm, task, recipe, where=where, max_model_bytes=max_model_bytes)
    return list(found.values())


def contestant(
    algorithm: Algorithm, task: Task | None, recipe: Recipe | None, *, where: str, max_model_bytes: int
) -> Contestant:
    """Return one who takes part; `where` is how messages call it.

    Raises:
        brolly.InvalidArgument: It has no name, cannot do the task, or has wrong settings.
    """
    check_between(f"{where}: length of its name", len(algorithm.name), 1, _LONGEST_NAME)
    settings = algorithm.settings
    if task is not None:
        check_task(settings, task, where=where)
    return Contestant(
        name=algorithm.name,
        settings=settings,
        recipe=recipe or default_recipe(settings),
        learn=learner(settings, where=where, max_model_bytes=max_model_bytes),
        learn_many=family_of(settings).learn_many,
        predict=partial(_able, settings, where),
    )


def _able(settings: AlgorithmSettings, where: str, task: Task) -> Predict:
    check_task(settings, task, where=where)
    return predictor(name_of(settings), task)
