"""Gradients are the derivatives of the losses, and right on average after they were rounded."""

from __future__ import annotations

import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ml_tools.models.boosting.gradients import Gradients, Rows, Tables, gradients, held_loss, rounded
from ml_tools.models.boosting.ground import LEVEL_BITS, WEIGHT_BITS
from ml_tools.models.boosting.settings import Loss
from ml_tools.models.boosting.tables import GRADIENT_BITS, SCORE_BITS, exponentials, logarithms
from ml_tools.models.compilation import double_precision

LEVEL = 0.8
quick = settings(max_examples=25, deadline=None, derandomize=True)


def tables() -> Tables:
    level = jnp.int64(round(LEVEL * 2**LEVEL_BITS))
    return Tables(jnp.asarray(exponentials()), jnp.asarray(logarithms()), level)


def rows_of(targets: list[int]) -> Rows:
    count = len(targets)
    return Rows(
        target=jnp.asarray(targets, jnp.int64),
        salt=jnp.arange(count, dtype=jnp.uint64),
        weight=jnp.full(count, 1 << WEIGHT_BITS, jnp.int64),
        learned=jnp.ones(count, bool),
        held=jnp.ones(count, bool),
    )


def loss_of(scores: list[int], target: int, loss: Loss) -> int:
    own = jnp.asarray(scores, jnp.int64)[:, None]
    cut = jnp.int64(0), jnp.int64(2**30)
    return int(held_loss(own, rows_of([target]), tables(), cut, loss))


def gradient_of(scores: list[int], target: int, loss: Loss, column: int = 0) -> tuple[int, int]:
    own = jnp.asarray(scores, jnp.int64)[:, None]
    found = gradients(own, jnp.int32(column), rows_of([target]), tables(), loss)
    return int(found.first[0]), int(found.second[0])


def one_score(value: float) -> int:
    return round(value * 2**SCORE_BITS)


@quick
@given(score=st.floats(-8, 8), target=st.integers(0, 1))
def test_the_logistic_gradient_is_the_slope_of_its_loss(score: float, target: int) -> None:
    with double_precision():
        step, own = one_score(0.02), one_score(score)
        above, at, below = (loss_of([each], target, Loss.LOGISTIC) for each in (own + step, own, own - step))
        first, second = gradient_of([own], target, Loss.LOGISTIC)

    assert first / 2**GRADIENT_BITS == pytest.approx((above - below) / (2 * step), abs=2e-4)
    assert second / 2**GRADIENT_BITS == pytest.approx((above - 2 * at + below) / 0.02**2 / 2**SCORE_BITS, abs=5e-3)


@quick
@given(scores=st.lists(st.floats(-5, 5), min_size=4, max_size=4), target=st.integers(0, 3), column=st.integers(0, 3))
def test_the_softmax_gradient_is_the_slope_of_its_loss(scores: list[float], target: int, column: int) -> None:
    with double_precision():
        step, own = one_score(0.02), [one_score(each) for each in scores]
        moved = [[each + (place == column) * by for place, each in enumerate(own)] for by in (step, -step)]
        above, below = (loss_of(each, target, Loss.SOFTMAX) for each in moved)
        first, _ = gradient_of(own, target, Loss.SOFTMAX, column)

    assert first / 2**GRADIENT_BITS == pytest.approx((above - below) / (2 * step), abs=2e-4)


@quick
@given(score=st.integers(-(2**20), 2**20).filter(lambda score: abs(score) > 4))
@pytest.mark.parametrize(
    ("loss", "unit"),
    [(Loss.SQUARED, 2), (Loss.ABSOLUTE, 1), (Loss.QUANTILE, 1)],
    ids=["squared", "absolute", "quantile"],
)
def test_gradients_of_numbers_are_slopes_of_their_losses(loss: Loss, unit: int, score: int) -> None:
    with double_precision():
        above, below = (loss_of([score + by], 0, loss) for by in (2, -2))
        first, second = gradient_of([score], 0, loss)

    assert first * unit * 4 == above - below
    assert second == 1


def test_losses_of_classes_are_those_of_their_probabilities() -> None:
    scores = [0.3, -1.2, 2.5]
    with double_precision():
        softmax = loss_of([one_score(each) for each in scores], 1, Loss.SOFTMAX) / 2**SCORE_BITS
        logistic = loss_of([one_score(0.3)], 1, Loss.LOGISTIC) / 2**SCORE_BITS

    assert softmax == pytest.approx(np.log(np.sum(np.exp(scores))) - scores[1], abs=1e-5)
    assert logistic == pytest.approx(np.log1p(np.exp(-0.3)), abs=1e-5)


def test_rounded_gradients_are_right_on_average() -> None:
    values = np.full(20_000, 12_345)
    values[0] = 2**30
    with double_precision():
        exact = Gradients(jnp.asarray(values), jnp.full(len(values), 777, jnp.int64))
        few, shift, _ = rounded(exact, jnp.uint64(3), rows_of([0] * len(values)), jnp.int64(15), Loss.LOGISTIC)

    assert int(jnp.max(few.first)) <= 2**14
    assert len(np.unique(few.first[1:])) == 2
    assert np.mean(few.first[1:]) * 2.0 ** int(shift) == pytest.approx(12_345, rel=0.03)


def test_tables_hold_exponentials_and_logarithms() -> None:
    steps = np.arange(len(exponentials())) / 128

    np.testing.assert_allclose(exponentials(), np.exp(-steps) * 2**GRADIENT_BITS, atol=0.51)
    np.testing.assert_allclose(logarithms(), np.log(1 + np.arange(1025) / 1024) * 2**SCORE_BITS, atol=0.51)
