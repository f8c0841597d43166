"""Rows as a table, beside one whose columns they get."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import msgspec
import pyarrow as pa

import brolly
from ml_tools.datasets.arrow import array
from ml_tools.datasets.columns import MAX_COLUMNS
from ml_tools.datasets.ingestion.records import Row

__all__ = ["Refused", "fitted"]

_KINDS: Final[dict[Any, str]] = {bool: "boolean", int: "number", float: "number", str: "text"}
_WHOLE: Final = 2**63
_UNFIT: Final = (pa.ArrowException, TypeError, ValueError, OverflowError)


class Refused(msgspec.Struct, frozen=True, kw_only=True):
    """A row that does not fit the columns."""

    at: int
    reason: str


def fitted(rows: Sequence[Row], schema: pa.Schema | None) -> tuple[pa.Table, list[Refused]]:
    """Return rows as a table, and those that do not fit the columns and are left out.

    A column that the schema has keeps its type, but for one of whole numbers that gets others: it becomes one of
    numbers. A column that it lacks holds numbers, booleans or texts as its values are; those of more than one kind, and
    objects and arrays, become text, in JSON.

    Args:
        rows: By column.
        schema: The columns that are there already; `None` when none are.
    """
    types = {} if schema is None else dict(zip(schema.names, schema.types, strict=True))
    names = dict.fromkeys(types)
    refused: dict[int, str] = {}
    for at, row in enumerate(rows):
        if len(new := names | dict.fromkeys(row)) > MAX_COLUMNS:
            refused[at] = f"expected at most {MAX_COLUMNS} columns, got {len(new)} with this record"
        else:
            names = new
    columns: dict[str, Any] = {}
    for name in names:
        brolly.checkpoint()
        values = [None if at in refused else row.get(name) for at, row in enumerate(rows)]
        columns[name] = _column(name, values, types.get(name), refused)
    keep = array([at not in refused for at in range(len(rows))], pa.bool_())
    table = pa.table(columns).filter(keep)
    return table, [Refused(at=at, reason=refused[at]) for at in sorted(refused)]


def _column(name: str, values: list[Any], type_: pa.DataType | None, refused: dict[int, str]) -> Any:
    if type_ is None:
        return _inferred(values)
    if pa.types.is_integer(type_) and any(isinstance(one, float) and not one.is_integer() for one in values):
        type_ = pa.float64()
    values = [_given(value, type_) for value in values]
    try:
        return array(values, type_)
    except _UNFIT:
        return array([_fit(name, at, value, type_, refused) for at, value in enumerate(values)], type_)


def _inferred(values: list[Any]) -> Any:
    kinds = {_KINDS.get(type(value), "nested") for value in values if value is not None}
    if kinds == {"number"}:
        whole = all(value is None or (isinstance(value, int) and -_WHOLE <= value < _WHOLE) for value in values)
        return array(values, pa.int64()) if whole else array([_float(value) for value in values], pa.float64())
    if kinds == {"boolean"}:
        return array(values, pa.bool_())
    return array([_text(value) for value in values], pa.string())


def _given(value: Any, type_: pa.DataType) -> Any:
    if value is None:
        return None
    if pa.types.is_string(type_) or pa.types.is_large_string(type_):
        return _text(value)
    if isinstance(value, bool) and not pa.types.is_boolean(type_):
        return str(value)  # which is no number
    return _float(value) if pa.types.is_floating(type_) and isinstance(value, int) else value


def _fit(name: str, at: int, value: Any, type_: pa.DataType, refused: dict[int, str]) -> Any:
    try:
        array([value], type_)
    except _UNFIT:
        try:
            return array([value]).cast(type_)[0].as_py()  # a text that says a time, as it does in JSON
        except _UNFIT:
            refused[at] = f"expected {type_} in column {name[:100]!r}, got {str(value)[:100]!r}"
            return None
    return value


def _float(value: Any) -> float | None:
    if value is None:
        return None
    try:
        return float(value)
    except OverflowError:
        return float("inf") if value > 0 else float("-inf")


def _text(value: Any) -> str | None:
    return value if value is None or isinstance(value, str) else msgspec.json.encode(value).decode()
