"""Residuals: actual minus predicted, against predicted."""

from __future__ import annotations

import altair as alt
import numpy as np
from numpy.typing import NDArray

from ml_tools.utils.visualization.axes import numeric_axis
from ml_tools.utils.visualization.clouds import Domain, cloud, count_outside, domain, reference
from ml_tools.utils.visualization.labels import counted, number
from ml_tools.utils.visualization.pairs import NumberPairs
from ml_tools.utils.visualization.plots import Plot, Words, finish

__all__ = ["plot_residuals"]

_WIDTH, _HEIGHT = 520, 320


def plot_residuals(pairs: NumberPairs, title: str | None) -> Plot:
    """Return a chart of residuals, with a line at zero."""
    residuals = pairs.actual - pairs.predicted
    wide, high = domain(pairs.predicted), domain(residuals, whole=np.zeros(1))
    across = alt.X("x", type="quantitative", title="predicted", scale=_scale(wide), axis=numeric_axis(*wide))
    up = alt.Y("y", type="quantitative", title="actual minus predicted", scale=_scale(high), axis=numeric_axis(*high))
    layer, rows = cloud(pairs.predicted, residuals, across, up, (wide, high))
    chart = alt.LayerChart(layer=[layer, *reference(across, up)])
    said = _facts(residuals, count_outside(pairs.predicted, residuals, (wide, high)), pairs.left_out)
    words = Words(
        title=title or "Residuals",
        subtitle=said,
        alt_text=f"Actual minus predicted values, against the predicted ones: {said}.",
    )
    return finish(chart, words, (_WIDTH, _HEIGHT), {"cloud": rows, "reference": [{"x": end, "y": 0} for end in wide]})


def _scale(ends: Domain) -> alt.Scale:
    return alt.Scale(domain=list(ends), nice=False, zero=False)


def _facts(residuals: NDArray[np.float64], outside: int, left_out: int) -> str:
    low, high = np.quantile(residuals, (0.05, 0.95)).tolist()
    said = f"{counted(len(residuals), 'row', 'rows')}: {number(float(residuals.mean()))} on average"
    said += f", nine in ten between {number(low)} and {number(high)}"
    said += f"; {outside:,} outside of the picture" if outside else ""
    return said + (f"; {counted(left_out, 'row', 'rows')} left out" if left_out else "")
