"""What leaves add to scores: what is best for their rows as they are, not as their gradients were rounded."""

# jax.numpy is typed with names that its stubs lack
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
from __future__ import annotations

from typing import NamedTuple

import jax
import jax.numpy as jnp
from jax import Array, lax

from ml_tools.models.boosting.gradients import Gradients
from ml_tools.models.boosting.ground import LEVEL_BITS
from ml_tools.models.boosting.settings import Loss
from ml_tools.models.boosting.splits import Bounds, Sums, best_output
from ml_tools.models.boosting.tables import SCORE_BITS
from ml_tools.models.boosting.tree import Tree

__all__ = ["Step", "leaf_values", "power_of_2"]

_HIGHEST_STEP = float(16 << SCORE_BITS)
_BIAS, _FRACTION_BITS = 1023, 52


class Step(NamedTuple):
    """How far scores are changed."""

    rate: Array
    l2: Array
    """In units of the second derivative before it was rounded."""
    level: Array
    """Of the quantile."""
    first_shift: Array
    """How many bits the first derivative lost."""
    second_shift: Array


def power_of_2(exponent: Array) -> Array:
    """Return 2 to that power, exactly."""
    return lax.bitcast_convert_type((exponent + _BIAS) << _FRACTION_BITS, jnp.float64)


def leaf_values(tree: Tree, score: Array, exact: Gradients, drawn: Array, step: Step, *, loss: Loss) -> Array:
    """Return what each leaf adds, `(nodes,)` int64; nodes that are no leaves have numbers without meaning.

    Args:
        tree: As it was grown.
        score: `(rows,)`, of the column.
        exact: The gradients as they were.
        drawn: `(rows,)`, which rows it was grown on.
        step: How far to go.
        loss: What is lowered.
    """
    if loss == Loss.SQUARED:
        output = best_output(tree.sums, step.l2, tree.bounds)
        return _whole(step.rate * (output * power_of_2(step.first_shift)))
    if loss.is_of_classes:
        nodes = len(tree.left)
        first, second = (jax.ops.segment_sum(jnp.where(drawn, each, 0), tree.node, nodes) for each in exact)
        scale = power_of_2(step.first_shift - step.second_shift)
        bounds = Bounds(tree.bounds.low * scale, tree.bounds.high * scale)
        output = best_output(Sums(first, second, tree.sums.rows), step.l2, bounds)
        return _whole(jnp.clip(step.rate * (output * 2.0**SCORE_BITS), -_HIGHEST_STEP, _HIGHEST_STEP))
    return _whole(step.rate * _levels(tree, score, drawn, step.level).astype(jnp.float64))


def _levels(tree: Tree, score: Array, drawn: Array, level: Array) -> Array:
    """Return the level of the distances to the target in each leaf, along a line between two of them."""
    nodes = len(tree.left)
    node = jnp.where(drawn, tree.node, nodes)
    apart = -score[jnp.lexsort((-score, node))]
    rows = jnp.bincount(node, length=nodes + 1)
    first = jnp.cumsum(rows)[:-1] - rows[:-1]
    place = level * jnp.maximum(rows[:-1] - 1, 0)
    part = place & ((1 << LEVEL_BITS) - 1)
    low = jnp.minimum(first + (place >> LEVEL_BITS), len(score) - 1)
    value, following = apart[low], apart[jnp.minimum(low + 1, len(score) - 1)]
    return jnp.where(part > 0, value + (((following - value) * part) >> LEVEL_BITS), value)


def _whole(value: Array) -> Array:
    return jnp.rint(value).astype(jnp.int64)
