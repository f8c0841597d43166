"""A search of settings from its question to what it found."""

import msgspec
import pytest

from brolly import InvalidArgument
from ml_tools.main.comparison import Question, TuningQuestion, tune
from ml_tools.models_interface import SearchStrategy


def ignore(_):
    pass


def asked(model="forest", seconds=9.0, **question):
    return TuningQuestion(model=model, seconds=seconds, question=Question(target="y", **question))


async def test_the_best_settings_are_fitted_and_checked_on_rows_kept_aside(script, dataset):
    found = await tune(script.services, dataset, asked(), ignore)

    assert msgspec.json.decode(msgspec.json.encode(found.summary)) == {
        "source": "line.csv",
        "target": "y",
        "task": "regression",
        "rows": 50,
        "model": "forest",
        "settings": {"trees": 7},
        "metric": "rmse",
        "score": 15.0,
        "usual_score": 20.0,
        "trials": 2,
        "holdout": {"metric": "rmse", "value": 11.25},
        "model_id": "forest-1",
    }
    assert (found.folds, found.holdout_rows) == (5, 10)


async def test_the_search_is_asked_for_what_the_user_has_asked(script, dataset):
    await tune(script.services, dataset, asked(seed=3, folds=4, order_by="x"), ignore)

    of = script.models.asked
    assert (of["budget_seconds"], of["folds"], of["seed"], of["time_column"]) == (9.0, 4, 3, "x")
    assert of["strategy"] == SearchStrategy.SUCCESSIVE_HALVING


async def test_progress_counts_the_seconds_of_the_budget(script, dataset):
    seen = []

    await tune(script.services, dataset, asked(), seen.append)

    searching = [one for one in seen if one.step.startswith("searching settings of forest")]
    assert {one.total for one in searching} == {9}
    assert searching[-1].step == "searching settings of forest, 2 tried"


@pytest.mark.parametrize(
    ("question", "message"),
    [
        (asked(seconds=0.0), "expected a budget above 0 and up to 86,400 seconds, got 0; 60 is usual"),
        (asked(seconds=float("nan")), "expected a budget above 0"),
        (asked(model="forrest"), "there is no model 'forrest'; did you mean 'forest'"),
        (asked(model="logistic"), "'logistic' cannot do regression"),
        (asked(folds=1), "expected 2 to 100 folds"),
    ],
)
async def test_what_cannot_be_asked_is_refused(script, dataset, question, message):
    with pytest.raises(InvalidArgument, match=message):
        await tune(script.services, dataset, question, ignore)
