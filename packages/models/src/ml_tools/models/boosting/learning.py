"""Boosting as an algorithm: rounds of trees, until there are enough or they help no more."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

import brolly
from ml_tools.models.boosting.ground import Ground, prepare_ground
from ml_tools.models.boosting.growing import Grower, open_grower
from ml_tools.models.boosting.model import joined, model_arrays
from ml_tools.models.boosting.rounds import Rounds
from ml_tools.models.boosting.settings import Settings
from ml_tools.models.boosting.validation import validation_arrays
from ml_tools.models.examples import Examples
from ml_tools.models.learner import Arrays

__all__ = ["learn_boosting"]

_CELLS_A_BLOCK = 200_000_000
"""Rows times features times trees that are grown between two looks, some tenths of a second."""
_MOST_A_BLOCK = 50
_NODE_BYTES = 25
_LEAF_BYTES = 8


async def learn_boosting(examples: Examples, *, seed: int, max_bytes: int, **settings: Any) -> Arrays:
    """Learn trees, each from what those before it got wrong.

    Args:
        examples: What to learn from.
        seed: What chance is made of.
        max_bytes: The most that the model may take.
        **settings: Those of `Settings`.

    Returns:
        The arrays of `model_arrays`, and where rows were kept aside the `validation_error` and the `validation_metric`
        that it is in.

    Raises:
        brolly.ResourceExhausted: The model could take more.
        brolly.InvalidArgument: A setting names a class or a column that is not there, or goes with another loss.
    """
    rules = Settings(**settings)
    columns = examples.class_count if examples.class_count > 2 else 1
    _check_size(rules, columns, len(examples.target), max_bytes)
    ground = await brolly.offload(prepare_ground, examples, rules, seed)
    random = np.random.Generator(np.random.PCG64([seed, 0]))
    grower = await brolly.offload(open_grower, ground, rules, int(random.integers(2**64, dtype=np.uint64)))
    try:
        rounds = await _grow(grower, ground, rules, random)
    finally:
        grower.stop()
    grower.close()
    arrays = await brolly.offload(model_arrays, rounds, ground)
    return {**arrays, **await brolly.offload(validation_arrays, arrays, examples, ground)}


async def _grow(grower: Grower, ground: Ground, settings: Settings, random: np.random.Generator) -> Rounds:
    columns, grown = len(ground.start), list[Rounds]()
    losses: NDArray[np.int64] = np.empty(0, np.int64)
    while len(losses) < settings.trees:
        count = min(_block_size(ground), settings.trees - len(losses))
        grown.append(await brolly.offload(grower.grow, _chosen_features(ground, settings, count, random)))
        losses = np.concatenate([losses, grown[-1].losses])
        if _is_done(losses, settings) or _is_at_end(grown[-1], settings):
            break
    return joined(grown, columns=columns, most=_best_count(losses, settings))


def _block_size(ground: Ground) -> int:
    return max(1, min(_MOST_A_BLOCK, _CELLS_A_BLOCK // (ground.codes.size * len(ground.start))))


def _chosen_features(ground: Ground, settings: Settings, rounds: int, random: np.random.Generator) -> NDArray[np.bool_]:
    """Draw the features of each round."""
    features = ground.codes.shape[1]
    count = max(1, round(settings.feature_share * features))
    if count == features:
        return np.ones((rounds, features), bool)
    first = np.zeros((rounds, features), bool)
    first[:, :count] = True
    return random.permuted(first, axis=1)


def _is_done(losses: NDArray[np.int64], settings: Settings) -> bool:
    patience = settings.early_stopping_trees
    return patience is not None and len(losses) - 1 - int(np.argmin(losses)) >= patience


def _is_at_end(rounds: Rounds, settings: Settings) -> bool:
    """Tell whether the last trees were leaves, and the next ones would be too."""
    return settings.feature_share >= 1.0 and settings.row_share >= 1.0 and bool((rounds.sizes == 1).all())


def _best_count(losses: NDArray[np.int64], settings: Settings) -> int:
    return len(losses) if settings.early_stopping_trees is None else int(np.argmin(losses)) + 1


def _check_size(settings: Settings, columns: int, rows: int, max_bytes: int) -> None:
    leaves = min(settings.leaves, max(1, rows // settings.min_leaf_rows))
    trees = settings.trees * columns
    size_bytes = trees * (leaves * _LEAF_BYTES + (2 * leaves - 1) * _NODE_BYTES)
    if size_bytes > max_bytes:
        raise brolly.ResourceExhausted(
            f"expected a model of at most {max_bytes:,} bytes, got one of up to {size_bytes:,} in {trees:,} trees; "
            "lower trees or leaves, raise min_leaf_rows, or raise applications.models.config.max_model_bytes"
        )
