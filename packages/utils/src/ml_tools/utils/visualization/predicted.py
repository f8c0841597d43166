"""Predicted against actual numbers."""

from __future__ import annotations

import altair as alt
import numpy as np

from ml_tools.utils.visualization.axes import numeric_axis
from ml_tools.utils.visualization.clouds import cloud, count_outside, domain, reference
from ml_tools.utils.visualization.labels import counted, number, signed
from ml_tools.utils.visualization.pairs import NumberPairs
from ml_tools.utils.visualization.plots import Plot, Words, finish

__all__ = ["plot_predicted"]

_SIDE = 400


def plot_predicted(pairs: NumberPairs, title: str | None) -> Plot:
    """Return a chart of predicted against actual numbers, with the line where both are the same."""
    both = domain(pairs.predicted, whole=pairs.actual)
    style, scale = numeric_axis(*both), alt.Scale(domain=list(both), nice=False, zero=False)
    across = alt.X("x", type="quantitative", title="actual", scale=scale, axis=style)
    up = alt.Y("y", type="quantitative", title="predicted", scale=scale, axis=style)
    layer, rows = cloud(pairs.actual, pairs.predicted, across, up, (both, both))
    chart = alt.LayerChart(layer=[layer, *reference(across, up)])
    facts = _facts(pairs, outside=count_outside(pairs.actual, pairs.predicted, (both, both)))
    words = Words(
        title=title or "Predicted against actual",
        subtitle=facts,
        alt_text=f"Predicted against actual values: {facts}.",
    )
    return finish(chart, words, (_SIDE, _SIDE), {"cloud": rows, "reference": [{"x": end, "y": end} for end in both]})


def _facts(pairs: NumberPairs, outside: int) -> str:
    errors = pairs.actual - pairs.predicted
    rows = counted(len(errors), "row", "rows")
    said = f"{rows}, half of them predicted to within {number(float(np.median(np.abs(errors))))}"
    variance = float(np.var(pairs.actual))
    if variance > 0:
        said += signed(f"; R² {1 - float(np.mean(errors**2)) / variance:.3f}")
    said += f"; {outside:,} outside of the picture" if outside else ""
    return said + (f"; {counted(pairs.left_out, 'row', 'rows')} left out" if pairs.left_out else "")
