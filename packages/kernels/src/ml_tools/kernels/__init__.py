"""Grows trees, predicts with them, and takes predictions apart, in native code; `missing` says why there is none."""

from ml_tools.kernels.attributing import Ways, attribute
from ml_tools.kernels.growing import GrownNodes, Sample, Stop, grow_tree
from ml_tools.kernels.library import levels, missing
from ml_tools.kernels.predicting import Trees, predict_means

__all__ = [
    "GrownNodes",
    "Sample",
    "Stop",
    "Trees",
    "Ways",
    "attribute",
    "grow_tree",
    "levels",
    "missing",
    "predict_means",
]
