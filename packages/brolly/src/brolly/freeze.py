"""Makes the values of messages and arguments immutable, so that sharing them inside a process never shows.

`array`, `sequence`, `mapping`, `time` and `specified` put a field of a message right in place; `as_...` return an
argument of a call. What a contract cannot express as a type is refused alike on both sides of the switch: a text where
a sequence stands, a time without a zone, an enum left unspecified.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

import msgspec

from brolly import arrays
from brolly.errors import InvalidArgument
from brolly.frozen_mapping import FrozenMapping
from brolly.open_enum import OpenEnum

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = [
    "EMPTY_ARRAY",
    "EMPTY_MAPPING",
    "array",
    "as_array",
    "as_mapping",
    "as_sequence",
    "as_specified",
    "as_time",
    "mapping",
    "sequence",
    "specified",
    "time",
    "utc",
]

K = TypeVar("K")
V = TypeVar("V")
M = TypeVar("M", bound=OpenEnum)
Time = TypeVar("Time", bound=datetime | None)

EMPTY_ARRAY: Final[Any] = ()
"""The default of an array; nobody sees it, as freezing makes an empty array of the right dtype out of it."""
EMPTY_MAPPING: Final[Mapping[Any, Any]] = FrozenMapping()
"""The default of a map."""
_UNSPECIFIED: Final = "expected a member other than UNSPECIFIED of"


def array(owner: object, name: str, dtype: str) -> None:
    """Make a field a read-only array of one dimension; what is writable is copied."""
    value: Any = getattr(owner, name)
    made = _frozen(owner, name, lambda: arrays.frozen(value, dtype))
    if made is not value:
        _put(owner, name, made)


def sequence(owner: object, name: str, *, each: Callable[[Any], Any] | None = None) -> None:
    """Make a field a tuple, with `each` applied to its elements."""
    value: object = getattr(owner, name)
    if type(value) is not tuple or each is not None:
        _put(owner, name, _frozen(owner, name, lambda: _tuple(value, each)))


def mapping(owner: object, name: str, *, each: Callable[[Any], Any] | None = None) -> None:
    """Make a field a mapping that cannot be changed, with `each` applied to its values."""
    value: object = getattr(owner, name)
    if type(value) is not FrozenMapping or each is not None:
        _put(owner, name, _frozen(owner, name, lambda: _mapping(value, each)))


def time(owner: object, name: str) -> None:
    """Make a field a time in UTC, or leave it `None`."""
    value: Any = getattr(owner, name)
    if value is not None and value.tzinfo is not UTC:
        _put(owner, name, _frozen(owner, name, lambda: utc(value)))


def specified(owner: object, name: str) -> None:
    """Refuse a required enum that was left unspecified."""
    value: OpenEnum = getattr(owner, name)
    if not value.value:
        raise ValueError(f"{type(owner).__name__}.{name}: {_UNSPECIFIED} {type(value).__name__}")


def as_array(value: Any, name: str, dtype: str) -> NDArray[Any]:
    """Return an argument as a read-only array of one dimension; what is writable is copied.

    Raises:
        InvalidArgument: The values do not fit the dtype, or have another number of dimensions.
    """
    return _argument(name, lambda: arrays.frozen(value, dtype))


def as_sequence(value: Iterable[V], name: str, *, each: Callable[[Any], Any] | None = None) -> tuple[V, ...]:
    """Return an argument as a tuple.

    Raises:
        InvalidArgument: It is a text, bytes, or cannot be iterated.
    """
    if type(value) is tuple and each is None:
        return value  # pyright: ignore[reportUnknownVariableType] - narrowing loses the element type
    return _argument(name, lambda: _tuple(value, each))


def as_mapping(value: Mapping[K, V], name: str, *, each: Callable[[Any], Any] | None = None) -> Mapping[K, V]:
    """Return an argument as a mapping that cannot be changed.

    Raises:
        InvalidArgument: It is no mapping.
    """
    if type(value) is FrozenMapping and each is None:
        return value  # pyright: ignore[reportUnknownVariableType]
    return _argument(name, lambda: _mapping(value, each))


def as_time(value: Time, name: str) -> Time:
    """Return an argument as a time in UTC, or `None`.

    Raises:
        InvalidArgument: The time has no zone.
    """
    if value is None or value.tzinfo is UTC:
        return value
    return cast("Time", _argument(name, lambda: utc(value)))


def as_specified(value: M, name: str) -> M:
    """Return an argument that is an enum.

    Raises:
        InvalidArgument: It was left unspecified.
    """
    if not value.value:
        raise InvalidArgument(f"{name}: {_UNSPECIFIED} {type(value).__name__}")
    return value


def utc(value: datetime) -> datetime:
    """Return the same point in time in UTC.

    Raises:
        ValueError: The time has no zone.
    """
    if value.tzinfo is None:
        raise ValueError(f"expected a time with a zone, got {value!r}; write datetime(..., tzinfo=UTC)")
    return value.astimezone(UTC)


def _tuple(value: Any, each: Callable[[Any], Any] | None) -> tuple[Any, ...]:
    if isinstance(value, str | bytes | bytearray):
        raise TypeError(f"expected several values, got {type(value).__name__}; write ({value!r},) for one")
    return tuple(value) if each is None else tuple(map(each, value))


def _mapping(value: Any, each: Callable[[Any], Any] | None) -> FrozenMapping[Any, Any]:
    if not isinstance(value, Mapping):
        raise TypeError(f"expected a mapping, got {type(value).__name__}")
    entries = cast("Mapping[Any, Any]", value)
    return FrozenMapping(entries if each is None else {key: each(item) for key, item in entries.items()})


def _frozen(owner: object, name: str, make: Callable[[], V]) -> V:
    try:
        return make()
    except (TypeError, ValueError, OverflowError) as error:
        raise type(error)(f"{type(owner).__name__}.{name}: {error}") from None


def _argument(name: str, make: Callable[[], V]) -> V:
    try:
        return make()
    except (TypeError, ValueError, OverflowError) as error:
        raise InvalidArgument(f"{name}: {error}") from error


def _put(owner: object, name: str, value: object) -> None:
    """Set a field, of a frozen message too; domain errors are ordinary objects."""
    if isinstance(owner, msgspec.Struct):
        msgspec.structs.force_setattr(owner, name, value)
    else:
        setattr(owner, name, value)
