"""A model as ONNX, from its columns to its predictions."""

from __future__ import annotations

from importlib.util import find_spec

import brolly
from ml_tools.models.bounds import shown
from ml_tools.models.structure import Structure, Trees
from ml_tools.models_interface import Model
from ml_tools.utils_interface import FittedRecipe

__all__ = ["onnx_model"]

_OUTPUTS = ("predicted", "probabilities")


def onnx_model(model: Model, fitted: FittedRecipe, structure: Structure) -> bytes:
    """Return the file.

    Args:
        model: What it is.
        fitted: How its features are made.
        structure: What predicts.

    Raises:
        brolly.Unimplemented: What writes ONNX is not installed.
        brolly.FailedPrecondition: ONNX cannot say a step of its recipe, or a column is called as an output is.
        brolly.ResourceExhausted: There are too many nodes in its trees.
    """
    if find_spec("onnx") is None:
        raise brolly.Unimplemented("onnx is not installed where models are kept; install ml-tools-models[onnx]")
    from ml_tools.models.export.features import add_features
    from ml_tools.models.export.graph import Graph
    from ml_tools.models.export.outputs import add_outputs

    _check_names(model)
    graph = Graph((*model.columns, *_OUTPUTS))
    ranks = structure.ranks if isinstance(structure, Trees) else None
    add_outputs(graph, add_features(graph, fitted, ranks or {}), structure, model.classes)
    properties = {"model_id": model.model_id, "algorithm": model.algorithm, "target": model.target}
    return graph.model(model.algorithm, properties).SerializeToString()


def _check_names(model: Model) -> None:
    unfit = [name for name in model.columns if not name or name in _OUTPUTS]
    if unfit:
        raise brolly.FailedPrecondition(
            f"expected a model without a column {shown(unfit[0])}, which ONNX cannot call so beside the outputs; "
            "rename it, and fit the model again"
        )
