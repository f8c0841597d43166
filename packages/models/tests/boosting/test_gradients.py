"""Gradients are the derivatives of the losses, and right on average after they were rounded."""

from __future__ import annotations

from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from ml_tools.models.boosting.gradients import Gradients, Rows, Tables, gradients, held_loss, rounded
from ml_tools.models.boosting.ground import LEVEL_BITS, WEIGHT_BITS
from ml_tools.models.boosting.settings import Loss
from ml_tools.models.boosting.tables import GRADIENT_BITS, SCORE_BITS, exponentials, logarithms
from ml_tools.models.compilation import double_precision

STEP = 1 << SCORE_BITS - 6


def tables() -> Tables:
    level = jnp.int64(round(0.8 * 2**LEVEL_BITS))
    return Tables(jnp.asarray(exponentials()), jnp.asarray(logarithms()), level)


def rows_of(targets: Any) -> Rows:
    count = len(targets)
    return Rows(
        target=jnp.asarray(targets, jnp.int64),
        salt=jnp.arange(count, dtype=jnp.uint64),
        weight=jnp.full(count, 1 << WEIGHT_BITS, jnp.int64),
        learned=jnp.ones(count, bool),
        held=jnp.ones(count, bool),
    )


def losses_of(scores: np.ndarray, targets: np.ndarray, loss: Loss) -> np.ndarray:
    """Return the loss of each row, `(rows,)`.

    Args:
        scores: `(columns, rows)`.
        targets: `(rows,)`.
        loss: Which.
    """
    rows, count = rows_of(targets), len(targets)
    cut = jnp.int64(0), jnp.int64(2**30)

    def alone(row: Any) -> Any:
        return held_loss(jnp.asarray(scores), rows._replace(held=jnp.arange(count) == row), tables(), cut, loss)

    return np.asarray(jax.jit(partial(jax.lax.map, alone))(jnp.arange(count)))


def found_of(scores: np.ndarray, targets: np.ndarray, loss: Loss, column: int = 0) -> Gradients:
    found = gradients(jnp.asarray(scores), jnp.int32(column), rows_of(targets), tables(), loss)
    return Gradients(*map(np.asarray, found))


def slopes_of(scores: np.ndarray, targets: np.ndarray, loss: Loss, column: int, step: int) -> np.ndarray:
    """Return how much the losses grow by two steps of a column."""
    moved = np.zeros_like(scores)
    moved[column] = step
    return losses_of(scores + moved, targets, loss) - losses_of(scores - moved, targets, loss)


@pytest.mark.parametrize(
    ("loss", "columns", "column"), [(Loss.LOGISTIC, 1, 0), (Loss.SOFTMAX, 4, 0), (Loss.SOFTMAX, 4, 3)]
)
def test_gradients_of_classes_are_slopes_of_their_losses(loss: Loss, columns: int, column: int) -> None:
    random = np.random.default_rng(0)
    scores = np.rint(random.uniform(-7, 7, (columns, 300)) * 2**SCORE_BITS).astype(np.int64)
    targets = random.integers(0, max(2, columns), 300)

    with double_precision():
        slopes = slopes_of(scores, targets, loss, column, STEP) / (2 * STEP)
        found = found_of(scores, targets, loss, column)

    np.testing.assert_allclose(found.first / 2**GRADIENT_BITS, slopes, atol=2e-4)


@pytest.mark.parametrize("loss", [Loss.SQUARED, Loss.ABSOLUTE, Loss.QUANTILE])
def test_gradients_of_numbers_are_slopes_of_their_losses(loss: Loss) -> None:
    scores = np.random.default_rng(0).integers(-(2**20), 2**20, (1, 300)) * 8 + 4
    targets = np.zeros(300, np.int64)

    with double_precision():
        slopes = slopes_of(scores, targets, loss, 0, 2)
        found = found_of(scores, targets, loss)

    np.testing.assert_array_equal(found.first * (8 if loss == Loss.SQUARED else 4), slopes)
    assert (found.second == 1).all()


def test_second_derivatives_of_two_classes_are_slopes_of_the_first() -> None:
    scores = np.rint(np.linspace(-7, 7, 300)[None] * 2**SCORE_BITS).astype(np.int64)

    with double_precision():
        above, at, below = (found_of(scores + by, np.zeros(300), Loss.LOGISTIC) for by in (STEP, 0, -STEP))

    slopes = (above.first - below.first) / (2 * STEP) / 2 ** (GRADIENT_BITS - SCORE_BITS)
    np.testing.assert_allclose(at.second / 2**GRADIENT_BITS, slopes, atol=1e-4)


def test_losses_of_classes_are_those_of_their_probabilities() -> None:
    scores = np.array([[0.3], [-1.2], [2.5]])
    whole = np.rint(scores * 2**SCORE_BITS).astype(np.int64)
    with double_precision():
        softmax = losses_of(whole, np.array([1]), Loss.SOFTMAX)[0] / 2**SCORE_BITS
        logistic = losses_of(whole[:1], np.array([1]), Loss.LOGISTIC)[0] / 2**SCORE_BITS

    assert softmax == pytest.approx(np.log(np.sum(np.exp(scores))) - scores[1, 0], abs=1e-5)
    assert logistic == pytest.approx(np.log1p(np.exp(-0.3)), abs=1e-5)


def test_rounded_gradients_are_right_on_average() -> None:
    values = np.full(20_000, 12_345)
    values[0] = 2**30
    with double_precision():
        exact = Gradients(jnp.asarray(values), jnp.full(len(values), 777, jnp.int64))
        few, shift, _ = rounded(exact, jnp.uint64(3), rows_of(np.zeros(len(values))), jnp.int64(15), Loss.LOGISTIC)

    first = np.asarray(few.first)
    assert first.max() <= 2**14
    assert len(np.unique(first[1:])) == 2
    assert first[1:].mean() * 2.0 ** int(shift) == pytest.approx(12_345, rel=0.03)


def test_tables_hold_exponentials_and_logarithms() -> None:
    steps = np.arange(len(exponentials())) / 128

    np.testing.assert_allclose(exponentials(), np.exp(-steps) * 2**GRADIENT_BITS, atol=0.51)
    np.testing.assert_allclose(logarithms(), np.log(1 + np.arange(1025) / 1024) * 2**SCORE_BITS, atol=0.51)
