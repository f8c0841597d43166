"""Grows trees, predicts with them, takes predictions apart, and sums over rows, in native code.

`missing` says why there is none.
"""

from ml_tools.kernels.attributing import Ways, attribute
from ml_tools.kernels.boosting import Booster, BoostLoss, BoostRounds, BoostSample, BoostSettings
from ml_tools.kernels.boosting_prediction import BoostedTrees, BoostPredictor
from ml_tools.kernels.cholesky import factor, solve, transposed_inverse
from ml_tools.kernels.codes import find_codes
from ml_tools.kernels.growing import GrownNodes, Sample, Stop, grow_tree
from ml_tools.kernels.library import levels, missing
from ml_tools.kernels.predicting import Trees, predict_means
from ml_tools.kernels.sums import Loss, Slopes, Table, minimize, sum_products, sum_slopes, sum_squares

__all__ = [
    "BoostLoss",
    "BoostPredictor",
    "BoostRounds",
    "BoostSample",
    "BoostSettings",
    "BoostedTrees",
    "Booster",
    "GrownNodes",
    "Loss",
    "Sample",
    "Slopes",
    "Stop",
    "Table",
    "Trees",
    "Ways",
    "attribute",
    "factor",
    "find_codes",
    "grow_tree",
    "levels",
    "minimize",
    "missing",
    "predict_means",
    "solve",
    "sum_products",
    "sum_slopes",
    "sum_squares",
    "transposed_inverse",
]
