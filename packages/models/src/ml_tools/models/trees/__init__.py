"""What forests and boosting share: features as ranked numbers, and those as bins."""

from ml_tools.models.trees.binning import MISSING, Bins, binned
from ml_tools.models.trees.ranking import Ranks, fit_ranks, rank_arrays, ranked_features

__all__ = ["MISSING", "Bins", "Ranks", "binned", "fit_ranks", "rank_arrays", "ranked_features"]
