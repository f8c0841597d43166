"""Predictions of nets."""

# jax.numpy is typed with names that its stubs lack
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
from __future__ import annotations

from itertools import count

import jax
import jax.numpy as jnp
from jax import Array

from ml_tools.models.compilation import compiled
from ml_tools.models.examples import Features, Outputs
from ml_tools.models.learner import Arrays
from ml_tools.models.neural.networks import Image, Layer, Layers, Network
from ml_tools.models.neural.scaling import Scaling
from ml_tools.models.neural.training import block_rows
from ml_tools.models.row_blocks import by_blocks

__all__ = ["predict_classes", "predict_numbers"]


def predict_numbers(arrays: Arrays, features: Features) -> Outputs:
    """Predict a number for each row."""
    return _answers(arrays, features, is_classes=False) * float(arrays["scale"]) + float(arrays["center"])


def predict_classes(arrays: Arrays, features: Features) -> Outputs:
    """Predict the probability of each class for each row."""
    return _answers(arrays, features, is_classes=True)


def _answers(arrays: Arrays, features: Features, *, is_classes: bool) -> Outputs:
    layers = _layers(arrays)
    network = _network(arrays, layers)
    scaling = Scaling(center=arrays["feature_center"], scale=arrays["feature_scale"])

    def answer(block: Features) -> Array:
        return _answer(network, layers, jnp.asarray(scaling.scaled(block)), is_classes)

    return by_blocks(answer, features, block_rows(network))


def _layers(arrays: Arrays) -> Layers:
    found: list[Layer] = []
    for number in count():
        if f"weight {number}" not in arrays:
            break
        weight, bias = (jnp.asarray(arrays[f"{part} {number}"]) for part in ("weight", "bias"))
        found.append(Layer(weight=weight, bias=bias))
    return tuple(found)


def _network(arrays: Arrays, layers: Layers) -> Network:
    image = Image(*map(int, arrays["image"])) if len(arrays["image"]) else None
    filters = tuple(layer.weight.shape[-1] for layer in layers if layer.weight.ndim > 2)
    *units, outputs = (layer.weight.shape[-1] for layer in layers if layer.weight.ndim == 2)
    inputs = image.size if image else layers[0].weight.shape[0]
    return Network(inputs=inputs, image=image, filters=filters, units=tuple(units), outputs=outputs)


@compiled("network", "is_classes")
def _answer(network: Network, layers: Layers, features: Array, is_classes: bool) -> Array:  # noqa: FBT001
    answers = network.answer(layers, features)
    return jax.nn.softmax(answers, axis=1) if is_classes else answers
