"""Kinds of columns: which a column is of, and which columns a step takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa

import brolly
from ml_tools.utils.pre_processing.column_names import not_found, shown
from ml_tools.utils.pre_processing.columns import Column, NumberColumn, TextColumn, TimeColumn
from ml_tools.utils_interface.v1.steps import (
    ColumnKind,
    Columns,
    DateParts,
    DropColumns,
    DropConstant,
    DropCorrelated,
    DropDuplicates,
    DropOutliers,
    Encode,
    Impute,
    ImputeBy,
    Scale,
    TfIdf,
)

__all__ = ["Action", "conformed", "kind_of", "missing_column", "selected"]

Action = (
    Impute
    | Encode
    | Scale
    | DropOutliers
    | DropDuplicates
    | DropConstant
    | DropCorrelated
    | DropColumns
    | DateParts
    | TfIdf
)

_NUMBERS, _TEXTS, _TIMES, _TRUTHS = ColumnKind.NUMBERS, ColumnKind.TEXTS, ColumnKind.TIMES, ColumnKind.TRUTHS
_ALL = (_NUMBERS, _TEXTS, _TIMES, _TRUTHS)

_TAKEN: Mapping[type[Any], tuple[tuple[ColumnKind, ...], tuple[ColumnKind, ...]]] = {
    Impute: ((_NUMBERS, _TRUTHS), (_NUMBERS, _TRUTHS)),
    Encode: ((_TEXTS,), (_TEXTS, _NUMBERS, _TRUTHS)),
    Scale: ((_NUMBERS,), (_NUMBERS, _TRUTHS)),
    DropOutliers: ((_NUMBERS,), (_NUMBERS,)),
    DropDuplicates: (_ALL, _ALL),
    DropConstant: (_ALL, _ALL),
    DropCorrelated: ((_NUMBERS, _TRUTHS), (_NUMBERS, _TRUTHS)),
    DropColumns: ((), _ALL),
    DateParts: ((_TIMES,), (_TIMES,)),
    TfIdf: ((_TEXTS,), (_TEXTS,)),
}
"""Unless anything is said, and at all."""

_WORDS = {_NUMBERS: "numbers", _TEXTS: "texts", _TIMES: "dates or times", _TRUTHS: "truths"}


def kind_of(column: Column) -> ColumnKind | None:
    """Return the kind of a column, None when it is of none."""
    match column:
        case NumberColumn():
            return _TRUTHS if column.truths else _NUMBERS
        case TextColumn():
            return _TEXTS
        case TimeColumn():
            return _TIMES
        case _:
            return None


def selected(columns: Mapping[str, Column], wanted: Columns | None, action: Action, where: str) -> tuple[str, ...]:
    """Return the names of the columns that a step takes, in their order.

    Raises:
        brolly.InvalidArgument: A column that is named is of a kind that the step cannot take.
        ColumnNotFound: A column that is named is not there.
    """
    wanted = wanted or Columns()
    for name in (*wanted.names, *wanted.excepted):
        if name not in columns:
            raise not_found(name, tuple(columns), where)
    default, taken = _taken(action)
    kinds = wanted.kinds or (() if wanted.names else default)
    for name in wanted.names:
        _check_kind(columns[name], taken, where)
    chosen = set(wanted.names)
    chosen |= {name for name, column in columns.items() if kind_of(column) in kinds and kind_of(column) in taken}
    return tuple(name for name in columns if name in chosen and name not in wanted.excepted)


def conformed(column: Column, kind: ColumnKind, rows: int) -> Column:
    """Return a column as one of the kind that a recipe was fitted to; one that is all missing is of any kind.

    Raises:
        brolly.InvalidArgument: It is of another kind.
    """
    match column, kind:
        case (NumberColumn(), ColumnKind.NUMBERS | ColumnKind.TRUTHS):
            return NumberColumn(name=column.name, values=column.values, truths=kind is _TRUTHS)
        case (TextColumn(), ColumnKind.TEXTS) | (TimeColumn(), ColumnKind.TIMES):
            return column
        case _ if column.is_missing():
            return missing_column(column.name, kind, rows)
        case _:
            found = kind_of(column)
            raise brolly.InvalidArgument(
                f"table: expected {_WORDS[kind]} in the column {shown(column.name)}, as the recipe was fitted to, got"
                f" {_WORDS[found] if found else getattr(column, 'kind', 'others')}"
            )


def missing_column(name: str, kind: ColumnKind, rows: int) -> Column:
    """Return a column of a kind, all missing."""
    if kind is _TEXTS:
        return TextColumn(name=name, codes=np.full(rows, -1, np.int64), levels=pa.array([], pa.large_string()))
    if kind is _TIMES:
        return TimeColumn(name=name, values=pa.chunked_array([pa.nulls(rows)]).cast(pa.date32()))
    return NumberColumn(name=name, values=np.full(rows, np.nan), truths=kind is _TRUTHS)


def _taken(action: Action) -> tuple[Sequence[ColumnKind], Sequence[ColumnKind]]:
    if isinstance(action, Impute) and action.by in (ImputeBy.MODE, ImputeBy.CONSTANT):
        return (_NUMBERS, _TRUTHS, _TEXTS), (_NUMBERS, _TRUTHS, _TEXTS)
    return _TAKEN[type(action)]


def _check_kind(column: Column, taken: Sequence[ColumnKind], where: str) -> None:
    kind = kind_of(column)
    if kind not in taken and not (kind is None and taken == _ALL):
        found = _WORDS[kind] if kind else getattr(column, "kind", "others")
        raise brolly.InvalidArgument(
            f"{where}.columns.names: expected {' or '.join(_WORDS[each] for each in taken)} in the column"
            f" {shown(column.name)}, got {found}"
        )
