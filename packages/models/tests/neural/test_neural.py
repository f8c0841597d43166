"""Nets learn as well as scikit-learn's, the same by the same seed, and stop when they are told."""

from __future__ import annotations

import asyncio
from typing import Any

import jax
import numpy as np
import pytest
from sklearn.datasets import load_breast_cancer, load_diabetes, load_digits
from sklearn.linear_model import LinearRegression

import brolly
from ml_tools.models.examples import Examples
from ml_tools.models.neural import Training, learn_conv_net, learn_mlp, predict_classes, predict_numbers
from ml_tools.models.neural.networks import Image, Network, drawn_layers
from ml_tools.models.neural.parts import in_parts

DIGIT = Image(height=8, width=8, channels=1)


def training(**settings: Any) -> Training:
    usual = {"learning_rate": 1e-3, "weight_decay": 1e-4, "epochs": 200, "batch_rows": 256}
    stop = {"early_stopping_epochs": 10, "validation_share": 0.1, "max_bytes": 10**9}
    return Training(**{**usual, **stop, **settings})


def parted(load: Any) -> tuple[Examples, Examples]:
    """A fifth kept aside, features scaled."""
    features, target = load(return_X_y=True)
    order = np.random.default_rng(0).permutation(len(target))
    features, target = features[order], target[order].astype(float)
    scale = np.std(features, axis=0)
    scaled = ((features - np.mean(features, axis=0)) / np.where(scale > 0, scale, 1.0)).astype(np.float32)
    count = 0 if load is load_diabetes else int(target.max()) + 1
    cut = len(target) // 5
    return tuple(
        Examples(features=scaled[part], target=target[part], class_count=count)
        for part in (slice(cut, None), slice(None, cut))
    )  # type: ignore[return-value]


def images() -> tuple[Examples, Examples]:
    features, target = load_digits(return_X_y=True)
    order = np.random.default_rng(0).permutation(len(target))
    return tuple(
        Examples(features=features[part].astype(np.float32), target=target[part] * 1.0, class_count=10)
        for part in (order[:1437], order[1437:])
    )  # type: ignore[return-value]


def accuracy(arrays: Any, examples: Examples) -> float:
    return float(np.mean(np.argmax(predict_classes(arrays, examples.features), axis=1) == examples.target))


async def test_a_perceptron_tells_digits() -> None:
    train, held_out = parted(load_digits)

    arrays = await learn_mlp(train, seed=0, units=(128, 64), training=training())

    assert accuracy(arrays, held_out) >= 0.97


async def test_a_perceptron_tells_tumours() -> None:
    train, held_out = parted(load_breast_cancer)

    arrays = await learn_mlp(train, seed=0, units=(128, 64), training=training())

    assert accuracy(arrays, held_out) >= 0.94
    np.testing.assert_allclose(np.sum(predict_classes(arrays, held_out.features), axis=1), 1.0, atol=1e-6)


async def test_a_perceptron_predicts_numbers_as_well_as_least_squares_where_that_is_best() -> None:
    train, held_out = parted(load_diabetes)

    arrays = await learn_mlp(train, seed=0, units=(128, 64), training=training())

    errors = predict_numbers(arrays, held_out.features)[:, 0] - held_out.target
    peer = LinearRegression().fit(train.features, train.target).predict(held_out.features) - held_out.target
    assert np.sqrt(np.mean(errors**2)) < 1.05 * np.sqrt(np.mean(peer**2))


async def test_a_convolutional_net_tells_digits() -> None:
    train, held_out = images()

    arrays = await learn_conv_net(
        train, seed=0, image=DIGIT, filters=(16, 32), training=training(epochs=50, batch_rows=64)
    )

    assert accuracy(arrays, held_out) >= 0.985


async def test_a_convolutional_net_predicts_numbers_of_images_with_channels() -> None:
    features = np.random.default_rng(0).normal(size=(300, 5 * 7 * 2)).astype(np.float32)
    target = features.reshape(-1, 5, 7, 2)[:, :3, :, 0].mean(axis=(1, 2)).astype(float)

    arrays = await learn_conv_net(
        Examples(features=features, target=target),
        seed=0,
        image=Image(height=5, width=7, channels=2),
        filters=(8, 4, 4),
        training=training(epochs=15, batch_rows=32, learning_rate=0.01),
    )

    assert np.std(predict_numbers(arrays, features)[:, 0] - target) < 0.7 * np.std(target)


@pytest.mark.parametrize("image", [None, Image(height=4, width=3, channels=1)], ids=["perceptron", "convolutional"])
def test_gradients_are_those_of_finite_differences(image: Image | None) -> None:
    network = Network(inputs=12, image=image, filters=(3,) if image else (), units=(5,), outputs=2)
    random = np.random.default_rng(0)
    layers = drawn_layers(network, random)
    layers = (*layers[:-1], layers[-1]._replace(weight=random.normal(size=(5, 2)).astype(np.float32)))
    features = random.normal(size=(6, 12)).astype(np.float32)

    @jax.jit
    def loss(layers: Any) -> Any:
        return jax.numpy.sum(jax.numpy.sin(network.answer(layers, features)))

    gradient = jax.jit(jax.grad(loss))(layers)[0].weight
    place = np.unravel_index(4, gradient.shape)
    step = 1e-2

    def moved(by: float) -> float:
        first = layers[0]._replace(weight=layers[0].weight.at[place].add(by))
        return float(loss((first, *layers[1:])))

    assert float(gradient[place]) == pytest.approx((moved(step) - moved(-step)) / (2 * step), rel=0.05, abs=1e-3)


async def test_the_same_seed_learns_the_same_to_the_last_digit() -> None:
    train, _ = parted(load_breast_cancer)
    short = training(epochs=3)

    once, again, other = [await learn_mlp(train, seed=seed, units=(16,), training=short) for seed in (1, 1, 2)]

    assert all(np.array_equal(once[name], again[name]) for name in once)
    assert not np.array_equal(once["weight 0"], other["weight 0"])


@pytest.mark.parametrize("rows", [1, 9])
async def test_very_few_rows_are_enough(rows: int) -> None:
    features = np.arange(rows * 3, dtype=np.float32).reshape(rows, 3)
    target = np.arange(rows, dtype=float)

    short = training(epochs=20)

    numbers = await learn_mlp(Examples(features=features, target=target), seed=0, units=(8,), training=short)
    classes = await learn_mlp(
        Examples(features=features, target=target % 2, class_count=2), seed=0, units=(8,), training=short
    )

    assert np.isfinite(predict_numbers(numbers, features)).all()
    assert accuracy(classes, Examples(features=features, target=target % 2)) >= 0.5


async def test_a_step_that_is_too_large_leaves_the_best_net_so_far() -> None:
    train, held_out = parted(load_diabetes)

    arrays = await learn_mlp(train, seed=0, units=(16,), training=training(learning_rate=1e30))

    predicted = predict_numbers(arrays, held_out.features)[:, 0]
    np.testing.assert_allclose(predicted, np.mean(train.target), rtol=1e-5)


async def test_rows_that_are_kept_aside_have_all_classes_and_are_not_learned_from() -> None:
    target = np.repeat(np.arange(4, dtype=np.int32), 25)
    features = np.arange(100, dtype=np.float32)[:, None]

    parts = in_parts(features, target, 0.2, scaled=lambda rows: rows, block_rows=64, random=np.random.default_rng(0))

    kept = np.asarray(parts.validation.features)[: int(parts.validation.row_count), 0]
    learned = np.asarray(parts.train.features)[: parts.train_count, 0]
    assert np.bincount(target[kept.astype(int)]).tolist() == [5, 5, 5, 5]
    assert sorted([*kept, *learned]) == list(range(100))


async def test_learning_ends_soon_after_it_is_cancelled() -> None:
    random = np.random.default_rng(0)
    examples = Examples(features=random.normal(size=(20_000, 20)).astype(np.float32), target=random.normal(size=20_000))
    endless = training(epochs=10_000, early_stopping_epochs=10_000)
    learning = asyncio.ensure_future(learn_mlp(examples, seed=0, units=(64,), training=endless))
    await asyncio.sleep(1.0)

    learning.cancel()

    with pytest.raises(asyncio.CancelledError):
        await asyncio.wait_for(learning, 20)


async def test_what_does_not_fit_is_refused() -> None:
    train, _ = images()

    with pytest.raises(brolly.InvalidArgument, match=r"expected 63 features, 9 x 7 pixels of 1, got 64; "):
        await learn_conv_net(
            train, seed=0, image=Image(height=9, width=7, channels=1), filters=(4,), training=training()
        )
    with pytest.raises(brolly.ResourceExhausted, match=r"at most 1,000 bytes, got a net of .*max_model_bytes"):
        await learn_mlp(train, seed=0, units=(16,), training=training(max_bytes=1000))
