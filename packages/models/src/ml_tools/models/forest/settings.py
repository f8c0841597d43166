"""What a forest is asked to be, and how its trees grow."""

from __future__ import annotations

import math

import msgspec

from ml_tools.models.examples import Examples
from ml_tools.models.trees import ClassWeights

__all__ = ["Plan", "Settings"]


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """How trees grow."""

    seed: int
    max_depth: int
    min_leaf_rows: int
    chosen_features: int
    """How many features a split chooses from."""


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """What a forest is asked to be."""

    trees: int = 100
    max_depth: int = 16
    """The most splits on the way to a leaf."""
    min_leaf_rows: int = 1
    """The fewest different rows in a leaf."""
    feature_share: float | None = None
    """The share of the features that each split chooses from; all for regression and the square root of their number
    for classification when None."""
    is_extra: bool = False
    """Whether trees are extremely randomized: on all rows, with a random threshold for each feature."""
    class_weights: ClassWeights = ClassWeights()
    """Rows are drawn in proportion to those of their class."""
    out_of_bag: bool = False
    """Whether the error on the rows that trees were not grown on is measured."""
    max_bytes: int
    """The most that the forest may take."""

    def settings(self, examples: Examples, seed: int) -> Settings:
        """Return how the trees grow on some examples."""
        return Settings(
            seed=seed,
            max_depth=self.max_depth,
            min_leaf_rows=min(self.min_leaf_rows, len(examples.target)),
            chosen_features=self._chosen_features(examples),
        )

    def _chosen_features(self, examples: Examples) -> int:
        features = examples.features.shape[1]
        if self.feature_share is None:
            return max(1, math.isqrt(features)) if examples.class_count else features
        return max(1, int(self.feature_share * features))
