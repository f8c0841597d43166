"""The nearest neighbours, exactly."""

from ml_tools.models.neighbors.families import FAMILIES
from ml_tools.models.neighbors.learning import learn_neighbors
from ml_tools.models.neighbors.predicting import predict_classes, predict_numbers

__all__ = ["FAMILIES", "learn_neighbors", "predict_classes", "predict_numbers"]
