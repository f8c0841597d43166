"""Columns in ONNX while the steps of a recipe are applied to them."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from ml_tools.models.export.graph import DOUBLE, STRING, Graph
from ml_tools.utils_interface import ColumnKind, FittedRecipe, NumberStep

__all__ = ["Columns", "Numbers", "Texts", "add_columns", "codes_of", "numbers_of"]


class Numbers(msgspec.Struct, frozen=True):
    """Numbers or truths."""

    value: str
    """The name of `(rows, 1)` of 64 bits, NaN where missing."""


class Texts(msgspec.Struct, frozen=True):
    """Texts."""

    value: str
    """The name of `(rows, 1)` strings, empty where missing."""
    filled: str | None = None
    """What takes the place of a missing text."""


Columns = dict[str, Numbers | Texts]
"""By name; ONNX knows no times, so they are not among them."""


def add_columns(graph: Graph, fitted: FittedRecipe) -> Columns:
    """Add an input for each column that a recipe needs."""
    kinds = {each.name: each.kind for each in fitted.inputs} or {
        each.name: ColumnKind.NUMBERS if isinstance(each.step, NumberStep) else ColumnKind.TEXTS
        for each in fitted.columns
    }
    columns: Columns = {}
    for name, kind in kinds.items():
        if kind is ColumnKind.TEXTS:
            columns[name] = Texts(graph.input(name, STRING))
        elif kind is not ColumnKind.TIMES:
            value = graph.input(name, DOUBLE)
            columns[name] = Numbers(graph.add("Where", graph.add("IsInf", value), graph.number(float("nan")), value))
    return columns


def numbers_of(
    graph: Graph, texts: Texts, numbers: Mapping[str, float], *, other: float, missing: float, whole: bool = False
) -> str:
    """Return a number for each text; an empty one is missing where it is no level.

    Args:
        graph: Knows the texts.
        texts: What is looked up.
        numbers: By text.
        other: That of all others.
        missing: That of missing ones, where none takes their place.
        whole: Whether they are whole numbers of 64 bits, else they have 32 bits.
    """
    if texts.filled is not None:
        missing = numbers.get(texts.filled, other)
    every = {**numbers} if "" in numbers else {**numbers, "": missing}
    if whole:
        values, default = {"values_int64s": [int(each) for each in every.values()]}, {"default_int64": int(other)}
    else:
        values, default = {"values_floats": [float(each) for each in every.values()]}, {"default_float": float(other)}
    return graph.add("LabelEncoder", texts.value, ml=True, keys_strings=list(every), **values, **default)


def codes_of(graph: Graph, texts: Texts, numbers: Mapping[str, int], *, other: int, missing: int) -> str:
    """Return the name of a whole number for each text, `(rows, 1)`."""
    return numbers_of(graph, texts, numbers, other=other, missing=missing, whole=True)
