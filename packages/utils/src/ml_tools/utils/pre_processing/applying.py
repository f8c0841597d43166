"""Applies fitted recipes: columns in, features out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

import brolly
from ml_tools.utils.pre_processing.column_names import shown
from ml_tools.utils.pre_processing.columns import Column, NumberColumn, Numbers, Rows, TextColumn
from ml_tools.utils.pre_processing.kernels import places
from ml_tools.utils.pre_processing.recipes import RANKS, width
from ml_tools.utils_interface.v1.pre_processing import EncodeTexts, FittedColumn, NumberStep, TextStep

__all__ = ["apply", "check_size", "features_table"]

_LARGEST = float(np.finfo(np.float32).max)
_BLOCK = 16_384

Features = NDArray[np.float32]


def apply(
    columns: Callable[[str], Column], fitted: Sequence[FittedColumn], *, rows: Rows | slice, count: int, max_bytes: int
) -> Features:
    """Return the features of rows, `(features, rows)`, each feature contiguous; NaN only where the recipe leaves it.

    Args:
        columns: Gives a column by name; all that the recipe needs are there.
        fitted: Checked already.
        rows: Which rows, in order.
        count: How many that are.
        max_bytes: The most that the features may take.

    Raises:
        brolly.InvalidArgument: A column has numbers where the recipe expects texts, or the other way round.
        brolly.ResourceExhausted: The features take more.
    """
    shape = (sum(width(column.step) for column in fitted), count)
    check_size(shape, max_bytes)
    features = np.zeros(shape, np.float32)
    first = 0
    for wanted in fitted:
        brolly.checkpoint()
        part = features[first : first + width(wanted.step)]
        _apply_step(columns(wanted.name), wanted.step, rows, part)
        first += len(part)
    return features


def features_table(features: Features, names: Sequence[str]) -> pa.Table:
    """Return features as a table, without copying them."""
    arrays: list[Any] = [pa.array(feature) for feature in features]
    return pa.Table.from_arrays(arrays, list(names))


def _apply_step(column: Column, step: NumberStep | TextStep, rows: Rows | slice, part: Features) -> None:
    if isinstance(step, NumberStep) and isinstance(column, NumberColumn):
        _scale(column.values[rows], step, part[0])
    elif isinstance(step, TextStep) and isinstance(column, TextColumn):
        _encode(column.codes[rows], column.levels, step, part)
    elif column.is_missing():
        _apply_missing(step, part)
    else:
        expected = "numbers" if isinstance(step, NumberStep) else "texts"
        raise brolly.InvalidArgument(
            f"table: expected {expected} in the column {shown(column.name)}, as the recipe was fitted to,"
            f" got {_kind(column)}"
        )


def _kind(column: Column) -> str:
    if isinstance(column, NumberColumn):
        return "numbers"
    return "texts" if isinstance(column, TextColumn) else column.kind


def _apply_missing(step: NumberStep | TextStep, part: Features) -> None:
    if isinstance(step, NumberStep):
        _scale(np.full(len(part[0]), np.nan), step, part[0])
    else:
        _encode(np.full(len(part[0]), -1, np.int64), pa.array([], pa.large_string()), step, part)


def _scale(values: Numbers, step: NumberStep, part: NDArray[np.float32]) -> None:
    """Write the feature of numbers, block by block: what is in the cache of the processor is not fetched again."""
    for begin in range(0, len(values), _BLOCK):
        block = values[begin : begin + _BLOCK].astype(np.float64)
        if not step.keeps_missing:
            np.copyto(block, step.fill, where=np.isnan(block))
        if (step.center, step.scale) != (0.0, 1.0):
            with np.errstate(over="ignore"):
                block -= step.center
                block /= step.scale
        np.clip(block, -_LARGEST, _LARGEST, out=block)
        part[begin : begin + _BLOCK] = block


def _encode(codes: NDArray[np.int64], levels: pa.Array[Any], step: TextStep, part: Features) -> None:
    """Write the features of texts into `part`, which is all zeros."""
    known = places(levels, pa.array(step.levels, pa.large_string()))
    if step.encode_texts in RANKS:
        ranks = np.append(known, -1)[codes]
        part[0] = ranks if step.encode_texts == EncodeTexts.ORDINAL else np.where(ranks < 0, np.nan, ranks)
        return
    if step.has_other:
        known = np.where(known < 0, len(step.levels), known)
    place = np.append(known, len(part) - 1 if step.has_missing else -1)[codes]  # the code -1 takes the last
    rows = np.flatnonzero(place >= 0)
    part[place[rows], rows] = 1.0


def check_size(shape: tuple[int, int], max_bytes: int) -> None:
    """Check that so many features of so many rows are not too large."""
    size_bytes = shape[0] * shape[1] * 4
    if size_bytes > max_bytes:
        raise brolly.ResourceExhausted(
            f"expected at most {max_bytes} bytes of features, got {size_bytes} for {shape[0]} features of {shape[1]}"
            " rows; lower max_levels, or raise applications.utils.config.max_features_bytes"
        )
