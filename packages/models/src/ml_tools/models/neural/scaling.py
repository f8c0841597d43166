"""What is done to features before a net sees them."""

from __future__ import annotations

import msgspec
import numpy as np
from numpy.typing import NDArray

from ml_tools.models.examples import Features

__all__ = ["Scaling", "each_feature", "whole_image"]

_BLOCK_ROWS = 16_384


class Scaling(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """Features are centred, and divided."""

    center: NDArray[np.float64]
    """`(features,)`, or one for all."""
    scale: NDArray[np.float64]
    """The same; where a feature does not vary it is 1."""

    def scaled(self, features: Features) -> Features:
        """Return features as a net sees them."""
        return ((features - self.center) / self.scale).astype(np.float32)


def each_feature(features: Features) -> Scaling:
    """Scale each feature to a mean of 0 and a standard deviation of 1, whatever the recipe does."""
    center = np.asarray(np.mean(features, axis=0, dtype=np.float64))
    return Scaling(center=center, scale=_or_one(np.sqrt(_squares(features, center) / len(features))))


def whole_image(features: Features) -> Scaling:
    """Scale all pixels alike, so that an image stays one."""
    center = np.asarray([np.mean(features, dtype=np.float64)])
    variance = np.sum(_squares(features, center), keepdims=True) / features.size
    return Scaling(center=center, scale=_or_one(np.sqrt(variance)))


def _squares(features: Features, center: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the sums of the squared distances, `(features,)`, without an array of all of them."""
    total = np.zeros(features.shape[1])
    for first in range(0, len(features), _BLOCK_ROWS):
        total += np.sum(np.square(features[first : first + _BLOCK_ROWS] - center), axis=0)
    return total


def _or_one(scale: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.where(scale > 0, scale, 1.0)
