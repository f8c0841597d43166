"""How boosting learns."""

from __future__ import annotations

import enum
from collections.abc import Mapping

import msgspec

from ml_tools.models.trees import ClassWeights

__all__ = ["Loss", "Settings"]


class Loss(enum.IntEnum):
    """What is made small. Native code knows the numbers."""

    SQUARED = 0
    ABSOLUTE = 1
    QUANTILE = 2
    LOGISTIC = 3
    SOFTMAX = 4

    @property
    def is_of_classes(self) -> bool:
        """Whether scores are logarithms of odds."""
        return self >= Loss.LOGISTIC


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """How boosting learns; as the contract calls them."""

    trees: int = 100
    learning_rate: float = 0.1
    leaves: int = 31
    max_depth: int = 32
    min_leaf_rows: int = 20
    l2: float = 0.0
    feature_share: float = 1.0
    row_share: float = 1.0
    loss: Loss = Loss.SQUARED
    """Of numbers; classes have their own."""
    quantile: float = 0.5
    early_stopping_trees: int | None = None
    validation_share: float = 0.1
    rising: Mapping[str, bool] = {}
    """By column, whether the prediction may only rise with it; else it may only fall."""
    weights: ClassWeights = ClassWeights()

    def loss_for(self, class_count: int) -> Loss:
        """Return the loss of a target."""
        if class_count:
            return Loss.SOFTMAX if class_count > 2 else Loss.LOGISTIC
        return self.loss
