"""Learning of nets from examples."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

import brolly
from ml_tools.models.examples import Examples
from ml_tools.models.learner import Arrays
from ml_tools.models.neural.networks import Image, Network
from ml_tools.models.neural.parts import in_parts
from ml_tools.models.neural.scaling import Scaling, each_feature, whole_image
from ml_tools.models.neural.training import Training, block_rows, fitted

__all__ = ["learn_conv_net", "learn_mlp"]


async def learn_mlp(examples: Examples, *, seed: int, units: tuple[int, ...], training: Training) -> Arrays:
    """Learn a multilayer perceptron.

    Args:
        examples: What to learn from.
        seed: Decides the first weights, the rows that are kept aside, and the batches.
        units: Of the layers between features and answer.
        training: How.

    Raises:
        brolly.ResourceExhausted: The net would be too large.
    """
    columns = examples.features.shape[1]
    network = Network(inputs=columns, image=None, filters=(), units=units, outputs=max(1, examples.class_count))
    return await brolly.offload(_learn, network, examples, each_feature(examples.features), seed, training)


async def learn_conv_net(
    examples: Examples, *, seed: int, image: Image, filters: tuple[int, ...], training: Training
) -> Arrays:
    """Learn a convolutional net.

    Args:
        examples: What to learn from; the features are pixels.
        seed: Decides the first weights, the rows that are kept aside, and the batches.
        image: Its shape.
        filters: Of the convolutions.
        training: How.

    Raises:
        brolly.InvalidArgument: There are not as many features as the image has.
        brolly.ResourceExhausted: The net would be too large.
    """
    columns = examples.features.shape[1]
    if columns != image.size:
        raise brolly.InvalidArgument(
            f"expected {image.size:,} features, {image.height} x {image.width} pixels of {image.channels}, got "
            f"{columns:,}; mend height, width or channels, or let the recipe keep_constant"
        )
    outputs = max(1, examples.class_count)
    network = Network(inputs=columns, image=image, filters=filters, units=(), outputs=outputs)
    return await brolly.offload(_learn, network, examples, whole_image(examples.features), seed, training)


def _learn(network: Network, examples: Examples, scaling: Scaling, seed: int, training: Training) -> Arrays:
    _check_size(network, training.max_bytes)
    random = np.random.Generator(np.random.PCG64(seed))
    center, scale = _target_scale(examples)
    parts = in_parts(
        examples.features,
        ((examples.target - center) / scale).astype(np.int32 if examples.class_count else np.float32),
        training.validation_share,
        scaled=scaling.scaled,
        block_rows=block_rows(network),
        random=random,
    )
    layers = fitted(network, parts, random, training)
    arrays: dict[str, NDArray[Any]] = {
        "feature_center": scaling.center,
        "feature_scale": scaling.scale,
        "center": np.asarray(center),
        "scale": np.asarray(scale),
        "class_count": np.asarray(examples.class_count),
        "image": np.asarray(network.image or (), np.int64),
    }
    for number, layer in enumerate(layers):
        arrays |= {f"weight {number}": np.asarray(layer.weight), f"bias {number}": np.asarray(layer.bias)}
    return arrays


def _check_size(network: Network, max_bytes: int) -> None:
    size_bytes = 4 * sum(math.prod(shape) + shape[-1] for shape in network.shapes())
    if size_bytes > max_bytes:
        raise brolly.ResourceExhausted(
            f"expected a model of at most {max_bytes:,} bytes, got a net of {size_bytes:,}; take fewer units, filters "
            "or columns, or raise applications.models.config.max_model_bytes"
        )


def _target_scale(examples: Examples) -> tuple[float, float]:
    """Return what is subtracted from numbers, and what they are divided by then."""
    if examples.class_count:
        return 0.0, 1.0
    center = float(np.mean(examples.target))
    unit = float(np.max(np.abs(examples.target - center))) or 1.0
    return center, float(np.std((examples.target - center) / unit)) * unit or 1.0
