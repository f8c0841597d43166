"""Equality of what crosses the switch: arrays, tables and NaN included, which `==` gets wrong."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from brolly.errors import Error

__all__ = ["equal"]


def equal(one: Any, other: Any) -> bool:
    """Tell whether two values are the same to a contract.

    Messages and domain errors are compared field by field, arrays with their dtype, tables with their schema but
    whatever their chunks; NaN equals NaN, and 0.0 does not equal -0.0.
    """
    if isinstance(one, msgspec.Struct):
        return type(one) is type(other) and _all(
            (getattr(one, name), getattr(other, name)) for name in one.__struct_fields__
        )
    if isinstance(one, Error):
        return (
            type(one) is type(other)
            and one.message == other.message
            and _all((getattr(one, name), getattr(other, name)) for name in one.fields)
        )
    if isinstance(one, float) and isinstance(other, float):
        return (math.isnan(one) and math.isnan(other)) or (
            one == other and math.copysign(1, one) == math.copysign(1, other)
        )
    if isinstance(one, Mapping):
        return isinstance(other, Mapping) and one.keys() == other.keys() and _all((one[k], other[k]) for k in one)
    if hasattr(one, "dtype"):
        return _equal_arrays(one, other)
    if hasattr(one, "schema") and hasattr(one, "to_batches"):
        return _equal_tables(one, other)
    if isinstance(one, Sequence) and not isinstance(one, str | bytes):
        return isinstance(other, Sequence) and len(one) == len(other) and _all(zip(one, other, strict=True))
    return bool(one == other)


def _all(pairs: Any) -> bool:
    return all(equal(one, other) for one, other in pairs)


def _equal_arrays(one: Any, other: Any) -> bool:
    return (
        getattr(other, "dtype", None) == one.dtype and one.shape == other.shape and one.tobytes() == other.tobytes()
    )


def _equal_tables(one: Any, other: Any) -> bool:
    if not hasattr(other, "schema") or not one.schema.equals(other.schema, check_metadata=True):
        return False
    return bool(one.equals(other)) or equal(one.to_pylist(), other.to_pylist())
