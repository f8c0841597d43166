"""What nets compute, as functions of their layers."""

# jax.numpy is typed with names that its stubs lack
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
from __future__ import annotations

import math
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from numpy.typing import NDArray

__all__ = ["Image", "Layer", "Layers", "Network", "drawn_layers"]

_KERNEL = 3
_POOL = 2


class Layer(NamedTuple):
    """A layer: convolutions where the weight has four axes, `(height, width, inputs, filters)`."""

    weight: Array
    """`(inputs, units)` float32."""
    bias: Array
    """`(units,)`."""


Layers = tuple[Layer, ...]


class Image(NamedTuple):
    """The shape of an image: its features are row by row, the channels of a pixel together."""

    height: int
    width: int
    channels: int

    @property
    def size(self) -> int:
        """How many features it has."""
        return self.height * self.width * self.channels

    def pooled(self, filters: int) -> Image:
        """Return the shape after a convolution and its pooling."""
        return Image(height=-(-self.height // _POOL), width=-(-self.width // _POOL), channels=filters)


class Network(NamedTuple):
    """The form of a net, which programs are compiled for."""

    inputs: int
    image: Image | None
    """None for a perceptron."""
    filters: tuple[int, ...]
    """Of the convolutions."""
    units: tuple[int, ...]
    """Of the layers after them."""
    outputs: int

    def shapes(self) -> list[tuple[int, ...]]:
        """Return the shapes of the weights."""
        shapes: list[tuple[int, ...]] = []
        inputs, image = self.inputs, self.image
        for filters in self.filters:
            assert image is not None
            shapes.append((_KERNEL, _KERNEL, image.channels, filters))
            image = image.pooled(filters)
            inputs = image.size
        for units in (*self.units, self.outputs):
            shapes.append((inputs, units))
            inputs = units
        return shapes

    def products(self) -> int:
        """Return how many products the answer to a row takes."""
        total, image = 0, self.image
        for shape in self.shapes():
            places = 1
            if len(shape) > 2 and image is not None:
                places, image = image.height * image.width, image.pooled(shape[-1])
            total += places * math.prod(shape)
        return total

    def widest(self) -> int:
        """Return the most numbers that a row has between two layers."""
        found, image = max(self.inputs, self.outputs, *self.units, 1), self.image
        for filters in self.filters:
            assert image is not None
            found = max(found, image.height * image.width * max(filters, _KERNEL**2 * image.channels))
            image = image.pooled(filters)
        return found

    def answer(self, layers: Layers, features: Array) -> Array:
        """Return `(rows, outputs)` of `(rows, inputs)`."""
        *hidden, last = layers
        values = features if self.image is None else features.reshape(-1, *self.image)
        for layer in hidden:
            if layer.weight.ndim > 2:
                values = _pooled(jax.nn.relu(_convolved(values, layer)))
            else:
                values = jax.nn.relu(_product(values, layer))
        return _product(values, last)


def drawn_layers(network: Network, random: np.random.Generator) -> Layers:
    """Draw the weights; the last are 0, so that a net begins with the mean and has nothing to unlearn.

    X. Glorot and Y. Bengio, "Understanding the difficulty of training deep feedforward neural networks", AISTATS 2010.
    """
    *hidden, last = network.shapes()
    return (*(_drawn(shape, random) for shape in hidden), _zeros(last))


def _drawn(shape: tuple[int, ...], random: np.random.Generator) -> Layer:
    places = math.prod(shape[:-2])
    bound = math.sqrt(6.0 / (places * (shape[-2] + shape[-1])))
    weight: NDArray[np.float32] = (2.0 * random.random(shape, np.float32) - 1.0) * np.float32(bound)
    return _zeros(shape)._replace(weight=jnp.asarray(weight))


def _zeros(shape: tuple[int, ...]) -> Layer:
    return Layer(weight=jnp.zeros(shape, jnp.float32), bias=jnp.zeros(shape[-1], jnp.float32))


def _product(values: Array, layer: Layer) -> Array:
    return values.reshape(len(values), -1) @ layer.weight + layer.bias[None, :]


def _convolved(values: Array, layer: Layer) -> Array:
    """Multiply the 3 x 3 pixels around each pixel by the weights: on processors XLA's own convolutions learn slowly."""
    height, width = values.shape[1:3]
    around = jnp.pad(values, ((0, 0), (1, 1), (1, 1), (0, 0)))
    shifted = [
        around[:, row : row + height, column : column + width] for row in range(_KERNEL) for column in range(_KERNEL)
    ]
    weight = layer.weight.reshape(-1, layer.weight.shape[-1])
    return jnp.concatenate(shifted, axis=3) @ weight + layer.bias[None, None, None, :]


def _pooled(values: Array) -> Array:
    """Return the largest of each 2 x 2 pixels; none is negative."""
    rows, height, width, channels = values.shape
    even = jnp.pad(values, ((0, 0), (0, height % _POOL), (0, width % _POOL), (0, 0)))
    windows = even.reshape(rows, -(-height // _POOL), _POOL, -(-width // _POOL), _POOL, channels)
    return jnp.max(windows, axis=(2, 4))
