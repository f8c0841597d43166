"""Which rows a filter wants: checked against the columns, then as an expression of Arrow."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

import pyarrow as pa

import brolly
from ml_tools.datasets.arrow import compute
from ml_tools.datasets.collections.naming import did_you_mean, near, shown
from ml_tools.datasets.columns import kind, type_of
from ml_tools.datasets_interface import AllOf, AnyOf, ColumnKind, Comparison, Filter, Operator

__all__ = ["columns_of", "expression"]

_MAX_DEPTH: Final = 16
_MAX_COMPARISONS: Final = 1000
_ORDERS: Final[dict[Operator, Any]] = {
    Operator.EQUAL: operator.eq,
    Operator.NOT_EQUAL: operator.ne,
    Operator.LESS: operator.lt,
    Operator.LESS_OR_EQUAL: operator.le,
    Operator.GREATER: operator.gt,
    Operator.GREATER_OR_EQUAL: operator.ge,
}
_TEXTS: Final = {Operator.CONTAINS: "match_substring", Operator.STARTS_WITH: "starts_with"}
_UNARY: Final = (Operator.MISSING, Operator.PRESENT)
_KINDS: Final = {
    "number": ColumnKind.NUMBER,
    "whole": ColumnKind.NUMBER,
    "text": ColumnKind.TEXT,
    "truth": ColumnKind.BOOLEAN,
    "time": ColumnKind.TIME,
}


def columns_of(wanted: Filter | None) -> list[str]:
    """Return the columns that a filter compares.

    Raises:
        brolly.InvalidArgument: It is too deep or too large.
    """
    found: list[str] = []
    for comparison in _comparisons(wanted, 1) if wanted is not None else ():
        found.append(comparison.column)
        if len(found) > _MAX_COMPARISONS:
            raise brolly.InvalidArgument(f"filter: expected at most {_MAX_COMPARISONS} comparisons, got more")
    return list(dict.fromkeys(found))


def expression(wanted: Filter, schema: pa.Schema) -> Any:
    """Return a filter as an expression on tables of the schema.

    Raises:
        brolly.InvalidArgument: It does not fit the schema.
    """
    match wanted.condition:
        case Comparison() as comparison:
            return _compared(comparison, schema)
        case AllOf(filters=filters):
            return _joined(lambda one, other: one & other, filters, schema)
        case AnyOf(filters=filters):
            return _joined(lambda one, other: one | other, filters, schema)


def _comparisons(wanted: Filter, depth: int) -> Iterator[Comparison]:
    if depth > _MAX_DEPTH:
        raise brolly.InvalidArgument(f"filter: expected a depth of at most {_MAX_DEPTH}, got more")
    if isinstance(wanted.condition, Comparison):
        yield wanted.condition
        return
    for one in wanted.condition.filters:
        yield from _comparisons(one, depth + 1)


def _joined(join: Callable[[Any, Any], Any], filters: tuple[Filter, ...], schema: pa.Schema) -> Any:
    if not filters:
        raise brolly.InvalidArgument("filter: expected at least one filter in each of all and any, got none")
    first, *others = (expression(one, schema) for one in filters)
    for other in others:
        first = join(first, other)
    return first


def _compared(comparison: Comparison, schema: pa.Schema) -> Any:
    name, asked = comparison.column, comparison.operator
    if name not in schema.names:
        known = did_you_mean(near(name, schema.names))
        raise brolly.InvalidArgument(f"filter: expected columns of the collection, got {shown(name)}{known}")
    type_: Any = type_of(schema, name)
    values = _values(comparison)
    field = compute.field(name)
    if pa.types.is_dictionary(type_):
        field, type_ = field.cast(type_.value_type), type_.value_type
    if asked in _UNARY:
        _check(not values, comparison, "no value to compare with")
        missing = field.is_null(nan_is_null=pa.types.is_floating(type_))
        return missing if asked is Operator.MISSING else ~missing
    _check(len(values) == 1, comparison, "one value to compare with")
    (said, value), *_ = values.items()
    _check(kind(type_) is _KINDS[said], comparison, f"a value of its kind, {kind(type_).name.lower()}")
    if asked in _TEXTS:
        _check(said == "text", comparison, "a text to look for")
        return getattr(compute, _TEXTS[asked])(field, value)
    _check(asked in _ORDERS, comparison, "an operator that is known")
    return _ORDERS[asked](*_alike(field, type_, value))


def _values(comparison: Comparison) -> dict[str, Any]:
    given = {name: getattr(comparison, name) for name in _KINDS}
    return {name: value for name, value in given.items() if value is not None}


def _alike(field: Any, type_: Any, value: Any) -> tuple[Any, Any]:
    """Return both sides as types that Arrow compares without loss."""
    if isinstance(value, datetime):
        zoned = pa.types.is_timestamp(type_) and type_.tz is not None
        unit = type_.unit if pa.types.is_timestamp(type_) and type_.unit == "ns" else "us"
        side = pa.timestamp(unit, "UTC") if zoned else pa.timestamp(unit)
        moment = value if zoned else value.replace(tzinfo=None)
        return field.cast(side), pa.scalar(moment, side)
    if isinstance(value, str):
        return field.cast(pa.large_string()), pa.scalar(value, pa.large_string())
    if isinstance(value, bool):
        return field, pa.scalar(value)
    if isinstance(value, int) and pa.types.is_integer(type_):
        whole = pa.decimal128(20)  # which holds what either of int64 and uint64 does
        return field.cast(whole), pa.scalar(Decimal(value), whole)
    return field.cast(pa.float64(), safe=False), pa.scalar(float(value))


def _check(holds: bool, comparison: Comparison, expected: str) -> None:  # noqa: FBT001
    if not holds:
        got = ", ".join(_values(comparison)) or "none"
        text = f"filter: expected {expected} for column {shown(comparison.column)} and {comparison.operator.name}"
        raise brolly.InvalidArgument(f"{text}, got {got}")
