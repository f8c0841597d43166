"""Whether two models that were cross-validated on the same folds can be told apart."""

from __future__ import annotations

import math
from collections.abc import Mapping

import msgspec
import numpy as np
from numpy.typing import NDArray

__all__ = ["LEVEL", "Tie", "student_tail", "ties_with"]

LEVEL = 0.05
"""A model that chance alone would make as much worse more often than this is called a tie."""


class Tie(msgspec.Struct, frozen=True, kw_only=True):
    """A model that cannot be told from the best."""

    model: str
    difference: float
    """By how much it is worse than the best, on average over the folds."""
    p_value: float
    """How often chance alone would make it that much worse, or more."""


def ties_with(best: str, scores: Mapping[str, NDArray[np.float64]]) -> tuple[Tie, ...]:
    """Return the models that are as good as the best, as far as these folds can tell.

    Args:
        best: The model that the others are compared with.
        scores: Of each model, `(folds,)`, the same folds in the same order.
    """
    ties: list[Tie] = []
    for model, values in scores.items():
        if model != best:
            differences = values - scores[best]
            p_value = p_value_of(differences)
            if p_value > LEVEL:
                ties.append(Tie(model=model, difference=float(differences.mean()), p_value=p_value))
    return tuple(ties)


def p_value_of(differences: NDArray[np.float64]) -> float:
    """Return the one-sided p-value of the corrected resampled t-test: that a model is no worse than another.

    Training sets of a cross-validation overlap, so that a plain paired t-test finds differences that are not there;
    the correction adds the ratio of validation to training rows to the variance, 1 / (folds - 1) here. C. Nadeau and
    Y. Bengio, "Inference for the generalization error", Machine Learning 52 (2003), 239-281.

    Args:
        differences: `(folds,)`, by how much the one is worse than the other.
    """
    folds = len(differences)
    mean, variance = float(differences.mean()), float(differences.var(ddof=1))
    if not (math.isfinite(mean) and math.isfinite(variance)):
        return 0.0  # of the two, the best has a number
    error = math.sqrt((1 / folds + 1 / (folds - 1)) * variance)
    if error == 0:
        return 0.0 if mean > 0 else 1.0
    below_half = student_tail(abs(mean) / error, folds - 1) / 2
    return below_half if mean > 0 else 1 - below_half


def student_tail(t: float, freedom: int) -> float:
    """Return how likely Student's t is as far from 0 as `t`, or farther.

    The closed forms for whole degrees of freedom, 26.7.3 and 26.7.4 in M. Abramowitz and I. Stegun, "Handbook of
    mathematical functions" (1964).
    """
    angle = math.atan2(t, math.sqrt(freedom))
    cosine, sine = math.cos(angle), math.sin(angle)
    odd = freedom % 2 == 1
    term, total = (cosine, 0.0) if odd else (1.0, 0.0)
    for step in range(2 if odd else 1, freedom, 2):
        total += term
        term *= cosine**2 * step / (step + 1)
    within = 2 / math.pi * (angle + sine * total) if odd else sine * total
    return min(1.0, max(0.0, 1 - within))
