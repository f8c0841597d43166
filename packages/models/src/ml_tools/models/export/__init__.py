"""Models in forms that other programs predict with."""

from ml_tools.models.export.onnx_model import onnx_model

__all__ = ["onnx_model"]
