"""The powers of Yeo and Johnson (Biometrika 87, 2000) and of Box and Cox (JRSS B 26, 1964), by maximum likelihood.

Numbers far from 0, as years and longitudes are, need powers so great that what is raised differs in its last digits.
So where all training rows have one sign, logarithms are counted from their mean: what comes out has another origin and
another unit, which scaling takes away, and loses no digit.
"""

from __future__ import annotations

import importlib
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

import brolly

__all__ = ["Power", "fit_power", "from_power", "to_power"]

Numbers = NDArray[np.float64]


class Power(msgspec.Struct, frozen=True, kw_only=True):
    """How numbers are raised."""

    exponent: float
    shift: float
    """The logarithm from which others are counted; 0 where training rows have both signs."""
    below: bool = False
    """Whether it is that of numbers below 0."""
    positive: bool = False
    """Whether it is Box and Cox's, else Yeo and Johnson's."""


def fit_power(values: Numbers, *, positive: bool) -> Power:
    """Return the power that makes values most normal: of Box and Cox when they are positive, else of Yeo and Johnson.

    Args:
        values: `(rows,)`, none missing.
        positive: Whether the power is that of Box and Cox.
    """
    least, greatest = float(values.min()), float(values.max())
    both = least < 0 <= greatest
    below = greatest < 0
    logarithms = np.log(values) if positive else np.log1p(np.abs(values))
    shift = 0.0 if both else float(logarithms.mean())
    if least == greatest:
        return Power(exponent=1.0, shift=shift, below=below, positive=positive)
    weight = float(logarithms.sum() if positive else (np.sign(values) * logarithms).sum())
    logarithms -= shift
    negative = values < 0

    def unlikeliness(exponent: float) -> float:
        brolly.checkpoint()
        own = 2 - exponent if below else exponent
        raised = _grown(logarithms, own)
        if both:
            raised = np.where(negative, -_grown(logarithms, 2 - exponent), raised)
        variance = float(np.var(raised))
        if not np.isfinite(variance) or variance <= 0:
            return np.inf
        return len(values) * (float(np.log(variance)) / 2 + own * shift) - (exponent - 1) * weight

    optimize: Any = importlib.import_module("scipy.optimize")  # it takes a tenth of a second, and few recipes need it
    with np.errstate(over="ignore", invalid="ignore"):
        exponent = float(optimize.brent(unlikeliness, brack=(-2, 2)))
    return Power(exponent=exponent, shift=shift, below=below, positive=positive)


def to_power(values: Numbers, power: Power) -> Numbers:
    """Return values raised; what is missing, or not above 0 for Box and Cox, is missing."""
    with np.errstate(over="ignore", invalid="ignore"):
        if power.positive:
            return _grown(np.log(np.where(values > 0, values, np.nan)) - power.shift, power.exponent)
        logarithms = np.log1p(np.abs(values))
        above = _counted(logarithms, power, below=False)
        negative = values < 0
        return np.where(negative, _counted(logarithms, power, below=True), above) if negative.any() else above


def from_power(raised: Numbers, power: Power) -> Numbers:
    """Return what was raised; what no number becomes is missing."""
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        if power.positive:
            return np.exp(_shrunk(raised, power.exponent) + power.shift)
        above = np.expm1(_uncounted(raised, power, below=False))
        below = -np.expm1(_uncounted(raised, power, below=True))
        border = _counted(np.zeros(1), power, below=False)[0]
    return np.where(raised < border, below, above)


def _counted(logarithms: Numbers, power: Power, *, below: bool) -> Numbers:
    """Return what numbers of a sign become, from the logarithms of their distances to -1 or 1."""
    sign, exponent = (-1.0, 2 - power.exponent) if below else (1.0, power.exponent)
    if power.shift == 0 or below == power.below:
        return sign * _grown(logarithms - power.shift, exponent)
    origin, unit = _line(power)
    return (sign * _grown(logarithms, exponent) - origin) / unit


def _uncounted(raised: Numbers, power: Power, *, below: bool) -> Numbers:
    sign, exponent = (-1.0, 2 - power.exponent) if below else (1.0, power.exponent)
    if power.shift == 0 or below == power.below:
        return _shrunk(sign * raised, exponent) + power.shift
    origin, unit = _line(power)
    return _shrunk(sign * (raised * unit + origin), exponent)


def _line(power: Power) -> tuple[float, float]:
    """Return what is 0 and what is the unit of 1 where logarithms are counted from the shift."""
    sign, exponent = (-1.0, 2 - power.exponent) if power.below else (1.0, power.exponent)
    origin = sign * float(_grown(np.array([power.shift]), exponent)[0])
    return origin, float(np.exp(exponent * power.shift))


def _grown(logarithms: Numbers, exponent: float) -> Numbers:
    return logarithms if abs(exponent) < np.finfo(np.float64).eps else np.expm1(exponent * logarithms) / exponent


def _shrunk(raised: Numbers, exponent: float) -> Numbers:
    return raised if abs(exponent) < np.finfo(np.float64).eps else np.log1p(exponent * raised) / exponent
