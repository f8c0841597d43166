"""Rows in blocks of few sizes: for each size a program is compiled."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from jax import Array

import brolly
from ml_tools.models.examples import Features, Outputs
from ml_tools.models.padding import power_of_two, resized

__all__ = ["by_blocks"]

_FEWEST = 8


def by_blocks(predict: Callable[[Features], Array], features: Features, most_rows: int) -> Outputs:
    """Predict block by block, and can end between them.

    Args:
        predict: From `(rows, features)` to `(rows, outputs)`, each row for itself.
        features: `(rows, features)`, one row at least.
        most_rows: Of a block; a power of two.
    """
    outputs: list[Outputs] = []
    for start in range(0, len(features), most_rows):
        brolly.checkpoint()
        block = features[start : start + most_rows]
        size = power_of_two(len(block), least=_FEWEST)
        outputs.append(np.asarray(predict(resized(block, size)), np.float64)[: len(block)])
    return np.concatenate(outputs)
