"""The powers of Yeo and Johnson (Biometrika 87, 2000) and of Box and Cox (JRSS B 26, 1964), by maximum likelihood."""

from __future__ import annotations

import importlib
from typing import Any

import numpy as np
from numpy.typing import NDArray

import brolly

__all__ = ["box_cox", "fit_power", "from_box_cox", "from_yeo_johnson", "yeo_johnson"]

Numbers = NDArray[np.float64]


def fit_power(values: Numbers, *, positive: bool) -> float:
    """Return the power that makes values most normal: of Box and Cox when they are positive, else of Yeo and Johnson.

    Args:
        values: `(rows,)`, not all the same, none missing.
        positive: Whether the power is that of Box and Cox.
    """
    optimize: Any = importlib.import_module("scipy.optimize")  # it takes a tenth of a second, and few recipes need it
    logarithms = np.log(values) if positive else np.log1p(np.abs(values))
    weight = float(logarithms.sum() if positive else (np.sign(values) * logarithms).sum())
    below = None if positive else values < 0

    def unlikeliness(power: float) -> float:
        brolly.checkpoint()
        variance = float(np.var(_raised(logarithms, below, power)))
        if not np.isfinite(variance) or variance <= 0:
            return np.inf
        return len(values) / 2 * float(np.log(variance)) - (power - 1) * weight

    with np.errstate(over="ignore", invalid="ignore"):
        return float(optimize.brent(unlikeliness, brack=(-2, 2)))


def yeo_johnson(values: Numbers, power: float) -> Numbers:
    """Return values, of which some may be missing, to a power."""
    with np.errstate(over="ignore"):
        return _raised(np.log1p(np.abs(values)), values < 0, power)


def box_cox(values: Numbers, power: float) -> Numbers:
    """Return values to a power; those that are not above 0 are missing."""
    positive = np.where(values > 0, values, np.nan)
    with np.errstate(over="ignore"):
        return _raised(np.log(positive), None, power)


def from_yeo_johnson(raised: Numbers, power: float) -> Numbers:
    """Return what was raised to a power; what no number becomes is missing."""
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        above = np.expm1(_unraised(raised, power))
        below = -np.expm1(_unraised(-raised, 2 - power))
    return np.where(raised < 0, below, above)


def from_box_cox(raised: Numbers, power: float) -> Numbers:
    """Return what was raised to a power; what no number becomes is missing."""
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        return np.exp(_unraised(raised, power))


def _raised(logarithms: Numbers, below: NDArray[np.bool_] | None, power: float) -> Numbers:
    """Return `(e ** (power * logarithm) - 1) / power`, and for values below 0 minus that with 2 - power."""
    above = _grown(logarithms, power)
    return above if below is None or not below.any() else np.where(below, -_grown(logarithms, 2 - power), above)


def _grown(logarithms: Numbers, power: float) -> Numbers:
    return logarithms if abs(power) < np.finfo(np.float64).eps else np.expm1(power * logarithms) / power


def _unraised(raised: Numbers, power: float) -> Numbers:
    return raised if abs(power) < np.finfo(np.float64).eps else np.log1p(power * raised) / power
