"""Steps of recipes in ONNX, those that it can say."""

from __future__ import annotations

from typing import NoReturn

import numpy as np

import brolly
from ml_tools.models.export.columns import Columns, Numbers, Texts, codes_of
from ml_tools.models.export.graph import DOUBLE, Graph
from ml_tools.utils_interface import EncodeBy, ImputeBy, ScaleBy, UnknownLevels
from ml_tools.utils_interface.v1.steps import (
    EncodedColumn,
    FittedColumnFilter,
    FittedDateParts,
    FittedEncode,
    FittedImpute,
    FittedRowFilter,
    FittedScale,
    FittedStep,
)

__all__ = ["add_step"]

_LARGEST = float(np.finfo(np.float64).max)
_ENCODINGS = (EncodeBy.ONE_HOT, EncodeBy.ORDINAL, EncodeBy.TARGET)
_SCALES = (ScaleBy.STANDARD, ScaleBy.MIN_MAX, ScaleBy.ROBUST)


def add_step(graph: Graph, columns: Columns, step: FittedStep, number: int) -> None:
    """Apply a step to columns.

    Args:
        graph: Knows the columns.
        columns: Are changed.
        step: What is done.
        number: Of the step, from 1, for messages.

    Raises:
        brolly.FailedPrecondition: ONNX cannot say it.
    """
    match step.action:
        case FittedImpute() as impute:
            _impute(graph, columns, impute, number)
        case FittedEncode() as encode:
            _encode(graph, columns, encode, number)
        case FittedScale() as scale:
            _scale(graph, columns, scale, number)
        case FittedColumnFilter() as dropped:
            for each in dropped.dropped:
                columns.pop(each.name, None)
        case FittedRowFilter():  # of training rows only
            pass
        case FittedDateParts():
            _refuse(number, "parts of dates and times")
        case _:
            _refuse(number, "weights of words")


def _refuse(number: int, what: str) -> NoReturn:
    raise brolly.FailedPrecondition(
        f"step {number} of the recipe: expected one that ONNX can say, got {what}; fit a model without it, or apply it "
        "to the table before"
    )


def _impute(graph: Graph, columns: Columns, impute: FittedImpute, number: int) -> None:
    if impute.by is ImputeBy.NEIGHBORS:
        _refuse(number, "filling by neighbors")
    for each in impute.columns:
        column = columns[each.name]
        if isinstance(column, Texts):
            missing = codes_of(graph, column, {}, other=0, missing=1)
            columns[each.name] = Texts(column.value, each.text or "") if column.filled is None else column
        else:
            missing = graph.add("IsNaN", column.value)
            filled = graph.add("Where", missing, graph.number(each.number or 0.0), column.value)
            columns[each.name] = Numbers(filled)
        if each.indicator is not None:
            columns[each.indicator] = Numbers(graph.add("Cast", missing, to=DOUBLE))


def _scale(graph: Graph, columns: Columns, scale: FittedScale, number: int) -> None:
    if scale.by not in _SCALES:
        _refuse(number, f"the scale {scale.by.name}")
    for each in scale.columns:
        column = columns[each.name]
        centred = graph.add("Sub", column.value, graph.number(each.center))
        scaled = graph.add("Div", centred, graph.number(each.scale))
        bounded = graph.add("Clip", scaled, graph.number(-_LARGEST), graph.number(_LARGEST))
        columns[each.name] = Numbers(graph.add("Where", graph.add("IsNaN", column.value), column.value, bounded))


def _encode(graph: Graph, columns: Columns, encode: FittedEncode, number: int) -> None:
    if encode.by not in _ENCODINGS:
        _refuse(number, "hashes of texts")
    if encode.unknown is UnknownLevels.FAIL:
        _refuse(number, "levels that fail where they are unknown")
    for each in encode.columns:
        column = columns.pop(each.name)
        if not isinstance(column, Texts):
            _refuse(number, "levels of numbers")
        code, count = _code(graph, column, each, encode.unknown), len(each.levels)
        for name, numbers in zip(each.into, _numbers(each, encode.by, count), strict=True):
            columns[name] = Numbers(graph.add("Gather", graph.constant(numbers), code, axis=0))


def _code(graph: Graph, texts: Texts, learned: EncodedColumn, unknown: UnknownLevels) -> str:
    """Return the place of each text among the levels; then come rare ones, missing ones, and those that are unknown."""
    count = len(learned.levels)
    codes = {**{level: place for place, level in enumerate(learned.levels)}, **dict.fromkeys(learned.rare, count)}
    instead = {UnknownLevels.RARE: count if learned.rare else count + 2, UnknownLevels.MISSING: count + 1}
    return codes_of(graph, texts, codes, other=instead.get(unknown, count + 2), missing=count + 1)


def _numbers(learned: EncodedColumn, by: EncodeBy, count: int) -> np.ndarray:
    """Return for each column that is made the number of each code."""
    if by is EncodeBy.TARGET:
        return np.frombuffer(learned.means or b"", "<f8").reshape(len(learned.into), count + 3)
    if by is EncodeBy.ORDINAL:
        return np.append(np.arange(count + 1.0), [-1.0, -1.0])[None, :]
    kept = [*range(count), *([count] if learned.rare else []), *([count + 1] if learned.has_missing else [])]
    return np.eye(count + 3)[kept]
