"""Boosted trees as the arrays of a model, and those read again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ml_tools.models.boosting.ground import Ground
from ml_tools.models.boosting.rounds import Rounds
from ml_tools.models.boosting.settings import Loss
from ml_tools.models.learner import Arrays
from ml_tools.models.trees import rank_arrays

__all__ = ["BoostedTrees", "joined", "model_arrays", "read_trees"]


class BoostedTrees(NamedTuple):
    """The trees of a model. What each adds is summed; scores of classes are logarithms of odds, or of shares."""

    loss: Loss
    start: NDArray[np.float64]
    """`(columns,)`, the scores before the first tree."""
    roots: NDArray[np.int32]
    """`(trees,)`, the node where each begins; tree `i` adds to the column `i` modulo the number of columns."""
    feature: NDArray[np.int32]
    """`(nodes,)`, what is compared, after codes became ranks; -1 for a leaf."""
    threshold: NDArray[np.float32]
    """`(nodes,)`, up to this goes left."""
    missing_left: NDArray[np.bool_]
    """`(nodes,)`, whether missing values go left."""
    left: NDArray[np.int32]
    """`(nodes,)`, the node on the left; the next one is on the right. Itself for a leaf."""
    value: NDArray[np.float64]
    """`(nodes,)`, what a leaf adds; 0 for other nodes."""
    cover: NDArray[np.int64]
    """`(nodes,)`, the rows that it was grown on."""


def joined(rounds: Sequence[Rounds], *, columns: int, most: int) -> Rounds:
    """Return the first rounds as one.

    Args:
        rounds: One after the other.
        columns: How many trees each round has.
        most: How many rounds are kept.
    """
    arrays: list[Any] = [np.concatenate(own) for own in zip(*rounds, strict=True)]
    whole = Rounds(*arrays)
    sizes = whole.sizes[: most * columns]
    nodes = int(np.sum(sizes, dtype=np.int64))
    return Rounds(whole.losses[:most], sizes, *(array[:nodes] for array in arrays[2:]))


def model_arrays(rounds: Rounds, ground: Ground) -> Arrays:
    """Return the arrays of a model.

    They are those of a forest, but for `value`, of which each leaf has one, and what only boosting has: `loss`,
    `start`, `cover`, and `importance` `(features,)`, the share of each in what all splits are worth.
    """
    roots = np.cumsum([0, *rounds.sizes], dtype=np.int32)[:-1]
    leaf = rounds.feature < 0
    child = rounds.left + np.repeat(roots, rounds.sizes)
    child[leaf] = np.arange(np.count_nonzero(leaf), dtype=np.int32)
    gain = np.bincount(rounds.feature[~leaf], rounds.gain[~leaf], minlength=ground.codes.shape[1])
    return {
        "roots": roots,
        "feature": rounds.feature,
        "threshold": ground.bins.thresholds(rounds.feature, rounds.low, rounds.high),
        "missing_left": rounds.missing_left.astype(bool),
        "child": child,
        "value": rounds.value[leaf] * ground.unit,
        "cover": rounds.cover,
        "loss": np.asarray(ground.loss, np.int32),
        "start": ground.center + ground.start * ground.unit,
        "importance": gain / (np.sum(gain) or 1.0),
        **rank_arrays(ground.ranks),
    }


def read_trees(arrays: Arrays) -> BoostedTrees:
    """Return the trees of a model."""
    feature, child = arrays["feature"], arrays["child"]
    leaf = feature < 0
    value = np.zeros(len(feature))
    value[leaf] = arrays["value"][child[leaf]]
    return BoostedTrees(
        loss=Loss(int(arrays["loss"])),
        start=arrays["start"],
        roots=arrays["roots"],
        feature=feature,
        threshold=arrays["threshold"],
        missing_left=arrays["missing_left"],
        left=np.where(leaf, np.arange(len(feature), dtype=np.int32), child),
        value=value,
        cover=arrays["cover"],
    )
