"""The algorithms that are to be compared, checked before anything is computed."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import brolly
from ml_tools.models.algorithms import check_task, default_recipe, learner, name_of, predictor
from ml_tools.models.bounds import check_between, shown
from ml_tools.models.learner import Predict
from ml_tools.models.selection import Contestant
from ml_tools.models_interface import Algorithm, AlgorithmSettings
from ml_tools.utils_interface import Recipe, Task

__all__ = ["contestants"]

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
        check_between(f"{where}: length of its name", len(algorithm.name), 1, _LONGEST_NAME)
        if algorithm.name in found:
            raise brolly.InvalidArgument(f"{where}: expected each name once, got it twice; rename one of them")
        if task is not None:
            check_task(algorithm.settings, task, where=where)
        found[algorithm.name] = Contestant(
            name=algorithm.name,
            learn=learner(algorithm.settings, where=where, max_model_bytes=max_model_bytes),
            recipe=recipe or default_recipe(algorithm.settings),
            predict=partial(_able, algorithm.settings, where),
        )
    return list(found.values())


def _able(settings: AlgorithmSettings, where: str, task: Task) -> Predict:
    check_task(settings, task, where=where)
    return predictor(name_of(settings), task)
