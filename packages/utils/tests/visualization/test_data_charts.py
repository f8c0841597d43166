"""Charts of data and of probabilities: they show what is there, however much it is, and say it in words."""

from __future__ import annotations

import base64
import io
import json
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
import vl_convert
from PIL import Image
from sklearn.datasets import load_breast_cancer
from sklearn.metrics import average_precision_score, roc_auc_score

import brolly
from ml_tools.utils.visualization import AltairVisualization
from ml_tools.utils_interface import Chart, LearningPoint

pytestmark = pytest.mark.asyncio(loop_scope="session")

EVIL = 'datum.evil[0]:Q {expr: "evil"} <script>'


def data_of(chart: Chart, name: str) -> list[dict[str, Any]]:
    return json.loads(chart.vega_lite)["datasets"][name]


def probabilities(rng: np.random.Generator, rows: int = 400) -> tuple[pa.Table, np.ndarray, np.ndarray]:
    happened = rng.random(rows) < 0.3
    probability = np.clip(np.round(0.3 * happened + rng.random(rows) * 0.7, 2), 0, 1)  # with ties
    table = pa.table(
        {
            "actual": np.where(happened, "yes", "no"),
            "probability of no": 1 - probability,
            "probability of yes": probability,
        }
    )
    return table, happened, probability


async def test_a_histogram_has_each_number_in_one_bin(
    visualization: AltairVisualization, rng: np.random.Generator
) -> None:
    values = rng.normal(size=3000)

    chart = await visualization.plot_histogram(pa.table({"x": [*values, None]}), column="x")

    bins = data_of(chart, "bins")
    assert sum(each["rows"] for each in bins) == 3000
    assert all(each["rows"] == np.sum((each["low"] <= values) & (values < each["high"])) for each in bins)
    assert "3,000 rows: median" in chart.alt_text
    assert "1 row without a value" in chart.alt_text


async def test_a_histogram_of_texts_has_the_commonest(visualization: AltairVisualization) -> None:
    texts = [f"level {number}" for number in range(30) for _ in range(40 - number)]

    chart = await visualization.plot_histogram(pa.table({"x": texts}), column="x")

    levels = data_of(chart, "levels")
    assert [each["rows"] for each in levels] == list(range(40, 20, -1))
    assert levels[0]["level"] == "level 0"
    assert "rows have other texts" in chart.alt_text


@pytest.mark.parametrize("values", [[7.0] * 5, [1e149, -1e149], [5e-324, 0.0], [3]], ids=str)
async def test_numbers_of_any_size_have_a_histogram(visualization: AltairVisualization, values: list[float]) -> None:
    chart = await visualization.plot_histogram(pa.table({"x": values}), column="x")

    assert sum(each["rows"] for each in data_of(chart, "bins")) == len(values)


async def test_a_million_points_become_few_cells(visualization: AltairVisualization, rng: np.random.Generator) -> None:
    x = rng.normal(size=1_000_000)

    chart = await visualization.plot_scatter(pa.table({"x": x, "y": x + rng.normal(size=len(x))}), x="x", y="y")

    assert len(chart.vega_lite) < 200_000
    assert len(chart.svg) < 200_000
    assert sum(each["rows"] for each in data_of(chart, "cloud")) > 990_000
    assert "1,000,000 rows; correlation 0.71" in chart.alt_text


async def test_dots_have_the_colour_of_their_level(visualization: AltairVisualization) -> None:
    levels = [f"c{number}" for number in range(9) for _ in range(20 - number)]
    numbers = np.arange(len(levels))

    chart = await visualization.plot_scatter(
        pa.table({"x": numbers, "y": numbers, "c": levels}), x="x", y="y", colour="c"
    )

    drawn = {each["x"]: each["level"] for each in data_of(chart, "cloud")}
    assert all(drawn[at] == (level if level < "c7" else "others") for at, level in enumerate(levels))


async def test_a_box_has_the_quartiles_and_what_lies_outside(visualization: AltairVisualization) -> None:
    values = [*range(1, 12), 100.0]

    chart = await visualization.plot_box(pa.table({"x": values, "g": ["a"] * 12}), column="x", by="g")

    (box,) = data_of(chart, "boxes")
    assert (box["lower"], box["middle"], box["upper"]) == tuple(np.quantile(values, [0.25, 0.5, 0.75]))
    assert (box["low"], box["high"]) == (1.0, 11.0)
    assert data_of(chart, "dots") == [{"level": "a", "value": 100.0}]


async def test_correlations_are_those_of_numpy(visualization: AltairVisualization) -> None:
    data = load_breast_cancer().data[:, :5] * [1e-300, 1, 1e100, 1, 1]
    table = pa.table({f"c{number}": column for number, column in enumerate(data.T)})

    chart = await visualization.plot_correlation(table.append_column("same", pa.array([1.0] * len(data))))

    expected = np.corrcoef((data / np.abs(data).max(axis=0)).T)
    cells = {(each["left"], each["right"]): each["value"] for each in data_of(chart, "cells")}
    assert len(cells) == 25
    for row in range(5):
        assert [cells[f"c{row}", f"c{column}"] for column in range(5)] == pytest.approx(list(expected[row]), abs=1e-9)


async def test_a_map_leaves_out_what_is_nowhere(visualization: AltairVisualization) -> None:
    table = pa.table({"lat": [50.0, 51.0, 91.0, None], "lon": [4.0, 5.0, 4.0, 4.0], "v": [1.0, 2.0, 3.0, 4.0]})

    chart = await visualization.plot_map(table, latitude="lat", longitude="lon", value="v")

    assert data_of(chart, "places") == [{"x": 4.0, "y": 50.0, "value": 1.0}, {"x": 5.0, "y": 51.0, "value": 2.0}]
    assert "2 rows left out" in chart.alt_text


async def test_very_many_places_become_cells_with_their_mean(
    visualization: AltairVisualization, rng: np.random.Generator
) -> None:
    table = pa.table({"lat": rng.random(5000), "lon": rng.random(5000), "v": np.full(5000, 7.0)})

    chart = await visualization.plot_map(table, latitude="lat", longitude="lon", value="v")

    assert {round(each["value"], 9) for each in data_of(chart, "places")} == {7.0}


async def test_a_learning_curve_is_in_the_order_of_the_rows(visualization: AltairVisualization) -> None:
    points = tuple(
        LearningPoint(rows=rows, train_mean=1.0, train_std=0.1, validation_mean=2.0, validation_std=float("nan"))
        for rows in (1000, 10, 100)
    )

    chart = await visualization.plot_learning_curve("rmse", points=points)

    assert [each["rows"] for each in data_of(chart, "points")][::2] == [10, 100, 1000]
    assert "with 1,000 rows 2 ± 0 on other rows" in chart.alt_text


async def test_areas_below_curves_are_those_of_scikit_learn(
    visualization: AltairVisualization, rng: np.random.Generator
) -> None:
    table, happened, probability = probabilities(rng)

    roc = await visualization.plot_roc(table)
    precision = await visualization.plot_precision_recall(table)

    assert f"yes {roc_auc_score(happened, probability):.3f}" in roc.alt_text
    assert f"yes {average_precision_score(happened, probability):.3f}" in precision.alt_text
    curve = data_of(roc, "curves")
    assert [(each["x"], each["y"]) for each in (curve[0], curve[-1])] == [(0.0, 0.0), (1.0, 1.0)]


async def test_a_class_may_be_chosen(visualization: AltairVisualization, rng: np.random.Generator) -> None:
    table, happened, probability = probabilities(rng)

    chart = await visualization.plot_roc(table, positive="no")

    assert f"no {roc_auc_score(~happened, 1 - probability):.3f}" in chart.alt_text


async def test_calibration_is_the_share_in_bins_of_equal_rows(
    visualization: AltairVisualization, rng: np.random.Generator
) -> None:
    table, happened, probability = probabilities(rng)

    bins = data_of(await visualization.plot_calibration(table), "bins")

    order = np.argsort(probability, kind="stable")
    assert [each["y"] for each in bins] == [happened[part].mean() for part in np.array_split(order, 10)]
    assert sum(each["rows"] for each in bins) == len(happened)


async def test_dependence_on_texts_is_drawn_for_each_class(visualization: AltairVisualization) -> None:
    table = pa.table({"value": ["a", "b"] * 2, "predicted": [0.1, 0.2, 0.9, 0.8], "class": ["no", "no", "yes", "yes"]})

    chart = await visualization.plot_partial_dependence(table, column="town", target="sold")

    assert [(each["value"], each["of"]) for each in data_of(chart, "means")] == [
        ("a", "no"),
        ("b", "no"),
        ("a", "yes"),
        ("b", "yes"),
    ]
    assert chart.alt_text == "How sold depends on town: mean predictions from 0.1 to 0.9."


def pixels_of(chart: Chart) -> np.ndarray:
    url = json.loads(chart.vega_lite)["layer"][0]["encoding"]["url"]["value"]
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(url.removeprefix("data:image/png;base64,")))))


async def test_an_image_has_its_bands_as_colours(visualization: AltairVisualization) -> None:
    red, green = np.zeros((20, 30)), np.zeros((20, 30))
    red[:, :15], green[:10] = 1.0, 5.0
    blue = np.full((20, 30), np.nan)
    table = pa.table({"r": red.ravel(), "g": green.ravel(), "b": blue.ravel()})

    picture = pixels_of(await visualization.plot_image(table, width=30))

    assert picture.shape == (20, 30, 3)
    assert picture[0, 0].tolist() == [254, 254, 255]
    assert picture[19, 29].tolist() == [0, 0, 255]


async def test_a_large_image_is_made_smaller(visualization: AltairVisualization) -> None:
    table = pa.table({"band": np.arange(2000 * 1500, dtype=np.float64)})

    chart = await visualization.plot_image(table, width=2000)

    assert pixels_of(chart).shape == (375, 500)
    assert "2,000 x 1,500 pixels" in chart.alt_text


async def test_a_profile_shows_each_column(visualization: AltairVisualization) -> None:
    columns = {f"c{number}": [1.0, 2.0, None] for number in range(40)}
    table = pa.table({"text": ["a", "a", "b"], "nothing": pa.nulls(3), "list": [[1]] * 3, **columns})

    chart = await visualization.plot_profile(table)

    drawn = dict.fromkeys(each["column"] for each in data_of(chart, "bars"))
    assert list(drawn)[:3] == ["text", "nothing", "c0"]
    assert len(drawn) == 30
    assert "text a 66.7 %; nothing all missing; c0 1 to 2, 33.3 % missing" in chart.alt_text


async def test_what_a_stranger_wrote_is_text_and_never_a_formula(visualization: AltairVisualization) -> None:
    table = pa.table({EVIL: [1.0, 2.0, 3.0], "y": [1.0, 2.0, 4.0], "level": [EVIL, "a", "b"]})
    probable = pa.table({"actual": [EVIL, "b"], f"probability of {EVIL}": [0.3, 0.6], "probability of b": [0.7, 0.4]})
    point = LearningPoint(rows=1, train_mean=1.0, train_std=0.0, validation_mean=1.0, validation_std=0.0)
    dependence = pa.table({"value": [EVIL, "b"], "predicted": [1.0, 2.0], "class": [EVIL, EVIL]})
    charts = [
        await visualization.plot_profile(table, title=EVIL),
        await visualization.plot_histogram(table, column=EVIL),
        await visualization.plot_histogram(table, column="level"),
        await visualization.plot_scatter(table, x=EVIL, y="y", colour="level"),
        await visualization.plot_box(table, column=EVIL, by="level"),
        await visualization.plot_correlation(table),
        await visualization.plot_map(table, latitude=EVIL, longitude="y", value=EVIL),
        await visualization.plot_learning_curve(EVIL, points=(point,)),
        await visualization.plot_calibration(probable),
        await visualization.plot_roc(probable, positive=EVIL),
        await visualization.plot_partial_dependence(dependence, column=EVIL, target=EVIL),
        await visualization.plot_image(table, width=3, bands=(EVIL,)),
    ]
    for chart in charts:
        vega: Any = vl_convert.vegalite_to_vega(chart.vega_lite)
        assert not [formula for formula in formulas(vega) if "evil" in formula]


def formulas(node: Any, key: str = "") -> list[str]:
    """Return all strings of a chart of Vega that it evaluates."""
    if isinstance(node, dict):
        return [found for name, value in node.items() for found in formulas(value, name)]
    if isinstance(node, list):
        return [found for value in node for found in formulas(value, key)]
    return [node] if isinstance(node, str) and key in ("expr", "signal", "test", "update", "init") else []


@pytest.mark.parametrize(
    ("plot", "arguments", "message"),
    [
        ("plot_histogram", {"column": "z"}, "expected the column 'z' once, got 'x', 'y'"),
        ("plot_histogram", {"column": "gone"}, "expected the column 'gone' once, got 'x', 'y'"),
        ("plot_scatter", {"x": "x", "y": "y"}, "expected numbers in the column 'y', got string"),
        ("plot_box", {"column": "y"}, "expected numbers in the column 'y', got string"),
        ("plot_correlation", {}, "expected two columns of numbers that vary, got 1"),
        ("plot_map", {"latitude": "far", "longitude": "x"}, "expected the column 'far' once"),
        ("plot_calibration", {}, "expected columns 'probability of CLASS', got none"),
        ("plot_partial_dependence", {"column": "a", "target": "b"}, "expected the column 'predicted' once"),
        ("plot_image", {"width": 2}, "expected what 3 pixels make whole lines of, got 2 pixels a line"),
        ("plot_image", {"width": 0}, "got 0 pixels a line"),
        ("plot_image", {"width": 3, "bands": ("x", "x")}, "bands: expected one or three, got 2"),
    ],
)
async def test_what_cannot_be_drawn_is_an_invalid_argument(
    visualization: AltairVisualization, plot: str, arguments: dict[str, Any], message: str
) -> None:
    with pytest.raises(brolly.InvalidArgument, match=message):
        await getattr(visualization, plot)(pa.table({"x": [1.0, 2.0, 3.0], "y": ["a", "b", "c"]}), **arguments)


async def test_nothing_to_show_is_an_invalid_argument(visualization: AltairVisualization) -> None:
    empty = pa.table({"x": pa.nulls(2, pa.float64()), "y": [1.0, 2.0]})
    for plot, arguments in (
        ("plot_histogram", {"column": "x"}),
        ("plot_scatter", {"x": "x", "y": "y"}),
        ("plot_box", {"column": "x"}),
        ("plot_map", {"latitude": "x", "longitude": "y"}),
    ):
        with pytest.raises(brolly.InvalidArgument, match="table: expected"):
            await getattr(visualization, plot)(empty, **arguments)
    with pytest.raises(brolly.InvalidArgument, match="points: expected at least one"):
        await visualization.plot_learning_curve("rmse")
    with pytest.raises(brolly.InvalidArgument, match="expected rows, and columns of numbers or texts"):
        await visualization.plot_profile(empty.slice(0, 0))
