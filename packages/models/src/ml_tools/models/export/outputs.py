"""Features to sums and sums to predictions in ONNX, as a model makes them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ml_tools.models.export.ensemble import add_ensemble
from ml_tools.models.export.graph import DOUBLE, STRING, Graph
from ml_tools.models.export.kernels import add_kernels
from ml_tools.models.export.nearest import add_nearest
from ml_tools.models.export.net import add_net
from ml_tools.models.structure import Constants, Kernels, Link, Near, Net, Structure, Trees, Weights

__all__ = ["add_outputs"]


def add_outputs(graph: Graph, features: str, structure: Structure, classes: tuple[str, ...]) -> None:
    """Add what predicts, and the outputs `predicted` and, for classes, `probabilities`.

    Args:
        graph: Knows the features.
        features: Their name, `(rows, features)` of 32 bits.
        structure: What predicts.
        classes: In the order of their index; empty for numbers.
    """
    outputs = _predictions(graph, features, structure)
    if not classes:
        axis = graph.constant(np.asarray([1], np.int64))
        graph.output("predicted", graph.add("Squeeze", outputs, axis), DOUBLE, ["rows"])
        return
    place = graph.add("ArgMax", outputs, axis=1, keepdims=0)
    names = graph.constant(np.asarray(classes, np.object_))
    graph.output("predicted", graph.add("Gather", names, place, axis=0), STRING, ["rows"])
    graph.output("probabilities", outputs, DOUBLE, ["rows", len(classes)])


def _predictions(graph: Graph, features: str, structure: Structure) -> str:
    if isinstance(structure, Constants):
        return _repeated(graph, features, structure.outputs)
    if isinstance(structure, Trees):
        return _linked(graph, add_ensemble(graph, features, structure), structure.link, len(structure.base))
    if isinstance(structure, Net):
        return _linked(graph, add_net(graph, features, structure), structure.link, structure.layers[-1][1].size)
    if isinstance(structure, Near):
        return add_nearest(graph, features, structure)
    doubles = graph.add("Cast", features, to=DOUBLE)
    if isinstance(structure, Kernels):
        return _weighted(graph, add_kernels(graph, doubles, structure), structure.sums)
    return _weighted(graph, doubles, structure)


def _repeated(graph: Graph, features: str, outputs: NDArray[np.float64]) -> str:
    """Return the same for each row of the features."""
    rows = graph.add("Gather", graph.add("Shape", features), graph.constant(np.asarray([0], np.int64)))
    shape = graph.add("Concat", rows, graph.constant(np.asarray([len(outputs)], np.int64)), axis=0)
    return graph.add("Expand", graph.constant(outputs[None, :].astype(np.float64)), shape)


def _weighted(graph: Graph, features: str, weighted: Weights) -> str:
    product = graph.add("MatMul", features, graph.constant(weighted.weights))
    sums = graph.add("Add", product, graph.constant(weighted.intercept[None, :]))
    outputs = _linked(graph, sums, weighted.link, weighted.weights.shape[1])
    if weighted.occurring is None or len(weighted.occurring) == weighted.class_count:
        return outputs
    places = np.zeros((len(weighted.occurring), weighted.class_count))
    places[np.arange(len(places)), weighted.occurring] = 1.0
    return graph.add("MatMul", outputs, graph.constant(places))


def _linked(graph: Graph, sums: str, link: Link, count: int) -> str:
    if link is Link.NUMBER:
        return sums
    if link is Link.ODDS and count > 1:
        shares = graph.add("Sigmoid", sums)
        total = graph.add("ReduceSum", shares, graph.constant(np.asarray([1], np.int64)), keepdims=1)
        return graph.add("Div", shares, total)
    if count == 1:
        from_one = link is Link.SHARES  # else the logit of the first class is 0
        first = graph.add("Sub", graph.number(1.0) if from_one else sums, sums)
        sums = graph.add("Concat", first, sums, axis=1)
    return sums if link is Link.SHARES else graph.add("Softmax", sums, axis=1)
