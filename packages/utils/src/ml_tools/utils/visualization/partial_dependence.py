"""Partial dependence: how the prediction changes with a column."""

from __future__ import annotations

import altair as alt
import numpy as np
import pyarrow as pa

import brolly
from ml_tools.utils.visualization.axes import names_axis, numeric_axis
from ml_tools.utils.visualization.columns import Numbers, are_numbers, column_of, levels_of, numbers_of
from ml_tools.utils.visualization.labels import cleaned, number
from ml_tools.utils.visualization.plots import COLOURS, INK, Plot, Words, finish, rows_of

__all__ = ["plot_partial_dependence"]

_MOST_POINTS = 2000
_MOST_LEVELS = 30
_WIDTH, _HEIGHT = 500, 300
_SCALE = alt.Scale(zero=False, padding=10)


def plot_partial_dependence(table: pa.Table, column: str, target: str, title: str | None) -> Plot:
    """Return a chart of mean predictions, as lines over numbers or as dots beside texts, a colour a class.

    Args:
        table: `value`, `predicted`, and `class` where there are some; 2,000 rows of it at most are drawn.
        column: What the values are of.
        target: What is predicted.
        title: Above it.

    Raises:
        brolly.InvalidArgument: A column is not there, or no row has a value and a prediction.
    """
    drawn = table.slice(0, _MOST_POINTS)
    predicted = numbers_of(drawn, "predicted")
    labels, of = _classes(drawn)
    colours = alt.Scale(domain=labels, range=COLOURS[: len(labels)])
    legend = alt.Legend() if len(labels) > 1 else None
    colour = alt.Color("of", type="nominal", title="class", scale=colours, legend=legend, sort=None)
    name, what = cleaned(column), cleaned(target)
    over_numbers = are_numbers(column_of(drawn, "value").type)
    rows_and_chart = _over_numbers if over_numbers else _beside_texts
    chart, rows, means = rows_and_chart(drawn, predicted, of, name, what)
    said = f"mean predictions from {number(float(means.min()))} to {number(float(means.max()))}"
    words = Words(title=title or f"{what} by {name}", subtitle=said, alt_text=f"How {what} depends on {name}: {said}.")
    layered = alt.LayerChart(layer=[each.encode(color=colour) for each in chart])
    return finish(layered, words, (_WIDTH, _HEIGHT if over_numbers else alt.Step(26)), {"means": rows})


def _classes(table: pa.Table) -> tuple[list[str], list[str]]:
    """Return the classes, and that of each row; those beyond the seventh are not drawn."""
    if "class" not in table.column_names:
        return [""], [""] * table.num_rows
    levels = levels_of(table, "class", len(COLOURS))
    labels = sorted(levels.labels)
    return labels, levels.of_rows()


Parts = tuple[list[alt.Chart], list[dict[str, object]], Numbers]


def _over_numbers(table: pa.Table, predicted: Numbers, of: list[str], name: str, what: str) -> Parts:
    values = numbers_of(table, "value")
    there = np.flatnonzero(np.isfinite(values) & np.isfinite(predicted))
    _require(len(there))
    rows = rows_of(value=values[there], predicted=predicted[there], of=[of[each] for each in there.tolist()])
    axis = numeric_axis(values[there].min(), values[there].max())
    across = alt.X("value", type="quantitative", title=name, scale=alt.Scale(zero=False, nice=False), axis=axis)
    up = alt.Y("predicted", type="quantitative", title=what, scale=_SCALE, axis=_axis(predicted[there]))
    lines = alt.Chart(alt.NamedData("means")).mark_line(strokeWidth=2.5).encode(x=across, y=up)
    return [lines], rows, predicted[there]


def _beside_texts(table: pa.Table, predicted: Numbers, of: list[str], name: str, what: str) -> Parts:
    levels = levels_of(table, "value", _MOST_LEVELS)
    there = np.flatnonzero((levels.codes >= 0) & np.isfinite(predicted))
    _require(len(there))
    rows = rows_of(
        value=np.array(levels.of_rows(), object)[there],
        predicted=predicted[there],
        of=[of[each] for each in there.tolist()],
    )
    scale = alt.Scale(domain=levels.labels)
    up = alt.Y("value", type="nominal", sort=None, title=name, scale=scale, axis=names_axis(INK))
    across = alt.X("predicted", type="quantitative", title=what, scale=_SCALE, axis=_axis(predicted[there]))
    dots = alt.Chart(alt.NamedData("means")).mark_circle(size=90, opacity=1).encode(x=across, y=up)
    return [dots], rows, predicted[there]


def _axis(predicted: Numbers) -> alt.Axis:
    return numeric_axis(float(predicted.min()), float(predicted.max()))


def _require(count: int) -> None:
    if not count:
        raise brolly.InvalidArgument("table: expected a row with a value and a prediction, got none")
