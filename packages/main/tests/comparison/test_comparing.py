"""A comparison from its question to what it found."""

import asyncio

import msgspec
import pyarrow as pa
import pytest

import brolly
from brolly import InvalidArgument
from ml_tools.main.comparison import Dataset, Question, compare
from ml_tools.utils_interface import ColumnNotFound, UnusableTarget

LINE_ROWS = 50


def ignore(_):
    pass


async def test_the_best_model_comes_first_and_is_checked_on_rows_kept_aside(script, dataset):
    found = await compare(script.services, dataset, Question(target="y"), ignore)

    assert [one.model for one in found.summary.leaderboard] == [
        "ridge",
        "linear",
        "forest",
        "extra_trees",
        "boosting",
        "neighbors",
        "mlp",
        "lasso",
        "elastic_net",
        "linear_svm",
        "rbf_svm",
        "constant",
    ]
    assert (found.summary.best, found.model_id) == ("ridge", "ridge-1")
    assert (found.summary.holdout.metric, found.summary.holdout.value) == ("rmse", 11.25)
    assert (found.training_rows, found.holdout_rows, found.summary.rows) == (40, 10, LINE_ROWS)


async def test_a_tie_is_called_a_tie(script, dataset):
    found = await compare(script.services, dataset, Question(target="y"), ignore)

    assert [tie.model for tie in found.ties] == ["linear"]


async def test_the_json_form_is_the_one_that_is_promised(script, dataset):
    found = await compare(script.services, dataset, Question(target="y", models=("ridge",)), ignore)

    assert msgspec.json.decode(msgspec.json.encode(found.summary)) == {
        "source": "line.csv",
        "target": "y",
        "task": "regression",
        "rows": 50,
        "leaderboard": [
            {
                "model": "ridge",
                "metric": "rmse",
                "mean": 12.0,
                "std": pytest.approx(1.5811388),
                "fit_seconds": 0.25,
                "predict_seconds": pytest.approx(0.005),
            }
        ],
        "best": "ridge",
        "holdout": {"metric": "rmse", "value": 11.25},
    }


async def test_classes_are_compared_by_log_loss_with_accuracy_beside(script, dataset):
    found = await compare(script.services, dataset, Question(target="colour"), ignore)

    assert found.summary.task == "classification"
    assert {one.model for one in found.summary.leaderboard} == {
        "constant",
        "logistic",
        "forest",
        "extra_trees",
        "boosting",
        "linear_svm",
        "rbf_svm",
        "neighbors",
        "mlp",
    }
    assert {one.metric for one in found.summary.leaderboard} == {"log_loss"}
    assert all(one.accuracy == pytest.approx(0.9) for one in found.summary.leaderboard)
    assert found.classes == ("blue", "red")


async def test_rows_without_a_target_are_left_out_and_told(script):
    table = pa.table({"x": list(range(30)), "y": [None, *range(29)]})

    found = await compare(script.services, Dataset(source="s", table=table), Question(target="y"), ignore)

    assert found.summary.rows == 29
    assert "1 rows are left out" in found.notes


async def test_notes_tell_what_was_done_on_the_whole_way(script, dataset):
    found = await compare(script.services, dataset, Question(target="y"), ignore)

    assert found.notes == ("the delimiter is a semicolon", "column 'colour' has 2 levels")


async def test_a_class_with_fewer_rows_than_folds_is_told(script):
    table = pa.table({"x": list(range(40)), "kind": ["a"] * 19 + ["b"] * 19 + ["rare"] * 2})

    found = await compare(script.services, Dataset(source="s", table=table), Question(target="kind"), ignore)

    assert any("class 'rare' has fewer than 5 rows" in note for note in found.notes)


async def test_a_baseline_that_nothing_beats_is_told_and_not_explained(script, dataset):
    script.models.means["constant"] = 1.0

    found = await compare(script.services, dataset, Question(target="y"), ignore)

    assert found.summary.best == "constant"
    assert any("no model beats the constant baseline" in note for note in found.notes)
    assert (found.importances, [figure.name for figure in found.figures][-1]) == ((), "residuals")


async def test_without_illustrations_nothing_is_drawn_or_explained(script, dataset):
    found = await compare(script.services, dataset, Question(target="y"), ignore, illustrated=False)

    assert (found.figures, found.importances) == ((), ())


async def test_progress_never_goes_back_and_ends_at_its_total(script, dataset):
    seen = []

    await compare(script.services, dataset, Question(target="y"), seen.append)

    counted = [progress for progress in seen if progress.total]
    assert [progress.done for progress in counted] == sorted(progress.done for progress in counted)
    assert counted[-1].done == counted[-1].total == 12 * 5 + 4
    assert {progress.service for progress in counted} == {"models", "utils", "main"}


@pytest.mark.parametrize(
    ("by", "asked"),
    [({"group_by": "colour"}, ("colour", None)), ({"order_by": "x"}, (None, "x")), ({}, (None, None))],
    ids=["groups", "time", "neither"],
)
async def test_folds_are_made_by_groups_or_by_time_as_is_asked(script, dataset, by, asked):
    found = await compare(script.services, dataset, Question(target="y", models=("ridge",), **by), ignore)

    assert (script.models.asked.get("group_column"), script.models.asked.get("time_column")) == asked
    assert ("colour" in script.models.fitted[found.model_id].columns) == ("group_by" not in by)


async def test_cancelling_cancels_what_the_services_do(script, dataset):
    script.models.go.clear()
    task = asyncio.create_task(compare(script.services, dataset, Question(target="y"), ignore))
    await script.models.began.wait()

    task.cancel()

    with pytest.raises(asyncio.CancelledError):
        await task
    await asyncio.wait_for(script.models.cancelled.wait(), 5)
    assert script.models.fitted == {}


async def test_an_error_of_a_service_passes_as_it_is(script, dataset):
    script.models.fails = brolly.ResourceExhausted("the queue is full")

    with pytest.raises(brolly.ResourceExhausted, match="the queue is full"):
        await compare(script.services, dataset, Question(target="y"), ignore)


@pytest.mark.parametrize(
    ("question", "error", "message"),
    [
        (Question(), InvalidArgument, "expected a target, got none; name the column to predict, one of x, colour, y"),
        (Question(target="z"), ColumnNotFound, "there is no column 'z'"),
        (Question(target="y", folds=41), InvalidArgument, "expected at least 41 rows .* got 40 .* fewer folds"),
        (Question(target="y", group_by="x", order_by="x"), InvalidArgument, "got both; choose one"),
        (Question(target="y", models=("logistic",)), InvalidArgument, "'logistic' cannot do regression"),
        (Question(target="colour", models=("ridge",)), InvalidArgument, "'ridge' cannot do classification"),
    ],
)
async def test_what_cannot_be_asked_of_this_dataset_is_refused(script, dataset, question, error, message):
    with pytest.raises(error, match=message):
        await compare(script.services, dataset, question, ignore)


async def test_a_constant_target_is_refused(script):
    table = pa.table({"x": [1, 2, 3], "y": [7, 7, 7]})

    with pytest.raises(UnusableTarget):
        await compare(script.services, Dataset(source="s", table=table), Question(target="y"), ignore)


async def test_a_table_of_nothing_but_the_target_is_refused(script):
    with pytest.raises(InvalidArgument, match="expected columns beside 'y'"):
        await compare(script.services, Dataset(source="s", table=pa.table({"y": [1, 2]})), Question(target="y"), ignore)
