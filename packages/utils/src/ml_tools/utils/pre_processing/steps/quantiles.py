"""Numbers by the share of training rows below them, and back, as scikit-learn's QuantileTransformer does it."""

from __future__ import annotations

import importlib
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["fit_quantiles", "from_shares", "to_shares"]

Numbers = NDArray[np.float64]

_FEW = 50
"""So many can be looked for faster than all are placed again."""

_EDGE = 1e-7
"""Shares nearer to 0 or 1 than this are taken as this, so that no value becomes infinite."""


def fit_quantiles(values: Numbers, count: int) -> Numbers:
    """Return quantiles at even shares; as many as there are values at most.

    Args:
        values: `(rows,)`, none missing.
        count: How many.
    """
    values = np.sort(values)  # numpy's own selection takes far longer for so many quantiles
    places = np.linspace(0, 1, min(count, len(values))) * 100 / 100 * (len(values) - 1)
    below = np.floor(places).astype(np.intp)
    low, high, part = values[below], values[np.minimum(below + 1, len(values) - 1)], places - below
    return np.maximum.accumulate(np.where(part < 0.5, low + (high - low) * part, high - (high - low) * (1 - part)))


def to_shares(values: Numbers, quantiles: Numbers, *, normal: bool) -> Numbers:
    """Return the share of rows below each value, or the normal deviate of that share; what is missing stays missing."""
    shares = np.linspace(0, 1, len(quantiles))
    found = np.interp(values, quantiles, shares)
    many = np.unique(quantiles[1:][np.diff(quantiles) <= 0])
    if many.size:  # where a quantile stands for many shares, the middle of them
        among = np.flatnonzero(np.isin(values, many)) if many.size <= _FEW else slice(None)
        found[among] = 0.5 * (found[among] - np.interp(-values[among], -quantiles[::-1], -shares[::-1]))
    edge = _EDGE if normal else 0.0
    found = np.where(values - edge <= quantiles[0], 0.0, np.where(values + edge >= quantiles[-1], 1.0, found))
    found = np.where(np.isnan(values), np.nan, found)
    if not normal:
        return found
    most = _special().ndtri(1 - (_EDGE - np.spacing(1)))
    return np.clip(_special().ndtri(found), -most, most)


def from_shares(shares: Numbers, quantiles: Numbers, *, normal: bool) -> Numbers:
    """Return the values that have these shares of rows below them."""
    if normal:
        shares = _special().ndtr(shares)
    found = np.interp(shares, np.linspace(0, 1, len(quantiles)), quantiles)
    return np.where(np.isnan(shares), np.nan, found)


def _special() -> Any:
    return importlib.import_module("scipy.special")
