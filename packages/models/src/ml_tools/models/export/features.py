"""Columns to features in ONNX, as the recipe of a model makes them."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from ml_tools.models.export.graph import DOUBLE, FLOAT, STRING, Graph
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
    """
    parts: list[str] = []
    for column, (name, places) in zip(fitted.columns, feature_places(fitted), strict=True):
        if isinstance(column.step, NumberStep):
            parts.append(_number(graph, graph.input(name, DOUBLE), column.step))
        else:
            parts.append(_text(graph, graph.input(name, STRING), column.step, ranks.get(places.start)))
    return graph.add("Concat", *parts, axis=1)


def _number(graph: Graph, value: str, step: NumberStep) -> str:
    missing = graph.add("Or", graph.add("IsNaN", value), graph.add("IsInf", value))
    centred = graph.add("Sub", value, graph.number(step.center))
    scaled = graph.add("Div", centred, graph.number(step.scale))
    bounded = graph.add("Clip", scaled, graph.number(-_LARGEST), graph.number(_LARGEST))
    return graph.add("Cast", graph.add("Where", missing, graph.number(_filled(step)), bounded), to=FLOAT)


def _filled(step: NumberStep) -> float:
    """Return what becomes of a missing number."""
    if step.keeps_missing:
        return float("nan")
    return float(np.clip((step.fill - step.center) / step.scale, -_LARGEST, _LARGEST))


def _text(graph: Graph, value: str, step: TextStep, rank: NDArray[np.float32] | None) -> str:
    if step.encode_texts is EncodeTexts.ONE_HOT:
        width = len(step.levels) + bool(step.has_other) + bool(step.has_missing)
        places = np.arange(len(step.levels), dtype=np.float32)
        other = len(step.levels) if step.has_other else -1
        place = _encoded(graph, value, step, places, other=other, missing=width - 1 if step.has_missing else -1)
        each = graph.constant(np.arange(width, dtype=np.float32)[None, :])
        return graph.add("Cast", graph.add("Equal", place, each), to=FLOAT)
    unknown = -1.0 if step.encode_texts is EncodeTexts.ORDINAL else float("nan")
    codes = np.arange(len(step.levels), dtype=np.float32)
    if rank is not None:
        codes = np.full(len(step.levels), np.nan, np.float32)
        codes[: len(rank)] = rank[: len(codes)]
    return _encoded(graph, value, step, codes, other=unknown, missing=unknown)


def _encoded(
    graph: Graph, value: str, step: TextStep, numbers: NDArray[np.float32], *, other: float, missing: float
) -> str:
    """Return a number for each text; an empty one is missing where it is no level."""
    keys, values = list(step.levels), numbers.tolist()
    if "" not in keys:
        keys, values = [*keys, ""], [*values, float(missing)]
    return graph.add(
        "LabelEncoder", value, ml=True, keys_strings=keys, values_floats=values, default_float=float(other)
    )
