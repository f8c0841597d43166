"""Equality of what crosses the switch: arrays, tables and NaN included, which `==` gets wrong."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, TypeGuard

import msgspec

from brolly.errors import Error

__all__ = ["equal"]


def equal(one: Any, other: Any) -> bool:
    """Tell whether two values are the same to a contract.

    Messages and domain errors are compared field by field, arrays with their dtype, tables with their schema but
    whatever their chunks; NaN equals NaN, and 0.0 does not equal -0.0.
    """
    if hasattr(one, "dtype"):
        return _equal_arrays(one, other)
    if hasattr(one, "to_batches"):
        return _equal_tables(one, other)
    if isinstance(one, msgspec.Struct | Error):
        return type(one) is type(other) and _all((getattr(one, name), getattr(other, name)) for name in _fields(one))
    if _is_mapping(one) and _is_mapping(other):
        return _equal_mappings(one, other)
    if _is_sequence(one) and _is_sequence(other):
        return _equal_sequences(one, other)
    return _equal_numbers(one, other) if isinstance(one, float) else bool(one == other)


def _fields(value: msgspec.Struct | Error) -> tuple[str, ...]:
    return value.__struct_fields__ if isinstance(value, msgspec.Struct) else ("message", *value.fields)


def _equal_numbers(one: float, other: Any) -> bool:
    if not isinstance(other, float) or math.isnan(one) or math.isnan(other):
        return isinstance(other, float) and math.isnan(one) and math.isnan(other)
    return one == other and math.copysign(1, one) == math.copysign(1, other)


def _is_mapping(value: object) -> TypeGuard[Mapping[Any, Any]]:
    return isinstance(value, Mapping)


def _is_sequence(value: object) -> TypeGuard[Sequence[Any]]:
    return isinstance(value, Sequence) and not isinstance(value, str | bytes)


def _all(pairs: Any) -> bool:
    return all(equal(one, other) for one, other in pairs)


def _equal_mappings(one: Mapping[Any, Any], other: Mapping[Any, Any]) -> bool:
    return one.keys() == other.keys() and _all((one[key], other[key]) for key in one)


def _equal_sequences(one: Sequence[Any], other: Sequence[Any]) -> bool:
    return len(one) == len(other) and _all(zip(one, other, strict=True))


def _equal_arrays(one: Any, other: Any) -> bool:
    return getattr(other, "dtype", None) == one.dtype and one.shape == other.shape and one.tobytes() == other.tobytes()


def _equal_tables(one: Any, other: Any) -> bool:
    if not hasattr(other, "schema") or not one.schema.equals(other.schema, check_metadata=True):
        return False
    return bool(one.equals(other)) or equal(one.to_pylist(), other.to_pylist())
