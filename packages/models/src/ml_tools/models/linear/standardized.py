"""Features centred and scaled for the solvers, so that their numbers are of one size whatever the units."""

from __future__ import annotations

import msgspec
import numpy as np
from numpy.typing import NDArray

import brolly
from ml_tools.models.examples import Features
from ml_tools.models.padding import padded_columns, padded_rows

__all__ = ["Standardized", "standardize"]


class Standardized(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """Features of mean 0 and standard deviation 1, with zeros after the rows and the features that there are."""

    features: NDArray[np.float32]
    """`(padded rows, padded features)`."""
    center: NDArray[np.float64]
    """`(features,)`, what was subtracted."""
    scale: NDArray[np.float64]
    """`(features,)`, what was divided by; 0 for a feature that does not vary, which is all zeros."""

    def penalty(self, factor: float) -> NDArray[np.float64]:
        """Return the factors of the squares of these features' weights that mean one factor for those of the given.

        `(padded features,)`; where all is zeros it is 1, so that the weight is 0 and nothing is singular.
        """
        factors = np.ones(self.features.shape[1])
        varying = np.flatnonzero(self.scale)
        factors[varying] = factor / np.square(self.scale[varying])
        return factors

    def original(self, weights: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return the weights of the features as given, `(features, columns)`, and what to add, `(columns,)`.

        Args:
            weights: `(padded features, columns)`.
        """
        given = weights[: len(self.scale)] / np.where(self.scale > 0, self.scale, 1.0)[:, None]
        return given, -(self.center @ given)


def standardize(features: Features) -> Standardized:
    """Centre and scale each feature over the rows."""
    rows, columns = features.shape
    padded = np.zeros((padded_rows(rows), padded_columns(columns)), np.float32)
    center, scale = np.zeros(columns), np.zeros(columns)
    for column in range(columns):
        brolly.checkpoint()
        values = features[:, column].astype(np.float64)
        if values.min() == values.max():
            center[column] = values[0]
            continue
        center[column], scale[column] = np.mean(values), np.std(values)
        padded[:rows, column] = (values - center[column]) / scale[column]
    return Standardized(features=padded, center=center, scale=scale)
