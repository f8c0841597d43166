"""Training of nets: epochs of mini-batches, until the error of the rows that are kept aside falls no more."""

# jax.numpy is typed with names that its stubs lack
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
from __future__ import annotations

import math

import jax.numpy as jnp
import msgspec
import numpy as np
from numpy.typing import NDArray

import brolly
from ml_tools.models.neural.engine import Batches, State, loss_of, start, trained
from ml_tools.models.neural.networks import Layers, Network, drawn_layers
from ml_tools.models.neural.parts import Parts
from ml_tools.models.padding import power_of_two

__all__ = ["Training", "block_rows", "fitted"]

_PRODUCTS_A_PROGRAM = 2_000_000_000
"""Three times as many are computed, which takes some tenths of a second."""
_CELLS_A_BLOCK = 4_000_000
_MOST_BLOCK_ROWS = 4096


class Training(msgspec.Struct, frozen=True, kw_only=True):
    """How a net is trained."""

    learning_rate: float
    weight_decay: float
    epochs: int
    batch_rows: int
    early_stopping_epochs: int
    validation_share: float
    max_bytes: int
    """The most that the net may take."""


def block_rows(network: Network) -> int:
    """Return for how many rows at most answers are computed at once, a power of two."""
    most = max(1, _CELLS_A_BLOCK // network.widest())
    return min(_MOST_BLOCK_ROWS, 1 << (most.bit_length() - 1))


def fitted(network: Network, parts: Parts, random: np.random.Generator, training: Training) -> Layers:
    """Return the layers that were best on the rows kept aside."""
    state = start(drawn_layers(network, random))
    best, least, since = state.average, _loss(network, state, parts), 0
    for _ in range(training.epochs):
        state = _epoch(network, state, parts, random.permutation(parts.train_count), training)
        loss = _loss(network, state, parts)
        since += 1
        if loss < least or not math.isfinite(least):
            best, least, since = state.average, loss, 0
        if since >= training.early_stopping_epochs or not math.isfinite(loss):
            break
    return best


def _epoch(network: Network, state: State, parts: Parts, order: NDArray[np.int64], training: Training) -> State:
    batch = min(training.batch_rows, len(order))
    steps = -(-len(order) // batch)
    most = max(1, _PRODUCTS_A_PROGRAM // (batch * network.products()))
    size = min(power_of_two(steps), power_of_two(most))
    rates = jnp.asarray([training.learning_rate, training.weight_decay], jnp.float32)
    rows = np.full(-(-steps // size) * size * batch, len(order), np.int32)
    rows[: len(order)] = order
    for first in range(0, steps, size):
        brolly.checkpoint()
        some = jnp.asarray(rows[first * batch : (first + size) * batch].reshape(size, batch))
        batches = Batches(rows=some, steps=jnp.asarray(min(size, steps - first), jnp.int32))
        state = trained(network, state, parts.train, batches, rates)
        state.layers[0].weight.block_until_ready()
    return state


def _loss(network: Network, state: State, parts: Parts) -> float:
    return float(loss_of(network, state.average, parts.validation, block_rows(network)))
