"""What can be asked, before any data is read."""

import pytest

from brolly import InvalidArgument
from ml_tools.main.comparison import Question, model_names
from ml_tools.main.comparison.algorithms import algorithms_for
from ml_tools.utils_interface import Task


@pytest.mark.parametrize(
    ("question", "message"),
    [
        (Question(folds=1), "expected 2 to 100 folds, got 1"),
        (Question(folds=-3), "got -3"),
        (Question(folds=101), "got 101"),
        (Question(seed=-1), "expected a seed from 0"),
        (Question(seed=2**63), "expected a seed from 0"),
        (Question(models=()), "expected at least one model, got none; choose from constant, linear"),
        (Question(models=("forest", "forrest")), "no model 'forrest'; did you mean 'forest'"),
        (Question(models=("nothing like it",)), "choose from constant, linear, ridge, lasso, "),
        (Question(models=("x" * 10_000,)), "no model 'x{40}'"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_what_can(question, message):
    with pytest.raises(InvalidArgument, match=message):
        question.check()


def test_what_can_be_asked_passes():
    Question(models=model_names(), folds=2, seed=2**63 - 1).check()


def test_a_model_that_is_named_twice_is_compared_once():
    assert [one.name for one in algorithms_for(Task.REGRESSION, ("ridge", "constant", "ridge"))] == [
        "ridge",
        "constant",
    ]


def test_each_task_has_its_models():
    numbers, classes = (
        {one.name for one in algorithms_for(task, None)} for task in (Task.REGRESSION, Task.CLASSIFICATION)
    )

    assert {"constant", "linear", "ridge", "forest", "neighbors", "mlp"} <= numbers
    assert {"constant", "logistic", "forest", "neighbors", "mlp"} <= classes
    assert ("logistic" in numbers, "ridge" in classes) == (False, False)
