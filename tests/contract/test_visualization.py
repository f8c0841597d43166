"""Visualization answers alike over every transport: charts, and every error of its contract."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator
from typing import Any

import pyarrow as pa
import pytest

import brolly
from ml_tools.utils_interface import Chart, Importance, LearningPoint, Score, Visualization

pytestmark = pytest.mark.transports("local", "copied", "grpc-unix", "process")

NUMBERS = pa.table({"actual": [1.0, 2.0, 3.0], "predicted": [1.5, 2.0, 2.0]})
CLASSES = pa.table({"actual": ["a", "b", "b"], "predicted": ["a", "b", "a"]})


@pytest.fixture
async def visualization(connect: Any) -> AsyncGenerator[Visualization, None]:
    async with connect("utils") as clients:
        yield clients(Visualization)


def checked(chart: Chart) -> str:
    assert json.loads(chart.vega_lite)["description"] == chart.alt_text
    assert chart.svg.startswith("<svg")
    assert chart.png.startswith(b"\x89PNG")
    return chart.alt_text


async def test_every_chart_is_drawn(visualization: Visualization) -> None:
    scores = (Score(model="ridge", mean=54.6, std=2.1), Score(model="constant", mean=77.0, std=2.9))
    importances = (Importance(feature="rooms", mean=3.0, std=0.5),)

    charts = [
        await visualization.plot_predictions(NUMBERS, title="ridge"),
        await visualization.plot_predictions(CLASSES),
        await visualization.plot_residuals(NUMBERS),
        await visualization.plot_importance(importances=importances),
        await visualization.plot_leaderboard("rmse", scores=scores, title="the best"),
    ]

    assert [checked(chart).split(":")[0] for chart in charts] == [
        "Predicted against actual values",
        "Predicted against actual classes",
        "Actual minus predicted values, against the predicted ones",
        "Growth of the error when the values of a feature are shuffled",
        "ridge is best",
    ]
    assert ">ridge</text>" in charts[0].svg


async def test_every_chart_of_data_is_drawn(visualization: Visualization) -> None:
    towns = pa.table({"north": [50.0, 51.0, 52.0], "east": [4.0, 5.0, 7.0], "town": ["a", "b", "a"]})
    probable = pa.table({"actual": ["no", "yes", "no"], "probability of no": [0.9, 0.2, 0.4]})
    probable = probable.append_column("probability of yes", pa.array([0.1, 0.8, 0.6]))
    pixels = pa.table({"red": [0, 1, 2, 3], "green": [3, 2, 1, 0], "blue": [0, 0, 9, 9]})
    dependence = pa.table({"value": [1.0, 2.0], "predicted": [3.0, 4.0]})
    points = (LearningPoint(rows=10, train_mean=1.0, train_std=0.1, validation_mean=2.0, validation_std=0.2),)

    charts = [
        await visualization.plot_profile(towns),
        await visualization.plot_histogram(towns, column="town"),
        await visualization.plot_scatter(towns, x="east", y="north", colour="town"),
        await visualization.plot_box(towns, column="north", by="town"),
        await visualization.plot_correlation(towns),
        await visualization.plot_map(towns, latitude="north", longitude="east"),
        await visualization.plot_learning_curve("rmse", points=points),
        await visualization.plot_calibration(probable),
        await visualization.plot_roc(probable, positive="yes"),
        await visualization.plot_precision_recall(probable),
        await visualization.plot_partial_dependence(dependence, column="rooms", target="price"),
        await visualization.plot_image(pixels, width=2, bands=("red", "green", "blue")),
    ]

    assert [checked(chart).split(":")[0] for chart in charts] == [
        "Profile of 3 rows, 3 columns",
        "Distribution of town",
        "north against east",
        "Medians of north by town",
        "Strongest correlations",
        "Map of the rows",
        "Learning curve by rmse",
        "Share of rows against the probability that was predicted",
        "ROC, area under the curve",
        "Precision and recall, average precision",
        "How price depends on rooms",
        "Image of 2 x 2 pixels; red as red, 0 to 3; green as green, 0 to 3; blue as blue, 0 to 9.",
    ]


async def test_what_cannot_be_drawn_is_an_invalid_argument(visualization: Visualization) -> None:
    with pytest.raises(brolly.InvalidArgument, match="expected the column 'actual' once, got 'predicted'"):
        await visualization.plot_predictions(NUMBERS.drop(["actual"]))
    with pytest.raises(brolly.InvalidArgument, match="expected numbers in the column 'actual', got string"):
        await visualization.plot_residuals(CLASSES)
    with pytest.raises(brolly.InvalidArgument, match="importances: expected at least one with a finite mean"):
        await visualization.plot_importance(importances=(Importance(feature="a", mean=float("inf"), std=0.0),))
    with pytest.raises(brolly.InvalidArgument, match="scores: expected at least one with a finite mean"):
        await visualization.plot_leaderboard("rmse")
