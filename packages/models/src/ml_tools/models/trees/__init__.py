"""What forests and boosting share: features as ranked numbers, and those as bins; how much classes count."""

from ml_tools.models.trees.binning import MISSING, Bins, binned
from ml_tools.models.trees.class_weights import ClassWeights, named_weights
from ml_tools.models.trees.ranking import Ranks, fit_ranks, rank_arrays, ranked_features

__all__ = [
    "MISSING",
    "Bins",
    "ClassWeights",
    "Ranks",
    "binned",
    "fit_ranks",
    "named_weights",
    "rank_arrays",
    "ranked_features",
]
