"""Learning of neighbours: the rows are kept as they are."""

from __future__ import annotations

import numpy as np

import brolly
from ml_tools.models.examples import Examples
from ml_tools.models.learner import Arrays

__all__ = ["learn_neighbors"]


async def learn_neighbors(
    examples: Examples, *, seed: int, neighbors: int, by_distance: bool, max_bytes: int
) -> Arrays:
    """Keep the training rows; nothing is random.

    Args:
        examples: What is kept.
        seed: Not used.
        neighbors: How many of them count, or all rows where there are fewer.
        by_distance: Whether each counts one over its distance, instead of all the same.
        max_bytes: The most that the rows may take.

    Raises:
        brolly.ResourceExhausted: They take more.
    """
    size_bytes = examples.features.nbytes + examples.target.nbytes
    if size_bytes > max_bytes:
        raise brolly.ResourceExhausted(
            f"expected a model of at most {max_bytes:,} bytes, got training rows of {size_bytes:,}, which neighbours "
            "keep; take fewer rows or columns, or raise applications.models.config.max_model_bytes"
        )
    return {
        "features": examples.features,
        "target": examples.target,
        "neighbors": np.asarray(min(neighbors, len(examples.target))),
        "by_distance": np.asarray(by_distance),
        "class_count": np.asarray(examples.class_count),
    }
