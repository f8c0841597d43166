"""Linear models: least squares with and without penalties, their paths and grids, and logistic regression."""

from ml_tools.models.linear.elastic_net import elastic_net_path, learn_elastic_net
from ml_tools.models.linear.families import FAMILIES
from ml_tools.models.linear.least_squares import learn_least_squares, predict_numbers
from ml_tools.models.linear.logistic import learn_logistic, predict_classes
from ml_tools.models.linear.ridge_grid import RidgeGrid, cross_validated_ridge

__all__ = [
    "FAMILIES",
    "RidgeGrid",
    "cross_validated_ridge",
    "elastic_net_path",
    "learn_elastic_net",
    "learn_least_squares",
    "learn_logistic",
    "predict_classes",
    "predict_numbers",
]
