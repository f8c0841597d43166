"""Which features are made of which column."""

from __future__ import annotations

from collections.abc import Iterator

from ml_tools.utils_interface import EncodeTexts, FittedColumn, FittedRecipe, NumberStep

__all__ = ["feature_places"]


def feature_places(fitted: FittedRecipe) -> Iterator[tuple[str, slice]]:
    """Yield each column with the places of its features, which stand in the order of the columns."""
    first = 0
    for column in fitted.columns:
        last = first + _feature_count(column)
        yield column.name, slice(first, last)
        first = last


def _feature_count(column: FittedColumn) -> int:
    step = column.step
    if isinstance(step, NumberStep) or step.encode_texts in (EncodeTexts.ORDINAL, EncodeTexts.CODES):
        return 1
    return len(step.levels) + bool(step.has_other) + bool(step.has_missing)
