"""Gradient boosting of trees for regression and classification."""

from ml_tools.models.boosting.families import FAMILIES
from ml_tools.models.boosting.learning import learn_boosting
from ml_tools.models.boosting.model import BoostedTrees, read_trees
from ml_tools.models.boosting.predicting import predict_classes, predict_numbers, prepared_scores
from ml_tools.models.boosting.settings import Loss

__all__ = [
    "FAMILIES",
    "BoostedTrees",
    "Loss",
    "learn_boosting",
    "predict_classes",
    "predict_numbers",
    "prepared_scores",
    "read_trees",
]
