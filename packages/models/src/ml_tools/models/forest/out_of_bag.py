"""The error of a forest on the rows of its sample, each predicted by the trees that did not draw it."""

from __future__ import annotations

from threading import Lock

import numpy as np
from numpy.typing import NDArray

from ml_tools.models.examples import Examples
from ml_tools.models.forest.grown_tree import GrownTree, joined
from ml_tools.models.forest.predicting import outputs_of, tree_means
from ml_tools.models.learner import Arrays
from ml_tools.models.metrics import measure
from ml_tools.models.trees import ranked_features

__all__ = ["OutOfBag"]

_BITS = 40
"""Means are added as whole numbers, so that sums do not depend on which tree is done first."""


class OutOfBag:
    """What trees predict for the rows that they did not draw."""

    def __init__(self, examples: Examples, ranks: Arrays, columns: int) -> None:
        self._examples = examples
        self._features = ranked_features(ranks, examples.features)
        self._sums = np.zeros((len(examples.target), columns), np.int64)
        self._trees = np.zeros(len(examples.target), np.int32)
        self._lock = Lock()

    def add(self, tree: GrownTree, weight: NDArray[np.int32]) -> None:
        """Predict with a tree, in any thread."""
        rows = np.flatnonzero(weight == 0)
        if not len(rows):
            return
        means = np.rint(np.ldexp(tree_means(joined([tree]), self._features[rows]), _BITS)).astype(np.int64)
        with self._lock:
            self._sums[rows] += means
            self._trees[rows] += 1

    def arrays(self, scaling: Arrays) -> Arrays:
        """Return the error and what it is measured in, of the rows that a tree left out; nothing without any."""
        known = np.flatnonzero(self._trees)
        if not len(known):
            return {}
        classes = self._examples.class_count
        means = np.ldexp(self._sums[known] / self._trees[known, None], -_BITS)
        outputs = outputs_of(means, scaling, class_count=classes)
        error = measure(self._examples.target[known], outputs, class_count=classes)[0]
        return {"out_of_bag_error": np.asarray(error.value), "out_of_bag_metric": np.asarray(error.name)}
