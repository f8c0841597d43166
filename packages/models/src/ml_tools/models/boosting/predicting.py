"""Predictions of boosted trees: the sum of what the leaves add that a row comes to."""

# jax.numpy is typed with names that its stubs lack
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import jax.numpy as jnp
import numpy as np
from jax import Array, lax

import brolly
from ml_tools.models.boosting.model import BoostedTrees, read_trees
from ml_tools.models.boosting.settings import Loss
from ml_tools.models.compilation import compiled
from ml_tools.models.examples import Features, Outputs
from ml_tools.models.learner import Arrays
from ml_tools.models.native import is_native
from ml_tools.models.padding import power_of_two, resized
from ml_tools.models.processors import processors
from ml_tools.models.row_blocks import by_blocks
from ml_tools.models.trees import ranked_features

__all__ = ["native_scores", "predict_classes", "predict_numbers", "prepared_scores", "xla_scores"]

_CELLS_A_BLOCK = 50_000_000
"""Rows times trees of a block in native code, some tenths of a second."""
_MOST_ROWS = 4096
_XLA_CELLS_A_BLOCK = 4_000_000
_FEWEST_NODES = 1024


class _Trees(NamedTuple):
    roots: Array
    feature: Array
    threshold: Array
    missing_left: Array
    left: Array
    value: Array


def predict_numbers(arrays: Arrays, features: Features) -> Outputs:
    """Predict a number for each row."""
    return _scores(arrays, features)


def predict_classes(arrays: Arrays, features: Features) -> Outputs:
    """Predict the probability of each class for each row."""
    scores = _scores(arrays, features)
    if Loss(int(arrays["loss"])) == Loss.LOGISTIC:
        scores = np.concatenate([np.zeros_like(scores), scores], axis=1)
    scores -= np.max(scores, axis=1, keepdims=True)
    odds = np.exp(scores)
    return odds / np.sum(odds, axis=1, keepdims=True)


def _scores(arrays: Arrays, features: Features) -> Outputs:
    return prepared_scores(arrays)(features)


def prepared_scores(arrays: Arrays) -> Callable[[Features], Outputs]:
    """Return what gives the scores of rows, `(rows, columns)`; it is made ready once, for many calls."""
    trees = read_trees(arrays)
    scores = native_scores(trees) if is_native() else partial(xla_scores, trees)
    if "rank" not in arrays:
        return scores
    return lambda features: scores(ranked_features(arrays, features))


def native_scores(trees: BoostedTrees) -> Callable[[Features], Outputs]:
    """Return what computes them in native code."""
    from ml_tools import kernels

    own = kernels.BoostedTrees(*(getattr(trees, name) for name in kernels.BoostedTrees._fields))
    predict = kernels.BoostPredictor(own, threads=processors()).predict
    step = max(_MOST_ROWS, _CELLS_A_BLOCK // len(trees.roots))

    def scores(features: Features) -> Outputs:
        if len(features) <= step:
            return predict(features)
        outputs: list[Outputs] = []
        for start in range(0, len(features), step):
            brolly.checkpoint()
            outputs.append(predict(features[start : start + step]))
        return np.concatenate(outputs)

    return scores


def xla_scores(trees: BoostedTrees, features: Features) -> Outputs:
    """Return the same but for the last digits, computed in XLA."""
    nodes = power_of_two(len(trees.feature), least=_FEWEST_NODES)
    by_round = trees.roots.reshape(-1, len(trees.start))
    padded = _Trees(jnp.asarray(by_round), *(jnp.asarray(resized(array, nodes)) for array in trees[3:8]))
    most_rows = min(_MOST_ROWS, 1 << max(0, (_XLA_CELLS_A_BLOCK // len(trees.roots)).bit_length() - 1))
    return trees.start + by_blocks(partial(_added, trees=padded), features, most_rows)


@compiled()
def _added(features: Features, trees: _Trees) -> Array:
    """Return what the trees add, `(rows, columns)`."""
    block = jnp.asarray(features)
    row = jnp.arange(len(block), dtype=jnp.int32)[:, None, None]
    start = jnp.broadcast_to(trees.roots[None], (len(block), *trees.roots.shape))

    def moves(node: Array) -> Array:
        return jnp.any(trees.feature[node] >= 0)

    def step(node: Array) -> Array:
        feature = trees.feature[node]
        value = block[row, jnp.maximum(feature, 0)]
        missing_right = jnp.isnan(value) & ~trees.missing_left[node]
        right = (value > trees.threshold[node]) | missing_right
        return jnp.where(feature < 0, node, trees.left[node] + right.astype(jnp.int32))

    node = lax.while_loop(moves, step, start)
    return jnp.sum(trees.value[node], axis=1)
