"""Exact Shapley values of what trees predict: in native code where it was compiled, else the same in numpy.

The contribution of a feature at a leaf is an integral of a polynomial, see `shap.hpp` of ml-tools-kernels.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

import brolly
from ml_tools.models.examples import Features
from ml_tools.models.explain.ways import Ways, points_for, prepare_ways
from ml_tools.models.native import is_native
from ml_tools.models.structure import Trees

__all__ = ["attributions", "attributions_in_numpy", "native_attributions"]

_MOST_STEPS = 100_000_000_000
"""Rows times nodes times points: some minutes in native code."""
_STEPS_A_BLOCK = 200_000_000
_CELLS_A_BLOCK = 4_000_000


def attributions(trees: Trees, features: Features, column: int) -> tuple[float, NDArray[np.float64]]:
    """Return what is predicted when nothing is known, and what each feature adds to that, `(rows, features)`.

    Args:
        trees: Their leaves know their training rows.
        features: `(rows, features)`, as algorithms are given them.
        column: Of which sum.

    Raises:
        brolly.ResourceExhausted: It would take too long.
    """
    ways = prepare_ways(trees, column)
    _check_steps(len(features), ways)
    compute = native_attributions if is_native() else attributions_in_numpy
    return float(trees.base[column]) + trees.factor * ways.mean, trees.factor * compute(ways, trees.ranked(features))


def native_attributions(ways: Ways, features: Features) -> NDArray[np.float64]:
    """Return what each feature adds to the sum of the trees, `(rows, features)`, computed in native code."""
    from ml_tools import kernels

    points, weights = points_for(ways.most_features)
    depth = np.zeros(len(ways.feature), np.int32)
    for number, level in enumerate(ways.levels):
        depth[level] = number
    shared = (ways.roots, ways.feature, ways.threshold, ways.missing_left, ways.child, ways.value, ways.share)
    given = kernels.Ways(*shared, depth[ways.before], points, weights)
    step = max(1, _STEPS_A_BLOCK // _steps(1, ways))
    found = np.zeros(features.shape)
    for start in range(0, len(features), step):
        brolly.checkpoint()
        block = features[start : start + step]
        found[start : start + step] = kernels.attribute(block, given, deepest=len(ways.levels) - 1)
    return found


def attributions_in_numpy(ways: Ways, features: Features) -> NDArray[np.float64]:
    """Return the same but for the last digits, computed in numpy."""
    points, weights = points_for(ways.most_features)
    step = max(1, _CELLS_A_BLOCK // max(1, len(ways.feature) * len(points)))
    found = np.zeros(features.shape)
    for start in range(0, len(features), step):
        block = features[start : start + step]
        found[start : start + step] = _of_block(ways, block, points, weights)
    return found


def _of_block(
    ways: Ways, features: Features, points: NDArray[np.float64], weights: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Walk down all trees at once to what is known at each node, and up again to what the leaves below say."""
    rows, nodes = len(features), len(ways.feature)
    share, goes = np.ones(nodes), np.ones((rows, nodes))
    factor, product = (np.ones((rows, nodes, len(points))) for _ in range(2))
    for level in ways.levels[1:]:
        brolly.checkpoint()
        parent, before = ways.parent[level], ways.before[level]
        share[level] = share[before] * ways.share[level]
        goes[:, level] = goes[:, before] * _chosen(ways, features, level)
        apart = goes[:, level] - share[None, level]
        factor[:, level] = share[None, level, None] + apart[:, :, None] * points[None, None, :]
        product[:, level] = product[:, parent] / factor[:, before] * factor[:, level]
    found = np.zeros(features.shape)
    below = product * ways.value[None, :, None]
    for level in reversed(ways.levels[1:]):
        brolly.checkpoint()
        parent, before = ways.parent[level], ways.before[level]
        now, then = ((goes[:, each] - share[None, each])[:, :, None] / factor[:, each] for each in (level, before))
        gains = (below[:, level] * (now - then)) @ weights
        np.add.at(found, (np.arange(rows)[:, None], ways.feature[parent][None, :]), gains)
        np.add.at(below, (np.arange(rows)[:, None], parent[None, :]), below[:, level])
    return found


def _chosen(ways: Ways, features: Features, level: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Tell which rows go to each node from the one above it, `(rows, nodes)`."""
    parent = ways.parent[level]
    value = features[:, ways.feature[parent]]
    missing = np.isnan(value)
    left = np.where(missing, ways.missing_left[None, parent] > 0, value <= ways.threshold[None, parent])
    return left == (ways.child[parent] == level)[None, :]


def _steps(rows: int, ways: Ways) -> int:
    return rows * sum(map(len, ways.levels)) * len(points_for(ways.most_features)[0])


def _check_steps(rows: int, ways: Ways) -> None:
    if _steps(rows, ways) > _MOST_STEPS:
        most = max(1, _MOST_STEPS // _steps(1, ways))
        raise brolly.ResourceExhausted(
            f"expected at most {most:,} rows for trees of {sum(map(len, ways.levels)):,} nodes, got {rows:,}; "
            "take fewer rows"
        )
