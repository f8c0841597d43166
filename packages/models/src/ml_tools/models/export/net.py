"""Perceptrons in ONNX."""

from __future__ import annotations

from ml_tools.models.export.graph import DOUBLE, FLOAT, Graph
from ml_tools.models.structure import Net

__all__ = ["add_net"]


def add_net(graph: Graph, features: str, net: Net) -> str:
    """Add the layers; return the name of the answers, `(rows, answers)` of 64 bits."""
    centred = graph.add("Sub", graph.add("Cast", features, to=DOUBLE), graph.constant(net.feature_center[None, :]))
    scaled = graph.add("Div", centred, graph.constant(net.feature_scale[None, :]))
    values = graph.add("Cast", scaled, to=FLOAT)
    for number, (weight, bias) in enumerate(net.layers):
        values = graph.add("Add", graph.add("MatMul", values, graph.constant(weight)), graph.constant(bias[None, :]))
        if number < len(net.layers) - 1:
            values = graph.add("Relu", values)
    answers = graph.add("Cast", values, to=DOUBLE)
    return graph.add("Add", graph.add("Mul", answers, graph.number(net.factor)), graph.number(net.base))
