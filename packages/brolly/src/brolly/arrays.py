"""Read-only arrays of the numbers in a message. numpy is imported when the first array comes, not before."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["empty", "frozen"]


def frozen(value: Any, dtype: str) -> NDArray[Any]:
    """Return the values as a read-only array of one dimension, unchanged when they are one already.

    Raises:
        TypeError: The values are of another kind: fractions for integers, texts for numbers.
        ValueError: There is not one dimension, or an integer does not fit.
    """
    kind, wanted = _kinds(dtype)
    if type(value) is kind and value.dtype == wanted and value.ndim == 1 and _is_constant(value):
        return value
    return empty(dtype) if _is_empty(value) else _copied(value, wanted)


@functools.cache
def _kinds(dtype: str) -> tuple[type[NDArray[Any]], np.dtype[Any]]:
    """Return the classes to compare with; an import and a parsed name a call would cost more than the rest."""
    import numpy as np

    return np.ndarray, np.dtype(dtype)


def _is_empty(value: Any) -> bool:
    return isinstance(value, list | tuple) and not value


@functools.cache
def empty(dtype: str) -> NDArray[Any]:
    """Return the read-only array without values, always the same."""
    import numpy as np

    array = np.empty(0, dtype)
    array.setflags(write=False)
    return array


def _is_constant(array: NDArray[Any]) -> bool:
    """Tell whether nobody can write into the memory of an array; what is not known counts as writable."""
    owner: Any = array
    while isinstance(owner, type(array)):
        if owner.flags.writeable:
            return False
        owner = owner.base
    return owner is None or isinstance(owner, bytes)


def _copied(value: Any, dtype: np.dtype[Any]) -> NDArray[Any]:
    import numpy as np

    given: NDArray[Any] = np.asarray(value)
    if given.ndim != 1:
        raise ValueError(f"expected one dimension, got shape {given.shape}")
    if given.size and not _is_of_kind(given, dtype):
        raise TypeError(f"expected values for {dtype}, got {given.dtype}")
    with np.errstate(over="ignore"):  # a double too large for a float is infinite, as it is in protobuf
        array = given.astype(dtype)
    array.setflags(write=False)
    return array


def _is_of_kind(given: NDArray[Any], dtype: np.dtype[Any]) -> bool:
    import numpy as np

    if dtype.kind == "f":
        return given.dtype.kind in "fiu"
    if dtype.kind == "b":
        return given.dtype.kind == "b"
    if given.dtype.kind not in "iu":
        return False
    limits = np.iinfo(dtype)
    if int(given.min()) < limits.min or int(given.max()) > limits.max:
        raise ValueError(f"expected values from {limits.min} to {limits.max}")
    return True
