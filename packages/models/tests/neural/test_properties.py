"""What holds of every perceptron: its gradients, its probabilities, and that units of features do not matter."""

from __future__ import annotations

import asyncio

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ml_tools.models.compilation import double_precision
from ml_tools.models.examples import Examples
from ml_tools.models.neural import Training, learn_mlp, predict_classes, predict_numbers
from ml_tools.models.neural.engine import Rows, loss_of
from ml_tools.models.neural.networks import Layer, Network

quick = settings(max_examples=10, deadline=None, derandomize=True)
seeds = st.integers(0, 2**32 - 1)

INPUTS, UNITS, CLASSES, ROWS = 3, 4, 3, 16
SHAPES = ((INPUTS, UNITS), (UNITS, CLASSES))


def drawn(random: np.random.Generator, spread: float = 1.0) -> tuple[Layer, ...]:
    return tuple(
        Layer(weight=spread * random.normal(size=shape), bias=spread * random.normal(size=shape[1])) for shape in SHAPES
    )


@pytest.mark.parametrize("is_class", [True, False], ids=["classes", "numbers"])
@settings(quick, max_examples=5)
@given(seed=seeds)
def test_gradients_of_the_loss_are_those_of_finite_differences(*, is_class: bool, seed: int) -> None:
    random = np.random.default_rng(seed)
    network = Network(inputs=INPUTS, image=None, filters=(), units=(UNITS,), outputs=CLASSES)
    target = random.integers(0, CLASSES, ROWS) if is_class else random.normal(size=ROWS)
    layers, ahead, step = drawn(random), drawn(random), 1e-6

    with double_precision(), jax.numpy_dtype_promotion("standard"):
        rows = Rows(jnp.asarray(random.normal(size=(ROWS, INPUTS))), jnp.asarray(target), jnp.asarray(ROWS - 2))

        def loss(by: jax.Array) -> jax.Array:
            moved = jax.tree.map(lambda at, way: jnp.asarray(at) + by * jnp.asarray(way), layers, ahead)
            return loss_of(network, moved, rows, 8)

        slope = float(jax.grad(loss)(jnp.asarray(0.0)))
        difference = float(loss(jnp.asarray(step)) - loss(jnp.asarray(-step))) / (2 * step)

    assert slope == pytest.approx(difference, rel=1e-3, abs=1e-5)


@quick
@given(seed=seeds, spread=st.sampled_from([0.0, 1.0, 1e3, 1e6]))
def test_probabilities_sum_to_one_whatever_the_weights(seed: int, spread: float) -> None:
    random = np.random.default_rng(seed)
    layers = drawn(random, spread)
    arrays = {f"weight {number}": layer.weight.astype(np.float32) for number, layer in enumerate(layers)}
    arrays |= {f"bias {number}": layer.bias.astype(np.float32) for number, layer in enumerate(layers)}
    arrays |= {"feature_center": np.zeros(INPUTS), "feature_scale": np.ones(INPUTS), "image": np.zeros(0, np.int64)}

    probabilities = predict_classes(arrays, random.normal(size=(ROWS, INPUTS)).astype(np.float32))

    assert probabilities.min() >= 0
    np.testing.assert_allclose(np.sum(probabilities, axis=1), 1.0, atol=1e-5)


@settings(quick, max_examples=5)
@given(seed=seeds, powers=st.lists(st.integers(-20, 20), min_size=INPUTS, max_size=INPUTS))
def test_units_of_features_do_not_matter(seed: int, powers: list[int]) -> None:
    random = np.random.default_rng(seed)
    features = random.normal(size=(60, INPUTS)).astype(np.float32)
    target = features[:, 0] + random.normal(size=60) / 10
    training = Training(
        learning_rate=0.01,
        weight_decay=0.0,
        epochs=4,
        batch_rows=8,
        early_stopping_epochs=4,
        validation_share=0.2,
        max_bytes=10**9,
    )

    def predicted(unit: np.ndarray) -> np.ndarray:
        examples = Examples(features=features * unit, target=target)
        arrays = asyncio.run(learn_mlp(examples, seed=seed, units=(UNITS,), training=training))
        return predict_numbers(arrays, examples.features)

    units = np.ldexp(np.float32(1), powers)
    expected = predicted(np.ones(INPUTS, np.float32))
    assert np.ptp(expected) > 0
    np.testing.assert_array_equal(predicted(units.astype(np.float32)), expected)
