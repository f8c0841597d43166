"""The paired test that says whether two models can be told apart."""

import math

import numpy as np
import pytest

from ml_tools.main.comparison.significance import p_value_of, student_tail, ties_with

# Two-sided critical values of Student's t at 5 % and 1 %, as every table of it has them.
TABLE = [
    (1, 12.706, 0.05),
    (2, 4.303, 0.05),
    (3, 3.182, 0.05),
    (4, 2.776, 0.05),
    (4, 4.604, 0.01),
    (9, 2.262, 0.05),
    (10, 3.169, 0.01),
    (30, 2.042, 0.05),
    (99, 1.984, 0.05),
]


@pytest.mark.parametrize(("freedom", "t", "tail"), TABLE)
def test_the_tail_of_students_t_is_that_of_the_tables(freedom, t, tail):
    assert student_tail(t, freedom) == pytest.approx(tail, abs=2e-4)


def test_a_difference_of_nothing_is_certain_to_be_chance():
    assert student_tail(0.0, 4) == 1.0
    assert p_value_of(np.zeros(5)) == 1.0


def test_the_same_difference_in_every_fold_is_no_chance():
    assert p_value_of(np.full(5, 0.1)) == pytest.approx(0, abs=1e-9)


def test_the_correction_for_overlap_makes_the_test_more_careful():
    differences = np.array([0.2, 0.5, 0.9, 0.4, 0.7])
    plain = abs(differences.mean()) / math.sqrt(differences.var(ddof=1) / 5)

    assert p_value_of(differences) == pytest.approx(student_tail(plain / math.sqrt(1 + 5 / 4), 4) / 2)
    assert p_value_of(differences) > student_tail(plain, 4) / 2


def test_the_better_one_is_no_worse():
    differences = np.array([0.2, 0.5, 0.9, 0.4, 0.7])

    assert p_value_of(-differences) == pytest.approx(1 - p_value_of(differences))


def test_models_within_chance_are_ties_and_others_are_not():
    scores = {
        "best": np.array([1.0, 1.2, 0.9, 1.1, 1.0]),
        "close": np.array([1.1, 1.1, 1.0, 1.1, 1.0]),
        "far": np.array([5.0, 5.2, 4.9, 5.2, 5.0]),
        "broken": np.full(5, np.nan),
    }

    [tie] = ties_with("best", scores)

    assert tie.model == "close"
    assert tie.difference == pytest.approx(0.02)
    assert tie.p_value > 0.05
