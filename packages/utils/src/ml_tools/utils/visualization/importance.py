"""Importance: how much each feature matters."""

from __future__ import annotations

import math
from collections.abc import Sequence

import altair as alt

import brolly
from ml_tools.utils.visualization.axes import names_axis, numeric_axis
from ml_tools.utils.visualization.labels import counted, distinct, spread
from ml_tools.utils.visualization.plots import INK, SKY, Plot, Words, finish
from ml_tools.utils_interface.v1.visualization import Importance

__all__ = ["plot_importance"]

_MOST = 20
_WIDTH = 420


def plot_importance(importances: Sequence[Importance], title: str | None) -> Plot:
    """Return a chart of the most important features.

    Raises:
        brolly.InvalidArgument: There is none with a finite mean.
    """
    finite = [each for each in importances if math.isfinite(each.mean)]
    if not finite:
        raise brolly.InvalidArgument("importances: expected at least one with a finite mean, got none")
    ordered = sorted(finite, key=lambda each: (-each.mean, each.feature))[:_MOST]
    labels = distinct(each.feature for each in ordered)
    rows = [
        {"feature": label, "mean": each.mean, "low": each.mean - _std(each), "high": each.mean + _std(each)}
        for label, each in zip(labels, ordered, strict=True)
    ]
    chart = _chart(labels, max(abs(each.mean) + _std(each) for each in ordered))
    words = _words(labels, ordered, len(importances), title)
    return finish(chart, words, (_WIDTH, alt.Step(26)), {"features": rows})


def _chart(labels: list[str], largest: float) -> alt.LayerChart:
    across = alt.X("mean", type="quantitative", title="growth of the error when shuffled", axis=numeric_axis(largest))
    scale = alt.Scale(domain=labels)
    up = alt.Y("feature", type="nominal", sort=None, scale=scale, title=None, axis=names_axis(INK))
    data = alt.Chart(alt.NamedData("features")).encode(y=up)
    bars = data.mark_bar(color=SKY, height={"band": 0.62}, cornerRadiusEnd=2).encode(x=across)
    low = alt.X("low", type="quantitative")
    spans = data.mark_rule(color=INK, strokeWidth=1.5).encode(x=low, x2="high")
    return alt.LayerChart(layer=[bars, spans])


def _words(labels: Sequence[str], ordered: Sequence[Importance], given: int, title: str | None) -> Words:
    features = counted(given, "feature", "features")
    some = f"the first {len(ordered)} of {features}" if len(ordered) < given else features
    first = (f"{label} {spread(each.mean, _std(each))}" for label, each in zip(labels[:5], ordered[:5], strict=True))
    return Words(
        title=title or "Importance of the features",
        subtitle=f"{some}; mean ± standard deviation over the shuffles",
        alt_text=f"Growth of the error when the values of a feature are shuffled: {'; '.join(first)} ({some}).",
    )


def _std(importance: Importance) -> float:
    return importance.std if math.isfinite(importance.std) and importance.std > 0 else 0.0
