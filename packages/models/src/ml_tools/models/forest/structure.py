"""What forests are inside: the mean over trees."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from ml_tools.models.learner import Arrays
from ml_tools.models.structure import Link, Trees
from ml_tools.utils_interface import Task

__all__ = ["forest_structure", "tree_ranks"]


def forest_structure(arrays: Arrays, task: Task) -> Trees:
    """Return the trees of a forest; those of older models lack some arrays."""
    value = arrays["value"].astype(np.float64)
    is_number = task is Task.REGRESSION
    scale = float(arrays["scale"]) if is_number else 1.0
    missing_left = arrays.get("missing_left", np.zeros(len(arrays["feature"]), np.bool_))
    return Trees(
        roots=arrays["roots"],
        feature=arrays["feature"],
        threshold=arrays["threshold"],
        missing_left=missing_left.astype(np.bool_),
        child=arrays["child"],
        value=value,
        leaf_rows=arrays.get("leaf_rows"),
        base=np.asarray([float(arrays["center"]) if is_number else 0.0] * value.shape[1]),
        factor=scale / len(arrays["roots"]),
        link=Link.NUMBER if is_number else Link.SHARES,
        ranks=tree_ranks(arrays),
    )


def tree_ranks(arrays: Arrays) -> Mapping[int, NDArray[np.float32]]:
    """Return what takes the place of each code, by the number of the feature; none where no feature is a code."""
    if "rank" not in arrays:
        return {}
    first, rank = arrays["first_rank"], arrays["rank"]
    return {int(each): rank[first[place] : first[place + 1]] for place, each in enumerate(arrays["coded_feature"])}
