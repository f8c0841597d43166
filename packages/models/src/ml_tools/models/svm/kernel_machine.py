"""Support vector machines with a radial basis kernel that is approximated by Nystroem's method."""

# jax.numpy is typed with names that its stubs lack
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
from __future__ import annotations

from collections.abc import Callable
from functools import partial

import jax.numpy as jnp
import numpy as np
from jax import Array
from msgspec.structs import replace

import brolly
from ml_tools.models.compilation import double_precision
from ml_tools.models.examples import Examples, Features, Outputs
from ml_tools.models.learner import Arrays
from ml_tools.models.padding import padded_columns
from ml_tools.models.row_blocks import by_blocks
from ml_tools.models.solvers import Crew, Places, as_they_are, at_once
from ml_tools.models.svm.calibration import shares
from ml_tools.models.svm.losses import ROUGH_HINGE, ROUGH_INSENSITIVE
from ml_tools.models.svm.machine import Machine, all_classes, learn_machine, model, targets
from ml_tools.models.svm.nystroem import Landmarks, kernel_scores, kernels, landmarks

__all__ = ["learn_rbf_svm", "predict_classes", "predict_numbers"]

_MANY_CELLS, _MOST_CELLS = 2**24, 2**26
"""Of kernels, 64 MiB and 256."""
_LEAST_ROWS = 16
"""For each landmark, where these are many cells, but not more than most."""
_BLOCK_ROWS = 1024
_LOSSES = (ROUGH_HINGE, ROUGH_INSENSITIVE)


async def learn_rbf_svm(
    examples: Examples,
    *,
    seed: int,
    cost: float,
    gamma: float | None,
    epsilon: float,
    components: int,
    max_bytes: int,
) -> Arrays:
    """Learn a linear machine on features whose products approximate the kernel.

    Args:
        examples: What to learn from; of many rows some are drawn, 2**24 / components or 16 times the components.
        seed: Of the rows that the kernel is approximated by, and of those that are drawn.
        cost: How much the losses count against half the squares of the weights.
        gamma: The factor of the squared distance; one over the number of features times their variance when None.
        epsilon: The error, in standard deviations of the target, that costs nothing.
        components: How many rows the kernel is approximated by.
        max_bytes: The most that the model may take.

    Raises:
        brolly.ResourceExhausted: The model would take more.
    """
    rows, columns = examples.features.shape
    size_bytes = min(rows, components) * (4 * padded_columns(columns) + 8 * max(1, examples.class_count))
    if size_bytes > max_bytes:
        raise brolly.ResourceExhausted(
            f"expected a model of at most {max_bytes:,} bytes, got a support vector machine of {size_bytes:,}; lower "
            "components, or raise applications.models.config.max_model_bytes"
        )
    most = min(max(_MANY_CELLS // components, _LEAST_ROWS * components), _MOST_CELLS // components)
    drawn = await brolly.offload(_drawn, examples, most, seed)
    choose = partial(landmarks, drawn.features, components=components, gamma=gamma, seed=seed)
    fit = partial(_fit, drawn, choose, cost, epsilon)
    return await at_once(fit, cells=len(drawn.target) * components)


def predict_numbers(arrays: Arrays, features: Features) -> Outputs:
    """Predict a number for each row."""
    return _scores(arrays, features, as_they_are)


def predict_classes(arrays: Arrays, features: Features) -> Outputs:
    """Predict the probability of each class for each row."""
    return all_classes(arrays, len(features), lambda: _scores(arrays, features, shares))


async def _fit(examples: Examples, choose: Callable[[], Landmarks], cost: float, epsilon: float, crew: Crew) -> Arrays:
    known = await crew.run(targets, examples)
    marks = await crew.run(choose)
    features, basis = await kernels(crew, marks, examples.features)
    places = _as_they_lie(marks.size)
    machine = await learn_machine(crew, features, places, known, _LOSSES, cost=cost, epsilon=epsilon, basis=basis)
    weights = await crew.run(basis.weights, machine.weights)
    arrays = model(Machine(weights=weights, intercept=machine.intercept), known)
    return {
        **arrays,
        "landmarks": marks.rows,
        "gamma": np.asarray(marks.gamma),
        "class_count": np.asarray(known.class_count),
    }


def _as_they_lie(count: int) -> Places:
    columns = padded_columns(count + 1)
    center, factor = np.zeros(columns), np.zeros(columns)
    factor[: count + 1], center[count] = 1.0, -1.0
    return Places(center=center, factor=factor, given=count)


def _drawn(examples: Examples, most: int, seed: int) -> Examples:
    if len(examples.target) <= most:
        return examples
    rows = np.sort(np.random.default_rng([seed, 1]).choice(len(examples.target), most, replace=False))
    return replace(examples, features=examples.features[rows], target=examples.target[rows])


def _scores(arrays: Arrays, features: Features, link: Callable[[Array], Array]) -> Outputs:
    padding = arrays["landmarks"].shape[1] - features.shape[1]
    with double_precision():
        weights, intercept = jnp.asarray(arrays["weights"]), jnp.asarray(arrays["intercept"])
        marks = (jnp.asarray(arrays["landmarks"]), jnp.asarray(arrays["gamma"]))

        def predict(block: Features) -> Array:
            padded = jnp.asarray(np.pad(block, ((0, 0), (0, padding))))
            return kernel_scores(padded, marks, weights, intercept, link=link)

        return by_blocks(predict, features, _BLOCK_ROWS)
