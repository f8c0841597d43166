"""The algorithms that are compared, by the names that users know them by."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable, Mapping

from brolly import InvalidArgument
from ml_tools.models_interface import (
    Algorithm,
    AlgorithmSettings,
    Boosting,
    Constant,
    ElasticNet,
    ExtraTrees,
    Forest,
    Lasso,
    Linear,
    LinearSvm,
    Logistic,
    Mlp,
    Neighbors,
    RbfSvm,
    Ridge,
)
from ml_tools.utils_interface import Task

__all__ = ["BASELINE", "algorithms_for", "check_names", "model_names"]

BASELINE = "constant"
"""What every model has to beat."""

_BOTH: Mapping[str, AlgorithmSettings] = {
    "forest": Forest(),
    "extra_trees": ExtraTrees(),
    "boosting": Boosting(),
    "linear_svm": LinearSvm(),
    "rbf_svm": RbfSvm(),
    "neighbors": Neighbors(),
    "mlp": Mlp(),
}
_BY_TASK: Mapping[Task, Mapping[str, AlgorithmSettings]] = {
    Task.REGRESSION: {
        BASELINE: Constant(),
        "linear": Linear(),
        "ridge": Ridge(),
        "lasso": Lasso(),
        "elastic_net": ElasticNet(),
        **_BOTH,
    },
    Task.CLASSIFICATION: {BASELINE: Constant(), "logistic": Logistic(), **_BOTH},
}


def model_names() -> tuple[str, ...]:
    """Return the names of all algorithms, whatever their task."""
    return tuple(dict.fromkeys(name for known in _BY_TASK.values() for name in known))


def check_names(names: Collection[str]) -> None:
    """Check that algorithms of these names exist.

    Raises:
        InvalidArgument: There is none at all, or one does not exist; says which there are.
    """
    known = model_names()
    if not names:
        raise InvalidArgument(f"expected at least one model, got none; choose from {', '.join(known)}")
    for name in names:
        if name not in known:
            near = difflib.get_close_matches(name[:40].lower(), known, n=1)
            hint = f"did you mean {near[0]!r}? Else " if near else ""
            raise InvalidArgument(f"there is no model {name[:40]!r}; {hint}choose from {', '.join(known)}")


def algorithms_for(task: Task, names: Iterable[str] | None) -> tuple[Algorithm, ...]:
    """Return the algorithms of these names, each once; all that can do the task unless told.

    Raises:
        InvalidArgument: One of them cannot do the task; says which can.
    """
    able = _BY_TASK[task]
    wanted = tuple(dict.fromkeys(able if names is None else names))
    for name in wanted:
        if name not in able:
            raise InvalidArgument(
                f"model {name!r} cannot do {task.name.lower()}, which this target asks for; "
                f"choose from {', '.join(able)}"
            )
    return tuple(Algorithm(name=name, settings=able[name]) for name in wanted)
