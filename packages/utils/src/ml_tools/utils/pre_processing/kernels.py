"""The few kernels of Arrow that are needed, with arrays of numpy at the other end and types that its stubs lack."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute
from numpy.typing import NDArray

__all__ = [
    "count_distinct",
    "count_matches",
    "dense_ranks",
    "encode",
    "order",
    "pick",
    "places",
    "to_texts",
    "where_present",
]

_compute: Any = pyarrow.compute

Values: TypeAlias = "pa.Array[Any] | pa.ChunkedArray[Any]"


def encode(texts: pa.ChunkedArray[Any]) -> tuple[NDArray[np.int64], pa.Array[Any]]:
    """Return the position of each text among the distinct ones, -1 where it is missing, and those, in any order."""
    encoded = _compute.dictionary_encode(texts.combine_chunks())
    return encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False), encoded.dictionary


def order(values: Values) -> NDArray[np.intp]:
    """Return the positions of values in ascending order; texts are ordered by code points."""
    return _compute.sort_indices(values).to_numpy().astype(np.intp)


def dense_ranks(values: Values) -> NDArray[np.int64]:
    """Return the rank of each value from 0, that of equal ones alike and without gaps; none of them is missing."""
    return _compute.rank(values, tiebreaker="dense").to_numpy().astype(np.int64) - 1


def pick(values: pa.Array[Any], which: NDArray[np.intp]) -> pa.Array[Any]:
    """Return the values at positions."""
    return values.take(pa.array(which, pa.int64()))


def places(values: Values, among: pa.Array[Any]) -> NDArray[np.int64]:
    """Return the position of each value among others, -1 where it is none of them."""
    return _compute.index_in(values, value_set=among).fill_null(-1).cast(pa.int64()).to_numpy()


def to_texts(values: pa.Array[Any]) -> tuple[str, ...]:
    """Return values, none of them missing, as texts: 1, 0.5, true."""
    texts: Any = values.cast(pa.large_string())
    return tuple(texts.to_pylist())


def where_present(codes: NDArray[np.int64], levels: pa.Array[Any]) -> pa.Array[Any]:
    """Return the level of each code; missing where it is below 0."""
    return levels.cast(pa.large_string()).take(pa.array(codes, pa.int64(), mask=codes < 0))


def count_distinct(values: Values) -> int:
    """Return how many different values there are."""
    return _compute.count_distinct(values).as_py()


def count_matches(texts: pa.Array[Any], pattern: str) -> int:
    """Return how many texts match a regular expression of RE2."""
    return _compute.sum(_compute.match_substring_regex(texts, pattern)).as_py() or 0
