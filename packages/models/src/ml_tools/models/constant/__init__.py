"""The baseline: predicts the same for every row."""

from ml_tools.models.constant.constant import learn_constant, predict_constant

__all__ = ["learn_constant", "predict_constant"]
