"""Calibration: how often what was predicted with some probability occurs."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt
import numpy as np

from ml_tools.utils.visualization.labels import counted
from ml_tools.utils.visualization.plots import COLOURS, GREY, Plot, Words, finish, rows_of
from ml_tools.utils.visualization.probabilities import Against

__all__ = ["plot_calibration"]

_SIDE = 360
_BINS = 10


def plot_calibration(classes: Sequence[Against], title: str | None) -> Plot:
    """Return a chart of the share of rows that are of a class against its probability, in ten bins of equal rows."""
    rows: list[dict[str, object]] = []
    errors: list[str] = []
    for against in classes:
        bins, error = _bins(against)
        rows += bins
        errors.append(f"{against.label} off by {error:.3f} on average")
    said = f"{counted(len(classes[0].happened), 'row', 'rows')} in {_BINS} bins; on the line, probabilities are right"
    words = Words(
        title=title or "Calibration",
        subtitle=said,
        alt_text=f"Share of rows against the probability that was predicted: {'; '.join(errors)} ({said}).",
    )
    chart = _chart([each.label for each in classes])
    return finish(chart, words, (_SIDE, _SIDE), {"bins": rows, "right": rows_of(x=[0.0, 1.0], y=[0.0, 1.0])})


def _bins(against: Against) -> tuple[list[dict[str, object]], float]:
    """Return the bins, and how far they are off, weighted by their rows."""
    order = np.argsort(against.probability, kind="stable")
    parts = [part for part in np.array_split(order, _BINS) if len(part)]
    predicted = np.array([against.probability[part].mean() for part in parts])
    happened = np.array([against.happened[part].mean() for part in parts])
    sizes = np.array([len(part) for part in parts])
    error = float(np.average(np.abs(predicted - happened), weights=sizes))
    return rows_of(x=predicted, y=happened, of=[against.label] * len(parts), rows=sizes), error


def _chart(labels: list[str]) -> alt.LayerChart:
    scale, style = alt.Scale(domain=[0, 1], nice=False), alt.Axis(tickCount=5)
    across = alt.X("x", type="quantitative", title="predicted probability", scale=scale, axis=style)
    up = alt.Y("y", type="quantitative", title="share of rows", scale=scale, axis=style)
    colours = alt.Scale(domain=labels, range=COLOURS[: len(labels)])
    colour = alt.Color("of", type="nominal", title="class", scale=colours, sort=None)
    dashed = alt.Chart(alt.NamedData("right")).mark_line(color=GREY, strokeDash=[5, 4], strokeWidth=1.5)
    bins = alt.Chart(alt.NamedData("bins")).encode(x=across, y=up, color=colour)
    lines = bins.mark_line(strokeWidth=2)
    return alt.LayerChart(layer=[dashed.encode(x=across, y=up), lines, bins.mark_circle(size=55, opacity=1)])
