"""The best splits of two leaves for gradients: those that lower the loss most, to second order."""

# jax.numpy is typed with names that its stubs lack
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
from __future__ import annotations

from typing import NamedTuple

import jax
import jax.numpy as jnp
from jax import Array, lax

from ml_tools.models.boosting.gradients import Gradients

__all__ = ["Bounds", "Rules", "Splits", "Sums", "best_output", "best_splits", "histograms"]

_CODES = 256
_MISSING = 255


class Rules(NamedTuple):
    """When and how leaves are split."""

    most_leaves: Array
    max_depth: Array
    min_leaf_rows: Array
    l2: Array
    """In units of the rounded second derivative."""
    min_hessian: Array
    """In the same units."""
    noise: Array
    """A split gains more than this a row, in units of the gradients' rounding."""
    chosen: Array
    """`(features,)`, which may be split."""
    monotone: Array
    """`(features,)` int64."""


class Sums(NamedTuple):
    """Of the rows of leaves, int64."""

    first: Array
    second: Array
    rows: Array


class Bounds(NamedTuple):
    """Between which outputs leaves must stay."""

    low: Array
    high: Array


class Splits(NamedTuple):
    """`(leaves,)` each; there is none where the gain is 0."""

    gain: Array
    feature: Array
    low: Array
    high: Array
    missing_left: Array
    left: Sums


def best_output(sums: Sums, l2: Array, bounds: Bounds) -> Array:
    """Return the outputs of leaves that lower the loss most."""
    curvature = sums.second.astype(jnp.float64) + l2
    output = jnp.where(
        curvature > 0.0, -sums.first.astype(jnp.float64) / jnp.where(curvature > 0.0, curvature, 1.0), 0.0
    )
    return jnp.clip(output, bounds.low, bounds.high)


def histograms(codes: Array, rounded: Gradients, side: Array) -> Sums:
    """Return the sums over the rows of both leaves, `(2, features, 256)`.

    Args:
        codes: `(features, rows)` uint8.
        rounded: The gradients of the rows.
        side: `(rows,)`, 0 or 1 for the leaf of a row, 2 for none.
    """
    one = jnp.ones_like(rounded.first)

    def of_feature(own: Array) -> Array:
        cell = side * _CODES + own.astype(jnp.int32)
        stacked = (jax.ops.segment_sum(values, cell, 3 * _CODES) for values in (*rounded, one))
        return jnp.stack([sums[: 2 * _CODES].reshape(2, _CODES) for sums in stacked])

    first, second, rows = jnp.moveaxis(lax.map(of_feature, codes), 0, 2)
    return Sums(first, second, rows)


def best_splits(own: Sums, total: Sums, rules: Rules, bounds: Bounds, *, bounded: bool) -> Splits:
    """Return the best split of each leaf.

    Args:
        own: `(leaves, features, 256)`, by code.
        total: `(leaves,)`.
        rules: When and how they are split.
        bounds: `(leaves,)` each.
        bounded: Whether there are any; without them gains are computed otherwise.
    """
    left = Sums(*(_left_sums(each) for each in own))  # (leaves, features, 2, 255)
    whole = Sums(*(each[:, None, None, None] for each in total))
    right = Sums(*(all_ - some for all_, some in zip(whole, left, strict=True)))
    limits = Bounds(*(each[:, None, None, None] for each in bounds))
    if bounded:
        gain, without = (
            _bounded_gains(left, right, rules, limits),
            _gain(total, best_output(total, rules.l2, bounds), rules.l2),
        )
    else:
        gain, without = _square(left, rules.l2) + _square(right, rules.l2), _square(total, rules.l2)
    fits = rules.chosen[None, :, None, None] & _fits(left, whole, rules) & _fits(right, whole, rules)
    better = jnp.where(fits, gain - without[:, None, None, None], -jnp.inf)
    seconds = jnp.maximum(1.0, total.second.astype(jnp.float64))
    least = rules.noise * total.rows.astype(jnp.float64) / seconds
    better = jnp.where(better > least[:, None, None, None], better, -jnp.inf)
    return _first_best(better, left, own.rows[..., _MISSING], total)


def _fits(sums: Sums, whole: Sums, rules: Rules) -> Array:
    """Tell which parts have the fewest rows that a leaf may have, each row counted by its second derivative."""
    second = sums.second.astype(jnp.float64)
    least = (rules.min_leaf_rows.astype(jnp.float64) - 0.5) * whole.second.astype(jnp.float64)
    return (second * whole.rows.astype(jnp.float64) >= least) & (second >= rules.min_hessian)


def _left_sums(own: Array) -> Array:
    """Return the sums up to each bin, with the missing values on the right and on the left."""
    values = jnp.cumsum(own[..., :_MISSING], axis=-1)
    return jnp.stack([values, values + own[..., _MISSING:]], axis=2)


def _square(sums: Sums, l2: Array) -> Array:
    first = sums.first.astype(jnp.float64)
    return first * first / (sums.second.astype(jnp.float64) + l2)


def _gain(sums: Sums, output: Array, l2: Array) -> Array:
    curvature = (sums.second.astype(jnp.float64) + l2) * output
    return -output * (2.0 * sums.first.astype(jnp.float64) + curvature)


def _bounded_gains(left: Sums, right: Sums, rules: Rules, limits: Bounds) -> Array:
    below, above = best_output(left, rules.l2, limits), best_output(right, rules.l2, limits)
    keeps = (above - below) * rules.monotone.astype(jnp.float64)[None, :, None, None] >= 0.0
    return jnp.where(keeps, _gain(left, below, rules.l2) + _gain(right, above, rules.l2), -jnp.inf)


def _first_best(better: Array, left: Sums, missing: Array, total: Sums) -> Splits:
    """Take the best; of equals the lowest feature, missing values on the right, the lowest bin."""
    leaves, _, sides, bins = better.shape
    flat = better.reshape(leaves, -1)
    place = jnp.argmax(flat, axis=1)
    leaf = jnp.arange(leaves)
    feature, side, low = place // (sides * bins), place // bins % sides, place % bins
    sums = Sums(*(each[leaf, feature, side, low] for each in left))
    above = left.rows[leaf, feature, side] > sums.rows[:, None]
    high = jnp.where(jnp.any(above, axis=1), jnp.argmax(above, axis=1), _MISSING)
    nowhere = missing[leaf, feature] == 0
    return Splits(
        gain=jnp.maximum(flat[leaf, place], 0.0),
        feature=feature.astype(jnp.int32),
        low=low.astype(jnp.uint8),
        high=high.astype(jnp.uint8),
        missing_left=jnp.where(nowhere, 2 * sums.rows >= total.rows, side == 1),
        left=sums,
    )
