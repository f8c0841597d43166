"""The mean of the target, or the shares of its classes."""

from __future__ import annotations

import numpy as np

from ml_tools.models.examples import Examples, Features, Outputs
from ml_tools.models.learner import Arrays

__all__ = ["learn_constant", "predict_constant"]


async def learn_constant(examples: Examples, *, seed: int) -> Arrays:
    """Learn the mean or the shares; nothing of it is random."""
    if not examples.class_count:
        return {"outputs": np.mean(examples.target, keepdims=True)}
    counts = np.bincount(examples.class_indices, minlength=examples.class_count)
    return {"outputs": counts / len(examples.target)}


def predict_constant(arrays: Arrays, features: Features) -> Outputs:
    """Predict what was learned for each row."""
    outputs = arrays["outputs"]
    return np.broadcast_to(outputs, (len(features), len(outputs)))
