"""Probabilities of classes from the scores of machines that have not seen the row.

The scores are those of approximate leave-one-out: what a Newton step without the row makes of them (Rad and Maleki, A
Scalable Estimate of the Out-of-Sample Prediction Error via Approximate Leave-One-Out Cross-Validation, JRSS B 82
(2020)); so no machine is fitted again. Probabilities are Platt's sigmoids of these, fitted as in Lin, Lin and Weng, A
Note on Platt's Probabilistic Outputs for Support Vector Machines, Machine Learning 68 (2007). Those of one class
against the rest are divided by their sum (Zadrozny and Elkan, KDD 2002).
"""

# jax.numpy is typed with names that its stubs lack
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array, lax
from numpy.typing import NDArray

from ml_tools.models.compilation import compiled
from ml_tools.models.solvers import (
    Chunk,
    Curve,
    Loss,
    Minimum,
    Objective,
    blocks,
    half_solve,
    placed,
    product,
    sampled,
    whole_chunk,
)

__all__ = ["calibration", "shares"]

_MOST_ROWS, _MOST_CELLS = 8_192, 2**21
_STEPS = 50
_ENOUGH = 1e-8
_LEAST_CURVATURE = 1e-12


def calibration(objective: Objective, minimum: Minimum) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return what scores are multiplied with, and what is added, to become logits, `(columns,)` each."""
    places = objective.places
    most = min(_MOST_ROWS, max(1, _MOST_CELLS // places.columns))
    rows = minimum.sample[sampled(len(minimum.sample), most)]
    target = objective.target[rows]
    chunk = whole_chunk(objective.features[rows], target, places.columns)
    scales = (objective.factor, objective.parameter)
    place = (places.center, places.factor)
    found = _unseen(chunk, minimum.weights, place, scales, minimum.curve, loss=objective.loss)  # type: ignore[arg-type]
    scores = np.asarray(found)[: len(rows)]
    columns = scores.shape[1]
    own = np.arange(columns) if columns > 1 else np.ones(1)
    pairs = [_platt(scores[:, number], target == own[number]) for number in range(columns)]
    return np.array([slope for slope, _ in pairs]), np.array([offset for _, offset in pairs])


def shares(logits: Array) -> Array:
    """Return the probabilities of `(rows, columns)` logits; of two classes there is one column, of the second."""
    likely = jax.nn.sigmoid(logits)
    if logits.shape[1] == 1:
        return jnp.concatenate([1.0 - likely, likely], axis=1)
    likely = jnp.maximum(likely, jnp.finfo(jnp.float64).tiny)
    return likely / jnp.sum(likely, axis=1, keepdims=True)


@compiled("loss")
def _unseen(
    chunk: Chunk,
    weights: Array,
    place: tuple[Array, Array],
    scales: tuple[Array, Array],
    curve: Curve | None,
    *,
    loss: Loss,
) -> Array:
    """Return the scores of rows, `(rows, columns)`, had the weights been learned without the row."""

    def of_block(block: tuple[Array, Array, Array]) -> Array:
        z, target = placed(block[0], *place), block[1]
        scores = product(z, weights)
        if curve is None:  # so many weights that one row hardly matters
            return scores
        found = loss.slope(scores, target, scales[1])

        def leverage(factor: object, unit: Array) -> Array:
            half = half_solve(factor, (z / unit[None, :]).T)  # type: ignore[arg-type]
            return jnp.sum(half * half, axis=0)

        pull = jax.vmap(leverage)(curve.factor, curve.unit).T
        left = jnp.maximum(1.0 - scales[0] * pull * found.bend, _LEAST_CURVATURE)
        return scores + scales[0] * pull * found.slope / left

    return lax.map(of_block, blocks(chunk)).reshape(-1, weights.shape[1])


def _platt(scores: NDArray[np.float64], own: NDArray[np.bool_]) -> tuple[float, float]:
    """Return slope and offset of the logit of belonging to a class; never so that higher scores are less likely."""
    count = int(np.sum(own))
    hoped = np.where(own, (count + 1.0) / (count + 2.0), 1.0 / (len(own) - count + 2.0))
    design = np.stack([scores, np.ones(len(scores))])
    pair = np.array([0.0, np.log((count + 1.0) / (len(own) - count + 1.0))])
    loss = _log_loss(pair, design, hoped)
    for _ in range(_STEPS):
        likely = 1.0 / (1.0 + np.exp(-np.clip(pair @ design, -700.0, 700.0)))
        gradient = np.sum(design * (likely - hoped)[None, :], axis=1)
        second = np.einsum("ir,jr,r->ij", design, design, likely * (1.0 - likely)) + _LEAST_CURVATURE * np.eye(2)
        step = np.linalg.solve(second, gradient)
        while (lower := _log_loss(pair - step, design, hoped)) > loss and np.any(np.abs(step) > _ENOUGH):
            step = step / 2.0
        if lower >= loss:
            break
        pair, loss = pair - step, lower
        if np.max(np.abs(gradient)) < _ENOUGH * len(own):
            break
    return max(float(pair[0]), 0.0), float(pair[1])


def _log_loss(pair: NDArray[np.float64], design: NDArray[np.float64], hoped: NDArray[np.float64]) -> float:
    logits = pair @ design
    return float(np.sum(np.logaddexp(0.0, logits) - hoped * logits))
