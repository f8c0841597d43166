"""Steps of training, and the loss."""

# jax.numpy is typed with names that its stubs lack
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
from __future__ import annotations

from typing import Any, NamedTuple, cast

import jax
import jax.numpy as jnp
import optax  # pyright: ignore[reportMissingTypeStubs]
from jax import Array, lax

from ml_tools.models.compilation import compiled
from ml_tools.models.neural.networks import Layers, Network

__all__ = ["Batches", "Rows", "State", "loss_of", "start", "trained"]

_SHARE_OF_A_STEP = 0.02
"""In the average; B. Polyak and A. Juditsky, "Acceleration of stochastic approximation by averaging", 1992."""

_jax: Any = jax
_optax: Any = optax  # its own types have holes


class Rows(NamedTuple):
    """What is learned from, or measured on, with padding at the end."""

    features: Array
    """`(rows, inputs)` float32."""
    target: Array
    """`(rows,)`: float32, standardized, or the index of a class, int32."""
    row_count: Array
    """How many there are."""


class Batches(NamedTuple):
    """Which rows each step sees."""

    rows: Array
    """`(most steps, batch)` int32; a number that is no row is left out."""
    steps: Array
    """How many there are."""


class State(NamedTuple):
    """A net in training."""

    layers: Layers
    average: Layers
    """Of the layers after each of the last steps; it is what predicts."""
    momenta: Any
    steps: Array
    """How many there were."""


def start(layers: Layers) -> State:
    """Return what training begins with."""
    steps = jnp.asarray(0, jnp.int32)
    return State(layers=layers, average=layers, momenta=_optax.adamw(1.0).init(layers), steps=steps)


@compiled("network")
def trained(network: Network, state: State, rows: Rows, batches: Batches, rates: Array) -> State:
    """Return a net after some steps of AdamW.

    Args:
        network: Its form.
        state: Where it is.
        rows: What it learns from.
        batches: The steps.
        rates: `(2,)`, the size of a step and the decay.
    """
    optimizer = _optax.adamw(rates[0], weight_decay=rates[1])

    def loss(layers: Layers, batch: Array) -> Array:
        return _batch_loss(network, layers, rows, batch)

    gradient = jax.grad(loss)

    def step(number: Array, state: State) -> State:
        slope = gradient(state.layers, batches.rows[number])
        with _jax.numpy_dtype_promotion("standard"):  # optax mixes types, also where strict ones are asked for
            update, momenta = optimizer.update(slope, state.momenta, state.layers)
        layers = _optax.apply_updates(state.layers, update)
        share = jnp.maximum(_SHARE_OF_A_STEP, 1.0 / (1.0 + state.steps.astype(jnp.float32)))
        average = _optax.incremental_update(layers, state.average, share)
        return State(layers=layers, average=average, momenta=momenta, steps=state.steps + 1)

    return cast("State", lax.fori_loop(0, batches.steps, step, state))


@compiled("network", "block_rows")
def loss_of(network: Network, layers: Layers, rows: Rows, block_rows: int) -> Array:
    """Return the mean loss over rows, block by block."""

    def block(start: Array) -> Array:
        number = start + jnp.arange(block_rows)
        features, target = (lax.dynamic_slice_in_dim(part, start, block_rows) for part in rows[:2])
        losses = _losses(network.answer(layers, features), target)
        return jnp.sum(jnp.where(number < rows.row_count, losses, 0.0))

    return jnp.sum(lax.map(block, jnp.arange(0, len(rows.target), block_rows))) / rows.row_count.astype(jnp.float32)


def _batch_loss(network: Network, layers: Layers, rows: Rows, batch: Array) -> Array:
    is_row = batch < rows.row_count
    places = jnp.where(is_row, batch, 0)
    losses = _losses(network.answer(layers, rows.features[places]), rows.target[places])
    return jnp.sum(jnp.where(is_row, losses, 0.0)) / jnp.sum(is_row.astype(jnp.float32))


def _losses(answers: Array, target: Array) -> Array:
    """Return half the squared error, or the log loss, of each row."""
    if jnp.issubdtype(target.dtype, jnp.integer):
        return cast("Array", _optax.softmax_cross_entropy_with_integer_labels(answers, target))
    return 0.5 * jnp.square(answers[:, 0] - target)
