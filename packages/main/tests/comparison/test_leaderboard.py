"""Scores of folds made into a leaderboard."""

import pytest

from ml_tools.main.comparison.leaderboard import standings, values_by_model
from ml_tools.models_interface import FoldScore, Metric
from ml_tools.utils_interface import Task


def score(algorithm, fold, value, *others, fit_seconds=1.0):
    metrics = (Metric(name="rmse", value=value), *others)
    return FoldScore(
        algorithm=algorithm,
        fold=fold,
        metrics=metrics,
        fit_seconds=fit_seconds,
        predict_seconds=0.5,
        done=1,
        total=1,
        task=Task.REGRESSION,
    )


def test_the_lowest_mean_is_first_and_of_equals_the_one_that_came_first():
    scores = [score("a", 0, 2.0), score("b", 0, 1.0), score("c", 0, 1.0)]

    assert [one.model for one in standings(scores)] == ["b", "c", "a"]


def test_a_model_without_a_number_is_last():
    scores = [score("a", 0, float("nan")), score("b", 0, float("inf")), score("c", 0, 1.0)]

    assert [one.model for one in standings(scores)] == ["c", "a", "b"]


def test_spread_and_times_are_over_the_folds():
    [one] = standings([score("a", 0, 1.0, fit_seconds=1.0), score("a", 1, 3.0, fit_seconds=2.0)])

    assert (one.metric, one.mean, one.std) == ("rmse", 2.0, pytest.approx(2**0.5))
    assert (one.fit_seconds, one.predict_seconds, one.accuracy) == (1.5, 0.5, None)


def test_accuracy_stands_beside_where_it_was_measured():
    accuracy = Metric(name="accuracy", value=0.75)

    [one] = standings([score("a", 0, 1.0, accuracy)])

    assert one.accuracy == 0.75


def test_values_are_in_the_order_of_the_folds_however_they_came():
    values = values_by_model([score("a", 1, 3.0), score("b", 0, 2.0), score("a", 0, 1.0)])

    assert values["a"].tolist() == [1.0, 3.0]
