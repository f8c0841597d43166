"""Sums over rows are those of NumPy, and the same on every instruction set."""

from __future__ import annotations

import numpy as np
import pytest

from ml_tools.kernels import Loss, Table, levels, minimize, sum_products, sum_slopes, sum_squares

SHAPES = [(1, 1), (63, 2), (64, 3), (65, 4), (1000, 9), (129, 40), (131, 64), (67, 75)]
CASES = [(Loss.LOGISTIC, 1), (Loss.MULTINOMIAL, 2), (Loss.MULTINOMIAL, 7), (Loss.SQUARED_HINGE, 1)]
CASES += [(Loss.SQUARED_HINGE, 5), (Loss.SQUARED_INSENSITIVE, 1)]


def table(rows: int, features: int, *, classes: int = 0) -> Table:
    random = np.random.default_rng(rows)
    target = random.integers(0, classes, rows) + 0.0 if classes else random.normal(size=rows)
    return Table(
        (random.normal(size=(rows, features)) * 3 + 100).astype(np.float32),
        target,
        random.normal(size=features) + 100,
        2.0 ** random.integers(-3, 3, features),
    )


def placed(rows: Table) -> np.ndarray:
    assert rows.factor is not None
    return (rows.features.astype(np.float64) - rows.center) * rows.factor


def losses(rows: Table, weights: np.ndarray, loss: Loss, parameter: float) -> float:
    """The textbook's formula of each."""
    scores, target = placed(rows) @ weights[:-1] + weights[-1], rows.target
    if loss == Loss.LOGISTIC:
        return float(np.sum(np.logaddexp(0.0, scores[:, 0]) - target * scores[:, 0]))
    if loss == Loss.MULTINOMIAL:
        own = scores[np.arange(len(target)), target.astype(int)]
        return float(np.sum(np.logaddexp.reduce(scores, axis=1) - own))
    if loss == Loss.SQUARED_HINGE:
        of = np.arange(scores.shape[1]) if scores.shape[1] > 1 else np.ones(1)
        side = np.where(target[:, None] == of, 1.0, -1.0)
        return float(np.sum(np.maximum(0.0, 1.0 - side * scores) ** 2))
    return float(np.sum(np.maximum(0.0, np.abs(scores[:, 0] - target) - parameter) ** 2))


@pytest.mark.parametrize("level", levels())
@pytest.mark.parametrize("shape", SHAPES)
def test_products_are_those_of_features_target_and_ones(level: int, shape: tuple[int, int]) -> None:
    rows = table(*shape)._replace(target_center=0.5, target_unit=3.0)
    all_columns = np.column_stack([placed(rows), np.ones(shape[0]), (rows.target - 0.5) / 3.0])

    found = sum_products(rows, level=level)

    np.testing.assert_allclose(found, all_columns.T @ all_columns, rtol=1e-12, atol=1e-11)
    np.testing.assert_array_equal(found, found.T)
    np.testing.assert_array_equal(found, sum_products(rows))


@pytest.mark.parametrize("level", levels())
@pytest.mark.parametrize("shape", SHAPES)
def test_squares_are_those_of_distances(level: int, shape: tuple[int, int]) -> None:
    rows = table(*shape)._replace(factor=None)
    distances = rows.features.astype(np.float64) - rows.center

    found = sum_squares(rows, level=level)

    np.testing.assert_allclose(found, [distances.sum(0), (distances**2).sum(0)], rtol=1e-12, atol=1e-11)
    np.testing.assert_array_equal(found, sum_squares(rows))


@pytest.mark.parametrize("level", levels())
@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize(("loss", "columns"), CASES)
def test_slopes_are_the_derivatives_of_the_losses(level: int, shape: tuple[int, int], loss: Loss, columns: int) -> None:
    rows = table(*shape, classes=0 if loss == Loss.SQUARED_INSENSITIVE else max(2, columns))
    weights = np.random.default_rng(1).normal(size=(shape[1] + 1, columns)) * 0.3

    value, gradient, second = sum_slopes(rows, weights, loss, parameter=0.2, level=level)

    assert second is None
    assert value == pytest.approx(losses(rows, weights, loss, 0.2), rel=1e-12)
    np.testing.assert_array_equal(gradient, sum_slopes(rows, weights, loss, parameter=0.2)[1])
    for place in np.ndindex(*weights.shape):
        step = np.zeros_like(weights)
        step[place] = 1e-6
        rise = losses(rows, weights + step, loss, 0.2) - losses(rows, weights - step, loss, 0.2)
        assert gradient[place] == pytest.approx(rise / 2e-6, rel=1e-4, abs=1e-5 * shape[0])


@pytest.mark.parametrize("level", levels())
@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize(("loss", "columns"), CASES)
def test_second_derivatives_are_the_derivatives_of_the_slopes(
    level: int, shape: tuple[int, int], loss: Loss, columns: int
) -> None:
    rows = table(*shape, classes=0 if loss == Loss.SQUARED_INSENSITIVE else max(2, columns))
    weights = np.random.default_rng(1).normal(size=(shape[1] + 1, columns)) * 0.3

    value, gradient, second = sum_slopes(rows, weights, loss, parameter=0.2, is_curved=True, level=level)

    assert second is not None
    plain = sum_slopes(rows, weights, loss, parameter=0.2)
    assert value == pytest.approx(plain.value, rel=1e-13)
    np.testing.assert_allclose(gradient, plain.gradient, rtol=1e-12, atol=1e-12 * np.abs(gradient).max())
    np.testing.assert_array_equal(second, sum_slopes(rows, weights, loss, parameter=0.2, is_curved=True).second)
    whole = np.zeros((weights.size, weights.size))
    for block, start in enumerate(range(0, weights.size, second.shape[1])):
        whole[start : start + second.shape[1], start : start + second.shape[1]] = second[block]
    step = 1e-7 / (1 + np.abs(placed(rows)).max())
    for place in range(0, weights.size, 1 + weights.size // 20):
        aside = np.zeros(weights.size)
        aside[place] = step
        aside = aside.reshape(weights.T.shape).T
        up, down = (sum_slopes(rows, weights + sign * aside, loss, parameter=0.2).gradient for sign in (1, -1))
        expected = ((up - down) / (2 * step)).T.ravel()
        np.testing.assert_allclose(whole[place], expected, rtol=1e-4, atol=1e-5 * np.abs(whole).max() + 1e-6)


@pytest.mark.parametrize("level", levels())
@pytest.mark.parametrize(("loss", "columns"), CASES)
def test_nothing_near_the_minimum_is_lower(level: int, loss: Loss, columns: int) -> None:
    rows = table(300, 4, classes=0 if loss == Loss.SQUARED_INSENSITIVE else max(2, columns))
    penalty, start = np.array([1.0, 0.5, 2.0, 1.0, 0.1]), np.zeros((5, columns))

    def objective(weights: np.ndarray) -> float:
        return 3.0 * losses(rows, weights, loss, 0.2) + 0.5 * float(np.sum(penalty[:, None] * weights**2))

    settings = {"penalty": penalty, "factor": 3.0, "steepest": 1e-7, "parameter": 0.2}
    weights = minimize(rows, start, loss, level=level, **settings)

    assert not start.any()
    np.testing.assert_array_equal(weights, minimize(rows, start, loss, **settings))
    least = objective(weights)
    for aside in np.random.default_rng(0).normal(size=(20, *weights.shape)):
        for distance in (1e-3, 1e-2, 1.0):
            assert objective(weights + distance * aside) > least
    slope = 3.0 * sum_slopes(rows, weights, loss, parameter=0.2).gradient + penalty[:, None] * weights
    assert np.abs(slope).max() <= 1e-7


@pytest.mark.parametrize("level", levels())
@pytest.mark.parametrize("score", [-1e300, -800.0, -708.5, -40.0, -1e-9, 0.0, 1e-9, 40.0, 800.0, 1e300])
def test_the_log_loss_is_exact_however_sure_the_scores_are(level: int, score: float) -> None:
    rows = Table(np.zeros((1, 1), np.float32), np.zeros(1), np.zeros(1))

    value, gradient, _ = sum_slopes(rows, np.array([[0.0], [score]]), Loss.LOGISTIC, level=level)

    assert value == pytest.approx(np.logaddexp(0.0, score), rel=1e-10)
    likely = np.exp(score) / (1.0 + np.exp(score)) if score < 0 else 1.0 / (1.0 + np.exp(-score))
    assert gradient[1, 0] == pytest.approx(likely, rel=1e-14, abs=1e-300)


def test_tables_that_do_not_fit_are_refused() -> None:
    rows = table(5, 2)
    with pytest.raises(ValueError, match="a target for each row"):
        sum_products(rows._replace(target=np.zeros(4)))
    with pytest.raises(ValueError, match="centers of 2 features"):
        sum_squares(rows._replace(center=np.zeros(1)))
    with pytest.raises(ValueError, match="factors of 2 features"):
        sum_squares(rows._replace(factor=np.zeros(1)))
    with pytest.raises(ValueError, match="weights of 3 rows"):
        sum_slopes(rows, np.zeros((2, 1)), Loss.LOGISTIC)
    with pytest.raises(ValueError, match="one column of weights for LOGISTIC"):
        sum_slopes(rows, np.zeros((3, 2)), Loss.LOGISTIC)
    with pytest.raises(ValueError, match="penalties of 3 weights"):
        minimize(rows, np.zeros((3, 1)), Loss.LOGISTIC, penalty=np.zeros(2), factor=1.0, steepest=1.0)
