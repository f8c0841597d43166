"""The columns that a model needs, as its recipe knows them."""

from __future__ import annotations

from ml_tools.models_interface import InputColumn, InputKind
from ml_tools.utils_interface import ColumnKind, FittedColumn, FittedRecipe, NumberStep

__all__ = ["inputs_of"]

_KINDS = {
    ColumnKind.NUMBERS: InputKind.NUMBER,
    ColumnKind.TEXTS: InputKind.TEXT,
    ColumnKind.TIMES: InputKind.TIME,
    ColumnKind.TRUTHS: InputKind.TRUTH,
}


def inputs_of(fitted: FittedRecipe) -> tuple[InputColumn, ...]:
    """Return the columns of the table in the order of the recipe."""
    found = {column.name: _input(column) for column in fitted.columns}
    if not fitted.inputs:
        return tuple(found.values())
    return tuple(
        InputColumn(
            name=each.name,
            kind=_KINDS.get(each.kind, InputKind.UNSPECIFIED),
            levels=found[each.name].levels if each.name in found else (),
        )
        for each in fitted.inputs
    )


def _input(column: FittedColumn) -> InputColumn:
    if isinstance(column.step, NumberStep):
        return InputColumn(name=column.name, kind=InputKind.NUMBER)
    return InputColumn(name=column.name, kind=InputKind.TEXT, levels=column.step.levels)
