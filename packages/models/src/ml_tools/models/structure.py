"""What models are inside, where that has a form that can be explained or exported."""

from __future__ import annotations

import enum
from collections.abc import Mapping

import msgspec
import numpy as np
from numpy.typing import NDArray

from ml_tools.models.examples import Features

__all__ = ["Constants", "Kernels", "Link", "Near", "Net", "Structure", "Trees", "Weights"]


class Link(enum.Enum):
    """What sums become predictions by."""

    NUMBER = "number"
    """They are the prediction."""
    SHARES = "shares"
    """They are the probabilities of the classes; one stands for two classes, and is that of the second."""
    LOGITS = "logits"
    """Their softmax is the probabilities of the classes; one stands for two classes, the first then has 0."""
    ODDS = "odds"
    """The logistic function of each, over their sum, is the probabilities; one stands for two classes."""


class Constants(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """The same for each row."""

    outputs: NDArray[np.float64]
    """`(outputs,)`, the number, or the probability of each class."""


class Weights(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """A weighted sum of the features."""

    weights: NDArray[np.float64]
    """`(features, sums)`."""
    intercept: NDArray[np.float64]
    """`(sums,)`."""
    link: Link
    occurring: NDArray[np.int64] | None = None
    """`(occurring,)`, the classes that have a probability; the others have none. All when None."""
    class_count: int = 0
    """How many classes there are; 0 for numbers."""


class Kernels(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """A weighted sum of radial basis kernels with some rows."""

    landmarks: NDArray[np.float32]
    """`(landmarks, features)`."""
    gamma: float
    """The factor of the squared distances."""
    sums: Weights
    """`(landmarks, sums)`."""


class Net(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """A multilayer perceptron, whose hidden layers are rectified; it computes in 32 bits."""

    feature_center: NDArray[np.float64]
    """`(features,)`, subtracted."""
    feature_scale: NDArray[np.float64]
    """`(features,)`, divided by then."""
    layers: tuple[tuple[NDArray[np.float32], NDArray[np.float32]], ...]
    """Of each the weights, `(inputs, units)`, and what is added, `(units,)`."""
    factor: float
    """What answers are multiplied by."""
    base: float
    """What is added then."""
    link: Link


class Near(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """The mean over the nearest of some rows; of those equally near the earlier ones count."""

    rows: NDArray[np.float32]
    """`(rows, features)`."""
    outputs: NDArray[np.float64]
    """`(rows, outputs)`, the number, or 1 for the class of the row."""
    count: int
    """How many are the nearest."""
    by_distance: bool
    """Whether each counts one over its distance, and only those without any where there are some."""


class Trees(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """A sum over trees: `base + factor * (the leaves that a row comes to)`."""

    roots: NDArray[np.int32]
    """`(trees,)`, the node where each begins."""
    feature: NDArray[np.int32]
    """`(nodes,)`, what is compared; -1 for a leaf."""
    threshold: NDArray[np.float32]
    """`(nodes,)`, up to this goes left."""
    missing_left: NDArray[np.bool_]
    """`(nodes,)`, whether what is missing goes left."""
    child: NDArray[np.int32]
    """`(nodes,)`, the node on the left, which the one on the right follows; for a leaf its place in `value`."""
    value: NDArray[np.float64]
    """`(leaves, columns)`."""
    cover: NDArray[np.int64] | None
    """`(nodes,)`, how many training rows came to each leaf, one at least; None when that was not kept."""
    column_of_tree: NDArray[np.int32] | None = None
    """`(trees,)`, the one sum that a tree adds to, where `value` has one column for several sums."""
    base: NDArray[np.float64]
    """`(sums,)`."""
    factor: float
    link: Link
    ranks: Mapping[int, NDArray[np.float32]] = {}
    """For features that are codes, the number that takes the place of each code; NaN for one that is not known."""

    def ranked(self, features: Features) -> Features:
        """Return the features that thresholds apply to."""
        if not self.ranks:
            return features
        ranked = np.array(features)
        for feature, rank in self.ranks.items():
            codes = features[:, feature]
            known = (codes >= 0) & (codes < len(rank))
            places = np.where(known, codes, np.float32(len(rank))).astype(np.int64)
            ranked[:, feature] = np.append(rank, np.float32(np.nan))[places]
        return ranked


Structure = Constants | Weights | Kernels | Net | Near | Trees
