"""The columns that a model needs, as its recipe knows them."""

from __future__ import annotations

from ml_tools.models_interface import InputColumn, InputKind
from ml_tools.utils_interface import FittedColumn, FittedRecipe, NumberStep

__all__ = ["inputs_of"]


def inputs_of(fitted: FittedRecipe) -> tuple[InputColumn, ...]:
    """Return the columns in the order of the recipe."""
    return tuple(map(_input, fitted.columns))


def _input(column: FittedColumn) -> InputColumn:
    if isinstance(column.step, NumberStep):
        return InputColumn(name=column.name, kind=InputKind.NUMBER)
    return InputColumn(name=column.name, kind=InputKind.TEXT, levels=column.step.levels)
