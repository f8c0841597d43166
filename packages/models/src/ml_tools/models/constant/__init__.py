"""The baseline: predicts the same for every row."""

from ml_tools.models.constant.constant import learn_constant, predict_constant
from ml_tools.models.constant.families import FAMILIES

__all__ = ["FAMILIES", "learn_constant", "predict_constant"]
