"""Charts: they draw, say in words what they show, and take whatever is called whatever."""

from __future__ import annotations

import json
import struct
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
import vl_convert

import brolly
from ml_tools.utils.visualization import AltairVisualization
from ml_tools.utils_interface import Chart, Importance, Score

pytestmark = pytest.mark.asyncio(loop_scope="session")

EVIL = '"]); <script>alert("evil")</script> {expr: "evil"} datum.evil[0]:Q \\ \' \x00\x1b\ud800'


def checked(chart: Chart) -> dict[str, Any]:
    """Check the three forms of a chart, and return the first."""
    spec = json.loads(chart.vega_lite)
    assert "vega-lite" in spec["$schema"]
    assert "url" not in chart.vega_lite
    root = ET.fromstring(chart.svg)
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert not any(element.tag.endswith("script") for element in root.iter())
    width, height = struct.unpack(">II", chart.png[16:24])
    assert (width, height) == (2 * int(root.attrib["width"]), 2 * int(root.attrib["height"]))
    assert chart.alt_text == spec["description"]
    return spec


def texts_of(chart: Chart) -> list[str]:
    return [
        "".join(element.itertext()) for element in ET.fromstring(chart.svg).iter("{http://www.w3.org/2000/svg}text")
    ]


async def test_predictions_of_numbers_are_dots_beside_a_line(visualization: AltairVisualization) -> None:
    table = pa.table({"actual": [1.0, 2.0, 3.0, None], "predicted": [1.5, 2.0, 2.0, 9.0]})

    chart = await visualization.plot_predictions(table, title="ridge on my data")

    spec = checked(chart)
    assert spec["datasets"]["cloud"] == [{"x": 1.0, "y": 1.5}, {"x": 2.0, "y": 2.0}, {"x": 3.0, "y": 2.0}]
    assert {"ridge on my data", "actual", "predicted"} <= set(texts_of(chart))
    assert chart.alt_text == (
        "Predicted against actual values: 3 rows, half of them predicted to within 0.5; R² 0.375; 1 row left out."
    )


async def test_very_many_rows_become_cells(visualization: AltairVisualization, rng: np.random.Generator) -> None:
    actual = rng.normal(size=30_000)
    table = pa.table({"actual": actual, "predicted": actual + rng.normal(size=30_000) / 3})

    for chart in (await visualization.plot_predictions(table), await visualization.plot_residuals(table)):
        cells = checked(chart)["datasets"]["cloud"]
        assert len(cells) <= 56**2
        assert sum(cell["rows"] for cell in cells) == 30_000
        assert "30,000 rows" in chart.alt_text


async def test_a_few_rows_far_away_do_not_hide_the_others(
    visualization: AltairVisualization, rng: np.random.Generator
) -> None:
    actual = rng.random(5000)
    predicted = actual.copy()
    predicted[0] = 1e6

    chart = await visualization.plot_predictions(pa.table({"actual": actual, "predicted": predicted}))

    assert "; 1 outside of the picture" in chart.alt_text
    assert sum(cell["rows"] for cell in checked(chart)["datasets"]["cloud"]) == 4999


@pytest.mark.parametrize("values", [[7.0] * 5, [0.0] * 3, [1e149, -1e149], [5e-324, 0.0], [3]], ids=str)
async def test_numbers_of_any_size_are_drawn(visualization: AltairVisualization, values: list[float]) -> None:
    for predicted in (values, values[::-1]):
        table = pa.table({"actual": values, "predicted": predicted})
        checked(await visualization.plot_predictions(table))
        checked(await visualization.plot_residuals(table))


async def test_residuals_are_actual_minus_predicted(visualization: AltairVisualization) -> None:
    table = pa.table({"actual": [1.0, 2.0, 3.0], "predicted": [2.0, 2.0, 2.5]})

    chart = await visualization.plot_residuals(table)

    dots = checked(chart)["datasets"]["cloud"]
    assert dots == [{"x": 2.0, "y": -1.0}, {"x": 2.0, "y": 0.0}, {"x": 2.5, "y": 0.5}]
    assert chart.alt_text.startswith(
        "Actual minus predicted values, against the predicted ones: 3 rows: \N{MINUS SIGN}0.1667 on"
    )


async def test_predictions_of_classes_are_counted(visualization: AltairVisualization) -> None:
    table = pa.table({"actual": ["a", "a", "a", "b", None], "predicted": ["a", "a", "b", "b", "b"]})

    chart = await visualization.plot_predictions(table)

    cells = {(cell["actual"], cell["predicted"]): cell for cell in checked(chart)["datasets"]["cells"]}
    counts = {pair: cell["text"] for pair, cell in cells.items()}
    assert counts == {("a", "a"): "2", ("a", "b"): "1", ("b", "a"): "0", ("b", "b"): "1"}
    assert cells["a", "a"]["share"] == pytest.approx(2 / 3)
    assert chart.alt_text == (
        "Predicted against actual classes: 4 rows, 75.0 % of them right; 1 row left out;"
        " most often a was taken for b, 1 time."
    )


async def test_classes_of_any_type_are_compared_by_their_names(visualization: AltairVisualization) -> None:
    truths = pa.array([True, False, True])
    numbers = pa.array([10, 9, 10], pa.int16())

    first = await visualization.plot_predictions(pa.table({"actual": truths, "predicted": truths}))
    second = await visualization.plot_predictions(
        pa.table({"actual": numbers, "predicted": numbers.cast(pa.string()).dictionary_encode()})
    )

    assert "100.0 % of them right" in first.alt_text
    assert "100.0 % of them right" in second.alt_text
    labels = [cell["actual"] for cell in checked(second)["datasets"]["cells"]]
    assert labels == ["9", "9", "10", "10"]


async def test_classes_stand_in_the_order_that_people_count_in(visualization: AltairVisualization) -> None:
    names = ["class 10", "class 2", "10", "-1", "9", "b", "a"]

    chart = await visualization.plot_predictions(pa.table({"actual": [*names, None], "predicted": [*names, "never"]}))

    labels = list(dict.fromkeys(cell["actual"] for cell in checked(chart)["datasets"]["cells"]))
    assert labels == ["-1", "9", "10", "a", "b", "class 2", "class 10"]


async def test_classes_beyond_twenty_are_shown_as_one(visualization: AltairVisualization) -> None:
    names = [f"class {number}" for number in range(30) for _ in range(60 - number)]

    chart = await visualization.plot_predictions(pa.table({"actual": names, "predicted": names}))

    labels = list(dict.fromkeys(cell["actual"] for cell in checked(chart)["datasets"]["cells"]))
    assert labels == [f"class {number}" for number in range(20)] + ["10 others"]


async def test_importance_shows_the_first_twenty(visualization: AltairVisualization) -> None:
    importances = tuple(Importance(feature=f"f{number}", mean=number / 10, std=0.05) for number in range(25))

    chart = await visualization.plot_importance(importances=importances)

    rows = checked(chart)["datasets"]["features"]
    assert [row["feature"] for row in rows] == [f"f{number}" for number in range(24, 4, -1)]
    assert "f24 2.400 ± 0.050; f23 2.300 ± 0.050" in chart.alt_text
    assert "the first 20 of 25 features" in chart.alt_text


async def test_a_leaderboard_names_the_best(visualization: AltairVisualization) -> None:
    scores = (Score(model="ridge", mean=54.63, std=2.1), Score(model="constant", mean=77.0, std=2.9))

    chart = await visualization.plot_leaderboard("rmse", scores=scores)

    checked(chart)
    assert chart.alt_text == "ridge is best: rmse 54.6 ± 2.1; then constant 77.0 ± 2.9."
    assert {"ridge", "constant", "54.6 ± 2.1", "77.0 ± 2.9", "rmse"} <= set(texts_of(chart))


async def test_scores_that_are_no_numbers_are_left_out(visualization: AltairVisualization) -> None:
    nan, inf = float("nan"), float("inf")
    scores = (Score(model="ok", mean=1.0, std=nan), Score(model="bad", mean=nan, std=1.0))
    importances = (Importance(feature="ok", mean=-1.0, std=-inf), Importance(feature="bad", mean=inf, std=0.0))

    assert (await visualization.plot_leaderboard("rmse", scores=scores)).alt_text == "ok is best: rmse 1 ± 0."
    assert "bad" not in checked(await visualization.plot_importance(importances=importances))["description"]


async def test_very_many_scores_are_cut(visualization: AltairVisualization) -> None:
    scores = tuple(Score(model="m" * 500, mean=float(number), std=0.1) for number in range(200))

    chart = await visualization.plot_leaderboard("rmse", scores=scores)

    assert len(checked(chart)["datasets"]["scores"]) == 50
    assert len(chart.vega_lite) < 50_000


async def charts_of(visualization: AltairVisualization, text: str) -> list[Chart]:
    classes = [text.encode("utf-8", "replace").decode(), "a.b[0]", "a.b[0]"]
    return [
        await visualization.plot_predictions(pa.table({"actual": classes, "predicted": classes[::-1]}), title=text),
        await visualization.plot_residuals(pa.table({"actual": [1.0, 2.0], "predicted": [2.0, 1.0]}), title=text),
        await visualization.plot_importance(importances=(Importance(feature=text, mean=1.0, std=0.1),), title=text),
        await visualization.plot_leaderboard(text, scores=(Score(model=text, mean=1.0, std=0.1),) * 2, title=text),
    ]


async def test_what_a_stranger_wrote_is_text_and_never_a_formula(visualization: AltairVisualization) -> None:
    for chart in await charts_of(visualization, EVIL):
        checked(chart)
        vega: Any = vl_convert.vegalite_to_vega(chart.vega_lite)
        assert not [formula for formula in formulas(vega) if "evil" in formula]
        assert any("evil" in text for text in texts_of(chart))


async def test_texts_of_any_length_are_drawn(visualization: AltairVisualization) -> None:
    for text in ("", "x" * 100_000, "word " * 20_000):
        for chart in await charts_of(visualization, text):
            checked(chart)
            assert len(chart.vega_lite) < 10_000


def formulas(node: Any, key: str = "") -> Iterator[str]:
    """Return all strings of a chart of Vega that it evaluates."""
    if isinstance(node, dict):
        for name, value in node.items():
            yield from formulas(value, name)
    elif isinstance(node, list):
        for value in node:
            yield from formulas(value, key)
    elif isinstance(node, str) and key in ("expr", "signal", "test", "update", "init"):
        yield node


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ({"actual": [1.0]}, "expected the column 'predicted' once, got 'actual'"),
        ({}, "got none"),
        ({"actual": [1.0], "predicted": [[1]]}, "expected numbers or texts in the column 'predicted', got list"),
        ({"actual": [1.0, None], "predicted": [None, 1.0]}, "expected a row with an actual and a predicted value"),
        ({"actual": ["a"], "predicted": pa.nulls(1)}, "expected a row with an actual and a predicted value"),
    ],
)
async def test_a_table_that_cannot_be_drawn_is_an_invalid_argument(
    visualization: AltairVisualization, table: dict[str, Any], message: str
) -> None:
    with pytest.raises(brolly.InvalidArgument, match=message):
        await visualization.plot_predictions(pa.table(table))


async def test_residuals_of_texts_are_an_invalid_argument(visualization: AltairVisualization) -> None:
    with pytest.raises(brolly.InvalidArgument, match="expected numbers in the column 'actual', got string"):
        await visualization.plot_residuals(pa.table({"actual": ["a"], "predicted": [1.0]}))


async def test_nothing_to_show_is_an_invalid_argument(visualization: AltairVisualization) -> None:
    with pytest.raises(brolly.InvalidArgument, match="importances: expected at least one"):
        await visualization.plot_importance()
    with pytest.raises(brolly.InvalidArgument, match="scores: expected at least one"):
        await visualization.plot_leaderboard("rmse", scores=(Score(model="a", mean=float("nan"), std=1.0),))
