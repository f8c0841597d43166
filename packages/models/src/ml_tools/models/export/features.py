"""Columns to features in ONNX, as the recipe of a model makes them."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from ml_tools.models.export.columns import Texts, add_columns, numbers_of
from ml_tools.models.export.graph import FLOAT, Graph
from ml_tools.models.export.steps import add_step
from ml_tools.models.feature_places import feature_places
from ml_tools.utils_interface import EncodeTexts, FittedRecipe, NumberStep, TextStep

__all__ = ["add_features"]

_LARGEST = float(np.finfo(np.float32).max)


def add_features(graph: Graph, fitted: FittedRecipe, ranks: Mapping[int, NDArray[np.float32]]) -> str:
    """Add the steps of a recipe; return the name of the features, `(rows, features)` of 32 bits.

    Args:
        graph: Gets an input for each column.
        fitted: The recipe.
        ranks: What takes the place of the codes of some features.

    Raises:
        brolly.FailedPrecondition: ONNX cannot say a step.
    """
    columns = add_columns(graph, fitted)
    for number, step in enumerate(fitted.steps, start=1):
        add_step(graph, columns, step, number)
    parts: list[str] = []
    for column, (name, places) in zip(fitted.columns, feature_places(fitted), strict=True):
        made = columns[name]
        if isinstance(column.step, NumberStep):
            parts.append(_number(graph, made.value, column.step))
        elif isinstance(made, Texts):
            parts.append(_text(graph, made, column.step, ranks.get(places.start)))
    return graph.add("Concat", *parts, axis=1)


def _number(graph: Graph, value: str, step: NumberStep) -> str:
    centred = graph.add("Sub", value, graph.number(step.center))
    scaled = graph.add("Div", centred, graph.number(step.scale))
    bounded = graph.add("Clip", scaled, graph.number(-_LARGEST), graph.number(_LARGEST))
    filled = graph.add("Where", graph.add("IsNaN", value), graph.number(_filled(step)), bounded)
    return graph.add("Cast", filled, to=FLOAT)


def _filled(step: NumberStep) -> float:
    """Return what becomes of a missing number."""
    if step.keeps_missing:
        return float("nan")
    return float(np.clip((step.fill - step.center) / step.scale, -_LARGEST, _LARGEST))


def _text(graph: Graph, texts: Texts, step: TextStep, rank: NDArray[np.float32] | None) -> str:
    if step.encode_texts is EncodeTexts.ONE_HOT:
        width = len(step.levels) + bool(step.has_other) + bool(step.has_missing)
        places = {level: float(place) for place, level in enumerate(step.levels)}
        other = len(step.levels) if step.has_other else -1
        place = numbers_of(graph, texts, places, other=other, missing=width - 1 if step.has_missing else -1)
        each = graph.constant(np.arange(width, dtype=np.float32)[None, :])
        return graph.add("Cast", graph.add("Equal", place, each), to=FLOAT)
    unknown = -1.0 if step.encode_texts is EncodeTexts.ORDINAL else float("nan")
    codes = np.arange(len(step.levels), dtype=np.float32)
    if rank is not None:
        codes = np.full(len(step.levels), np.nan, np.float32)
        codes[: len(rank)] = rank[: len(codes)]
    numbers = dict(zip(step.levels, codes.tolist(), strict=True))
    return numbers_of(graph, texts, numbers, other=unknown, missing=unknown)
