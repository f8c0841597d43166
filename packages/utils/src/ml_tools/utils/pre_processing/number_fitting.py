"""What a recipe learns of a column of numbers."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ml_tools.utils_interface.v1.pre_processing import ImputeNumbers, NumberStep, Recipe, ScaleNumbers

__all__ = ["fit_numbers"]

_LARGE = 1e150
"""From here on squares overflow."""


def fit_numbers(values: NDArray[np.float64], recipe: Recipe) -> NumberStep | str:
    """Return how numbers become a feature, or in words why they cannot.

    Center and scale are those of the rows with the missing ones filled.

    Args:
        values: `(rows,)`, NaN means missing.
        recipe: What is asked for.
    """
    missing = np.isnan(values)
    present = values[~missing]
    if not present.size:
        return "every value is missing"
    lowest, highest = float(present.min()), float(present.max())
    if lowest == highest:
        return f"every value is {lowest:g}"
    unit = 2.0**1000 if max(-lowest, highest) > _LARGE else 1.0  # a power of two: no digit is lost
    fill = _fill(present / unit, recipe)
    if recipe.scale_numbers != ScaleNumbers.STANDARD:
        return NumberStep(fill=fill * unit, center=0.0, scale=1.0)
    center, scale = _moments(np.where(missing, fill, values / unit))
    return NumberStep(fill=fill * unit, center=center * unit, scale=scale * unit if scale else 1.0)


def _fill(present: NDArray[np.float64], recipe: Recipe) -> float:
    return float(np.median(present) if recipe.impute_numbers == ImputeNumbers.MEDIAN else np.mean(present))


def _moments(values: NDArray[np.float64]) -> tuple[float, float]:
    """Return the mean and the standard deviation, 0 when that is nothing but rounding."""
    mean, variance = float(np.mean(values)), float(np.var(values))
    rounding = len(values) * np.finfo(np.float64).eps
    noise = rounding * variance + (rounding * mean) ** 2
    return mean, 0.0 if variance <= noise else float(np.sqrt(variance))
