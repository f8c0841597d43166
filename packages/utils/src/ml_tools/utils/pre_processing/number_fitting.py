"""What a recipe learns of a column of numbers."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ml_tools.utils_interface.v1.pre_processing import ImputeNumbers, NumberStep, Recipe, ScaleNumbers

__all__ = ["fit_numbers", "moments", "unit_of"]

_LARGE = 1e150
"""From here on squares overflow."""


def fit_numbers(values: NDArray[np.float64], recipe: Recipe) -> NumberStep | str:
    """Return how numbers become a feature, or in words why they cannot.

    Center and scale are those of the rows with the missing ones filled, or without them where they stay missing.

    Args:
        values: `(rows,)`, NaN means missing.
        recipe: What is asked for.
    """
    missing = np.isnan(values)
    present = values[~missing]
    if not present.size:
        if not recipe.keep_constant:
            return "every value is missing"
        present = np.zeros(1)
    lowest, highest = float(present.min()), float(present.max())
    keeps_missing = recipe.impute_numbers == ImputeNumbers.NONE
    if lowest == highest and not (recipe.keep_constant or (keeps_missing and missing.any())):
        return f"every value is {lowest:g}"
    unit = unit_of(present)
    fill = 0.0 if keeps_missing else _fill(present / unit, recipe)
    center, scale = 0.0, 1.0
    if recipe.scale_numbers == ScaleNumbers.STANDARD:
        center, scale = moments(present / unit if keeps_missing else np.where(missing, fill, values / unit))
        center, scale = center * unit, scale * unit if scale else 1.0
    return NumberStep(fill=fill * unit, center=center, scale=scale, keeps_missing=keeps_missing or None)


def unit_of(present: NDArray[np.float64]) -> float:
    """Return what numbers can be divided by so that their squares do not overflow; a power of two: no digit is lost."""
    return 2.0**1000 if max(-float(present.min()), float(present.max())) > _LARGE else 1.0


def _fill(present: NDArray[np.float64], recipe: Recipe) -> float:
    return float(np.median(present) if recipe.impute_numbers == ImputeNumbers.MEDIAN else np.mean(present))


def moments(values: NDArray[np.float64]) -> tuple[float, float]:
    """Return the mean and the standard deviation, 0 when that is nothing but rounding."""
    mean, variance = float(np.mean(values)), float(np.var(values))
    rounding = len(values) * np.finfo(np.float64).eps
    noise = rounding * variance + (rounding * mean) ** 2
    return mean, 0.0 if variance <= noise else float(np.sqrt(variance))
