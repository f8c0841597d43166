"""What linear and kernel machines share: features in, weights of scores out, which are probabilities for classes."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray

from ml_tools.models.examples import Examples, Features, Outputs
from ml_tools.models.learner import Arrays
from ml_tools.models.solvers import Basis, Crew, Loss, Objective, Places, divided, minimize
from ml_tools.models.svm.calibration import calibration

__all__ = ["Machine", "Targets", "all_classes", "learn_machine", "model", "targets"]

_MOST_CELLS = 2**20
"""Of the second derivatives of all classes together; with more they are learned one after the other."""


class Targets(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """What is learned."""

    values: NDArray[np.float64]
    """`(rows,)`, numbers of mean 0 and standard deviation 1, or places of classes among those that occur."""
    occurring: NDArray[np.int64]
    """The classes that occur; empty for numbers."""
    class_count: int
    center: float = 0.0
    scale: float = 1.0

    @property
    def columns(self) -> int:
        """Of weights: one for numbers and for two classes."""
        if not self.class_count:
            return 1
        return {1: 0, 2: 1}.get(len(self.occurring), len(self.occurring))


class Machine(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """Weights whose scores are numbers, or the logits of each class against the rest."""

    weights: NDArray[np.float64]
    """`(features, columns)`."""
    intercept: NDArray[np.float64]
    """`(columns,)`."""


def targets(examples: Examples) -> Targets:
    """Return the targets of rows."""
    if not examples.class_count:
        values, center, scale = _standardized(examples.target)
        return Targets(values=values, occurring=np.zeros(0, np.int64), class_count=0, center=center, scale=scale)
    occurring, values = examples.occurring()
    return Targets(values=values, occurring=occurring, class_count=examples.class_count)


async def learn_machine(
    crew: Crew,
    features: Features,
    places: Places,
    known: Targets,
    losses: tuple[Loss, Loss],
    *,
    cost: float,
    epsilon: float,
    basis: Basis | None = None,
) -> Machine:
    """Learn the weights, one class against the rest.

    Args:
        crew: Who computes.
        features: `(rows, features)`.
        places: Of the features.
        known: The targets.
        losses: For classes, and for numbers.
        cost: How much the losses count against half the squares of the weights.
        epsilon: The error, in standard deviations of the target, that costs nothing.
        basis: Of the features that the weights are of.
    """
    objective = Objective(
        loss=losses[0] if known.class_count else losses[1],
        features=features,
        target=known.values,
        places=places,
        columns=known.columns,
        penalty=places.penalty(1.0),
        parameter=epsilon,
        factor=cost,
        basis=basis,
    )
    if known.columns <= 1 or known.columns * places.columns**2 <= _MOST_CELLS:
        return await _learn(crew, objective, classes=known.class_count > 0)
    machines = [
        await _learn(crew, replace(objective, target=(known.values == number) + 0.0, columns=1), classes=True)
        for number in range(known.columns)
    ]
    return Machine(
        weights=np.concatenate([each.weights for each in machines], axis=1),
        intercept=np.concatenate([each.intercept for each in machines]),
    )


async def _learn(crew: Crew, objective: Objective, *, classes: bool) -> Machine:
    if not objective.columns:
        return Machine(weights=np.zeros((objective.places.given, 0)), intercept=np.zeros(0))
    parts = divided(objective.features, objective.target, objective.places.columns)
    minimum = await minimize(crew, objective, parts)
    weights, intercept = objective.places.original(minimum.weights)
    if not classes:
        return Machine(weights=weights, intercept=intercept)
    slopes, offsets = await calibration(crew, objective, minimum)
    return Machine(weights=weights * slopes[None, :], intercept=intercept * slopes + offsets)


def _standardized(target: NDArray[np.float64]) -> tuple[NDArray[np.float64], float, float]:
    """Return numbers of mean 0 and standard deviation 1, whatever their size, and what these were before.

    Where nothing varies they are zeros.
    """
    least, most = float(np.min(target)), float(np.max(target))
    if least == most:
        return np.zeros(len(target)), least, 0.0
    unit = max(abs(least), abs(most))
    shares = target / unit
    center = float(np.mean(shares))
    shares -= center
    scale = float(np.sqrt(np.mean(np.square(shares))))
    shares /= scale
    return shares, center * unit, scale * unit


def model(machine: Machine, known: Targets) -> dict[str, NDArray[np.generic]]:
    """Return the arrays of a machine, for the targets as given."""
    weights, intercept = machine.weights, machine.intercept
    if not known.class_count:
        weights, intercept = weights * known.scale, intercept * known.scale + known.center
    return {"weights": weights, "intercept": intercept, "occurring": known.occurring}


def all_classes(arrays: Arrays, rows: int, predict: Callable[[], Outputs]) -> Outputs:
    """Return probabilities of all classes, 0 for those that did not occur.

    Args:
        arrays: Of a model.
        rows: How many are predicted.
        predict: Returns those of the classes that did, where there are two at least.
    """
    occurring, class_count = arrays["occurring"], int(arrays["class_count"])
    if len(occurring) == class_count > 1:
        return predict()
    outputs = np.zeros((rows, class_count))
    outputs[:, occurring] = predict() if len(occurring) > 1 else 1.0
    return outputs
