"""Random forests for regression and classification."""

from ml_tools.models.forest.families import FAMILIES
from ml_tools.models.forest.learning import learn_forest
from ml_tools.models.forest.predicting import predict_classes, predict_numbers

__all__ = ["FAMILIES", "learn_forest", "predict_classes", "predict_numbers"]
