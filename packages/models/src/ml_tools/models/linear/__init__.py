"""Linear models: least squares with and without a penalty, and logistic regression."""

from ml_tools.models.linear.families import FAMILIES
from ml_tools.models.linear.least_squares import learn_least_squares, predict_numbers
from ml_tools.models.linear.logistic import learn_logistic, predict_classes

__all__ = ["FAMILIES", "learn_least_squares", "learn_logistic", "predict_classes", "predict_numbers"]
