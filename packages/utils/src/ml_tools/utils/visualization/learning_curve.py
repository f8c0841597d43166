"""Learning curve: how a score changes with the number of training rows."""

from __future__ import annotations

import math
from collections.abc import Sequence

import altair as alt

import brolly
from ml_tools.utils.visualization.axes import numeric_axis
from ml_tools.utils.visualization.labels import cleaned, counted, spread
from ml_tools.utils.visualization.plots import BLUE, RED, Plot, Rows, Words, finish
from ml_tools.utils_interface.v1.visualization import LearningPoint

__all__ = ["plot_learning_curve"]

_MOST = 1000
_WIDTH, _HEIGHT = 500, 300
_TRAINED, _UNSEEN = "rows learned from", "other rows"


def plot_learning_curve(metric: str, points: Sequence[LearningPoint], title: str | None) -> Plot:
    """Return a chart of the mean scores with their spread.

    Raises:
        brolly.InvalidArgument: There is no point with rows and finite means.
    """
    able = [each for each in points if each.rows > 0 and math.isfinite(each.train_mean + each.validation_mean)]
    if not able:
        raise brolly.InvalidArgument("points: expected at least one with rows and finite means, got none")
    ordered = sorted(able[:_MOST], key=lambda each: each.rows)
    name = cleaned(metric, 40)
    last = ordered[-1]
    said = f"with {counted(last.rows, 'row', 'rows')} {spread(last.validation_mean, _finite(last.validation_std))}"
    said += f" on other rows, {spread(last.train_mean, _finite(last.train_std))} on those learned from"
    words = Words(
        title=title or f"Learning curve by {name}", subtitle=said, alt_text=f"Learning curve by {name}: {said}."
    )
    return finish(_chart(name, ordered), words, (_WIDTH, _HEIGHT), {"points": _rows(ordered)})


def _chart(metric: str, ordered: Sequence[LearningPoint]) -> alt.LayerChart:
    kind = "log" if ordered[-1].rows > 20 * ordered[0].rows else "linear"
    scale = alt.Scale(type=kind, nice=False, padding=8, zero=False)
    across = alt.X("rows", type="quantitative", title="training rows", scale=scale, axis=numeric_axis(ordered[-1].rows))
    largest = max(max(abs(each.train_mean), abs(each.validation_mean)) for each in ordered)
    style, wide = numeric_axis(largest), alt.Scale(zero=False)
    colours = alt.Scale(domain=[_UNSEEN, _TRAINED], range=[BLUE, RED])
    colour = alt.Color("of", type="nominal", title=None, scale=colours)
    data = alt.Chart(alt.NamedData("points")).encode(x=across, color=colour)
    low = alt.Y("low", type="quantitative", title=metric, scale=wide, axis=style)
    spans = data.mark_area(opacity=0.15, strokeWidth=0).encode(y=low, y2="high")
    mean = alt.Y("mean", type="quantitative")
    lines = data.mark_line(strokeWidth=2).encode(y=mean)
    dots = data.mark_circle(size=45, opacity=1).encode(y=mean)
    return alt.LayerChart(layer=[spans, lines, dots])


def _rows(ordered: Sequence[LearningPoint]) -> Rows:
    rows: list[dict[str, object]] = []
    for each in ordered:
        for of, mean, std in (
            (_UNSEEN, each.validation_mean, _finite(each.validation_std)),
            (_TRAINED, each.train_mean, _finite(each.train_std)),
        ):
            rows.append({"rows": each.rows, "of": of, "mean": mean, "low": mean - std, "high": mean + std})
    return rows


def _finite(std: float) -> float:
    return std if math.isfinite(std) and std > 0 else 0.0
