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
from ml_tools.models.padding import padded_columns
from ml_tools.models.solvers import (
    BINARY,
    Chunk,
    Crew,
    Curve,
    Loss,
    Minimum,
    Objective,
    blocks,
    divided,
    half_solve,
    minimize,
    place,
    placed,
    product,
    sampled,
    whole_chunk,
)

__all__ = ["calibration", "shares"]

_MOST_ROWS, _MOST_CELLS = 8_192, 2**21
_LEAST_CURVATURE = 1e-12


async def calibration(
    crew: Crew, objective: Objective, minimum: Minimum
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return what scores are multiplied with, and what is added, to become logits, `(columns,)` each."""
    scores, target = await crew.run(_calibrating, objective, minimum)
    columns = scores.shape[1]
    own = np.arange(columns) if columns > 1 else np.ones(1)
    pairs = [await _platt(crew, scores[:, number], target == own[number]) for number in range(columns)]
    return np.array([slope for slope, _ in pairs]), np.array([offset for _, offset in pairs])


def shares(logits: Array) -> Array:
    """Return the probabilities of `(rows, columns)` logits; of two classes there is one column, of the second."""
    likely = jax.nn.sigmoid(logits)
    if logits.shape[1] == 1:
        return jnp.concatenate([1.0 - likely, likely], axis=1)
    likely = jnp.maximum(likely, jnp.finfo(jnp.float64).tiny)
    return likely / jnp.sum(likely, axis=1, keepdims=True)


def _calibrating(objective: Objective, minimum: Minimum) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the scores of some rows that were not learned from, `(rows, columns)`, and their targets."""
    places = objective.places
    most = min(_MOST_ROWS, max(1, _MOST_CELLS // places.columns))
    picked = sampled(len(minimum.sample), most)
    target = objective.target[minimum.sample[picked]]
    chunk = whole_chunk(minimum.features[picked], target, places.columns)
    scales = (objective.factor, objective.parameter)
    curve = minimum.curve() if minimum.curve else None
    place = (places.center, places.factor)
    found = _unseen(chunk, minimum.weights, place, scales, curve, loss=objective.loss)  # type: ignore[arg-type]
    return np.asarray(found)[: len(picked)], target


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


async def _platt(crew: Crew, scores: NDArray[np.float64], own: NDArray[np.bool_]) -> tuple[float, float]:
    """Return slope and offset of the logit of belonging to a class; never so that higher scores are less likely."""
    count = int(np.sum(own))
    hoped = np.where(own, (count + 1.0) / (count + 2.0), 1.0 / (len(own) - count + 2.0))
    features = scores[:, None].astype(np.float32)
    parts = divided(features, hoped, padded_columns(2))
    places = await place(crew, features, parts)
    sigmoid = Objective(
        loss=BINARY, features=features, target=hoped, places=places, columns=1, penalty=places.penalty(0.0)
    )
    slope, offset = places.original((await minimize(crew, sigmoid, parts)).weights)
    return max(float(slope[0, 0]), 0.0), float(offset[0])
