"""Growth of boosted trees in XLA: the reference, what other devices use, and where there is no native code."""

# jax.numpy is typed with names that its stubs lack
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
from __future__ import annotations

from typing import Any, NamedTuple

import jax.numpy as jnp
import numpy as np
from jax import Array
from numpy.typing import NDArray

import brolly
from ml_tools.models.boosting.chance import drawn_bits, tree_key
from ml_tools.models.boosting.gradients import Gradients, Rows, Tables, gradients, held_loss, rounded
from ml_tools.models.boosting.ground import WEIGHT_BITS, Ground
from ml_tools.models.boosting.leaf_values import Step, leaf_values, power_of_2
from ml_tools.models.boosting.rounds import Rounds
from ml_tools.models.boosting.settings import Loss, Settings
from ml_tools.models.boosting.splits import Rules
from ml_tools.models.boosting.tables import exponentials, logarithms
from ml_tools.models.boosting.tree import Tree, grow_tree
from ml_tools.models.compilation import compiled, double_precision
from ml_tools.models.padding import padded_columns, padded_rows, power_of_two, resized

__all__ = ["XlaGrower"]

_Arrays = tuple[NDArray[Any], ...]
_ALL_ROWS = 2**32
_NOISE = 4.0


class _Growth(NamedTuple):
    """What does not change from tree to tree."""

    codes: Array
    rows: Rows
    tables: Tables
    count_bits: Array
    rules: Rules
    step: Step


class _Now(NamedTuple):
    """What a tree grows from."""

    before: Array
    """`(columns, rows)`, the scores when the round began."""
    scores: Array
    """Those now: other columns have moved on."""
    drawn: Array
    """`(rows,)`, which rows it grows on."""
    key: Array
    column: Array


class _Nodes(NamedTuple):
    """A tree with room for more nodes."""

    feature: Array
    low: Array
    high: Array
    missing_left: Array
    left: Array
    cover: Array
    value: Array
    gain: Array


class XlaGrower:
    """Grows a tree a program; sizes are padded, so that grounds of nearly a size share programs."""

    def __init__(self, ground: Ground, settings: Settings, key: int) -> None:
        self._ground, self._settings, self._key = ground, settings, key
        self._trees = self._rounds = 0
        with double_precision():
            self._growth = _prepared(ground, settings)
            rows = len(self._growth.rows.target)
            target = resized(ground.target, rows)
            start = np.broadcast_to(ground.start[:, None], (len(ground.start), rows))
            self._scores = jnp.asarray(start if ground.loss.is_of_classes else start - target)

    def grow(self, chosen: NDArray[np.bool_]) -> Rounds:
        """Grow more trees."""
        with double_precision():
            grown = [self._round(features) for features in chosen]
        losses, trees = [loss for loss, _ in grown], [tree for _, own in grown for tree in own]
        sizes = [len(tree[0]) for tree in trees]
        arrays = (np.concatenate(each) for each in zip(*trees, strict=True))
        return Rounds(np.array(losses, np.int64), np.array(sizes, np.int32), *arrays)

    def stop(self) -> None:
        """Do nothing: what grows ends between trees when its thread is to end."""

    def close(self) -> None:
        """Give memory back: there is none but that of arrays."""

    def _round(self, chosen: NDArray[np.bool_]) -> tuple[int, list[_Arrays]]:
        features = jnp.asarray(resized(chosen, len(self._growth.codes)))
        growth = self._growth._replace(rules=self._growth.rules._replace(chosen=features))
        drawn = self._drawn()
        before = self._scores
        trees = [self._tree(growth, before, column, drawn) for column in range(len(before))]
        self._rounds += 1
        if self._ground.held is None:
            return 0, trees
        cut = jnp.int64(self._ground.held_shift), jnp.int64(self._ground.held_most)
        return int(_held_loss(self._scores, growth, cut, loss=self._ground.loss)), trees

    def _tree(self, growth: _Growth, before: Array, column: int, drawn: Array) -> _Arrays:
        brolly.checkpoint()
        key = jnp.uint64(tree_key(self._key, self._trees))
        self._trees += 1
        now = _Now(before, self._scores, drawn, key, jnp.int32(column))
        exact, few, step = _gradients(growth, now, loss=self._ground.loss)
        room, bounded = power_of_two(2 * self._settings.leaves), self._ground.monotone is not None
        tree = _tree(growth, few, drawn, step, nodes=room, bounded=bounded)
        nodes, self._scores = _moved(now, tree, exact, step, loss=self._ground.loss)
        return tuple(np.asarray(array)[: int(tree.node_count)] for array in nodes)

    def _drawn(self) -> Array:
        learned = self._growth.rows.learned
        share = round(self._settings.row_share * _ALL_ROWS)
        if share >= _ALL_ROWS:
            return learned
        key = jnp.uint64(tree_key(~self._key % 2**64, self._rounds))
        bits = drawn_bits(key, jnp.arange(len(learned), dtype=jnp.uint64))
        return learned & ((bits >> jnp.uint64(32)) < jnp.uint64(share))


def _prepared(ground: Ground, settings: Settings) -> _Growth:
    rows, features = ground.codes.shape
    size = padded_rows(rows)
    codes = np.zeros((padded_columns(features), size), np.uint8)
    codes[:features, :rows] = ground.codes.T
    held = np.zeros(rows, bool) if ground.held is None else ground.held
    weight = np.full(rows, 1 << WEIGHT_BITS) if ground.weight is None else ground.weight
    monotone = np.zeros(features, np.int64) if ground.monotone is None else ground.monotone
    classes = ground.target if ground.loss.is_of_classes else np.zeros_like(ground.target)
    return _Growth(
        codes=jnp.asarray(codes),
        rows=Rows(
            target=jnp.asarray(resized(classes, size)),
            salt=jnp.asarray(resized(ground.salt.astype(np.uint64), size)),
            weight=jnp.asarray(resized(weight.astype(np.int64), size)),
            learned=jnp.asarray(resized(~held, size)),
            held=jnp.asarray(resized(held, size)),
        ),
        tables=Tables(jnp.asarray(exponentials()), jnp.asarray(logarithms()), jnp.int64(ground.level)),
        count_bits=jnp.int64(rows.bit_length()),
        rules=Rules(
            most_leaves=jnp.int32(settings.leaves),
            max_depth=jnp.int32(settings.max_depth),
            min_leaf_rows=jnp.int64(settings.min_leaf_rows),
            l2=jnp.float64(ground.l2),
            min_hessian=jnp.float64(ground.min_hessian),
            noise=jnp.float64(0.0),
            chosen=jnp.ones(len(codes), bool),
            monotone=jnp.asarray(resized(monotone.astype(np.int64), len(codes))),
        ),
        step=Step(
            rate=jnp.float64(settings.learning_rate),
            l2=jnp.float64(ground.l2),
            level=jnp.int64(ground.level),
            first_shift=jnp.int64(0),
            second_shift=jnp.int64(0),
        ),
    )


@compiled("loss")
def _gradients(growth: _Growth, now: _Now, *, loss: Loss) -> tuple[Gradients, Gradients, Step]:
    """Return the gradients of a column as they are and rounded, and how far its scores are changed."""
    exact = gradients(now.before, now.column, growth.rows, growth.tables, loss)
    few, first_shift, second_shift = rounded(exact, now.key, growth.rows, growth.count_bits, loss)
    return exact, few, growth.step._replace(first_shift=first_shift, second_shift=second_shift)


@compiled("nodes", "bounded")
def _tree(growth: _Growth, few: Gradients, drawn: Array, step: Step, *, nodes: int, bounded: bool) -> Tree:
    """Grow a tree; all losses share the program."""
    unit = power_of_2(-step.second_shift)
    least = jnp.where(growth.rules.min_hessian > 0.0, jnp.maximum(1.0, growth.rules.min_hessian * unit), 0.0)
    noise = jnp.where(step.first_shift > 0, _NOISE, 0.0)
    rules = growth.rules._replace(l2=growth.rules.l2 * unit, min_hessian=least, noise=noise)
    return grow_tree(growth.codes, few, drawn, rules, nodes=nodes, bounded=bounded)


@compiled("loss")
def _moved(now: _Now, tree: Tree, exact: Gradients, step: Step, *, loss: Loss) -> tuple[_Nodes, Array]:
    """Return the nodes, and the scores that their leaves have changed."""
    values = leaf_values(tree, now.scores[now.column], exact, now.drawn, step, loss=loss)
    leaf = tree.left == 0
    found = _Nodes(
        feature=jnp.where(leaf, -1, tree.best.feature),
        low=jnp.where(leaf, 0, tree.best.low).astype(jnp.uint8),
        high=jnp.where(leaf, 0, tree.best.high).astype(jnp.uint8),
        missing_left=(~leaf & tree.best.missing_left).astype(jnp.uint8),
        left=tree.left,
        cover=tree.sums.rows,
        value=jnp.where(leaf, values, 0),
        gain=jnp.where(leaf, 0.0, tree.best.gain * power_of_2(2 * step.first_shift - step.second_shift)),
    )
    return found, now.scores.at[now.column].add(values[tree.node])


@compiled("loss")
def _held_loss(scores: Array, growth: _Growth, cut: tuple[Array, Array], *, loss: Loss) -> Array:
    return held_loss(scores, growth.rows, growth.tables, cut, loss)
