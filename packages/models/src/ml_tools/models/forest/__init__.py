"""Random forests and extra trees for regression and classification."""

from ml_tools.models.forest.families import FAMILIES
from ml_tools.models.forest.learning import learn_forest
from ml_tools.models.forest.predicting import predict_classes, predict_numbers
from ml_tools.models.forest.settings import Plan

__all__ = ["FAMILIES", "Plan", "learn_forest", "predict_classes", "predict_numbers"]
