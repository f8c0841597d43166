"""Logistic regression, multinomial for more than two classes."""

from __future__ import annotations

from functools import partial

import numpy as np

from ml_tools.models.examples import Examples, Features, Outputs
from ml_tools.models.learner import Arrays
from ml_tools.models.linear.logistic_engine import MULTINOMIAL, probabilities
from ml_tools.models.linear.standard_errors import standard_errors
from ml_tools.models.padding import padded_columns
from ml_tools.models.solvers import (
    BINARY,
    Crew,
    Objective,
    at_once,
    divided,
    minimize,
    place,
    scores,
    second_derivatives,
)

__all__ = ["learn_logistic", "predict_classes"]


async def learn_logistic(examples: Examples, *, seed: int, penalty: float) -> Arrays:
    """Learn the weights with the least log loss plus half the penalty times their squares; nothing is random.

    This penalty is 1 / C of scikit-learn. A class that does not occur gets the probability 0. The standard errors of
    the weights exist without a penalty; for more than two classes they are those of weights whose sum is 0.
    """
    fit = partial(_fit, examples, penalty)
    return await at_once(fit, cells=examples.features.size)


def predict_classes(arrays: Arrays, features: Features) -> Outputs:
    """Predict the probability of each class for each row."""
    occurring, class_count = arrays["occurring"], int(arrays["class_count"])
    if len(occurring) == class_count:
        return scores(arrays, features, probabilities)
    outputs = np.zeros((len(features), class_count))
    outputs[:, occurring] = scores(arrays, features, probabilities) if len(occurring) > 1 else 1.0
    return outputs


async def _fit(examples: Examples, penalty: float, crew: Crew) -> Arrays:
    occurring, classes = await crew.run(examples.occurring)
    shape = (examples.features.shape[1], {1: 0, 2: 1}.get(len(occurring), len(occurring)))
    known = {"occurring": occurring, "class_count": np.asarray(examples.class_count)}
    if not shape[1]:
        nothing = np.zeros(shape)
        return {"weights": nothing, "intercept": nothing[0], "standard_errors": nothing, **known}
    parts = divided(examples.features, classes, padded_columns(shape[0] + 1))
    places = await place(crew, examples.features, parts)
    objective = Objective(
        loss=BINARY if shape[1] == 1 else MULTINOMIAL,
        features=examples.features,
        target=classes,
        places=places,
        columns=shape[1],
        penalty=places.penalty(penalty),
    )
    found = await minimize(crew, objective, parts)
    least = found.weights
    if shape[1] > 1:  # what all classes have in common changes no probability
        least = least - np.mean(least, axis=1, keepdims=True)
    weights, intercept = places.original(least)
    errors = np.full(shape, np.nan)
    if not penalty and found.curve is not None:
        second = await second_derivatives(crew, objective, parts, least)
        errors = await crew.run(standard_errors, second, objective)
    return {"weights": weights, "intercept": intercept, "standard_errors": errors, **known}
