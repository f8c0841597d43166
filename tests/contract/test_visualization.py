"""Visualization answers alike over every transport: charts, and every error of its contract."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator
from typing import Any

import pyarrow as pa
import pytest

import brolly
from ml_tools.utils_interface import Chart, Importance, Score, Visualization

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


async def test_what_cannot_be_drawn_is_an_invalid_argument(visualization: Visualization) -> None:
    with pytest.raises(brolly.InvalidArgument, match="expected the columns 'actual' and 'predicted'"):
        await visualization.plot_predictions(NUMBERS.drop(["actual"]))
    with pytest.raises(brolly.InvalidArgument, match="expected numbers in the column 'actual', got string"):
        await visualization.plot_residuals(CLASSES)
    with pytest.raises(brolly.InvalidArgument, match="importances: expected at least one with a finite mean"):
        await visualization.plot_importance(importances=(Importance(feature="a", mean=float("inf"), std=0.0),))
    with pytest.raises(brolly.InvalidArgument, match="scores: expected at least one with a finite mean"):
        await visualization.plot_leaderboard("rmse")
