"""Losses and their gradients in whole numbers, as native code has them."""

# jax.numpy is typed with names that its stubs lack
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
from __future__ import annotations

from typing import NamedTuple

import jax.numpy as jnp
from jax import Array, lax

from ml_tools.models.boosting.chance import drawn_bits
from ml_tools.models.boosting.ground import LEVEL_BITS, WEIGHT_BITS
from ml_tools.models.boosting.settings import Loss
from ml_tools.models.boosting.tables import GRADIENT_BITS, LOGARITHM_BITS, STEP_BITS

__all__ = ["Gradients", "Rows", "Tables", "bits_of", "gradients", "held_loss", "rounded"]

_FIRST_BITS = 15
_FIRST_BITS_OF_CLASSES = 14
_SECOND_BITS = 12
_WORD_BITS = 62
_LOGARITHM_OF_2 = 11629080
"""In units of scores."""


class Rows(NamedTuple):
    """What is known of the rows from the start; `(rows,)` each."""

    target: Array
    """int64, the index of the class; 0 for numbers, whose scores have the target in them."""
    salt: Array
    """uint64."""
    weight: Array
    """int64, in units of 2^-15."""
    learned: Array
    """Whether trees may grow on it."""
    held: Array
    """Whether it is kept aside."""


class Tables(NamedTuple):
    """What losses are computed from."""

    exponentials: Array
    logarithms: Array
    level: Array
    """Of the quantile, in units of 2^-16."""


class Gradients(NamedTuple):
    """The derivatives of the loss, int64 `(rows,)`."""

    first: Array
    second: Array


def bits_of(number: Array) -> Array:
    """Return how many bits a number takes, which is not negative."""
    return 64 - lax.clz(number)


def gradients(scores: Array, column: Array, rows: Rows, tables: Tables, loss: Loss) -> Gradients:
    """Return the gradients of a column; the second derivative of numbers is 1.

    Args:
        scores: `(columns, rows)` int64.
        column: Which one.
        rows: What is known of the rows.
        tables: What the loss is computed from.
        loss: What is lowered.
    """
    score = scores[column]
    if not loss.is_of_classes:
        return Gradients(_slope(score, tables.level, loss), jnp.ones_like(score))
    one = jnp.int64(1) << GRADIENT_BITS
    likely = _shares(scores, column, tables) if loss == Loss.SOFTMAX else _odds(score, tables)
    index = column.astype(jnp.int64) if loss == Loss.SOFTMAX else 1
    first = likely - jnp.where(rows.target == index, one, 0)
    second = (likely * (one - likely)) >> GRADIENT_BITS
    if loss == Loss.SOFTMAX:
        second = second * len(scores) // (len(scores) - 1)
    return Gradients((first * rows.weight) >> WEIGHT_BITS, (second * rows.weight) >> WEIGHT_BITS)


def rounded(exact: Gradients, key: Array, rows: Rows, count_bits: Array, loss: Loss) -> tuple[Gradients, Array, Array]:
    """Round gradients to few bits, up or down by chance; return them and how many bits each lost."""
    most = _FIRST_BITS_OF_CLASSES if loss.is_of_classes else _FIRST_BITS
    first_shift = _shift(exact.first, rows.learned, jnp.minimum(most, _WORD_BITS - 2 * count_bits))
    drawn = drawn_bits(key, rows.salt)
    first = (exact.first + _low(drawn, first_shift)) >> first_shift
    if not loss.is_of_classes:
        return Gradients(first, exact.second), first_shift, jnp.zeros_like(first_shift)
    second_shift = _shift(exact.second, rows.learned, jnp.int64(_SECOND_BITS))
    second = (exact.second + _low(drawn >> jnp.uint64(32), second_shift)) >> second_shift
    return Gradients(first, second), first_shift, second_shift


def held_loss(scores: Array, rows: Rows, tables: Tables, cut: tuple[Array, Array], loss: Loss) -> Array:
    """Return the sum of the loss over the rows kept aside.

    Args:
        scores: `(columns, rows)` int64.
        rows: What is known of the rows.
        tables: What the loss is computed from.
        cut: How many bits of a distance are left out, and the largest one then.
        loss: What is lowered.
    """
    score = scores[0]
    apart = jnp.minimum(jnp.abs(score) >> cut[0], cut[1])
    if loss == Loss.SQUARED:
        losses = apart * apart
    elif loss == Loss.ABSOLUTE:
        losses = apart
    elif loss == Loss.QUANTILE:
        losses = apart * jnp.where(score < 0, tables.level, (1 << LEVEL_BITS) - tables.level)
    elif loss == Loss.LOGISTIC:
        wrong = jnp.where(rows.target > 0, -score, score)
        one = jnp.int64(1) << GRADIENT_BITS
        losses = jnp.maximum(wrong, 0) + _logarithm(one + _exponential(jnp.abs(score), tables), tables)
    else:
        highest = jnp.max(scores, axis=0)
        own = jnp.take_along_axis(scores, rows.target[None], axis=0)[0]
        losses = _logarithm(_exponential_sum(scores, highest, tables), tables) + highest - own
    return jnp.sum(jnp.where(rows.held, losses, 0))


def _slope(score: Array, level: Array, loss: Loss) -> Array:
    if loss == Loss.SQUARED:
        return score
    if loss == Loss.ABSOLUTE:
        return jnp.sign(score)
    return jnp.where(score > 0, (1 << LEVEL_BITS) - level, jnp.where(score < 0, -level, 0))


def _odds(score: Array, tables: Tables) -> Array:
    one = jnp.int64(1) << GRADIENT_BITS
    small = _exponential(jnp.abs(score), tables)
    return (jnp.where(score < 0, small, one) << GRADIENT_BITS) // (one + small)


def _shares(scores: Array, column: Array, tables: Tables) -> Array:
    highest = jnp.max(scores, axis=0)
    own = _exponential(highest - scores[column], tables)
    return (own << GRADIENT_BITS) // _exponential_sum(scores, highest, tables)


def _exponential_sum(scores: Array, highest: Array, tables: Tables) -> Array:
    def add(total: Array, score: Array) -> tuple[Array, None]:
        return total + _exponential(highest - score, tables), None

    return lax.scan(add, jnp.zeros_like(highest), scores)[0]


def _exponential(below: Array, tables: Tables) -> Array:
    entry = below >> STEP_BITS
    last = len(tables.exponentials) - 1
    part = below & ((1 << STEP_BITS) - 1)
    return jnp.where(entry >= last, 0, _between(tables.exponentials, jnp.minimum(entry, last - 1), part, STEP_BITS))


def _logarithm(total: Array, tables: Tables) -> Array:
    doublings = bits_of(total) - 1 - GRADIENT_BITS
    rest = total >> doublings
    bits = GRADIENT_BITS - LOGARITHM_BITS
    entry = jnp.clip((rest >> bits) - (1 << LOGARITHM_BITS), 0, (1 << LOGARITHM_BITS) - 1)
    return doublings * _LOGARITHM_OF_2 + _between(tables.logarithms, entry, rest & ((1 << bits) - 1), bits)


def _between(table: Array, entry: Array, part: Array, bits: int) -> Array:
    return table[entry] + (((table[entry + 1] - table[entry]) * part) >> bits)


def _shift(values: Array, learned: Array, bits: Array) -> Array:
    return jnp.maximum(0, bits_of(jnp.max(jnp.where(learned, jnp.abs(values), 0))) - bits)


def _low(drawn: Array, bits: Array) -> Array:
    return (drawn & ((jnp.uint64(1) << bits.astype(jnp.uint64)) - jnp.uint64(1))).astype(jnp.int64)
