"""Predictions of forests: the mean over the leaves that a row comes to."""

# jax.numpy is typed with names that its stubs lack
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
from __future__ import annotations

from typing import NamedTuple

import jax.numpy as jnp
import numpy as np
from jax import Array, lax
from numpy.typing import NDArray

import brolly
from ml_tools.models.compilation import compiled
from ml_tools.models.examples import Features, Outputs
from ml_tools.models.forest.node_sums import at
from ml_tools.models.learner import Arrays
from ml_tools.models.native import is_native
from ml_tools.models.padding import power_of_two, resized
from ml_tools.models.row_blocks import by_blocks
from ml_tools.models.trees import ranked_features

__all__ = ["native_means", "outputs_of", "predict_classes", "predict_numbers", "tree_means", "xla_means"]

_MOST_ROWS = 4096
_CELLS_A_BLOCK = 4_000_000
"""Rows times trees times columns of the values."""
_FEWEST_NODES = 1024


class _Forest(NamedTuple):
    roots: Array
    feature: Array
    threshold: Array
    missing_left: Array
    child: Array
    value: Array
    depth: Array


def predict_numbers(arrays: Arrays, features: Features) -> Outputs:
    """Predict a number for each row."""
    return outputs_of(_means(arrays, features), arrays, class_count=0)


def predict_classes(arrays: Arrays, features: Features) -> Outputs:
    """Predict the probability of each class for each row."""
    return outputs_of(_means(arrays, features), arrays, class_count=2)


def outputs_of(means: Outputs, scaling: Arrays, *, class_count: int) -> Outputs:
    """Return predictions.

    Args:
        means: `(rows, columns)`, those of the trees.
        scaling: Has the `center` and the `scale` of a target that is a number.
        class_count: 0 for numbers.
    """
    if not class_count:
        return means * float(scaling["scale"]) + float(scaling["center"])
    return np.concatenate([1.0 - means, means], axis=1) if means.shape[1] == 1 else means


def tree_means(arrays: Arrays, ranked: Features) -> Outputs:
    """Return the means over the trees of the leaves that rows come to, `(rows, columns)`."""
    return native_means(arrays, ranked) if is_native() else xla_means(arrays, ranked)


def _means(arrays: Arrays, features: Features) -> Outputs:
    return tree_means(arrays, ranked_features(arrays, features))


def _missing_left(arrays: Arrays) -> NDArray[np.bool_]:
    """Return where missing values go: to the right in models that were stored before it was learned."""
    return arrays.get("missing_left", np.zeros(len(arrays["feature"]), np.bool_))


def native_means(arrays: Arrays, features: Features) -> Outputs:
    """Return the means over the trees, computed in native code, `(rows, columns)`."""
    from ml_tools.kernels import Trees, predict_means

    trees = Trees(
        roots=arrays["roots"],
        feature=arrays["feature"],
        threshold=arrays["threshold"],
        missing_left=_missing_left(arrays),
        child=arrays["child"],
        value=arrays["value"],
    )
    outputs: list[Outputs] = []
    for start in range(0, len(features), _MOST_ROWS):
        brolly.checkpoint()
        outputs.append(predict_means(features[start : start + _MOST_ROWS], trees))
    return np.concatenate(outputs)


def xla_means(arrays: Arrays, features: Features) -> Outputs:
    """Return the same but for the last digits, computed in XLA."""
    forest = _read(arrays)
    row_cells = len(forest.roots) * forest.value.shape[1]
    most_rows = min(_MOST_ROWS, 1 << max(0, (_CELLS_A_BLOCK // row_cells).bit_length() - 1))
    return by_blocks(lambda block: _walk(jnp.asarray(block), forest), features, most_rows)


def _read(arrays: Arrays) -> _Forest:
    """Return the forest with its nodes and leaves padded, so that forests of nearly a size share a program."""
    nodes, leaves = (power_of_two(len(arrays[name]), least=_FEWEST_NODES) for name in ("feature", "value"))
    return _Forest(
        roots=jnp.asarray(arrays["roots"]),
        feature=jnp.asarray(resized(arrays["feature"], nodes)),
        threshold=jnp.asarray(resized(arrays["threshold"], nodes)),
        missing_left=jnp.asarray(resized(_missing_left(arrays), nodes)),
        child=jnp.asarray(resized(arrays["child"], nodes)),
        value=jnp.asarray(resized(arrays["value"], leaves)),
        depth=jnp.asarray(arrays["depth"]),
    )


@compiled()
def _walk(features: Array, forest: _Forest) -> Array:
    """Return the means over the trees, `(rows, columns)`."""
    row = jnp.arange(len(features), dtype=jnp.int32)[:, None]
    start = jnp.broadcast_to(forest.roots[None, :], (len(features), len(forest.roots)))

    def step(_: Array, node: Array) -> Array:
        feature = at(forest.feature, node)
        value = at(features, row, jnp.maximum(feature, 0))
        left = (value <= at(forest.threshold, node)) | (jnp.isnan(value) & at(forest.missing_left, node))
        right = (~left).astype(jnp.int32)
        return jnp.where(feature < 0, node, at(forest.child, node) + right)

    node = lax.fori_loop(0, forest.depth, step, start)
    return jnp.mean(at(forest.value, at(forest.child, node)), axis=1)
