"""Which rows a tree grows on: how often each is drawn."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from ml_tools.models.examples import Examples
from ml_tools.models.forest.settings import Plan

__all__ = ["Draw", "drawing"]

_LEAST = 1e-300

Draw = Callable[[np.random.Generator], NDArray[np.int32]]
"""Returns how often each row is drawn, `(rows,)`: as many in all as there are rows."""


def drawing(examples: Examples, plan: Plan) -> Draw:
    """Return how the trees of a forest draw rows.

    With weights of classes they are drawn in proportion, so that counts stay whole numbers.

    Raises:
        brolly.InvalidArgument: The weights are not of these classes.
    """
    weights, rows = plan.class_weights.of(examples), len(examples.target)
    if weights is not None:
        return _by_class(examples.class_indices, weights)
    if plan.is_extra:
        return lambda _: np.ones(rows, np.int32)
    return lambda random: _counted(random.integers(0, rows, rows), rows)


def _by_class(classes: NDArray[np.int64], weights: NDArray[np.float64]) -> Draw:
    rows, order = len(classes), np.argsort(classes, kind="stable")
    sizes = np.bincount(classes, minlength=len(weights))
    first = np.cumsum(sizes) - sizes
    mass = np.maximum(weights / np.max(weights), _LEAST) * sizes
    share = mass / np.sum(mass)

    def draw(random: np.random.Generator) -> NDArray[np.int32]:
        counts = random.multinomial(rows, share)
        within = random.integers(0, np.repeat(sizes, counts))
        return _counted(order[np.repeat(first, counts) + within], rows)

    return draw


def _counted(drawn: NDArray[np.int64], rows: int) -> NDArray[np.int32]:
    return np.bincount(drawn, minlength=rows).astype(np.int32)
