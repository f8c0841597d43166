"""Values of messages on their way between Python and protobuf: what generated codecs call beside plain assignments.

What a peer left out or got wrong is `InvalidArgument` naming the field; what a caller in this process got wrong is a
`ValueError` or `TypeError`, as it is for protobuf itself.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, Final, NoReturn, TypeVar

import msgspec
from google.protobuf.duration_pb2 import Duration
from google.protobuf.message import Message
from google.protobuf.timestamp_pb2 import Timestamp

from brolly.errors import Error, InvalidArgument
from brolly.open_enum import OpenEnum

__all__ = [
    "ErrorCodec",
    "any_member",
    "any_number",
    "keywords",
    "missing",
    "to_datetime",
    "to_duration",
    "to_member",
    "to_number",
    "to_timedelta",
    "to_timestamp",
    "wrong_choice",
]

M = TypeVar("M", bound=OpenEnum)

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MAX_DURATION_S: Final = 315_576_000_000  # ten thousand years, the range that protobuf sets
_MICROSECOND: Final = timedelta(microseconds=1)


class ErrorCodec(msgspec.Struct, frozen=True):
    """The two forms of one domain error, and the way from each to the other."""

    kind: type[Error]
    message: type[Message]
    encode: Callable[[Any], Message]
    decode: Callable[[Any, str], Error]
    """Takes the message and the text of the error, which travels beside it."""


def missing(path: str) -> NoReturn:
    """Refuse a message that lacks a required field.

    Raises:
        InvalidArgument: Always.
    """
    raise InvalidArgument(f"{path} is missing; it is required")


def wrong_choice(path: str, expected: str, value: object) -> NoReturn:
    """Refuse a value that is none of the messages of a `oneof`.

    Raises:
        TypeError: Always.
    """
    raise TypeError(f"{path}: expected {expected}, got {type(value).__name__}")


def to_number(member: OpenEnum, path: str) -> Any:
    """Return the number of a required enum.

    Raises:
        ValueError: It was left unspecified.
    """
    number: int = member.value
    if number == 0:
        raise ValueError(f"{path}: expected a member other than UNSPECIFIED of {type(member).__name__}")
    return number


def any_number(member: OpenEnum) -> Any:
    """Return the number of an enum where unspecified is one of the values; `Any`, as `_pb2` types have no numbers."""
    return member.value


def keywords(arguments: dict[str, Any]) -> dict[str, Any]:
    """Return arguments whose names Python keeps for itself; their types are protobuf's to check."""
    return arguments


def to_member(kind: type[M], number: int, path: str) -> M:
    """Return the member of a required enum.

    Raises:
        InvalidArgument: The number is absent, or unspecified, which is the same on the wire.
    """
    return any_member(kind, number) if number else missing(path)


def any_member(kind: type[M], number: int) -> M:
    """Return the member for a number, also for one that only a newer peer knows."""
    known = kind._value2member_map_.get(number)
    return kind(number) if known is None else known  # pyright: ignore[reportReturnType] - the map is of Enum


def to_timestamp(value: datetime, path: str) -> Timestamp:
    """Return the wire form of a point in time.

    Raises:
        ValueError: It has no zone.
    """
    if value.tzinfo is None:
        raise ValueError(f"{path}: expected a time with a zone, got {value!r}")
    since = value - _EPOCH
    return Timestamp(seconds=since.days * 86400 + since.seconds, nanos=since.microseconds * 1000)


def to_datetime(message: Timestamp, path: str) -> datetime:
    """Return a point in time in UTC; nanoseconds are cut off to microseconds.

    Raises:
        InvalidArgument: It lies outside the years 1 to 9999, or is malformed.
    """
    if not 0 <= message.nanos < 1_000_000_000:
        raise InvalidArgument(f"{path}: expected 0 to 999,999,999 nanoseconds, got {message.nanos}")
    try:
        return _EPOCH + timedelta(seconds=message.seconds, microseconds=message.nanos // 1000)
    except OverflowError:
        raise InvalidArgument(f"{path}: expected a time in the years 1 to 9999, got {message.seconds} s") from None


def to_duration(value: timedelta, path: str) -> Duration:
    """Return the wire form of a span of time.

    Raises:
        ValueError: It is longer than ten thousand years.
    """
    microseconds = abs(value) // _MICROSECOND
    seconds, rest = divmod(microseconds, 1_000_000)
    if seconds > _MAX_DURATION_S:
        raise ValueError(f"{path}: expected at most {_MAX_DURATION_S} s, got {value!r}")
    sign = -1 if value.days < 0 else 1
    return Duration(seconds=sign * seconds, nanos=sign * rest * 1000)


def to_timedelta(message: Duration, path: str) -> timedelta:
    """Return a span of time; nanoseconds are cut off to microseconds, towards zero.

    Raises:
        InvalidArgument: It is longer than ten thousand years, or its two parts differ in sign.
    """
    seconds, nanos = message.seconds, message.nanos
    if abs(seconds) > _MAX_DURATION_S or abs(nanos) >= 1_000_000_000 or seconds * nanos < 0:
        raise InvalidArgument(f"{path}: expected a duration within {_MAX_DURATION_S} s, got {seconds} s {nanos} ns")
    microseconds = nanos // 1000 if nanos >= 0 else -(-nanos // 1000)
    return timedelta(seconds=seconds, microseconds=microseconds)
