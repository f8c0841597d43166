"""Radial basis kernels in ONNX."""

from __future__ import annotations

import numpy as np

from ml_tools.models.export.graph import Graph
from ml_tools.models.structure import Kernels

__all__ = ["add_kernels"]


def add_kernels(graph: Graph, features: str, kernels: Kernels) -> str:
    """Add the kernels of rows with landmarks; return their name, `(rows, landmarks)` of 64 bits.

    Args:
        graph: Knows the features.
        features: Their name, `(rows, features)` of 64 bits.
        kernels: The landmarks; columns of padding are 0, and left out.
    """
    marks = _without_padding(kernels.landmarks).astype(np.float64)
    width = graph.constant(np.asarray([marks.shape[1]], np.int64))
    first, own = graph.constant(np.asarray([0], np.int64)), graph.constant(np.asarray([1], np.int64))
    read = graph.add("Slice", features, first, width, own)  # features behind have no part in any landmark but padding
    rest = graph.add("ReduceSum", graph.add("Mul", features, features), own, keepdims=1)
    squares = graph.add("Add", rest, graph.constant(np.sum(marks * marks, axis=1)[None, :]))
    product = graph.add("Mul", graph.number(2.0), graph.add("MatMul", read, graph.constant(marks.T)))
    distances = graph.add("Max", graph.add("Sub", squares, product), graph.number(0.0))
    return graph.add("Exp", graph.add("Mul", graph.number(-kernels.gamma), distances))


def _without_padding(landmarks: np.ndarray) -> np.ndarray:
    used = np.flatnonzero(np.any(landmarks != 0, axis=0))
    return landmarks[:, : int(used[-1]) + 1 if len(used) else 1]
