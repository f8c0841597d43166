"""How much the rows of each class count."""

from __future__ import annotations

import difflib
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

import brolly
from ml_tools.models.bounds import shown
from ml_tools.models.examples import Examples

__all__ = ["class_weights"]


def class_weights(examples: Examples, *, balanced: bool, weights: Mapping[str, float]) -> NDArray[np.float64] | None:
    """Return the weight of each class, None where all are 1.

    Args:
        examples: A classification.
        balanced: Whether all classes count the same, however many rows they have.
        weights: By name; 1 for others.

    Raises:
        brolly.InvalidArgument: A name is no class of the target.
    """
    if not balanced and not weights:
        return None
    found = np.ones(examples.class_count)
    if balanced:
        rows = np.bincount(examples.class_indices, minlength=examples.class_count)
        found = len(examples.target) / (np.count_nonzero(rows) * np.maximum(rows, 1))
    for name, weight in weights.items():
        if name not in examples.class_names:
            near = difflib.get_close_matches(name, examples.class_names, n=1)
            hint = f"; did you mean {shown(near[0])}?" if near else ""
            raise brolly.InvalidArgument(f"class_weights: expected classes of the target, got {shown(name)}{hint}")
        found[examples.class_names.index(name)] *= weight
    return found
