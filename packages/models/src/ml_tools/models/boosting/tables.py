"""Exponentials and logarithms in whole numbers, so that gradients of classes are the same on every machine."""

from __future__ import annotations

from decimal import Decimal, localcontext
from functools import cache

import numpy as np
from numpy.typing import NDArray

__all__ = ["GRADIENT_BITS", "LOGARITHM_BITS", "SCORE_BITS", "STEP_BITS", "exponentials", "logarithms"]

SCORE_BITS = 24
"""A score of a class, a logarithm of odds, is in units of 2^-24."""
GRADIENT_BITS = 30
"""A gradient of a class is in units of 2^-30."""
STEP_BITS = 17
"""From one exponential to the next, in bits of scores."""
LOGARITHM_BITS = 10

_LARGEST = 22
"""The exponential of minus that is nothing in units of gradients."""
_DIGITS = 40


@cache
def exponentials() -> NDArray[np.int64]:
    """Return the exponentials of minus 0, 1 step, 2 steps and so on, in units of gradients."""
    with localcontext() as context:
        context.prec = _DIGITS
        steps = 1 << SCORE_BITS - STEP_BITS
        ratio, value = (Decimal(-1) / steps).exp(), Decimal(1 << GRADIENT_BITS)
        found: list[int] = []
        for _ in range(_LARGEST * steps + 2):
            found.append(round(value))
            value *= ratio
    return np.array(found, np.int64)


@cache
def logarithms() -> NDArray[np.int64]:
    """Return the logarithms of 1, 1 + 2^-10 and so on up to 2, in units of scores."""
    with localcontext() as context:
        context.prec = _DIGITS
        entries = range((1 << LOGARITHM_BITS) + 1)
        numbers = (1 + Decimal(entry) / (1 << LOGARITHM_BITS) for entry in entries)
        return np.array([round(number.ln() * (1 << SCORE_BITS)) for number in numbers], np.int64)
