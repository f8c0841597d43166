"""The graph of an ONNX model while it is built; names of its values are made up as they are needed."""

# onnx is typed with holes
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

__all__ = ["DOUBLE", "FLOAT", "INT64", "STRING", "Graph"]

DOUBLE, FLOAT = int(TensorProto.DOUBLE), int(TensorProto.FLOAT)
INT64, STRING = int(TensorProto.INT64), int(TensorProto.STRING)

_ML = "ai.onnx.ml"
_OPSETS = {"": 17, _ML: 3}
"""Widely read: ONNX Runtime 1.14 and newer."""
_IR_VERSION = 8


class Graph:
    """Inputs, operations and outputs, in order."""

    def __init__(self, taken: Sequence[str]) -> None:
        self._taken = set(taken)
        self._count = 0
        self._nodes: list[Any] = []
        self._constants: list[Any] = []
        self._inputs: list[Any] = []
        self._outputs: list[Any] = []

    def input(self, name: str, kind: int) -> str:
        """Take a column, `(rows, 1)`; return the name of its value."""
        self._inputs.append(helper.make_tensor_value_info(name, kind, ["rows", 1]))
        return name

    def output(self, name: str, value: str, kind: int, shape: Sequence[str | int]) -> None:
        """Give a value."""
        self._nodes.append(helper.make_node("Identity", [value], [name]))
        self._outputs.append(helper.make_tensor_value_info(name, kind, list(shape)))

    def constant(self, array: NDArray[Any]) -> str:
        """Return the name of a value that is always the same."""
        name = self._name()
        self._constants.append(numpy_helper.from_array(np.ascontiguousarray(array), name))
        return name

    def number(self, value: float) -> str:
        """Return the name of a number of 64 bits."""
        return self.constant(np.asarray(value, np.float64))

    def add(self, operation: str, *inputs: str, ml: bool = False, **attributes: Any) -> str:
        """Apply an operation; return the name of its value."""
        name = self._name()
        self._nodes.append(helper.make_node(operation, inputs, [name], domain=_ML if ml else "", **attributes))
        return name

    def add_two(self, operation: str, *inputs: str, **attributes: Any) -> tuple[str, str]:
        """Apply an operation that gives two values; return their names."""
        names = self._name(), self._name()
        self._nodes.append(helper.make_node(operation, inputs, names, **attributes))
        return names

    def model(self, name: str, properties: dict[str, str]) -> Any:
        """Return the whole."""
        graph = helper.make_graph(self._nodes, name, self._inputs, self._outputs, self._constants)
        opsets = [helper.make_opsetid(domain, version) for domain, version in _OPSETS.items()]
        model = helper.make_model(graph, opset_imports=opsets, producer_name="ml-tools-models")
        model.ir_version = _IR_VERSION
        helper.set_model_props(model, properties)
        onnx.checker.check_model(model)
        return model

    def _name(self) -> str:
        while True:
            self._count += 1
            if (name := f"value {self._count}") not in self._taken:
                return name
