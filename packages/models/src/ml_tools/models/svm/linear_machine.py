"""Linear support vector machines."""

from __future__ import annotations

from functools import partial

import numpy as np

from ml_tools.models.examples import Examples, Features, Outputs
from ml_tools.models.learner import Arrays
from ml_tools.models.padding import padded_columns
from ml_tools.models.solvers import Crew, as_they_are, at_once, divided, place, scores
from ml_tools.models.svm.calibration import shares
from ml_tools.models.svm.losses import SQUARED_HINGE, SQUARED_INSENSITIVE
from ml_tools.models.svm.machine import all_classes, learn_machine, model, targets

__all__ = ["learn_linear_svm", "predict_classes", "predict_numbers"]

_LOSSES = (SQUARED_HINGE, SQUARED_INSENSITIVE)


async def learn_linear_svm(examples: Examples, *, seed: int, cost: float, epsilon: float) -> Arrays:
    """Learn the weights with the least half squares and squared losses; nothing is random.

    The loss is the squared hinge for classes, one against the rest, and squared epsilon-insensitive for numbers.

    Args:
        examples: What to learn from.
        seed: Nothing is random.
        cost: How much the losses count, scikit-learn's C.
        epsilon: The error, in standard deviations of the target, that costs nothing.
    """
    return await at_once(partial(_fit, examples, cost, epsilon), cells=examples.features.size)


def predict_numbers(arrays: Arrays, features: Features) -> Outputs:
    """Predict a number for each row."""
    return scores(arrays, features, as_they_are)


def predict_classes(arrays: Arrays, features: Features) -> Outputs:
    """Predict the probability of each class for each row."""
    return all_classes(arrays, len(features), lambda: scores(arrays, features, shares))


async def _fit(examples: Examples, cost: float, epsilon: float, crew: Crew) -> Arrays:
    known = await crew.run(targets, examples)
    columns = padded_columns(examples.features.shape[1] + 1)
    places = await place(crew, examples.features, divided(examples.features, known.values, columns))
    machine = await learn_machine(crew, examples.features, places, known, _LOSSES, cost=cost, epsilon=epsilon)
    return {**model(machine, known), "class_count": np.asarray(known.class_count)}
