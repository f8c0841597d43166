"""Packed numbers of a message on their way between numpy and protobuf, as whole blocks of memory."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np
from google.protobuf.message import Message
from numpy.typing import NDArray

from brolly.arrays import empty

__all__ = ["get", "put"]


def put(message: Message, number: int, array: NDArray[Any]) -> None:
    """Append an array to the field of this number; only for numbers of fixed width, and bools.

    Written as tag, length and bytes: some thirty times faster than handing the array to protobuf.
    """
    if array.size:
        message.MergeFromString(_tag(number) + _varint(array.nbytes) + array.tobytes())


def get(numbers: Any, dtype: str) -> NDArray[Any]:
    """Return the numbers of a repeated field as a read-only array."""
    if not numbers:
        return empty(dtype)
    array: NDArray[Any] = np.asarray(numbers, dtype)
    array.setflags(write=False)
    return array


@functools.cache
def _tag(number: int) -> bytes:
    return _varint(number << 3 | 2)


def _varint(value: int) -> bytes:
    groups = bytearray()
    while value > 0x7F:
        groups.append(value & 0x7F | 0x80)
        value >>= 7
    groups.append(value)
    return bytes(groups)
