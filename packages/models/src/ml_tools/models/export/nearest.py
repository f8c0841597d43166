"""Nearest rows in ONNX: a product of matrices finds candidates, and exact differences decide among them."""

from __future__ import annotations

import numpy as np

from ml_tools.models.export.graph import DOUBLE, Graph
from ml_tools.models.structure import Near

__all__ = ["add_nearest"]

_SPARE = 16
"""So many more candidates than neighbours are compared exactly."""


def add_nearest(graph: Graph, features: str, near: Near) -> str:
    """Add the search and the mean; return the name of the outputs, `(rows, outputs)` of 64 bits."""
    queries = graph.add("Cast", features, to=DOUBLE)
    rows = graph.constant(near.rows.astype(np.float64))
    found = _candidates(graph, queries, near)
    axis = graph.constant(np.asarray([1], np.int64))
    differences = graph.add("Sub", graph.add("Unsqueeze", queries, axis), graph.add("Gather", rows, found, axis=0))
    last = graph.constant(np.asarray([2], np.int64))
    squares = graph.add("ReduceSum", graph.add("Mul", differences, differences), last, keepdims=0)
    least, places = _least(graph, squares, near.count)
    chosen = graph.add("GatherElements", found, places, axis=1)
    outputs = graph.add("Gather", graph.constant(near.outputs), chosen, axis=0)
    weights = graph.add("Unsqueeze", _weights(graph, least, near), last)
    return graph.add("ReduceSum", graph.add("Mul", outputs, weights), axis, keepdims=0)


def _candidates(graph: Graph, queries: str, near: Near) -> str:
    """Return the numbers of some of the nearest rows, in ascending order, so that of equals the earlier come first."""
    center = np.asarray(np.mean(near.rows, axis=0, dtype=np.float64))
    rows = near.rows.astype(np.float64) - center
    moved = graph.add("Sub", queries, graph.constant(center[None, :]))
    product = graph.add("MatMul", moved, graph.constant(-2.0 * rows.T))
    squares = graph.add("Add", product, graph.constant(np.sum(rows * rows, axis=1)[None, :]))  # but for the query's own
    count = min(len(near.rows), near.count + _SPARE)
    _, numbers = _least(graph, squares, count)
    return _least(graph, numbers, count)[0]


def _least(graph: Graph, values: str, count: int) -> tuple[str, str]:
    """Return the least of each row in ascending order, and their places."""
    most = graph.constant(np.asarray([count], np.int64))
    return graph.add_two("TopK", values, most, axis=1, largest=0, sorted=1)


def _weights(graph: Graph, squares: str, near: Near) -> str:
    """Return the weights of the nearest, which add up to 1, `(rows, count)`."""
    if not near.by_distance:
        return graph.constant(np.full((1, near.count), 1.0 / near.count))
    distances = graph.add("Sqrt", squares)
    zero, one = graph.constant(np.asarray([0], np.int64)), graph.constant(np.asarray([1], np.int64))
    first = graph.add("Slice", distances, zero, one, one)
    none = graph.number(0.0)
    apart = graph.add("Greater", distances, none)
    shares = graph.add("Div", first, graph.add("Where", apart, distances, graph.number(1.0)))
    same = graph.add("Cast", graph.add("Not", apart), to=DOUBLE)
    weights = graph.add("Where", graph.add("Greater", first, none), shares, same)
    return graph.add("Div", weights, graph.add("ReduceSum", weights, one, keepdims=1))
