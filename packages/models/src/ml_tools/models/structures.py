"""What models of each algorithm are inside, read from their arrays; those of no structure are not here."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from ml_tools.models.learner import Arrays
from ml_tools.models.structure import Constants, Kernels, Link, Near, Net, Structure, Trees, Weights
from ml_tools.utils_interface import Task

__all__ = ["STRUCTURES", "structure_of"]


def structure_of(algorithm: str, task: Task, arrays: Arrays) -> Structure | None:
    """Return what a model is inside; None where that has no form to explain or export."""
    read = STRUCTURES.get(algorithm)
    return None if read is None else read(arrays, task)


def _constant(arrays: Arrays, _task: Task) -> Constants:
    return Constants(outputs=arrays["outputs"])


def _linear(arrays: Arrays, _task: Task) -> Weights:
    return Weights(weights=arrays["weights"], intercept=arrays["intercept"], link=Link.NUMBER)


def _logistic(arrays: Arrays, _task: Task) -> Structure:
    return _classes(arrays, Link.LOGITS)


def _linear_svm(arrays: Arrays, task: Task) -> Structure:
    return _linear(arrays, task) if task is Task.REGRESSION else _classes(arrays, Link.ODDS)


def _classes(arrays: Arrays, link: Link) -> Structure:
    """Return the weights of the classes that occur; where only one does, its probability is 1."""
    occurring, class_count = arrays["occurring"], int(arrays["class_count"])
    if len(occurring) == 1:
        return Constants(outputs=np.eye(class_count)[occurring[0]])
    return Weights(
        weights=arrays["weights"],
        intercept=arrays["intercept"],
        link=link,
        occurring=occurring,
        class_count=class_count,
    )


def _rbf_svm(arrays: Arrays, task: Task) -> Structure:
    sums = _linear_svm(arrays, task)
    if not isinstance(sums, Weights):
        return sums
    return Kernels(landmarks=arrays["landmarks"], gamma=float(arrays["gamma"]), sums=sums)


def _mlp(arrays: Arrays, task: Task) -> Net:
    count = sum(name.startswith("weight ") for name in arrays)
    return Net(
        feature_center=arrays["feature_center"],
        feature_scale=arrays["feature_scale"],
        layers=tuple((arrays[f"weight {number}"], arrays[f"bias {number}"]) for number in range(count)),
        factor=float(arrays["scale"]),
        base=float(arrays["center"]),
        link=Link.NUMBER if task is Task.REGRESSION else Link.LOGITS,
    )


def _neighbors(arrays: Arrays, task: Task) -> Near:
    target = arrays["target"]
    numbers = target[:, None].astype(np.float64)
    return Near(
        rows=arrays["features"],
        outputs=numbers if task is Task.REGRESSION else np.eye(int(arrays["class_count"]))[target.astype(np.int64)],
        count=int(arrays["neighbors"]),
        by_distance=bool(arrays["by_distance"]),
    )


def _forest(arrays: Arrays, task: Task) -> Trees:
    """Return the trees of a forest; those of older models lack some arrays."""
    value = arrays["value"].astype(np.float64)
    is_number = task is Task.REGRESSION
    missing_left = arrays.get("missing_left", np.zeros(len(arrays["feature"]), np.bool_))
    return Trees(
        roots=arrays["roots"],
        feature=arrays["feature"],
        threshold=arrays["threshold"],
        missing_left=missing_left.astype(np.bool_),
        child=arrays["child"],
        value=value,
        cover=arrays.get("cover"),
        base=np.asarray([float(arrays["center"]) if is_number else 0.0] * value.shape[1]),
        factor=(float(arrays["scale"]) if is_number else 1.0) / len(arrays["roots"]),
        link=Link.NUMBER if is_number else Link.SHARES,
        ranks=_ranks(arrays),
    )


def _boosting(arrays: Arrays, task: Task) -> Trees:
    """Return boosted trees, of which each adds to one sum, in turn."""
    start = arrays["start"]
    return Trees(
        roots=arrays["roots"],
        feature=arrays["feature"],
        threshold=arrays["threshold"],
        missing_left=arrays["missing_left"].astype(np.bool_),
        child=arrays["child"],
        value=arrays["value"].reshape(-1, 1).astype(np.float64),
        cover=arrays["cover"],
        column_of_tree=np.arange(len(arrays["roots"]), dtype=np.int32) % len(start),
        base=start,
        factor=1.0,
        link=Link.NUMBER if task is Task.REGRESSION else Link.LOGITS,
        ranks=_ranks(arrays),
    )


def _ranks(arrays: Arrays) -> Mapping[int, NDArray[np.float32]]:
    """Return what takes the place of each code, by the number of the feature; none where no feature is a code."""
    if "rank" not in arrays:
        return {}
    first, rank = arrays["first_rank"], arrays["rank"]
    return {int(each): rank[first[place] : first[place + 1]] for place, each in enumerate(arrays["coded_feature"])}


STRUCTURES: Mapping[str, Callable[[Arrays, Task], Structure]] = {
    "constant": _constant,
    "linear": _linear,
    "ridge": _linear,
    "lasso": _linear,
    "elastic_net": _linear,
    "logistic": _logistic,
    "linear_svm": _linear_svm,
    "rbf_svm": _rbf_svm,
    "neighbors": _neighbors,
    "mlp": _mlp,
    "forest": _forest,
    "extra_trees": _forest,
    "boosting": _boosting,
}
