"""What linear models are inside: weighted sums of the features."""

from __future__ import annotations

import numpy as np

from ml_tools.models.learner import Arrays
from ml_tools.models.structure import Constants, Link, Structure, Weights
from ml_tools.utils_interface import Task

__all__ = ["linear_structure", "logistic_structure"]


def linear_structure(arrays: Arrays, _task: Task) -> Weights:
    """Return the weights of a model of numbers."""
    return Weights(weights=arrays["weights"], intercept=arrays["intercept"], link=Link.NUMBER)


def logistic_structure(arrays: Arrays, _task: Task) -> Structure:
    """Return the weights of a model of classes; where only one occurs, its probability is 1."""
    if len(arrays["occurring"]) == 1:
        return Constants(outputs=np.eye(int(arrays["class_count"]))[arrays["occurring"][0]])
    return Weights(
        weights=arrays["weights"],
        intercept=arrays["intercept"],
        link=Link.LOGITS,
        occurring=arrays["occurring"],
        class_count=int(arrays["class_count"]),
    )
