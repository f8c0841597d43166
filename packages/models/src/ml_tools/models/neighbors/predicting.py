"""Predictions of neighbours: the mean of their targets, or the shares of their classes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ml_tools.models.examples import Features, Outputs
from ml_tools.models.learner import Arrays
from ml_tools.models.neighbors.nearest import Near, nearest

__all__ = ["predict_classes", "predict_numbers"]


def predict_numbers(arrays: Arrays, features: Features) -> Outputs:
    """Predict a number for each row."""
    near, weights = _weighted(arrays, features)
    return np.sum(weights * arrays["target"][near.rows], axis=1, keepdims=True)


def predict_classes(arrays: Arrays, features: Features) -> Outputs:
    """Predict the probability of each class for each row."""
    near, weights = _weighted(arrays, features)
    classes = arrays["target"].astype(np.int64)[near.rows]
    outputs = np.zeros((len(features), int(arrays["class_count"])))
    for neighbor in range(classes.shape[1]):
        outputs[np.arange(len(features)), classes[:, neighbor]] += weights[:, neighbor]
    return outputs


def _weighted(arrays: Arrays, features: Features) -> tuple[Near, NDArray[np.float64]]:
    """Return the neighbours, and their weights, which add up to 1."""
    near = nearest(arrays["features"], features, int(arrays["neighbors"]))
    if not arrays["by_distance"]:
        return near, np.full(near.rows.shape, 1.0 / near.rows.shape[1])
    first = near.distances[:, :1]
    shares = np.where(near.distances > 0, first / np.where(near.distances > 0, near.distances, 1.0), 1.0)
    shares = np.where(first > 0, shares, near.distances == 0)
    return near, shares / np.sum(shares, axis=1, keepdims=True)
