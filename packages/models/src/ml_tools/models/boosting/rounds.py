"""Trees as they were grown, in whole numbers."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = ["Rounds"]


class Rounds(NamedTuple):
    """Trees one after the other, those of a round by column. Nodes follow their parents, the root comes first."""

    losses: NDArray[np.int64]
    """`(rounds,)`, the sum over the rows kept aside after each round."""
    sizes: NDArray[np.int32]
    """`(trees,)`, how many nodes each has."""
    feature: NDArray[np.int32]
    """`(nodes,)`, what is compared; -1 for a leaf."""
    low: NDArray[np.uint8]
    """`(nodes,)`, the largest bin of the rows that went left."""
    high: NDArray[np.uint8]
    """`(nodes,)`, the smallest bin of the rows that went right."""
    missing_left: NDArray[np.uint8]
    """`(nodes,)`, whether missing values go left."""
    left: NDArray[np.int32]
    """`(nodes,)`, the node of the same tree on the left; the next one is on the right."""
    cover: NDArray[np.int64]
    """`(nodes,)`, the rows that it was grown on."""
    value: NDArray[np.int64]
    """`(nodes,)`, what a leaf adds to a score."""
    gain: NDArray[np.float64]
    """`(nodes,)`, what a split is worth."""
