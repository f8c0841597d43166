"""The settings that a search draws from unless a caller gives candidates, by algorithm."""

from __future__ import annotations

from ml_tools.models.space import Choice, Range, Space
from ml_tools.models_interface import HiddenLayer, NeighborWeights

__all__ = [
    "BOOSTING",
    "ELASTIC_NET",
    "EXTRA_TREES",
    "FOREST",
    "LASSO",
    "LINEAR_SVM",
    "LOGISTIC",
    "MLP",
    "NEIGHBORS",
    "RBF_SVM",
    "RIDGE",
]

_PENALTY = Range(low=1e-4, high=1e4, is_log=True)
_COST = Range(low=1e-3, high=1e3, is_log=True)

RIDGE: Space = {"penalty": _PENALTY}
LOGISTIC: Space = {"penalty": _PENALTY}
LASSO: Space = {"penalty": _PENALTY}
ELASTIC_NET: Space = {"penalty": _PENALTY, "l1_share": Range(low=0.05, high=0.95)}
LINEAR_SVM: Space = {"cost": _COST}
RBF_SVM: Space = {
    "cost": _COST,
    "gamma": Range(low=1e-4, high=1.0, is_log=True),
    "components": Choice(of=(250, 500, 1_000, 2_000)),
}
FOREST: Space = {
    "trees": Choice(of=(200,)),
    "max_depth": Choice(of=(8, 12, 16, 24, 32)),
    "min_leaf_rows": Range(low=1, high=20, is_log=True, is_whole=True),
    "feature_share": Range(low=0.2, high=1.0),
}
EXTRA_TREES: Space = FOREST
BOOSTING: Space = {
    "trees": Choice(of=(1_500,)),
    "early_stopping_trees": Choice(of=(50,)),
    "learning_rate": Range(low=0.03, high=0.2, is_log=True),
    "leaves": Range(low=8, high=128, is_log=True, is_whole=True),
    "min_leaf_rows": Range(low=3, high=60, is_log=True, is_whole=True),
    "l2": Range(low=0.01, high=30.0, is_log=True),
    "feature_share": Range(low=0.4, high=1.0),
    "row_share": Range(low=0.5, high=1.0),
}
NEIGHBORS: Space = {
    "neighbors": Range(low=1, high=100, is_log=True, is_whole=True),
    "weights": Choice(of=(NeighborWeights.UNIFORM, NeighborWeights.DISTANCE)),
}
MLP: Space = {
    "hidden": Choice(
        of=tuple(
            tuple(HiddenLayer(units=units) for units in layers)
            for layers in ((64,), (256,), (64, 32), (128, 64), (256, 128), (128, 64, 32))
        )
    ),
    "learning_rate": Range(low=3e-4, high=1e-2, is_log=True),
    "weight_decay": Range(low=1e-5, high=0.3, is_log=True),
    "batch_rows": Choice(of=(64, 128, 256)),
}
