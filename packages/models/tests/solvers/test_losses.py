"""Slopes and bends of the losses are their derivatives."""

from __future__ import annotations

from typing import Any

import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ml_tools.models.compilation import double_precision
from ml_tools.models.linear.logistic_engine import MULTINOMIAL
from ml_tools.models.solvers import BINARY, Loss
from ml_tools.models.svm.losses import SQUARED_HINGE, SQUARED_INSENSITIVE

LOSSES = {
    "binary": (BINARY, 1, 2),
    "multinomial": (MULTINOMIAL, 3, 3),
    "hinge": (SQUARED_HINGE, 1, 2),
    "hinge-of-many": (SQUARED_HINGE, 3, 3),
    "insensitive": (SQUARED_INSENSITIVE, 1, 0),
}


@pytest.mark.parametrize(("loss", "columns", "classes"), LOSSES.values(), ids=LOSSES)
@given(st.integers(0, 2**32 - 1))
@settings(max_examples=10, deadline=None, derandomize=True)
def test_derivatives_are_those_of_finite_differences(loss: Loss, columns: int, classes: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    z, weights = random.normal(size=(7, 2)), random.normal(size=(2, columns))
    target = random.integers(classes, size=7).astype(float) if classes else random.normal(size=7)
    step = 1e-6

    def sloped(flat: np.ndarray) -> Any:
        return loss.slope(jnp.asarray(z @ flat.reshape(columns, 2).T), jnp.asarray(target), jnp.asarray(0.1))

    def gradient(flat: np.ndarray) -> np.ndarray:
        return (z.T @ np.asarray(sloped(flat).slope)).T.ravel()

    with double_precision():
        flat = weights.T.ravel()
        units = np.eye(len(flat)) * step
        slopes = [np.sum(sloped(flat + unit).value - sloped(flat - unit).value) / (2 * step) for unit in units]
        bends = [(gradient(flat + unit) - gradient(flat - unit)) / (2 * step) for unit in units]
        blocks = np.asarray(loss.bend(jnp.asarray(z), sloped(flat).bend))

    np.testing.assert_allclose(gradient_of(loss, z, flat, target, columns), slopes, atol=1e-6)
    whole = (
        blocks[0]
        if loss.joint
        else np.kron(np.eye(columns), np.ones((2, 2))) * np.tile(np.hstack(blocks), (columns, 1))
    )
    np.testing.assert_allclose(whole, bends, atol=1e-4)


def gradient_of(loss: Loss, z: np.ndarray, flat: np.ndarray, target: np.ndarray, columns: int) -> np.ndarray:
    with double_precision():
        scores = jnp.asarray(z @ flat.reshape(columns, 2).T)
        slope = loss.slope(scores, jnp.asarray(target), jnp.asarray(0.1)).slope
    return (z.T @ np.asarray(slope)).T.ravel()
