"""Trees in ONNX: one TreeEnsembleRegressor, whatever is predicted."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

import brolly
from ml_tools.models.export.graph import DOUBLE, Graph
from ml_tools.models.structure import Trees

__all__ = ["add_ensemble"]

_MOST_NODES = 10_000_000
"""The form takes some hundred bytes of memory for each while it is written."""


def add_ensemble(graph: Graph, features: str, trees: Trees) -> str:
    """Add trees; return the name of their sums, `(rows, sums)` of 64 bits.

    Raises:
        brolly.ResourceExhausted: There are too many nodes.
    """
    if len(trees.feature) > _MOST_NODES:
        raise brolly.ResourceExhausted(
            f"expected trees of at most {_MOST_NODES:,} nodes to export, got {len(trees.feature):,}; "
            "fit fewer or smaller ones"
        )
    attributes = {name: array.tolist() for name, array in {**_nodes(trees), **_targets(trees)}.items()}
    modes = np.where(trees.feature < 0, "LEAF", "BRANCH_LEQ").tolist()
    sums = graph.add(
        "TreeEnsembleRegressor", features, ml=True, n_targets=len(trees.base), nodes_modes=modes, **attributes
    )
    scaled = graph.add("Mul", graph.add("Cast", sums, to=DOUBLE), graph.number(trees.factor))
    return graph.add("Add", scaled, graph.constant(trees.base[None, :]))


def _nodes(trees: Trees) -> dict[str, NDArray[Any]]:
    """Return the attributes of nodes, which are numbered anew in each tree."""
    is_leaf, tree, number = trees.feature < 0, _tree_of(trees), _number_of(trees)
    left = np.where(is_leaf, 0, trees.child)
    return {
        "nodes_treeids": tree,
        "nodes_nodeids": number,
        "nodes_featureids": np.maximum(trees.feature, 0),
        "nodes_values": np.where(is_leaf, np.float32(0), trees.threshold),
        "nodes_truenodeids": np.where(is_leaf, 0, number[left]),
        "nodes_falsenodeids": np.where(is_leaf, 0, number[np.minimum(left + 1, len(number) - 1)]),
        "nodes_missing_value_tracks_true": (trees.missing_left & ~is_leaf).astype(np.int64),
    }


def _targets(trees: Trees) -> dict[str, NDArray[Any]]:
    """Return the attributes of what leaves add; zeros are left out, but one a leaf."""
    leaf = np.flatnonzero(trees.feature < 0)
    tree, number = _tree_of(trees)[leaf], _number_of(trees)[leaf]
    values = trees.value[trees.child[leaf]]
    told = values != 0.0
    told[:, 0] = True
    place, column = np.nonzero(told)
    target = column if trees.column_of_tree is None else trees.column_of_tree[tree[place]]
    return {
        "target_treeids": tree[place],
        "target_nodeids": number[place],
        "target_ids": target,
        "target_weights": values[place, column].astype(np.float32),
    }


def _tree_of(trees: Trees) -> NDArray[np.int64]:
    """Return the tree of each node; the nodes of a tree lie together, its root first."""
    starts = np.zeros(len(trees.feature), np.int64)
    starts[trees.roots[1:]] = 1
    return np.cumsum(starts)


def _number_of(trees: Trees) -> NDArray[np.int64]:
    return np.arange(len(trees.feature)) - trees.roots[_tree_of(trees)]
